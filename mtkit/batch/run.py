"""A run: plan, translate what is to do, write, note; it can be stopped or killed at any moment."""

from __future__ import annotations

import contextlib
import functools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from mtkit.batch.checkpoint import CheckpointedEngine, remove
from mtkit.batch.control import Control, Progress, Stopped
from mtkit.batch.journal import Entry, Journal
from mtkit.batch.lock import locked
from mtkit.batch.output import PREFIX, Outputs
from mtkit.batch.plan import Item, Plan, content_hash
from mtkit.batch.preview import check_source
from mtkit.batch.stream import DocumentStream, EngineFailure, Opened, unexpected
from mtkit.batch.summary import Summary
from mtkit.batch.tally import Tally
from mtkit.batch.task import Task
from mtkit.batch.tree import clean
from mtkit.core import Document, Engine
from mtkit.documents import LanguageWatch, View, write_view
from mtkit.errors import InputError, ModelError, MtkitError, OutputError
from mtkit.files import DiskFullError, shown
from mtkit.translate import SegmentTranslation, Translator

if TYPE_CHECKING:
    from mtkit.memory import TranslationMemory


def run(task: Task, load: Callable[[], Engine], control: Control | None = None) -> Summary:
    """Do `task` and say what was done; `load` gives the engine and is called only where one is needed.

    Documents that fail do not stop the others. Raises UsageError and InputError for what cannot be begun,
    OutputError where another run holds the target folder or the disk is full, and ModelError.
    """
    task.check()
    try:
        task.own_folder.mkdir(parents=True, exist_ok=True)
        lock = locked(task.own_folder / "lock", task.target)
        with lock, Journal(task.journal) as journal:
            check_source(task, journal)
            journal.set_source(task.source)
            return _Run(task, load, control or Control(), journal).go()
    except OSError as error:
        raise OutputError(
            f"{shown(error.filename or task.target)} cannot be used: {error.strerror or error}",
            hint="check its permissions, or name another target folder",
        ) from error


