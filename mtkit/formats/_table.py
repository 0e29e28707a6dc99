"""Tables: one column is translated, every other byte stays. Rows are streamed, so that memory stays flat."""

from __future__ import annotations

import io
import itertools
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol, TextIO

from mtkit import files
from mtkit.core import Document, Segment
from mtkit.errors import FormatError, UsageError

SAMPLE_ROWS = 20  # rows that are looked at before the first is handed out
_LONGEST_LINE = 1 << 24  # characters
_FLUSH_CHARACTERS = 1 << 18
_NOTED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file, and where its translation goes.

    raw: the row with its line end. text: the cell to translate, None where the row holds none.
    start, end: the characters of `raw` that the translation replaces, with `before` put in front of it.
    in_place: whether those are the cell itself and not another column.
    quoted: whether the cell that is replaced was quoted (CSV) or escaped (JSON). target: what stood there.
    problem: why the row cannot be translated; such a row is kept and reported.
    """

    raw: str
    text: str | None = None
    start: int = 0
    end: int = 0
    before: str = ""
    in_place: bool = False
    quoted: bool = False
    target: str = ""
    problem: str = ""


class Codec(Protocol):
    """What one kind of table knows: where its rows end, which cell is meant, and how a cell is written."""

    def records(self, lines: Lines) -> Iterator[Record]: ...

    def encode(self, text: str, record: Record) -> str: ...


class Lines:
    """Physical lines with their ends, which can be put back; \\r\\n, \\n and \\r end a line."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._waiting: deque[str] = deque()
        self.newline = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._waiting:
            return self._waiting.popleft()
        try:
            line = self._stream.readline(_LONGEST_LINE)
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{self._name} is not valid {error.encoding.upper()} throughout: {error.reason}",
                hint="convert the file to UTF-8",
            ) from None
        if not line:
            raise StopIteration
        if len(line) >= _LONGEST_LINE:
            raise FormatError(
                f"{self._name} has a line of more than {_LONGEST_LINE >> 20} million characters",
                hint="is it a table with one row a line?",
            )
        if not self.newline:
            self.newline = line_end(line)
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        """The next lines to come are `lines`."""
        self._waiting.extendleft(reversed(lines))


def line_end(line: str) -> str:
    """The line end that `line` closes with, or ""."""
    if line.endswith("\r\n"):
        return "\r\n"
    return line[-1:] if line.endswith(("\n", "\r")) else ""


class TableDocument:
    """A table that was opened; `choose` looks at its first lines and says how to read it."""

    def __init__(self, source: BinaryIO, name: str, choose: Callable[[list[str]], Codec]) -> None:
        self.name = name
        head = source.read(1 << 16)
        encoding = _encoding(head, name)
        source.seek(len(encoding.bom))
        self._bom = encoding.bom if encoding.codec == "utf-8" else b""
        # Bytes that are not of the encoding survive as lone surrogates; their row is kept and reported.
        stream = io.TextIOWrapper(source, encoding.codec, errors="surrogateescape", newline="")
        self._stream = stream  # closing it would close the caller's source
        self._lines = Lines(stream, name)
        self.notes = [encoding.note] if encoding.note else []
        self._bad_rows = 0
        sample = list(itertools.islice(self._lines, SAMPLE_ROWS))
        self._codec = choose(sample)
        self._lines.put_back(sample)
        self._handed_out: deque[tuple[str, Record]] = deque()
        self._tail = ""

    def segments(self) -> Iterator[Segment]:
        before: list[str] = []
        size = 0
        for number, record in enumerate(self._codec.records(self._lines), 1):
            problem = record.problem or (
                "it is not valid text in the file's encoding" if _broken(record) else ""
            )
            if problem:
                self._report(number, problem)
            if problem or not record.text or not record.text.strip():
                before.append(record.raw)
                size += len(record.raw)
                if size < _FLUSH_CHARACTERS:
                    continue
                record = Record("", "", in_place=True)
            self._handed_out.append(("".join(before), record))
            before, size = [], 0
            kind = "cell" if record.raw else "literal"
            yield Segment(record.text or "", kind=kind, target=record.target)
        self._tail = "".join(before)
        if self._bad_rows > _NOTED_ROWS:
            self.notes.append(f"{self.name}: {self._bad_rows - _NOTED_ROWS} more rows were kept as they are")

    def texts(self) -> Iterator[str]:
        """The cell of every row, also an empty one, in place of `segments`: rows of two tables stay parallel.

        Raises FormatError for a row that cannot be read.
        """
        for number, record in enumerate(self._codec.records(self._lines), 1):
            if record.problem or _broken(record):
                problem = record.problem or "it is not valid text in the file's encoding"
                raise FormatError(f"{self.name}, row {number}: {problem}", hint="mend that row")
            if record.text is not None:  # a title, or an empty line
                yield record.text

    def _report(self, number: int, problem: str) -> None:
        self._bad_rows += 1
        if self._bad_rows <= _NOTED_ROWS:
            self.notes.append(f"{self.name}: row {number} was kept as it is: {problem}")

    def write(self, segments: Iterable[Segment], target: BinaryIO) -> None:
        target.write(self._bom)
        for segment in segments:
            before, record = self._handed_out.popleft()
            target.write((before + self._row(record, segment.text)).encode("utf-8", "surrogateescape"))
        target.write(self._tail.encode("utf-8", "surrogateescape"))
        self._stream.detach()

    def _row(self, record: Record, text: str) -> str:
        if record.in_place and text == record.text:
            return record.raw  # its own way of quoting stays
        cell = self._codec.encode(text, record)
        return record.raw[: record.start] + record.before + cell + record.raw[record.end :]


