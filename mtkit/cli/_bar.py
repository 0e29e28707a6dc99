"""One line of progress on a terminal, never wider than the terminal; nothing of it is left behind."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress

_LEAST_BAR = 10  # columns
_shown: list[Progress] = []  # the bar that is on the terminal now


def watched() -> bool:
    """Whether standard error is a terminal that can rewrite its last line."""
    return sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def say(line: str) -> None:
    """Write a line to standard error, above the bar where one is shown."""
    for shown in _shown:
        shown.console.print(line, markup=False, highlight=False, soft_wrap=True)
        return
    click.echo(line, err=True)


@contextlib.contextmanager
def bar() -> Iterator[Callable[[float | None, Sequence[str]], None]]:
    """Gives the function that shows the share that is done (None where unknown) and what is said of it.

    What is said comes in several lengths, the longest first: the first that leaves room for a bar is shown.
    The bar comes with the first call, so that whatever is said before (which model, a download) stands alone.
    """
    with contextlib.ExitStack() as stack:

        def show(share: float | None, said: Sequence[str]) -> None:
            if not _shown:
                _shown.append(stack.enter_context(_line()))
                stack.callback(_shown.clear)
            _shown[0].update(
                _shown[0].task_ids[0],
                total=None if share is None else 1.0,
                completed=share or 0.0,
                said=tuple(said),
            )

        yield show


def _line() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task
    from rich.table import Column
    from rich.text import Text

    console = Console(stderr=True)

    class Said(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(fitting(task.fields["said"], console.width))

    columns = BarColumn(bar_width=None), Said(Column(no_wrap=True))
    line = Progress(*columns, console=console, transient=True, expand=True)
    line.add_task("", total=None, said=("",))
    return line


def fitting(said: Sequence[str], width: int) -> str:
    """The first of `said` that leaves room for a bar in `width` columns, or the last, cut off."""
    for text in said:
        if len(text) + 1 + _LEAST_BAR <= width:
            return text
    return said[-1][: max(0, width - 1)]
