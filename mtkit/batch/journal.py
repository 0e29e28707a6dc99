"""What became of every document: DST/.mtkit/journal.db (SQLite), by which a run can go on at any moment."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from pathlib import Path
from typing import Any, Literal

from mtkit.files import shown
from mtkit.sqlite import Database, Kind

_CACHE_KIB = 256

State = Literal["writing", "done", "failed", "refused", "skipped"]

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    target BLOB PRIMARY KEY,        -- path below DST
    source BLOB NOT NULL,           -- path below SRC
    view TEXT NOT NULL,             -- document, segments, side-by-side, tmx, …
    format TEXT NOT NULL,
    size INTEGER NOT NULL,          -- bytes of the source
    modified INTEGER NOT NULL,      -- its time, in nanoseconds
    source_hash TEXT NOT NULL,      -- SHA-256 of what was read
    recipe TEXT NOT NULL,           -- all else that can change the output
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    output_hash TEXT NOT NULL DEFAULT '',    -- of what this batch wrote; '' where it wrote nothing
    previous_hash TEXT NOT NULL DEFAULT '',  -- of what stood there before, while state is 'writing'
    output_size INTEGER NOT NULL DEFAULT -1,
    output_modified INTEGER NOT NULL DEFAULT -1,
    notes TEXT NOT NULL DEFAULT '[]',
    segments INTEGER NOT NULL DEFAULT 0,
    sentences INTEGER NOT NULL DEFAULT 0,
    from_memory INTEGER NOT NULL DEFAULT 0,
    retried INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    flags TEXT NOT NULL DEFAULT '{}',
    seconds REAL NOT NULL DEFAULT 0,
    finished REAL NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS documents_by_state ON documents (state);
CREATE TABLE IF NOT EXISTS worst (
    target BLOB NOT NULL, paragraph INTEGER NOT NULL, sentence INTEGER NOT NULL,
    source TEXT NOT NULL, hypothesis TEXT NOT NULL, score REAL NOT NULL, flags TEXT NOT NULL,
    PRIMARY KEY (target, paragraph, sentence)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    number INTEGER PRIMARY KEY, started REAL NOT NULL, ended REAL, outcome TEXT NOT NULL DEFAULT '',
    planned INTEGER NOT NULL DEFAULT 0, documents INTEGER NOT NULL DEFAULT 0,
    sentences INTEGER NOT NULL DEFAULT 0, from_memory INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0);
"""
_KIND = Kind(0x6D746B62, 1, _TABLES, "journal", if_foreign="")  # "mtkb"


