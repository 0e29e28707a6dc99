"""How far a batch is: a bar on a terminal, a line a minute in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mtkit.cli._bar import bar, watched

if TYPE_CHECKING:
    from mtkit.batch.control import Progress

_LOG_SECONDS = 60.0


@contextmanager
def batch_progress(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Gives the function that a run calls with its progress."""
    if quiet:
        yield lambda _: None
    elif watched():
        with _bar() as show:
            yield show
    else:
        yield log_lines(lambda line: click.echo(line, err=True))


def log_lines(
    write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Callable[[Progress], None]:
    """A function that writes a line a minute about the progress it is shown."""
    last = clock()

    def show(progress: Progress) -> None:
        nonlocal last
        now = clock()
        if now - last >= _LOG_SECONDS:
            last = now
            write(progress_line(progress))

    return show


def progress_line(progress: Progress) -> str:
    """Documents, sentences, rate, and the time that is left."""
    summary = progress.summary
    parts = [f"{summary.documents} of {summary.planned} documents", f"{progress.sentences} sentences"]
    if progress.sentences and progress.seconds:
        parts.append(f"{progress.sentences / progress.seconds:.1f}/s")
    left = _left(progress)
    if left is not None:
        parts.append(f"about {duration(left)} left")
    if progress.again:
        parts.append(f"{progress.again} tried again")
    return ", ".join(parts)


def _left(progress: Progress) -> float | None:
    """Seconds to go, at the rate so far; None where it cannot be told, or nothing is left."""
    return progress.seconds * (1 - progress.share) / progress.share if 0 < progress.share < 1 else None


def duration(seconds: float) -> str:
    """A time for people: 42 s, 3 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    with bar() as show:
        yield lambda progress: show(progress.share or None, progress_lines(progress))


def progress_lines(progress: Progress) -> tuple[str, ...]:
    """The same in three lengths, for terminals of any width."""
    summary, left = progress.summary, _left(progress)
    documents = f"{summary.documents}/{summary.planned}"
    rest = f", {duration(left)} left" if left is not None else ""
    rest += f", {progress.again} again" if progress.again else ""
    known = progress.sentences and progress.seconds
    rate = f", {progress.sentences / progress.seconds:.3g}/s" if known else ""
    return (
        progress_line(progress),
        f"{documents} documents, {progress.sentences} sentences{rate}{rest}",
        f"{documents} documents{rest}",
        f"{documents}{rest}",
    )
