"""What is in a target folder, from its journal: states, timings, rates, flags, the worst sentences."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtkit.batch.journal import Journal
from mtkit.batch.lock import is_locked
from mtkit.batch.tree import JOURNAL, OWN_FOLDER
from mtkit.errors import InputError
from mtkit.files import shown


@dataclass(frozen=True, slots=True)
class Status:
    """running: whether a run is at work. source: the source folder. states: documents by state.

    pending: documents that the last run planned and has not come to. sentences, from_memory, retried,
    flagged, flags: of all documents that are done. seconds: what they took; sentences_per_second: over both.
    formats: by format, documents and seconds. slowest: the documents that took longest. problems: documents
    that failed or were refused, with the reason. worst: sentences, flagged ones first, then the least
    probable, each once and where it comes first. last_run: the latest run's record, or None.
    """

    target: str
    source: str
    running: bool
    states: dict[str, int]
    pending: int
    sentences: int
    from_memory: int
    retried: int
    flagged: int
    flags: dict[str, int]
    seconds: float
    sentences_per_second: float
    formats: list[dict[str, Any]]
    slowest: list[dict[str, Any]]
    problems: list[dict[str, str]]
    worst: list[dict[str, Any]]
    last_run: dict[str, Any] | None


def status(target: str | Path, *, worst: int = 20, problems: int = 1000) -> Status:
    """What the batch in the folder `target` has done so far, also while it runs.

    Raises InputError where no batch has written to that folder.
    """
    folder = Path(target)
    path = folder / OWN_FOLDER / JOURNAL
    if not path.is_file():
        raise InputError(f"{shown(folder)} holds no batch", hint="name the target folder of an mtkit batch")
    with Journal(path) as journal:
        return _status(folder, journal, worst, problems)


def _status(folder: Path, journal: Journal, worst: int, problems: int) -> Status:
    states = dict(journal.rows("SELECT state, count(*) FROM documents GROUP BY state ORDER BY state"))
    sums = next(
        journal.rows(
            "SELECT coalesce(sum(sentences), 0), coalesce(sum(from_memory), 0), coalesce(sum(retried), 0), "
            "coalesce(sum(flagged), 0), coalesce(sum(seconds), 0.0) FROM documents WHERE state = 'done'"
        )
    )
    sentences, from_memory, retried, flagged, seconds = sums
    last = _last_run(journal)
    running = is_locked(path=folder / OWN_FOLDER / "lock")
    source = journal.source()
    return Status(
        target=shown(folder),
        source=shown(source) if source else "",
        running=running,
        states=states,
        pending=_pending(journal, last),
        sentences=sentences,
        from_memory=from_memory,
        retried=retried,
        flagged=flagged,
        flags=_flags(journal),
        seconds=seconds,
        sentences_per_second=sentences / seconds if seconds else 0.0,
        formats=_formats(journal),
        slowest=_slowest(journal),
        problems=[
            {"source": shown(source), "state": state, "reason": reason}
            for source, state, reason in journal.rows(
                "SELECT source, state, reason FROM documents WHERE state IN ('failed', 'refused') "
                "ORDER BY source LIMIT ?",
                (problems,),
            )
        ],
        worst=_worst(journal, worst),
        last_run=last,
    )


def _last_run(journal: Journal) -> dict[str, Any] | None:
    names = "number, started, ended, outcome, planned, documents, sentences, from_memory, seconds"
    for row in journal.rows(f"SELECT {names} FROM runs ORDER BY number DESC LIMIT 1"):  # noqa: S608
        return dict(zip(names.split(", "), row, strict=True))
    return None


def _pending(journal: Journal, last: dict[str, Any] | None) -> int:
    """Of what the last run planned, what it has not come to."""
    if last is None:
        return 0
    since = "SELECT count(*) FROM documents WHERE finished >= ? AND state IN ('done', 'failed', 'skipped')"
    come_to: int = next(journal.rows(since, (last["started"],)))[0]
    return max(0, int(last["planned"]) - come_to)


def _flags(journal: Journal) -> dict[str, int]:
    found: dict[str, int] = {}
    for (flags,) in journal.rows("SELECT flags FROM documents WHERE state = 'done' AND flagged"):
        for flag, number in json.loads(flags).items():
            found[flag] = found.get(flag, 0) + number
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _formats(journal: Journal) -> list[dict[str, Any]]:
    rows = journal.rows(
        "SELECT format, count(*), sum(size), sum(sentences), sum(seconds) FROM documents "
        "WHERE state = 'done' GROUP BY format ORDER BY 2 DESC, 1"
    )
    keys = ("format", "documents", "bytes", "sentences", "seconds")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _slowest(journal: Journal) -> list[dict[str, Any]]:
    rows = journal.rows(
        "SELECT source, sentences, seconds FROM documents WHERE state = 'done' "
        "ORDER BY seconds DESC, target LIMIT 5"
    )
    return [{"source": shown(s), "sentences": n, "seconds": seconds} for s, n, seconds in rows]


def _worst(journal: Journal, most: int) -> list[dict[str, Any]]:
    rows = journal.rows(
        # With min() the other columns are those of the row that has it: the first place of each sentence.
        "SELECT documents.source, paragraph, sentence, worst.source, hypothesis, score, worst.flags, "
        "min(target) FROM worst JOIN documents USING (target) WHERE state = 'done' "
        "GROUP BY worst.source, hypothesis, score, worst.flags "
        "ORDER BY worst.flags = '[]', score, min(target), paragraph, sentence LIMIT ?",
        (most,),
    )
    keys = ("document", "paragraph", "sentence", "source", "hypothesis", "score", "flags")
    found = [dict(zip(keys, row, strict=False)) for row in rows]
    for each in found:
        each["document"] = shown(os.fsdecode(each["document"]))
        each["flags"] = json.loads(each["flags"])
    return found
