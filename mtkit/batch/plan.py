"""What there is to do: every document of the source folder against the journal and the target folder."""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from mtkit.batch.journal import Entry, Journal
from mtkit.batch.journal import State as JournalState
from mtkit.batch.task import VIEW_SUFFIX, Task
from mtkit.batch.tree import Found, leads_into_source, walk
from mtkit.files import shown

State = Literal["new", "changed", "done", "failed", "refused", "skipped", "gone"]
STATES: tuple[State, ...] = ("new", "changed", "done", "failed", "refused", "skipped", "gone")

_HOPELESS = ("failed", "refused", "skipped")
_PAGE = 500
_TABLE = """
CREATE TEMP TABLE plan (
    source BLOB PRIMARY KEY, target BLOB NOT NULL, format TEXT NOT NULL, size INTEGER NOT NULL,
    modified INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, todo INTEGER NOT NULL) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A document in the plan: paths below SRC and DST as bytes, and what is to become of it.

    state: "new", "changed" (source, settings or output differ from what the journal knows), "done", "failed"
    (an earlier run, or it cannot be read), "refused" (its target is not this batch's to write), "skipped" (no
    document) or "gone" (translated once, the source is no more). todo: whether this run translates it.
    """

    source: bytes
    target: bytes
    format: str
    size: int
    modified: int
    state: State
    reason: str = ""
    todo: bool = False

    @property
    def name(self) -> str:
        """The source for people, on one line."""
        return shown(self.source)

    @property
    def problem(self) -> str:
        """The reason, with the source's name in front where it does not say it."""
        return said_of(self.name, self.reason)


