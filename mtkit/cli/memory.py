"""`mtkit memory`: what is in a translation memory, and TMX in and out of it."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mtkit.cli._group import Group
from mtkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from mtkit.memory import TranslationMemory

_FOREVER_DAYS = 1 << 30

_FILE = click.argument("file", metavar="FILE", type=click.Path())
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_SOURCE_LANG = click.option("--source-lang", default="da", metavar="CODE", help="Source language (da).")
_TARGET_LANG = click.option("--target-lang", default="en", metavar="CODE", help="Target language (en).")


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Look into a translation memory; take corrections from TMX, write it as TMX, make it smaller.

    A memory is the FILE that 'mtkit translate --memory FILE' and 'mtkit batch --memory FILE' keep.

    \b
    Examples:
      mtkit memory stats sentences.db
      mtkit memory import sentences.db corrected.tmx
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@command.command("stats")
@_FILE
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object: made (sentences by configuration), corrected, size (bytes).",
)
def stats(file: str, as_json: bool) -> None:
    """Count what a memory holds.

    \b
    Examples:
      mtkit memory stats sentences.db
      mtkit memory stats sentences.db --json
    """
    with _existing(file) as memory:
        found = memory.statistics()
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    click.echo(f"{found.corrected} corrections by a person")
    for configuration, number in found.made.items():
        click.echo(f"{number} sentences by a model, configuration {configuration}")
    click.echo(f"{found.size} bytes")


@command.command("import")
@_FILE
@click.argument("tmx", nargs=-1, required=True, metavar="TMX…", type=click.Path())
@_SOURCE_LANG
@_TARGET_LANG
@_JSON
def import_file(file: str, tmx: tuple[str, ...], source_lang: str, target_lang: str, as_json: bool) -> None:
    """Take a person's corrections from TMX files; from then on they win over every model's output.

    Units that mtkit exported as a model's work and that nobody edited are left out.

    \b
    Examples:
      mtkit memory import sentences.db corrected.tmx
      mtkit memory import sentences.db a.tmx b.tmx --source-lang da --target-lang en
    """
    from mtkit.files import open_source, shown
    from mtkit.memory import TranslationMemory
    from mtkit.memory.exchange import import_tmx

    for name in tmx:  # nothing is made where a name is wrong
        open_source(name).close()
    results = []
    with TranslationMemory(file) as memory:
        for name in tmx:
            with open_source(name) as source:
                found = import_tmx(
                    memory, source, shown(name), source_lang=source_lang, target_lang=target_lang
                )
            results.append({"file": shown(name), "units": found.units, "taken": found.taken,
                            "without": found.without, "unchanged": found.unchanged})  # fmt: skip
    if as_json:
        click.echo(json.dumps(results))
        return
    for result in results:
        others = {"without both languages": result["without"], "unchanged": result["unchanged"]}
        rest = "".join(f", {number} {what}" for what, number in others.items() if number)
        click.echo(f"{result['file']}: {result['units']} units, {result['taken']} corrections taken{rest}")


@command.command("export")
@_FILE
@click.option("-o", "--output", metavar="TMX", help="Write here, and not to standard output.")
@click.option("--corrections", is_flag=True, help="Only what a person corrected.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@_SOURCE_LANG
@_TARGET_LANG
def export_file(
    file: str, output: str | None, corrections: bool, force: bool, source_lang: str, target_lang: str
) -> None:
    """Write a memory as TMX 1.4b, corrections first; what a model made has the property x-flag machine.

    \b
    Examples:
      mtkit memory export sentences.db -o sentences.tmx
      mtkit memory export sentences.db --corrections > corrected.tmx
    """
    from mtkit.files import atomic_write
    from mtkit.memory.exchange import export_tmx

    with _existing(file) as memory:
        text = io.StringIO(newline="")
        export_tmx(
            memory, text, source_lang=source_lang, target_lang=target_lang, corrections_only=corrections
        )
    data = text.getvalue().encode("utf-8", "replace")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with atomic_write(output, force=force) as out:
        out.write(data)


@command.command("prune")
@_FILE
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Forget what models made before.")
@click.option(
    "--configuration",
    "configurations",
    multiple=True,
    metavar="HASH",
    help="Forget what was made under this configuration; see stats. Repeat for several.",
)
def prune(file: str, older_than: int | None, configurations: tuple[str, ...]) -> None:
    """Forget what models made long ago or under configurations of the past; corrections stay.

    \b
    Examples:
      mtkit memory prune sentences.db --older-than 90
      mtkit memory prune sentences.db --configuration 3f786850e387550f
    """
    if older_than is None and not configurations:
        raise UsageError("nothing to forget was named", hint="use --older-than or --configuration")
    with _existing(file) as memory:
        keep_days = _FOREVER_DAYS if older_than is None else older_than
        gone = memory.prune(keep_days=keep_days, configurations=configurations)
    click.echo(f"{gone} sentences forgotten")


def _existing(file: str) -> TranslationMemory:
    from mtkit.files import shown
    from mtkit.memory import TranslationMemory

    if not Path(file).exists():
        raise InputError(f"{shown(file)} does not exist", hint="check the spelling of the path")
    return TranslationMemory(file)
