"""Progress on a terminal: sentences done, their rate, and the time that is left."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from mtkit.cli._bar import bar, watched

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
    if quiet or not watched():
        yield None
        return
    began, free = 0.0, 0
    with bar() as display:

        def show(translator: Translator) -> None:
            nonlocal began, free
            counts = translator.counts
            if not began:  # repetitions and what a memory knows come first, at once
                began, free = time.monotonic(), counts.done
            read = position()
            expected = counts.read * max(total_bytes, read) / read if read else counts.read
            total = max(expected, counts.done)
            # Over the whole run: sentences come in hundreds, the long ones of each hundred first.
            speed = (counts.done - free) / max(time.monotonic() - began, 1e-3)
            display(counts.done / total if speed else None, _said(counts.done, total - counts.done, speed))

        yield show


def _said(done: int, to_come: float, speed: float) -> tuple[str, ...]:
    """The same in several lengths."""
    if not speed:
        return (f"{done} sentences", f"{done}")
    left = _clock(to_come / speed)
    return (f"{done} sentences, {speed:.3g}/s, {left}", f"{done} sentences, {left}", left)


def _clock(seconds: float) -> str:
    """The time that is left, for people."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} left"


def file_size(stream: BinaryIO) -> int:
    """Bytes in a seekable stream, which stays where it is."""
    here = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(here)
    return size
