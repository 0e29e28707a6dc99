"""`mtkit batch`: directories from Danish to English."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtkit.cli._bar import say
from mtkit.cli._engine_options import engine_options, open_engine
from mtkit.errors import UsageError

if TYPE_CHECKING:
    from mtkit.batch.summary import Summary
    from mtkit.batch.task import Task
    from mtkit.core import Engine


@click.command()
@click.argument("folders", nargs=-1, metavar="SRC DST", type=click.Path())
@click.option(
    "--glob",
    "patterns",
    multiple=True,
    metavar="PATTERN",
    help="Only these files: a name (*.txt) or a path (2024/**/*.html). Repeat for several.",
)
@engine_options
@click.option(
    "--beam",
    type=click.IntRange(1, 64),
    help="Beam size. Default: what was measured to pay with the model.",
)
@click.option("--fast", is_flag=True, help="Greedy decoding only: faster, a little worse.")
@click.option(
    "--split", default="auto", type=click.Choice(["auto", "sentences", "lines"]), help="What a unit is."
)
@click.option("--from", "source_format", metavar="FORMAT", help="Read every file as this format.")
@click.option(
    "--to", "target_format", type=click.Choice(["tmx"]), help="Write translation memories: name.txt.tmx …"
)
@click.option(
    "--view",
    type=click.Choice(["segments", "side-by-side"]),
    help="Write bilingual views: JSON Lines (name.txt.jsonl) or HTML (name.txt.html).",
)
@click.option("--column", help="The column of tables that is translated.")
@click.option("--output-column", help="The column of tables that takes the translation.")
@click.option("--source-lang", default="da", metavar="CODE", help="Language of the input's text rules (da).")
@click.option("--target-lang", default="en", metavar="CODE", help="Language of the output's text rules (en).")
@click.option("--memory", type=click.Path(), help="Keep and reuse sentence translations in this file.")
@click.option("--dry-run", is_flag=True, help="Show the plan, and do nothing.")
@click.option("--status", is_flag=True, help="Show what is in DST: states, timings, flags, worst sentences.")
@click.option("--retry-failed", is_flag=True, help="Try again what failed and has not changed since.")
@click.option("--force", is_flag=True, help="Translate everything again; replace files of other programs.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary, plan or status as one JSON object.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    folders: tuple[str, ...],
    model: str | None,
    engine: str,
    device: str,
    threads: int,
    dry_run: bool,
    status: bool,
    as_json: bool,
    quiet: bool,
    **given: Any,
) -> int:
    """Translate the documents below the folder SRC into the folder DST; the tree and the names stay.

    It can be stopped or killed at any moment: the same command goes on where it was. What is done and has
    not changed is not done again. Files keep their names; a view's suffix is put behind the whole name.

    \b
    Examples:
      mtkit batch articles/ english/
      mtkit batch articles/ english/ --dry-run
      mtkit batch articles/ english/ --glob '*.html' --memory sentences.db
      mtkit batch tables/ english/ --column body --output-column body_en
      mtkit batch --status english/ --json
    """
    if not all(folders):
        raise UsageError("a folder's name is empty", hint="is a variable of the shell unset?")
    if status:
        from mtkit.cli._batch_reports import show_status

        if len(folders) not in (1, 2):
            raise UsageError("--status needs a folder", hint="name the target folder of a batch")
        return show_status(Path(folders[-1]), as_json=as_json)
    if len(folders) != 2:
        raise UsageError(
            f"a source and a target folder are needed, {len(folders)} were named",
            hint="mtkit batch articles/ english/",
        )
    task = _task(*folders, **given)

    def load() -> Engine:
        return open_engine(model, engine, device, threads, quiet=quiet)

    if dry_run:
        from mtkit.cli._batch_reports import show_plan

        return show_plan(task, load, as_json=as_json)
    return _run(task, load, as_json=as_json, quiet=quiet)


def _task(source: str, target: str, **given: Any) -> Task:
    from mtkit.batch.task import Task
    from mtkit.decoding import Policy

    if given["target_format"] and given["view"]:
        raise UsageError("--to and --view exclude each other", hint="give one of them")
    if given["beam"] and given["fast"]:
        raise UsageError("--beam and --fast exclude each other", hint="--fast is greedy decoding")
    split = given["split"] if given["split"] == "lines" else None
    options = {"column": given["column"], "output_column": given["output_column"], "split": split}
    return Task(
        Path(source),
        Path(target),
        patterns=given["patterns"],
        view=given["target_format"] or given["view"] or "document",
        format_name=given["source_format"] or "",
        options={key: value for key, value in options.items() if value},
        policy=Policy(
            beam=given["beam"] or 0,
            greedy_only=given["fast"],
            source_lang=given["source_lang"],
            target_lang=given["target_lang"],
        ),
        memory=Path(given["memory"]) if given["memory"] else None,
        force=given["force"],
        retry_failed=given["retry_failed"],
    )


def _run(task: Task, load: Callable[[], Engine], *, as_json: bool, quiet: bool) -> int:
    from mtkit.batch.control import Control
    from mtkit.batch.run import run
    from mtkit.cli._batch_progress import batch_progress

    with _stopping() as stop, batch_progress(quiet=quiet) as progress:

        def ready() -> Engine:
            engine = load()
            stop.gently = True
            return engine

        summary = run(task, ready, Control(progress, lambda: stop.asked))
    if as_json:
        click.echo(json.dumps(summary.as_dict(), ensure_ascii=False))
    _say(summary, quiet=quiet)
    return summary.status


class _Stop:
    """asked: whether Ctrl-C or SIGTERM came. gently: whether there is work that is worth writing first."""

    asked = gently = False

    def handle(self, number: int, frame: object) -> None:
        """The handler of both signals; the second one stops everything at once."""
        if self.asked or not self.gently:
            raise KeyboardInterrupt
        self.asked = True
        say("stopping: what is done is being written …")


@contextmanager
def _stopping() -> Iterator[_Stop]:
    """Whether to stop, as Ctrl-C and SIGTERM say; before the engine is there they stop everything at once."""
    stop = _Stop()
    before = {number: signal.signal(number, stop.handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(summary: Summary, *, quiet: bool) -> None:
    from mtkit.cli._batch_reports import summary_lines

    for reason in summary.reasons:
        click.echo(f"error: {reason}", err=True)
    hidden = summary.failed + summary.refused - len(summary.reasons)
    if hidden > 0:
        click.echo(f"error: … and {hidden} more; see --status", err=True)
    if not quiet:
        for line in (*(f"note: {note}" for note in summary.notes), *summary_lines(summary)):
            click.echo(line, err=True)
    if summary.refused and not quiet:
        click.echo(
            "  refused is what would replace other files; see --dry-run, or replace with --force", err=True
        )
    if summary.interrupted:
        click.echo("interrupted\n  run the same command again to go on", err=True)
    elif summary.failed and not quiet:
        click.echo("  see what failed with --status; try it again with --retry-failed", err=True)
    sys.stderr.flush()