class _Run:
    def __init__(self, task: Task, load: Callable[[], Engine], control: Control, journal: Journal) -> None:
        self.task, self.control, self.journal = task, control, journal
        self._load = load
        self.summary = Summary()
        self.progress = Progress(self.summary)
        self._resources = contextlib.ExitStack()
        self._engine: CheckpointedEngine | None = None
        self._memory: TranslationMemory | None = None
        self._corrections = ""  # what tells their state
        self._translator: Translator | None = None
        self.recipe = functools.cache(self._recipe)
        self._number = 0
        self._asked = 0  # sentences that the engine was given since it got on
        self._started = time.monotonic()
        self._stream: DocumentStream | None = None
        self._bytes_before = 0  # that earlier streams have read

    def go(self) -> Summary:
        with self._resources:
            if self.journal.was_cut_off():
                clean(self.task.target, PREFIX)
                self.journal.end_cut_off()
            plan = Plan(self.task, self.journal, self.recipe, keep=True)
            self._count(plan)
            if not self.summary.planned:
                self._forget_checkpoint()
                self.journal.settle()
                return self.summary
            self._translating()
            self._number = self.journal.begin_run(self.summary.planned)
            self._started = time.monotonic()
            outcome = "failed"
            try:
                outcome = self._translate(plan)
            finally:
                with contextlib.suppress(MtkitError):  # the disk may be full
                    self._note_run(outcome)
        return self.summary

    def _forget_checkpoint(self) -> None:
        if self._engine is not None:
            self._engine.finish()
        else:
            remove(self.task.checkpoint)

    def _count(self, plan: Plan) -> None:
        counts, summary = plan.counts(), self.summary
        summary.planned, summary.planned_bytes = plan.totals()
        summary.unchanged = counts["done"]
        summary.gone = counts["gone"]
        summary.refused = counts["refused"]
        summary.skipped = counts["skipped"]
        if counts["gone"] == sum(counts.values()):
            only = f" that fits {' or '.join(map(shown, self.task.patterns))}" if self.task.patterns else ""
            summary.notes.append(f"{shown(self.task.source)} holds no file{only}")
        for item in plan.items("state IN ('failed', 'refused') AND NOT todo"):
            summary.failed += item.state == "failed"
            summary.say(item.problem)

    def _recipe(self, format_name: str) -> str:
        """What the outputs of a format are made with; loads the engine."""
        return self.task.recipe(self._translating().configuration, self._corrections, format_name)

    def _translating(self) -> Translator:
        if self._translator is None:
            engine = CheckpointedEngine(self._load(), self.task.checkpoint, self._asking)
            self._engine = self._resources.enter_context(contextlib.closing(engine))
            if self.task.memory is not None:
                from mtkit.memory import TranslationMemory

                configuration = Translator(engine, self.task.policy).configuration
                memory = TranslationMemory(self.task.memory, configuration, since=self.journal.began())
                self._memory = self._resources.enter_context(memory)
                self._corrections = memory.corrections_hash()
            self._translator = Translator(
                engine, self.task.policy, memory=self._memory, progress=self._advance
            )
        return self._translator

    def _advance(self, translator: Translator) -> None:
        self.progress.sentences = translator.counts.done
        self.progress.sentences_read = translator.counts.read
        self.progress.again = self._asked = 0
        self._step()

    def _asking(self, sentences: int) -> None:
        """The engine is about to be asked; what comes of it may be a second try, which advances nothing."""
        self.progress.again = self._asked
        self._asked += sentences
        self._step()

    def _step(self) -> None:
        self._show()
        if self.control.stop():
            raise Stopped

    def _show(self) -> None:
        self.progress.seconds = time.monotonic() - self._started
        self.progress.bytes_read = self._bytes_before + (self._stream.bytes_read if self._stream else 0)
        self.control.progress(self.progress)

    def _translate(self, plan: Plan) -> str:
        """Translate all that is to do; how it ended, for the journal."""
        assert self._engine is not None
        outputs = Outputs(self.task.target, self.journal, self._noted)
        try:
            self._documents(plan.todo(), outputs)
            outputs.commit()
            self._forget_checkpoint()
            return "done"
        except (Stopped, KeyboardInterrupt):
            outputs.commit()
            self.summary.interrupted = True
            return "interrupted"
        except MtkitError:
            outputs.save_what_fits()
            raise
        finally:
            outputs.discard()

    def _documents(self, items: Iterator[Item], outputs: Outputs) -> None:
        """All documents in one stream; after a failure of the engine, those that were open one by one."""
        while broken := self._chain(items, outputs):
            cause, unfinished = broken
            if len(unfinished) == 1 or not _is_about_documents(cause):
                raise cause
            survived = 0
            for item in unfinished:
                alone = self._chain(iter([item]), outputs)
                survived += alone is None
                if alone:
                    self._failed(Opened(item, shown(item.source)), alone[0], outputs)
            if not survived:
                raise cause

    def _chain(self, items: Iterator[Item], outputs: Outputs) -> tuple[Exception, list[Item]] | None:
        """Documents until there are no more (None), or until the engine fails: why, and what was open."""
        assert self._engine is not None
        engine = self._engine
        stream = DocumentStream(self.task, items, self._translating(), lambda: engine.generation)
        self._bytes_before += self._stream.bytes_read if self._stream else 0
        self._stream = stream
        try:
            for opened, translated in stream.documents():
                self._document(opened, translated, outputs)
        except EngineFailure as error:
            return error.cause, stream.broken
        finally:
            stream.close()
        return None

    def _document(self, opened: Opened, translated: Iterator[SegmentTranslation], outputs: Outputs) -> None:
        tally = Tally()
        try:
            if opened.document is None:
                raise opened.failure or OutputError(f"{opened.name} cannot be read")
            notes, written = self._write(opened, opened.document, tally.watch(translated), outputs)
            if opened.changed_meanwhile():
                written[0].unlink(missing_ok=True)
                raise InputError(f"{opened.name} changed while it was read", hint="run it again")
        except (DiskFullError, EngineFailure):
            raise
        except Exception as error:
            self._failed(opened, error, outputs)
            return
        temporary, digest, size = written
        counts = tally.counts
        entry = Entry(
            opened.item.target, opened.item.source, self.task.view, opened.item.format, opened.size,
            opened.modified, opened.source_hash, self.recipe(opened.item.format), "writing",
            output_hash=digest, previous_hash=self._hash_before(opened.item), output_size=size,
            notes=tuple(notes), segments=tally.segments,
            sentences=counts.read, from_memory=counts.from_memory, retried=counts.retried,
            flagged=counts.flagged, flags=dict(counts.flags),
        )  # fmt: skip
        outputs.add(entry, (w for _, w in tally.worst), temporary, tally.characters)

    def _write(
        self,
        opened: Opened,
        document: Document,
        translated: Iterator[SegmentTranslation],
        outputs: Outputs,
    ) -> tuple[list[str], tuple[Path, str, int]]:
        """The document under a temporary name: what the reader should be told, what `Outputs.write` gave."""
        watch = LanguageWatch(opened.name, self.task.policy.source_lang)
        watched = watch.watch(translated)
        view = self.task.view

        def content(out: BinaryIO) -> None:
            if view == "document":
                document.write((t.segment for t in watched), out)
            else:
                write_view(cast(View, view), iter(watched), self._translating(), opened.name, out)

        written = outputs.write(opened.item.target, content)
        empty = [] if opened.size else [f"{opened.name} is empty"]
        return [*empty, *document.notes, *watch.notes], written

    def _hash_before(self, item: Item) -> str:
        """What stands where the document will be written."""
        try:
            return content_hash(self.task.target / os.fsdecode(item.target))
        except OSError:
            return ""

    def _failed(self, opened: Opened, error: Exception, outputs: Outputs) -> None:
        known = error if isinstance(error, MtkitError) else unexpected(opened.name, error)
        reason = f"{known.message} ({known.hint})" if known.hint else known.message
        item = opened.item
        entry = Entry(
            item.target, item.source, self.task.view, item.format, opened.size, opened.modified,
            opened.source_hash, self.recipe(item.format), "skipped" if opened.no_text else "failed",
            reason=reason, finished=time.time(),
        )  # fmt: skip
        outputs.add_failed(entry)

    def _noted(self, entries: list[Entry]) -> None:
        """A group of documents is in the journal."""
        self.summary.add(entries)
        self._note_run()
        assert self._engine is not None
        self._engine.next_generation()
        if self._stream:
            self._engine.forget(self._stream.oldest_generation)
        self.progress.again = self._asked = 0
        self._show()

    def _note_run(self, outcome: str = "") -> None:
        summary = self.summary
        summary.seconds = time.monotonic() - self._started
        self.journal.update_run(
            self._number,
            documents=summary.documents,
            sentences=summary.sentences,
            from_memory=summary.from_memory,
            seconds=summary.seconds,
            outcome=outcome,
        )


def _is_about_documents(error: Exception) -> bool:
    """Whether a failure may be the fault of one document's text."""
    return not isinstance(error, ModelError | OutputError | MemoryError | OSError)
