"""`mtkit models`: see, get, check and remove models."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from mtkit.cli._download import download_progress, megabytes
from mtkit.cli._group import Group

if TYPE_CHECKING:
    from mtkit.store import ModelFolder
    from mtkit.store.hub import Download
    from mtkit.store.known import KnownModel

_NAME = click.argument("name", metavar="NAME|DIR")
_HUB_NAME = click.argument("name", metavar="NAME")


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """See, get, check and remove models; alone, list them.

    \b
    Examples:
      mtkit models list
      mtkit models pull opus-mt-da-en
    """
    if context.invoked_subcommand is None:
        context.invoke(list_models)


@command.command("list")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print a list of objects: name, origin (null: not on this machine), path, revision, size, licence, "
    "repository, source_lang, target_lang.",
)
def list_models(as_json: bool) -> None:
    """List the models on this machine, and those that mtkit knows and can download.

    \b
    Examples:
      mtkit models list
      mtkit models list --json
    """
    from mtkit import store
    from mtkit.store.known import known_by_any_name, known_models

    here = store.models()
    rows = [_row(model.name, model, known_by_any_name(model.name)) for model in here]
    repositories = {model.name for model in here}
    rows += [
        _row(known.name, None, known)
        for known in known_models().values()
        if known.name not in repositories and known.repository not in repositories
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = [
        (
            row["name"],
            row["origin"] or "not here",
            megabytes(row["size"]) if row["size"] else "",
            row["licence"] or "?",
        )
        for row in rows
    ]
    _print_columns([("NAME", "WHERE", "SIZE", "LICENCE"), *table])


def _row(name: str, model: ModelFolder | None, known: KnownModel | None) -> dict[str, Any]:
    return {
        "name": name,
        "origin": model.origin if model else None,
        "path": str(model.path) if model else None,
        "revision": (model.revision if model else "") or None,
        "size": model.size if model else known.size if known else None,
        "licence": known.licence if known else None,
        "repository": (known.repository if known else "") or None,
        "source_lang": known.source_lang if known else None,
        "target_lang": known.target_lang if known else None,
    }


def _print_columns(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@command.command()
@_NAME
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one object: the keys of 'list', and about, sha256 (of the content), architecture, "
    "languages, scores.",
)
def info(name: str, as_json: bool) -> None:
    """Show what a model is: licence, size, architecture, published scores.

    \b
    Examples:
      mtkit models info opus-mt-da-en
      mtkit models info ./my-checkpoint --json
    """
    from mtkit import store
    from mtkit.store.known import known_by_any_name

    known = known_by_any_name(name)
    model = store.find(name) if known else store.resolve(name, download=False)
    facts = _row(model.name if model else name, model, known)
    facts["about"] = known.about if known else None
    facts |= _content(model) if model else {"sha256": None, "architecture": None, "languages": None}
    facts["scores"] = [asdict(score) for score in known.scores] if known else []
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for line in _described(facts):
        click.echo(line)


def _content(model: ModelFolder) -> dict[str, Any]:
    from mtkit.engines._checkpoint import read_architecture
    from mtkit.engines._tokenizer import MarianTokens

    return {
        "sha256": model.sha256,
        "architecture": asdict(read_architecture(model.path)),
        "languages": list(MarianTokens(model.path).languages),
    }


def _described(facts: dict[str, Any]) -> list[str]:
    """The facts of a model as lines for people."""
    shape = facts["architecture"]
    pairs = [
        ("name", facts["name"]),
        ("about", facts["about"]),
        ("languages", f"{facts['source_lang']} to {facts['target_lang']}" if facts["source_lang"] else None),
        ("target tags", " ".join(facts["languages"] or [])),
        ("licence", facts["licence"] or "unknown: see where the model is from"),
        ("size", megabytes(facts["size"]) if facts["size"] else None),
        ("where", facts["path"] or f"not on this machine: 'mtkit models pull {facts['name']}'"),
        ("origin", facts["origin"]),
        ("revision", facts["revision"]),
        ("content", facts["sha256"]),
    ]
    if shape:
        layers = f"{shape['encoder_layers']} + {shape['decoder_layers']} layers, width {shape['d_model']}"
        pairs.append(("shape", f"{layers}, {shape['decoder_heads']} heads, {shape['target_size']:,} pieces"))
    lines = [f"{label:<12} {value}" for label, value in pairs if value]
    for score in facts["scores"]:
        lines.append(
            f"{'score':<12} {score['metric']} {score['score']:.1f} on {score['test_set']} ({score['source']})"
        )
    return lines


@command.command()
@_HUB_NAME
@click.option("--update", is_flag=True, help="Take the newest revision instead of the one that is kept.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def pull(name: str, update: bool, quiet: bool) -> None:
    """Download a model from the Hugging Face hub, check its hashes and print its folder.

    A download that was cut goes on where it stopped. HF_HOME, HF_ENDPOINT, HF_HUB_OFFLINE and HF_TOKEN are
    honoured; only the files that mtkit reads are fetched.

    \b
    Examples:
      mtkit models pull opus-mt-da-en
      mtkit models pull Helsinki-NLP/opus-mt-en-da
    """
    from mtkit import store

    fetched: list[str] = []
    with download_progress(quiet=quiet) as show:

        def watch(download: Download) -> None:
            fetched[:] = [download.file]
            if show:
                show(download)

        model = store.pull(name, update=update, progress=watch)
    if not quiet:
        state = "verified" if fetched else "already here"
        click.echo(f"{name}: {megabytes(model.size)}, revision {model.revision[:12]}, {state}", err=True)
    click.echo(str(model.path))


@command.command()
@_NAME
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one object: name, ok, problem, files (name, sha256, state: ok, changed, missing or no sum).",
)
def verify(name: str, as_json: bool) -> None:
    """Check every file of a model against its SHA-256, and load it.

    Exits with 4 where a file is missing or changed, or the model cannot be loaded.

    \b
    Examples:
      mtkit models verify opus-mt-da-en
      mtkit models verify da-en-small --json
    """
    from mtkit import store
    from mtkit.errors import ModelError
    from mtkit.store.upkeep import verify as check

    found = check(store.resolve(name, download=False))
    if as_json:
        files = [asdict(file) for file in found.files]
        content = {"name": name, "ok": found.ok, "problem": found.problem or None, "files": files}
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        _print_columns([(file.state, file.sha256 or "-" * 64, file.name) for file in found.files])
    if not found.ok:
        bad = ", ".join(file.name for file in found.files if file.state in ("changed", "missing"))
        raise ModelError(
            f"{name} is damaged: {bad or found.problem}",
            hint=f"get it again: mtkit models rm {name}, then mtkit models pull {name}",
        )


@command.command()
@_NAME
def path(name: str) -> None:
    """Print the folder of a model that is on this machine.

    \b
    Examples:
      mtkit models path da-en-small
      ls "$(mtkit models path opus-mt-da-en)"
    """
    from mtkit import store

    click.echo(str(store.resolve(name, download=False).path))


@command.command()
@_HUB_NAME
def rm(name: str) -> None:
    """Remove a downloaded model, all its revisions and the conversions made of it.

    \b
    Examples:
      mtkit models rm opus-mt-da-en
    """
    from mtkit import store
    from mtkit.store.upkeep import remove

    freed = remove(store.resolve(name, download=False))
    click.echo(f"removed {name}: {megabytes(freed)} freed", err=True)
