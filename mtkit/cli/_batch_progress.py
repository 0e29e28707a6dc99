"""How far a batch is: a bar on a terminal, a line a minute in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mtkit.batch.control import Progress

_LOG_SECONDS = 60.0


@contextmanager
def batch_progress(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Gives the function that a run calls with its progress."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield log_lines(lambda line: click.echo(line, err=True))


def log_lines(
    write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Callable[[Progress], None]:
    """A function that writes a line a minute about the progress it is shown."""
    start = clock()
    last = start

    def show(progress: Progress) -> None:
        nonlocal last
        now = clock()
        if now - last >= _LOG_SECONDS:
            last = now
            write(progress_line(progress, now - start))

    return show


def progress_line(progress: Progress, seconds: float) -> str:
    """Documents, sentences, rate, and the time that is left."""
    summary = progress.summary
    rate = progress.sentences / seconds if seconds else 0.0
    parts = [
        f"{summary.documents} of {summary.planned} documents",
        f"{progress.sentences} sentences",
        f"{rate:.1f}/s",
    ]
    if 0 < progress.share < 1:
        parts.append(f"about {duration(seconds * (1 - progress.share) / progress.share)} left")
    return ", ".join(parts)


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
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    start = time.monotonic()
    columns = (TextColumn("translating"), BarColumn(), TextColumn("{task.fields[line]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, line="")

        def show(progress: Progress) -> None:
            bar.update(task, completed=progress.share, line=progress_line(progress, time.monotonic() - start))

        yield show
