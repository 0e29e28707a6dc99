"""Progress on a terminal: sentences done, their rate, and the time that is left."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable

    from mtkit.translate import Translator


@contextlib.contextmanager
def sentence_progress(
    *, quiet: bool, total_bytes: int = 0, position: Callable[[], int] = lambda: 0
) -> Iterator[Callable[[Translator], None] | None]:
    """Gives the function that a Translator calls; None, and no import of rich, where nobody watches.

    The number of sentences to come is estimated from `position()`, the bytes read so far of `total_bytes`.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("translating"),
        BarColumn(),
        TextColumn("{task.completed:.0f} sentences"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def show(translator: Translator) -> None:
            counts = translator.counts
            read = position()
            expected = counts.read * max(total_bytes, read) / read if read else counts.read
            speed = bar.tasks[0].speed or 0.0
            bar.update(
                task,
                completed=counts.done,
                total=max(expected, counts.done),
                rate=f"{speed:.0f}/s" if speed else "",
            )

        yield show


def file_size(stream: BinaryIO) -> int:
    """Bytes in a seekable stream, which stays where it is."""
    here = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(here)
    return size
