"""What `mtkit batch` shows: the plan of a dry run, the status of a target folder, the summary of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtkit.cli._batch_progress import duration
from mtkit.cli._score_tables import print_table

if TYPE_CHECKING:
    from mtkit.batch.status import Status
    from mtkit.batch.summary import Summary
    from mtkit.batch.task import Task
    from mtkit.core import Engine

_SHOWN_FILES = 50


def summary_lines(summary: Summary) -> Iterator[str]:
    """A run in a few lines."""
    documents = _count(summary.documents, "document")
    if summary.interrupted:
        documents = f"{summary.documents} of {_count(summary.planned, 'document')}"
    yield f"{documents} translated" + _others(summary)
    if summary.sentences:
        parts = [
            _count(summary.sentences, "sentence"),
            f"{summary.from_memory} from memory",
            f"{summary.retried} retried",
            f"{summary.flagged} flagged",
        ]
        yield "  " + ", ".join(parts)
    if summary.flags:
        yield "  flags: " + ", ".join(f"{flag} {number}" for flag, number in sorted(summary.flags.items()))
    if summary.documents:
        yield f"  {duration(summary.seconds)}, {summary.sentences_per_second:.1f} sentences/s"


def _others(summary: Summary) -> str:
    others = {
        "unchanged": summary.unchanged,
        "failed": summary.failed,
        "refused": summary.refused,
        "skipped": summary.skipped,
        "without a source any more": summary.gone,
    }
    return "".join(f", {number} {what}" for what, number in others.items() if number)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def size_text(size: int) -> str:
    """Bytes for people."""
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


def show_plan(task: Task, load: Callable[[], Engine], *, as_json: bool) -> int:
    """Print what a run would do; nothing is written."""
    from mtkit.batch.preview import preview

    with preview(task, load) as plan:
        if as_json:
            click.echo(_plan_json(plan))
            return 0
        counts = {state: number for state, number in plan.counts().items() if number}
        rows = [
            [name, str(each["documents"]), size_text(each["bytes"])] for name, each in plan.formats().items()
        ]
        print_table(["format", "documents", "size"], rows)
        print_table(["state", "documents"], [[state, str(number)] for state, number in counts.items()])
        documents, size = plan.totals()
        shown_files = 0
        for item in plan.items("state != 'done'"):
            shown_files += 1
            if shown_files <= _SHOWN_FILES:
                click.echo(_line(item))
        if shown_files > _SHOWN_FILES:
            click.echo(f"… and {shown_files - _SHOWN_FILES} more (--json lists them all)")
        click.echo(f"to translate: {_count(documents, 'document')}, {size_text(size)}")
    return 0


def _line(item: Any) -> str:
    return f"{item.state:<8} {item.problem if item.reason else item.name}"


def _plan_json(plan: Any) -> str:
    from mtkit.files import shown

    documents, size = plan.totals()
    files = [
        {
            "source": shown(i.source),
            "target": shown(i.target),
            "format": i.format,
            "bytes": i.size,
            "state": i.state,
            "todo": i.todo,
            "reason": i.reason,
        }
        for i in plan.items()
    ]
    facts = {"todo": {"documents": documents, "bytes": size}, "states": plan.counts()}
    return json.dumps({**facts, "formats": plan.formats(), "files": files}, ensure_ascii=False)


def show_status(target: Path, *, as_json: bool) -> int:
    """Print what a batch has done in `target`."""
    from mtkit.batch.status import status

    found = status(target)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return 0
    _status_tables(found)
    return 0


def _status_tables(found: Status) -> None:
    from mtkit.batch.plan import said_of

    click.echo(f"{found.source} → {found.target}" + (" (running)" if found.running else ""))
    states = [[state, str(number)] for state, number in found.states.items()]
    if found.pending:
        states.append(["pending", str(found.pending)])
    print_table(["state", "documents"], states)
    rows = [
        [f["format"], str(f["documents"]), size_text(f["bytes"]), str(f["sentences"]), duration(f["seconds"])]
        for f in found.formats
    ]
    print_table(["format", "documents", "size", "sentences", "time"], rows)
    click.echo(
        f"{_count(found.sentences, 'sentence')}, {found.from_memory} from memory, {found.retried} retried, "
        f"{found.flagged} flagged; {duration(found.seconds)}, {found.sentences_per_second:.1f} sentences/s"
    )
    if found.flags:
        print_table(["flag", "sentences"], [[flag, str(number)] for flag, number in found.flags.items()])
    if found.problems:
        click.echo("Problems")
        for problem in found.problems[:_SHOWN_FILES]:
            click.echo(f"  {problem['state']} {said_of(problem['source'], problem['reason'])}")
    if found.worst:
        click.echo("Worst sentences")
        for each in found.worst:
            flags = f" [{', '.join(each['flags'])}]" if each["flags"] else ""
            place = f"{each['document']}, paragraph {each['paragraph']}, sentence {each['sentence']}"
            click.echo(f"  {each['score']:.2f}{flags} {place}")
            click.echo(f"    {each['source']}\n    {each['hypothesis']}")
