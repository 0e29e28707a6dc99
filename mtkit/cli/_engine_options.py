"""The options that every command with an engine has, declared once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mtkit.cli._download import download_progress

if TYPE_CHECKING:
    from mtkit.core import Engine

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--model", metavar="NAME|DIR", help="A known model, one of the hub, or a checkpoint's folder."
    ),
    click.option(
        "--engine", default="ctranslate2", metavar="NAME", help="ctranslate2 (default), transformers or echo."
    ),
    click.option(
        "--device", default="auto", type=click.Choice(["auto", "cpu", "cuda"]), help="Where to run."
    ),
    click.option(
        "--threads", default=0, type=click.IntRange(0, 1024), help="CPU threads; 0 takes all cores."
    ),
)


def engine_options(function: F) -> F:
    """Add --model, --engine, --device and --threads to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def open_engine(model: str | None, engine: str, device: str, threads: int, *, quiet: bool) -> Engine:
    """The engine that the options name; what the user should know about the choice goes to stderr."""
    from mtkit import store

    def note(line: str) -> None:
        if not quiet:
            click.echo(line, err=True)

    with download_progress(quiet=quiet) as progress:
        return store.load_engine(model, engine, device=device, threads=threads, note=note, progress=progress)
