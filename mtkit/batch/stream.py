"""Many documents as one stream of segments through one Translator, and cut into documents again.

So the sentences of many documents share length-sorted batches. Documents are opened when the translator asks
for more, a bounded number of bytes at a time, and each ends with a marker segment that passes untouched.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from mtkit import files, formats
from mtkit.batch.plan import Item
from mtkit.batch.task import Task
from mtkit.core import Document, Segment
from mtkit.errors import FormatError, InputError, MtkitError
from mtkit.files import shown
from mtkit.translate import SegmentTranslation, Translator

_OPEN_DOCUMENTS = 2048
_OPEN_BYTES = 64 << 20
_IN_MEMORY = 1 << 20  # larger sources are read from their file, which stays open
_LARGE = 4 << 20  # what a large document counts for: most are read bit by bit


@dataclass(slots=True, eq=False)
class Opened:
    """A document on its way; `failure` says why it cannot arrive."""

    item: Item
    name: str
    end: Segment = field(default_factory=lambda: Segment("", kind="literal"))
    source: BinaryIO | None = None
    document: Document | None = None
    source_hash: str = ""
    modified: int = -1
    size: int = -1
    held: int = 0  # bytes that count against _OPEN_BYTES
    generation: int = 0
    failure: MtkitError | None = None
    no_text: bool = False  # it has an unknown suffix and turned out to be no text

    def changed_meanwhile(self) -> bool:
        """Whether a source that is read from its open file is not what it was when it was opened."""
        if self.source is None or isinstance(self.source, io.BytesIO):
            return False
        facts = os.fstat(self.source.fileno())
        return (facts.st_size, facts.st_mtime_ns) != (self.size, self.modified)

    def close(self) -> None:
        """Close the source."""
        if self.source is not None:
            self.source.close()


class EngineFailure(Exception):  # noqa: N818  (it carries the failure of something else)
    """Whatever the translator raised, so that no document is taken for its cause."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class DocumentStream:
    """Opens the documents of `items` and gives them back, each with its translated segments.

    `generation` is asked as each document opens. Exceptions of the translator come out as EngineFailure.
    """

    def __init__(
        self, task: Task, items: Iterator[Item], translator: Translator, generation: Callable[[], int]
    ) -> None:
        self._task, self._items, self._translator = task, items, translator
        self._generation = generation
        self._open: deque[Opened] = deque()
        self._held = 0
        self._exhausted = False
        self._feeding: Generator[Segment, None, None] | None = None
        self.bytes_read = 0
        self.broken: list[Item] = []  # what was open when the translator failed

    def documents(self) -> Iterator[tuple[Opened, Iterator[SegmentTranslation]]]:
        """Each document in turn; its segments are taken before the next one is asked for."""
        while not self._exhausted:
            translated = self._translated()
            for first in translated:
                opened = self._open[0]
                results = self._until_end(opened, first, translated)
                try:
                    yield opened, results
                    for _ in results:  # what a document that failed left over
                        pass
                except MtkitError:
                    pass  # its own failure, which the taker has seen
                finally:
                    self._open.popleft()
                    self._held -= opened.held
                    opened.close()

    @property
    def oldest_generation(self) -> int:
        """The generation of the document that has been open longest."""
        return self._open[0].generation if self._open else self._generation()

    def close(self) -> None:
        """Close what is open, readers before what they read."""
        if self._feeding is not None:
            self._feeding.close()
        for opened in self._open:
            opened.close()

    def _translated(self) -> Iterator[SegmentTranslation]:
        self._feeding = self._feed()
        stream = self._translator.segments(self._feeding)
        while True:
            try:
                result = next(stream)
            except StopIteration:
                return
            except Exception as error:
                self.broken = [opened.item for opened in self._open]
                raise EngineFailure(error) from error
            yield result

    def _until_end(
        self, opened: Opened, first: SegmentTranslation, translated: Iterator[SegmentTranslation]
    ) -> Iterator[SegmentTranslation]:
        result = first
        while result.source is not opened.end:
            yield result
            result = next(translated)
        if opened.failure:
            raise opened.failure

    def _feed(self) -> Generator[Segment, None, None]:
        while self._has_room():
            item = next(self._items, None)
            if item is None:
                self._exhausted = True
                return
            opened = self._opened(item)
            self._open.append(opened)
            self._held += opened.held
            if opened.document is not None:
                try:
                    yield from opened.document.segments()
                except MtkitError as error:
                    opened.failure = error
                except Exception as error:
                    opened.failure = unexpected(opened.name, error)
            yield opened.end

    def _has_room(self) -> bool:
        if not self._open:
            return True
        return len(self._open) < _OPEN_DOCUMENTS and self._held < _OPEN_BYTES

    def _opened(self, item: Item) -> Opened:
        opened = Opened(item, shown(item.source), generation=self._generation())
        try:
            self._read(opened)
        except MtkitError as error:
            opened.failure = error
            opened.no_text = isinstance(error, FormatError) and self._has_unknown_suffix(item)
        except OSError as error:
            opened.failure = InputError(
                f"{opened.name} cannot be read: {error.strerror}", hint="check the file, then --retry-failed"
            )
        except Exception as error:
            opened.failure = unexpected(opened.name, error)
        return opened

    def _has_unknown_suffix(self, item: Item) -> bool:
        suffix = os.path.splitext(os.fsdecode(item.source))[1].lower()  # noqa: PTH122
        text = formats.get("txt")
        return item.format == "txt" and not self._task.format_name and suffix not in (*text.suffixes, "")

    def _read(self, opened: Opened) -> None:
        path = self._task.base / os.fsdecode(opened.item.source)
        stream = files.open_source(path)
        opened.source = stream
        facts = os.fstat(stream.fileno())
        opened.size, opened.modified = facts.st_size, facts.st_mtime_ns
        if facts.st_size <= _IN_MEMORY:
            content = stream.read()
            stream.close()
            opened.source = io.BytesIO(content)
            opened.source_hash = hashlib.sha256(content).hexdigest()
            opened.held = len(content) + 1
        else:
            opened.held = min(facts.st_size, _LARGE)
            opened.source_hash = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
            stream.seek(0)
        self.bytes_read += opened.size
        policy = self._task.policy
        opened.document = formats.read(
            opened.source,
            opened.name,
            format_name=opened.item.format,
            source_lang=policy.source_lang,
            target_lang=policy.target_lang,
            options=self._task.options_of(opened.item.format)
            if opened.size
            else {},  # an empty table has no column
        )


def unexpected(name: str, error: Exception) -> MtkitError:
    """A failure that nobody foresaw, said of the document that met it."""
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    return InputError(f"{name}: unexpected error: {said}", hint="this is a bug: please report it")
