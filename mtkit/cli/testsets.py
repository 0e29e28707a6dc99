"""`mtkit testsets`: what there is to benchmark on."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from mtkit.cli._group import Group
from mtkit.errors import ExitStatus

if TYPE_CHECKING:
    from mtkit.bench import Definition


@click.group(cls=Group)
def command() -> None:
    """List, download, add and check test sets.

    A set of the catalogue is downloaded from its publisher to this machine; none but mtkit's own comes with
    it. WMT's sets come through sacreBLEU, as wmt19/de-en.

    \b
    Examples:
      mtkit testsets list
      mtkit testsets pull flores200-devtest
      mtkit testsets pull wmt19/de-en
      mtkit testsets add mine folder/
      mtkit testsets verify mine
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON: [{name, title, licence, homepage, …}].")
def list_sets(as_json: bool) -> None:
    """Show all test sets, and which are on this machine.

    \b
    Examples:
      mtkit testsets list
      mtkit testsets list --json
    """
    from mtkit.bench import definitions
    from mtkit.bench.catalogue import size

    found = definitions()
    if as_json or not sys.stdout.isatty():
        click.echo(json.dumps([_plain(d) for d in found], ensure_ascii=False, indent=1))
        return
    from mtkit.cli._score_tables import print_table

    rows = [[d.name, d.title, f"{size(d):,}", "here" if d.here else d.origin, d.licence] for d in found]
    print_table(["name", "what", "segments", "where", "licence"], rows)


@command.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="JSON: {name, title, licence, homepage, files, …}.")
def info(name: str, as_json: bool) -> None:
    """Show where a test set comes from, its licence and its size.

    \b
    Examples:
      mtkit testsets info ntrex-128
    """
    from mtkit.bench import definition

    found = _plain(definition(name))
    if as_json or not sys.stdout.isatty():
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for key, value in found.items():
        if value not in ("", [], None):
            shown = ", ".join(f["url"] for f in value) if key == "files" else value
            click.echo(f"{key.replace('_', ' '):12} {shown}")


@command.command()
@click.argument("name")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def pull(name: str, quiet: bool) -> None:
    """Download a test set from its publisher, and check it.

    \b
    Examples:
      mtkit testsets pull flores200-devtest
      mtkit testsets pull wmt19/de-en
    """
    from mtkit.bench import pull as fetch

    def say(line: str) -> None:
        if not quiet:
            click.echo(line, err=True)

    found, notes = fetch(name, progress=say)
    for note in notes:
        say(f"note: {note}")
    say(f"licence: {found.licence}")
    click.echo(found.place)


@command.command()
@click.argument("name")
@click.argument("testset", metavar="FOLDER|TABLE:COLUMNS")
@click.option("--source-lang", default="da", metavar="CODE", help="Language of the source (da).")
@click.option("--target-lang", default="en", metavar="CODE", help="Language of the reference (en).")
@click.option("--licence", default="", metavar="TEXT", help="Under which terms it may be used.")
def add(name: str, testset: str, source_lang: str, target_lang: str, licence: str) -> None:
    """Give a local test set a name: a folder with one file of each language, or columns of a table.

    \b
    Examples:
      mtkit testsets add mine folder/
      mtkit testsets add mine pairs.csv:danish,english --licence "CC BY 4.0"
    """
    from mtkit.bench import add as keep

    found = keep(name, testset, source_lang=source_lang, target_lang=target_lang, licence=licence)
    click.echo(f"{found.name}: {found.segments:,} segments in {found.place}")


@command.command()
@click.argument("names", nargs=-1)
def verify(names: tuple[str, ...]) -> int:
    """Check sets against what was recorded of them: all on this machine, or those named.

    \b
    Examples:
      mtkit testsets verify
      mtkit testsets verify flores200-devtest
    """
    from mtkit.bench import definitions
    from mtkit.bench import verify as check

    wrong = 0
    for name in names or [d.name for d in definitions() if d.here]:
        problems = check(name)
        wrong += bool(problems)
        for line in problems or [f"{name}: as recorded"]:
            click.echo(line)
    return ExitStatus.FAILED if wrong else ExitStatus.OK


def _plain(found: Definition) -> dict[str, Any]:
    from mtkit.bench.catalogue import size

    return {
        "name": found.name,
        "title": found.title,
        "licence": found.licence,
        "homepage": found.homepage,
        "origin": found.origin,
        "here": found.here,
        "segments": size(found),
        "source_lang": found.source_lang,
        "target_lang": found.target_lang,
        "place": str(found.place),
        "note": found.note,
        "files": [
            {"side": side, "url": r.url, "member": r.member, "sha256": r.sha256} for side, r in found.files
        ],
    }