class TableFormat(ABC):
    """A member of the formats that is a table; `codec` is what it knows of its own."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    options: tuple[str, ...]

    def read(
        self,
        source: BinaryIO,
        name: str,
        *,
        source_lang: str = "da",
        target_lang: str = "en",
        options: Mapping[str, str] | None = None,
    ) -> Document:
        """Open a table; see core.Format. Raises UsageError for an option that does not fit."""
        chosen = check_options(options, self.options)
        return TableDocument(source, name, lambda sample: self.codec(sample, chosen, source_lang, name))

    @abstractmethod
    def codec(self, sample: list[str], options: Mapping[str, str], source_lang: str, name: str) -> Codec:
        """How the table `name` is read and written, whose first lines are `sample`."""


def _encoding(head: bytes, name: str) -> files.Encoding:
    """As for any text file, except that a few rows with broken bytes do not make a UTF-8 file another one."""
    lines = head.splitlines()[: -1 if len(head) == 1 << 16 else None]
    good = bad = 0
    for line in lines if b"\0" not in head else ():
        if not line.isascii():
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
    if good > bad > 0:
        head = b"\n".join(line for line in lines if line.isascii())
    return files.detect_encoding(head, name, complete=bad > 0 or len(head) < 1 << 16)


def _broken(record: Record) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in record.raw + (record.text or ""))


def check_options(options: Mapping[str, str] | None, known: Sequence[str]) -> Mapping[str, str]:
    """The options given, or none. Raises UsageError for one that is not `known`."""
    for option in options or {}:
        if option not in known:
            raise UsageError(
                f"there is no option {option!r} for this format", hint=f"known: {', '.join(known)}"
            )
    return options or {}


def choose_column(columns: Sequence[str], wanted: str, source_lang: str, name: str) -> int:
    """Index of the column to translate: the one `wanted` by name or 1-based number, or the one that is meant.

    Where nothing is wanted it is the only column, or the first of those called text, source, after the source
    language, or the like. Raises UsageError for a column that is not there and FormatError where none is
    meant; both list the columns.
    """
    listed = ", ".join(repr(c) for c in columns[:30]) + (", …" if len(columns) > 30 else "")
    if wanted:
        found = find_column(columns, wanted)
        if found is None:
            raise UsageError(f"{name} has no column {wanted!r}", hint=f"its columns: {listed}")
        return found
    if len(columns) == 1:
        return 0
    for guess in column_names(source_lang):
        found = find_column(columns, guess)
        if found is not None:
            return found
    raise FormatError(
        f"{name}: which of its {len(columns)} columns is to be translated?",
        hint=f"choose one with --column; its columns: {listed}",
    )


def find_column(columns: Sequence[str], wanted: str) -> int | None:
    """Index of a column by name (case counts only where needed) or by 1-based number."""
    if wanted in columns:
        return columns.index(wanted)
    folded = [c.strip().casefold() for c in columns]
    if wanted.strip().casefold() in folded:
        return folded.index(wanted.strip().casefold())
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(columns):
        return int(wanted) - 1
    return None


def column_names(source_lang: str) -> tuple[str, ...]:
    """What the column to translate is called where nobody named one."""
    own = {"da": ("dansk", "danish", "tekst"), "en": ("english", "engelsk")}.get(source_lang, ())
    return ("text", "source", source_lang, *own, "src", "source_text", "sentence")
