"""What the engine made for unfinished documents, kept on disk: a killed run loses a call or two.

It stands between the pipeline and the engine, and knows nothing of documents. So rows of a table and
paragraphs of a book are resumed alike, and all that follows from the engine's answers comes out the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtkit.core import Decoding, Engine, Translation
from mtkit.errors import InputError, MtkitError
from mtkit.sqlite import MOST_PARAMETERS, Database, Kind

_TABLES = """
CREATE TABLE IF NOT EXISTS made (
    key BLOB PRIMARY KEY, text TEXT NOT NULL, score REAL NOT NULL, origin TEXT NOT NULL,
    generation INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signature (value TEXT NOT NULL);
"""
_KIND = Kind(0x6D746B63, 1, _TABLES, "checkpoint", if_foreign="")  # "mtkc"


@dataclass(frozen=True, slots=True)
class _Part:
    """Sentences of one call, their keys (none without a file) and, by place, the answers that are known."""

    sentences: Sequence[str]
    keys: Sequence[bytes]
    known: Mapping[int, Translation]

    def missing(self) -> list[str]:
        """The sentences that the engine must be asked."""
        return [sentence for i, sentence in enumerate(self.sentences) if i not in self.known]

    def missing_keys(self) -> list[bytes]:
        """The keys of those sentences."""
        return [key for i, key in enumerate(self.keys) if i not in self.known]


class CheckpointedEngine:
    """An engine whose answers are kept in the file `path` until `forget`, and given again after a crash.

    The file is a cache: where it cannot be used, the engine is asked as if there were none. `asked` is told
    before each call how many sentences it is about.
    """

    def __init__(self, engine: Engine, path: Path, asked: Callable[[int], None] = lambda _: None) -> None:
        self.engine = engine
        self._about_to_ask = asked
        self.path = path
        self.name = engine.name
        self.generation = 0
        self.reused = 0  # answers that were taken from the file
        self._database: Database | None = None
        self._first = 0  # generations before this one are a killed run's; open documents may need them
        if engine.name != "echo":
            self._open()

    def _open(self) -> None:
        signature = json.dumps(self.engine.signature, sort_keys=True)
        for _ in range(2):
            try:
                database = Database(self.path, _KIND)
                try:
                    self._check(database, signature)
                except MtkitError:
                    database.close()
                    raise
                self._database = database
                return
            except MtkitError:
                remove(self.path)  # a cache that is damaged or another model's is no loss

    def _check(self, database: Database, signature: str) -> None:
        if next(database.rows("PRAGMA quick_check")) != ("ok",):
            raise InputError(f"{self.path} is damaged")
        database.transact(
            ("INSERT INTO signature SELECT ? WHERE NOT EXISTS (SELECT * FROM signature)", [(signature,)])
        )
        if next(database.rows("SELECT value FROM signature")) != (signature,):
            raise InputError(f"{self.path} is another engine's")
        newest: int = next(database.rows("SELECT coalesce(max(generation), 0) FROM made"))[0]
        self.generation = self._first = newest + 1

    @property
    def max_tokens(self) -> int:
        return self.engine.max_tokens

    @property
    def uncertain(self) -> float:
        return self.engine.uncertain

    @property
    def beam(self) -> int:
        return self.engine.beam

    @property
    def signature(self) -> dict[str, str]:
        return self.engine.signature

    def count_tokens(self, sentences: Iterable[str]) -> list[int]:
        return self.engine.count_tokens(sentences)

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        """As the engine's: what it was asked before is not asked again."""
        [made] = self.stream([list(sentences)], decoding)
        return made

    def stream(self, parts: Iterable[Sequence[str]], decoding: Decoding) -> Iterator[list[Translation]]:
        """As the engine's; each part is kept as soon as it is done."""
        opened: deque[_Part] = deque()

        def unanswered() -> Iterator[list[str]]:
            for part in parts:
                self._about_to_ask(len(part))
                opened.append(self._recall(part, decoding))
                yield opened[-1].missing()

        for fresh in self.engine.stream(unanswered(), decoding):
            part, made = opened.popleft(), iter(fresh)
            if part.keys:
                self._keep(list(zip(part.missing_keys(), fresh, strict=True)))
            yield [part.known.get(i) or next(made) for i in range(len(part.sentences))]

    def _recall(self, sentences: Sequence[str], decoding: Decoding) -> _Part:
        if self._database is None or decoding.attention:
            return _Part(sentences, (), {})
        keys = [_key(sentence, decoding) for sentence in sentences]
        known = dict(self._known(keys)) if self._first > 1 else {}
        answers = {
            i: Translation(sentence, text, score, origin=origin)
            for i, (sentence, key) in enumerate(zip(sentences, keys, strict=True))
            if key in known
            for text, score, origin in [known[key]]
        }
        self.reused += len(answers)
        return _Part(sentences, keys, answers)

    def _known(self, keys: list[bytes]) -> Iterator[tuple[bytes, tuple[str, float, str]]]:
        for start in range(0, len(keys), MOST_PARAMETERS):
            some = keys[start : start + MOST_PARAMETERS]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, text, score, origin FROM made WHERE key IN ({marks})"  # noqa: S608
            try:
                assert self._database is not None
                for key, text, score, origin in self._database.rows(query, some):
                    yield key, (text, score, origin)
            except MtkitError:
                return

    def _keep(self, made: list[tuple[bytes, Translation]]) -> None:
        if not made or self._database is None:
            return
        rows = [(key, t.text, t.score, t.origin, self.generation) for key, t in made]
        try:
            self._database.transact(("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?)", rows))
        except MtkitError:  # no space, say: the documents themselves will tell
            self.close_file()

    def next_generation(self) -> int:
        """What is kept from now on belongs to a new generation; its number."""
        self.generation += 1
        return self.generation

    def forget(self, generation: int) -> None:
        """Forget what this run kept before that generation: no open document needs it."""
        if self._database is not None:
            query = "DELETE FROM made WHERE generation >= ? AND generation < ?"
            try:
                self._database.transact((query, [(self._first, generation)]))
            except MtkitError:
                self.close_file()

    def finish(self) -> None:
        """All documents are done: the file goes."""
        self.close_file()
        remove(self.path)

    def close_file(self) -> None:
        """Close the file and keep it."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def close(self) -> None:
        """Close the file and free the model."""
        self.close_file()
        self.engine.close()


def remove(path: Path) -> None:
    """Delete a checkpoint, with what SQLite may have left beside it."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + "-journal").unlink(missing_ok=True)


def _key(sentence: str, decoding: Decoding) -> bytes:
    asked = f"{decoding.beam} {decoding.no_repeat_ngram} {decoding.max_ratio} {decoding.max_extra} {sentence}"
    return hashlib.blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=16).digest()
