"""Translations that were made before, by sentence and configuration, in one SQLite file.

What a model made counts only under the configuration that made it. What a person wrote (corrections, imported
from TMX) counts under every configuration and wins over every model.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from mtkit.core import Translation
from mtkit.errors import InputError, OutputError
from mtkit.files import shown
from mtkit.sqlite import MOST_PARAMETERS, Database, Kind

_TABLES = """
CREATE TABLE IF NOT EXISTS made (
    configuration TEXT NOT NULL, source TEXT NOT NULL,
    keep TEXT NOT NULL,  -- what had to come through unchanged, as a JSON list; '' where nothing had to
    text TEXT NOT NULL, score REAL NOT NULL, flags TEXT NOT NULL,
    origin TEXT NOT NULL,  -- model or retry
    seconds REAL NOT NULL,  -- when it was made, since 1970
    PRIMARY KEY (configuration, source, keep)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS corrected (
    source TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS made_by_source ON made (source);
"""
KIND = Kind(
    0x6D746B6D,  # "mtkm"
    2,
    _TABLES,
    "translation memory",
    if_earlier="export it with that one, and import the TMX into a new file",
)


@dataclass(frozen=True, slots=True)
class MemoryStatistics:
    """made: sentences by configuration; corrected: corrections by a person; size: bytes of the file."""

    made: dict[str, int]
    corrected: int
    size: int


class TranslationMemory:
    """A translation memory in the file `path`, made where there is none; several processes may share it.

    `configuration` is Translator.configuration. What was made at `since` (seconds since 1970) or later has
    the origin that it had when it was made, so that a run that was cut off ends like one that was not.
    Raises InputError where the file is not a memory, and OutputError where it cannot be written.
    """

    def __init__(self, path: str | Path, configuration: str = "", *, since: float = math.inf) -> None:
        self.path = Path(path)
        self.configuration = configuration
        self._since = since
        self._knows_uneven = False
        if self.path.is_dir():
            raise InputError(f"{shown(path)} is a folder", hint="name a file for the memory")
        if not self.path.parent.is_dir():
            raise OutputError(
                f"{shown(path)} cannot be written: its folder does not exist", hint="make it first"
            )
        self._database = Database(self.path, KIND)
        # A lost last second after a power failure costs a sentence, never the file.
        self._database.run("PRAGMA synchronous=NORMAL")

    def __enter__(self) -> TranslationMemory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def lookup(self, sources: Sequence[str], keep: Sequence[Sequence[str]] = ()) -> list[Translation | None]:
        """What is known of each source, in order: origin "person" for corrections, "memory" for the rest.

        `keep`: for each source the strings that had to come through; a correction counts under all of them.
        """
        corrected: dict[str, Translation] = {}
        made: dict[tuple[str, str], Translation] = {}
        for start in range(0, len(sources), MOST_PARAMETERS):
            asked = sources[start : start + MOST_PARAMETERS]
            marks = ",".join("?" * len(asked))
            for source, kept, text, score, flags, origin, seconds in self._database.rows(
                "SELECT source, keep, text, score, flags, origin, seconds FROM made "  # noqa: S608  (only marks)
                f"WHERE configuration = ? AND source IN ({marks})",
                (self.configuration, *asked),
            ):
                before = origin if seconds >= self._since else "memory"
                made[source, kept] = Translation(source, text, score, tuple(json.loads(flags)), before)
            by_key = dict(
                self._database.rows(
                    f"SELECT source, text FROM corrected WHERE source IN ({marks})",  # noqa: S608
                    [evenly_spaced(source) for source in asked],
                )
            )
            for source in asked if by_key else ():
                if text := by_key.get(evenly_spaced(source)):
                    corrected[source] = Translation(source, text, origin="person")
        kept_of = map(_kept, keep) if keep else itertools.repeat("")
        return [corrected.get(s) or made.get((s, kept)) for s, kept in zip(sources, kept_of, strict=False)]

    def store(self, translations: Sequence[Translation], keep: Sequence[Sequence[str]] = ()) -> None:
        """Keep what the engine made, each under its `keep`; what needed no engine is not kept."""
        now = time.time()
        kept_of = map(_kept, keep) if keep else itertools.repeat("")
        self._database.transact(
            (
                "INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (self.configuration, t.source, kept, t.text, t.score, json.dumps(t.flags), t.origin, now)
                    for t, kept in zip(translations, kept_of, strict=False)
                    if t.origin in ("model", "retry")
                ],
            )
        )

    def correct(self, pairs: Iterable[tuple[str, str]]) -> int:
        """Take a person's (source, target) pairs; the last of a source wins. Returns how many were taken.

        They count for a source however its words are spaced: TMX and the tools that edit it keep no line
        breaks, tabs or hard spaces.
        """
        day = int(time.time() // 86400)
        taken = {evenly_spaced(s): t for s, t in pairs if s.strip() and t.strip()}
        self._database.transact(
            ("INSERT OR REPLACE INTO corrected VALUES (?, ?, ?)", [(s, t, day) for s, t in taken.items()])
        )
        return len(taken)

    def made_of(self, source: str) -> set[str]:
        """What models made of a sentence, under any configuration and however it is spaced, evenly spaced.

        The first call looks through the whole memory; what is stored after it may be missed.
        """
        if not self._knows_uneven:
            self._knows_uneven = True
            self._database.run("CREATE TEMP TABLE uneven (source TEXT NOT NULL, text TEXT NOT NULL)")
            pairs = self._database.rows("SELECT source, text FROM made")
            keyed = ((evenly_spaced(source), source, text) for source, text in pairs)
            rows = [(key, text) for key, source, text in keyed if key != source]
            self._database.transact(("INSERT INTO uneven VALUES (?, ?)", rows), temporary=True)
            self._database.run("CREATE INDEX temp.uneven_by_source ON uneven (source)")
        key = evenly_spaced(source)
        found = self._database.rows(
            "SELECT text FROM made WHERE source = ? UNION SELECT text FROM uneven WHERE source = ?",
            (key, key),
        )
        return {evenly_spaced(text) for (text,) in found}

    def entries(self) -> Iterator[Translation]:
        """All that is known, corrections first; of what models made, every configuration's."""
        for source, text in self._database.rows("SELECT source, text FROM corrected ORDER BY source"):
            yield Translation(source, text, origin="person")
        rows = self._database.rows(
            "SELECT source, text, score, flags FROM made ORDER BY source, configuration, keep"
        )
        for source, text, score, flags in rows:
            yield Translation(source, text, score, tuple(json.loads(flags)), origin="memory")

    def statistics(self) -> MemoryStatistics:
        """How much the memory holds."""
        made = dict(
            self._database.rows("SELECT configuration, count(*) FROM made GROUP BY configuration ORDER BY 1")
        )
        corrected = next(self._database.rows("SELECT count(*) FROM corrected"))[0]
        return MemoryStatistics(made, corrected, self.path.stat().st_size)

    def corrections_hash(self) -> str:
        """What tells one state of the corrections from another; "" where there are none."""
        digest, some = hashlib.sha256(), False
        for row in self._database.rows("SELECT source, text FROM corrected ORDER BY source"):
            digest.update(json.dumps(row).encode())
            some = True
        return digest.hexdigest()[:16] if some else ""

    def prune(self, *, keep_days: int, configurations: Sequence[str] = ()) -> int:
        """Forget what is older than `keep_days` days, and all of `configurations`. Returns how many."""
        oldest = time.time() - 86400 * keep_days
        gone = self._database.transact(
            ("DELETE FROM made WHERE seconds < ?", [(oldest,)]),
            ("DELETE FROM made WHERE configuration = ?", [(c,) for c in configurations]),
        )
        self._database.run("VACUUM")
        return gone


def evenly_spaced(text: str) -> str:
    """A text with one space where there is white space of any kind and length, and none around it."""
    return " ".join(text.split())


def _kept(keep: Sequence[str]) -> str:
    return json.dumps(list(keep), ensure_ascii=False) if keep else ""
