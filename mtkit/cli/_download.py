"""Show a download: a bar on a terminal, two lines in a log."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mtkit.store.hub import Download, Progress


@contextlib.contextmanager
def download_progress(*, quiet: bool = False) -> Iterator[Progress | None]:
    """Gives the function that `mtkit.store` calls while it downloads; None where nothing is to be said."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _Lines()


class _Lines:
    """Says the size once, before the first byte: what a log can use."""

    def __init__(self) -> None:
        self._said = ""

    def __call__(self, download: Download) -> None:
        if download.model != self._said:
            self._said = download.model
            click.echo(f"downloading {download.model}: {megabytes(download.total)}", err=True)


@contextlib.contextmanager
def _bar() -> Iterator[Progress]:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
    )
    bars = progress.Progress(*columns, console=Console(stderr=True), transient=True)
    task: progress.TaskID | None = None
    with contextlib.ExitStack() as shown:

        def show(download: Download) -> None:
            nonlocal task
            if task is None:
                shown.enter_context(bars)  # most runs download nothing, and show nothing
                bars.console.print(
                    f"downloading {download.model}: {megabytes(download.total)}", highlight=False
                )
                task = bars.add_task(download.model, total=download.total)
            bars.update(task, completed=download.done, description=download.file)

        yield show


def megabytes(size: int) -> str:
    """A number of bytes for people."""
    return f"{size / 1e6:.0f} MB" if size >= 10_000_000 else f"{size / 1e6:.1f} MB"