@dataclass(frozen=True, slots=True)
class WorstSentence:
    """A sentence that deserves a look; `paragraph` and `sentence` count from 1 as in the segments view."""

    paragraph: int
    sentence: int
    source: str
    hypothesis: str
    score: float
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the journal; the columns are explained where the table is made."""

    target: bytes
    source: bytes
    view: str
    format: str
    size: int
    modified: int
    source_hash: str
    recipe: str
    state: State
    reason: str = ""
    output_hash: str = ""
    previous_hash: str = ""
    output_size: int = -1
    output_modified: int = -1
    notes: tuple[str, ...] = ()
    segments: int = 0
    sentences: int = 0
    from_memory: int = 0
    retried: int = 0
    flagged: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    finished: float = 0.0


_COLUMNS = tuple(Entry.__dataclass_fields__)
_INSERT = (
    f"INSERT OR REPLACE INTO documents ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM documents "  # noqa: S608


def _row(entry: Entry) -> tuple[Any, ...]:
    values = {name: getattr(entry, name) for name in _COLUMNS}
    values["notes"] = json.dumps(entry.notes)
    values["flags"] = json.dumps(entry.flags)
    return tuple(values.values())


def _entry(row: Sequence[Any]) -> Entry:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["notes"] = tuple(json.loads(values["notes"]))
    values["flags"] = json.loads(values["flags"])
    return Entry(**values)


class Journal(Database):
    """The journal in the file `path`, made where there is none; None keeps one that is forgotten.

    Raises InputError where the file is no journal or damaged, OutputError where it cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        folder = path.parent if path else Path()
        again = f"delete {shown(folder)} and run again with --force: every document is translated once more"
        super().__init__(path, changed(_KIND, if_damaged=again, if_earlier=again))
        # Documents come in the order of their names, so that a small cache does.
        self.run(f"PRAGMA main.cache_size=-{_CACHE_KIB}")
        self.run(f"PRAGMA temp.cache_size=-{_CACHE_KIB}")

    def entry(self, target: bytes) -> Entry | None:
        """The document that is written to `target`."""
        return next((_entry(row) for row in self.rows(_SELECT + "WHERE target = ?", (target,))), None)

    def entries(self, where: str = "", parameters: Sequence[Any] = ()) -> Iterator[Entry]:
        """Documents, in the order of their targets."""
        condition = f"WHERE {where} " if where else ""
        for row in self.rows(f"{_SELECT}{condition}ORDER BY target", parameters):
            yield _entry(row)

    def begin_writing(self, entries: Sequence[tuple[Entry, Sequence[WorstSentence]]]) -> None:
        """Documents that lie ready under temporary names, and are about to be renamed."""
        if not entries:
            return
        worst = [
            (e.target, w.paragraph, w.sentence, w.source, w.hypothesis, w.score, json.dumps(w.flags))
            for e, sentences in entries
            for w in sentences
        ]
        self.transact(
            ("DELETE FROM worst WHERE target = ?", [(e.target,) for e, _ in entries]),
            (_INSERT, [_row(e) for e, _ in entries]),
            ("INSERT OR REPLACE INTO worst VALUES (?, ?, ?, ?, ?, ?, ?)", worst),
        )

    def end_writing(self, written: Iterable[tuple[bytes, os.stat_result]]) -> None:
        """Documents that stand under their names now."""
        self.transact(
            (
                "UPDATE documents SET state = 'done', previous_hash = '', output_size = ?, "
                "output_modified = ? WHERE target = ?",
                [(facts.st_size, facts.st_mtime_ns, target) for target, facts in written],
            )
        )

    def put(self, entries: Iterable[Entry]) -> None:
        """Documents that did not come to be written; what stands there from before stays known."""
        waiting = [_row(entry) for entry in entries]
        if not waiting:
            return
        self.transact(
            (
                f"{_INSERT.replace('OR REPLACE ', '')} ON CONFLICT (target) DO UPDATE SET "
                "source = excluded.source, view = excluded.view, format = excluded.format, "
                "size = excluded.size, modified = excluded.modified, source_hash = excluded.source_hash, "
                "recipe = excluded.recipe, state = excluded.state, reason = excluded.reason, "
                "notes = excluded.notes, finished = excluded.finished",
                waiting,
            )
        )

    def replace(self, entries: Sequence[Entry]) -> None:
        """Put these in place of what is known of the same documents."""
        if entries:
            self.transact((_INSERT, map(_row, entries)))

    def forget(self, targets: Sequence[bytes]) -> None:
        """Documents that are no more, and of which nothing stands."""
        if targets:
            self.transact(("DELETE FROM documents WHERE target = ?", [(target,) for target in targets]))

    def meta(self, key: str) -> str:
        """A fact about the whole batch; "" where it is not known."""
        return next(
            (str(value) for (value,) in self.rows("SELECT value FROM meta WHERE key = ?", (key,))), ""
        )

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the whole batch."""
        self.transact(("INSERT OR REPLACE INTO meta VALUES (?, ?)", [(key, value)]))

    def source(self) -> Path | None:
        """The source folder; None where the journal is new."""
        known = self.meta("source")
        return Path(os.fsdecode(bytes.fromhex(known))) if known else None

    def set_source(self, source: Path) -> None:
        """Keep the source folder."""
        if source.resolve() != self.source():
            self.set_meta("source", os.fsencode(source.resolve()).hex())

    def begin_run(self, planned: int) -> int:
        """Note that a run starts; its number."""
        self.transact(("INSERT INTO runs (started, planned) VALUES (?, ?)", [(time.time(), planned)]))
        return int(next(self.rows("SELECT max(number) FROM runs"))[0])

    def update_run(
        self,
        number: int,
        *,
        documents: int,
        sentences: int,
        from_memory: int,
        seconds: float,
        outcome: str = "",
    ) -> None:
        """How far a run is; an `outcome` ends it."""
        ended = time.time() if outcome else None
        self.transact(
            (
                "UPDATE runs SET documents = ?, sentences = ?, from_memory = ?, seconds = ?, outcome = ?, "
                "ended = ? WHERE number = ?",
                [(documents, sentences, from_memory, seconds, outcome, ended, number)],
            )
        )

    def was_cut_off(self) -> bool:
        """Whether a run did not come to its end, so that it may have left temporary files."""
        return bool(next(self.rows("SELECT count(*) FROM runs WHERE ended IS NULL"))[0])

    def began(self) -> float:
        """When the work at hand began, in seconds since 1970: with the first run after the last whole one."""
        later = "number > (SELECT coalesce(max(number), 0) FROM runs WHERE outcome = 'done')"
        first = next(self.rows(f"SELECT min(started) FROM runs WHERE {later}"))[0]  # noqa: S608
        return float(first or time.time())

    def settle(self) -> None:
        """Note that nothing is left to do of what earlier runs began."""
        if next(self.rows("SELECT outcome FROM runs ORDER BY number DESC LIMIT 1"), ("done",)) != ("done",):
            self.update_run(
                self.begin_run(0), documents=0, sentences=0, from_memory=0, seconds=0.0, outcome="done"
            )

    def end_cut_off(self) -> None:
        """Runs that were killed are over."""
        self.transact(("UPDATE runs SET outcome = 'killed', ended = started WHERE ended IS NULL", [()]))