class Plan:
    """The documents and what is to do, in a temporary table beside the journal, so that memory stays flat.

    `recipe` is called at most once a format, and only where the journal knows documents to compare with.
    `keep` writes down what is found out on the way: it is off for a dry run.
    """

    def __init__(self, task: Task, journal: Journal, recipe: Callable[[str], str], *, keep: bool) -> None:
        self.task, self.journal, self._keep = task, journal, keep
        self._recipe = functools.cache(recipe)
        self._source_root = task.source.resolve()
        self._target_root = task.target.resolve()
        self._astray = functools.lru_cache(maxsize=1024)(self._leads_astray)
        self._learned: list[Entry] = []
        journal.run(_TABLE)
        self._insert(map(self._item, walk(task.source, task.target, task.patterns)))
        self._insert(list(self._gone()))
        if keep:
            journal.forget(list(self._vanished()))

    def _insert(self, items: Iterable[Item]) -> None:
        waiting = iter(items)
        while page := list(itertools.islice(waiting, _PAGE)):
            rows = (
                (i.source, i.target, i.format, i.size, i.modified, i.state, i.reason, i.todo) for i in page
            )
            self.journal.transact(
                ("INSERT OR REPLACE INTO plan VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows), temporary=True
            )
            if self._keep:
                self.journal.put(e for i in page if i.state in _HOPELESS for e in self._hopeless(i))
                self.journal.replace(self._learned)
            self._learned.clear()

    def items(self, where: str = "1") -> Iterator[Item]:
        """Items in the order of their sources, fetched page by page: the journal may be written meanwhile."""
        last = b""
        while True:
            page = list(
                self.journal.rows(
                    f"SELECT * FROM plan WHERE source > ? AND {where} ORDER BY source LIMIT {_PAGE}",  # noqa: S608
                    (last,),
                )
            )
            for source, target, name, size, modified, state, reason, todo in page:
                yield Item(source, target, name, size, modified, state, reason, bool(todo))
            if len(page) < _PAGE:
                return
            last = page[-1][0]

    def todo(self) -> Iterator[Item]:
        """The documents to translate."""
        return self.items("todo")

    def counts(self) -> dict[State, int]:
        """Documents by state, all states named."""
        found = dict(self.journal.rows("SELECT state, count(*) FROM plan GROUP BY state"))
        return {state: found.get(state, 0) for state in STATES}

    def totals(self) -> tuple[int, int]:
        """Documents and source bytes to translate."""
        row = next(self.journal.rows("SELECT count(*), coalesce(sum(size), 0) FROM plan WHERE todo"))
        return row[0], row[1]

    def formats(self) -> dict[str, dict[str, int]]:
        """Documents and bytes by format, the most frequent first; what is skipped or gone left out."""
        rows = self.journal.rows(
            "SELECT format, count(*), sum(size) FROM plan WHERE state NOT IN ('skipped', 'gone') "
            "GROUP BY format ORDER BY 2 DESC, 1"
        )
        return {name: {"documents": documents, "bytes": size} for name, documents, size in rows}

    def _item(self, found: Found) -> Item:
        source = os.fsencode(found.source)
        target = source + VIEW_SUFFIX[self.task.view].encode()
        name = self.task.format_name or _format_of(os.path.splitext(found.source)[1])  # noqa: PTH122
        item = Item(source, target, name, found.size, found.modified, "new", todo=True)
        if found.state == "failed":
            return replace(item, state="failed", reason=found.reason, todo=False)
        if found.state:
            return replace(item, state="skipped", reason=found.reason, todo=False)
        return self._judge(item)

    def _judge(self, item: Item) -> Item:
        """The item's state, for a source that can be read."""
        task = self.task
        path = task.target / os.fsdecode(item.target)
        if self._astray(path.parent):
            return replace(
                item, state="refused", reason="its translation would be written among the sources", todo=False
            )
        entry = self.journal.entry(item.target)
        output = _stat(path)
        if entry is not None and (entry.source, entry.view) != (item.source, task.view) and entry.output_hash:
            if not task.force:
                reason = (
                    f"{shown(item.target)} is the translation of {shown(entry.source)} (view {entry.view})"
                )
                return replace(item, state="refused", reason=reason, todo=False)
            entry = None
        if entry is None or not entry.output_hash:
            if output is not None and not task.force:
                reason = f"{shown(item.target)} exists and was not written by this batch"
                return replace(item, state="refused", reason=reason, todo=False)
            return self._never_written(item, entry)
        return self._written_before(item, entry, path, output)

    def _never_written(self, item: Item, entry: Entry | None) -> Item:
        if entry is None or entry.state not in ("failed", "skipped"):
            return item
        if self.task.force or not self._same(item, entry) or entry.recipe != self._recipe(item.format):
            return item
        if entry.state == "skipped":
            return replace(item, state="skipped", reason=entry.reason, todo=False)
        return replace(item, state="failed", reason=entry.reason, todo=self.task.retry_failed)

    def _written_before(self, item: Item, entry: Entry, path: Path, output: os.stat_result | None) -> Item:
        """A document whose translation this batch has written once."""
        task = self.task
        ours = output is not None and _is_ours(entry, path, output)
        same = self._same(item, entry) and entry.recipe == self._recipe(item.format)
        if entry.state == "writing" and ours and entry.output_hash != content_hash(path):
            same = False  # killed before it was renamed
        if same and output is not None and entry.state != "failed":
            self._learn(entry, item, output if ours else None)
        if task.force:
            return replace(item, state="changed", reason="asked for with --force")
        if same and entry.state == "failed":
            return replace(item, state="failed", reason=entry.reason, todo=task.retry_failed)
        if same and output is not None:
            reason = "" if ours else "its translation was edited"
            return replace(item, state="done", reason=reason, todo=False)
        if output is not None and not ours:
            reason = (
                f"{shown(item.target)} was edited since it was written, and its source or settings changed"
            )
            return replace(item, state="refused", reason=reason, todo=False)
        if output is None:
            return replace(item, state="changed", reason="its translation is missing")
        settings = (
            "" if entry.recipe == self._recipe(item.format) else "model, settings or corrections changed"
        )
        return replace(item, state="changed", reason=settings)

    def _same(self, item: Item, entry: Entry) -> bool:
        """Whether the source is what it was: size and time decide, and content where they do not."""
        if item.size != entry.size:
            return False
        if item.modified == entry.modified:
            return True
        try:
            return content_hash(self.task.base / os.fsdecode(item.source)) == entry.source_hash
        except OSError:
            return False

    def _learn(self, entry: Entry, item: Item, output: os.stat_result | None) -> None:
        """Keep the times of files whose content turned out to be known, and what a killed run did not say."""
        times = (item.modified, output.st_size, output.st_mtime_ns) if output else ()
        if entry.state == "done" and times == (entry.modified, entry.output_size, entry.output_modified):
            return
        known = replace(entry, state="done", reason="", modified=item.modified, previous_hash="")
        if output is not None:
            known = replace(known, output_size=output.st_size, output_modified=output.st_mtime_ns)
        if known != entry:
            self._learned.append(known)

    def _leads_astray(self, folder: Path) -> bool:
        return leads_into_source(folder, self._source_root, self._target_root)

    def _hopeless(self, item: Item) -> Iterator[Entry]:
        """The journal entry for what this run cannot translate, where it is news."""
        known = self.journal.entry(item.target)
        if known is None:
            known = Entry(item.target, item.source, self.task.view, item.format, -1, -1, "", "", "skipped")
        elif known.state == item.state and known.reason == item.reason:
            return
        if item.state == "failed":
            known = replace(known, size=-1)  # it is tried again as soon as it can be read
        state = cast(JournalState, item.state)
        yield replace(known, state=state, reason=item.reason, finished=time.time())

    def _gone(self) -> Iterator[Item]:
        """Translations whose source is no more; they are left as they are."""
        known = self.journal.rows(
            "SELECT source, target, format FROM documents WHERE view = ? AND output_hash != '' "
            "AND NOT EXISTS (SELECT 1 FROM plan WHERE plan.source = documents.source)",
            (self.task.view,),
        )
        for source, target, name in known:
            if not os.path.lexists(self.task.base / os.fsdecode(source)):
                yield Item(source, target, name, 0, 0, "gone", "its source is no more")

    def _vanished(self) -> Iterator[bytes]:
        """Targets of documents that never came to a translation and are no more."""
        known = self.journal.rows(
            "SELECT source, target FROM documents WHERE view = ? AND output_hash = '' "
            "AND NOT EXISTS (SELECT 1 FROM plan WHERE plan.source = documents.source)",
            (self.task.view,),
        )
        for source, target in known:
            if not os.path.isfile(self.task.base / os.fsdecode(source)):  # noqa: PTH113  (Path's raises)
                yield target


def said_of(name: str, reason: str) -> str:
    """A reason with the document's name in front where it does not say it."""
    return reason if name in reason else f"{name}: {reason}"


@functools.lru_cache(maxsize=256)
def _format_of(suffix: str) -> str:
    """formats.name_for, asked once for each suffix."""
    from mtkit import formats

    return formats.name_for(f"name{suffix}")


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _is_ours(entry: Entry, path: Path, output: os.stat_result) -> bool:
    """Whether an output is what the batch wrote: size and time decide, and content where they do not."""
    if (output.st_size, output.st_mtime_ns) == (entry.output_size, entry.output_modified):
        return True
    try:
        return content_hash(path) in (entry.output_hash, entry.previous_hash)
    except OSError:
        return False


def content_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
