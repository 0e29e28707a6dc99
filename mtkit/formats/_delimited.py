"""Rows of fields between delimiters: comma-separated values (RFC 4180) and tab-separated values."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtkit.errors import UsageError
from mtkit.formats._table import Lines, Record, choose_column, column_names, find_column, line_end

_LONGEST_CELL_LINES = 1000  # an unclosed quotation mark must not swallow the file
_LONGEST_CELL = 1 << 20
_SEPARATOR_LINE = re.compile(r"sep=.\s*")  # what Excel writes above the header to name the delimiter
_ONE_WORD = re.compile(r"[\w.\-]{1,40}")


@dataclass(frozen=True, slots=True)
class Field:
    """`raw[start:end]` of a row, quotation marks included."""

    start: int
    end: int
    quoted: bool


class Delimited:
    """Reads and writes the rows of one file. `multiline` allows line breaks in quoted cells (CSV)."""

    def __init__(self, delimiter: str, *, multiline: bool) -> None:
        self.delimiter, self.multiline = delimiter, multiline
        self.column, self.output, self.width, self.has_header = 0, 0, 1, True
        self.new_name = ""

    def split(self, line: str, lines: Lines | None = None) -> tuple[str, list[Field], str]:
        """The row that begins with `line`: its text, its fields, and what is wrong with it ("" for
        nothing)."""
        raw, fields, position = line, [], 0
        taken: list[str] = []
        while True:
            quoted = raw.startswith('"', position)
            end = -1
            if quoted:
                raw, end = self._close_quote(raw, position + 1, lines, taken)
                if end < 0 and self.multiline:
                    if lines:
                        lines.put_back(taken)
                    return line, [], "a quotation mark is not closed"
                if end >= 0 and raw[end : end + 1] not in ("", "\r", "\n", self.delimiter):
                    if self.multiline:
                        if lines:
                            lines.put_back(taken)
                        return line, [], "text follows a closing quotation mark"
                    end = -1  # tab-separated: a quotation mark is a character like any other
            if end < 0:
                quoted, end = False, raw.find(self.delimiter, position)
                end = len(raw) - len(line_end(raw)) if end < 0 else end
            fields.append(Field(position, end, quoted))
            if raw[end : end + 1] != self.delimiter:
                return raw, fields, ""
            position = end + 1

    def _close_quote(self, raw: str, position: int, lines: Lines | None, taken: list[str]) -> tuple[str, int]:
        """Where the quoted field that opened before `position` ends, behind its mark; -1 for nowhere."""
        while True:
            mark = raw.find('"', position)
            if mark >= 0 and raw.startswith('"', mark + 1):
                position = mark + 2
            elif mark >= 0:
                return raw, mark + 1
            else:
                more = next(lines, None) if lines and self.multiline else None
                if more is not None:
                    taken.append(more)
                if more is None or len(taken) > _LONGEST_CELL_LINES or len(raw) > _LONGEST_CELL:
                    return raw, -1
                position, raw = len(raw), raw + more

    def cell(self, raw: str, field: Field) -> str:
        text = raw[field.start : field.end]
        return text[1:-1].replace('""', '"') if field.quoted else text

    def encode(self, text: str, record: Record) -> str:
        if not self.multiline and not record.quoted:
            return re.sub(r"[\t\r\n]+", " ", text)
        special = record.quoted or any(c in text for c in (self.delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if special else text

    def choose(self, sample: Sequence[str], options: Mapping[str, str], source_lang: str, name: str) -> None:
        """Settle, from the first row, on the column that is read and the one that is written."""
        lines = Lines(io.StringIO("".join(sample), newline=""), name)
        first = next((line for line in lines if line.strip() and not _SEPARATOR_LINE.fullmatch(line)), "")
        raw, fields, _ = self.split(first, lines)
        columns = [self.cell(raw, f).strip() for f in fields] or [""]
        self.width = len(columns)
        self.has_header = self._header(columns, options, source_lang)
        shown = columns if self.has_header else [str(n) for n in range(1, len(columns) + 1)]
        self.column = choose_column(shown, options.get("column", ""), source_lang, name)
        self.output = self.column
        if output := options.get("output_column", ""):
            found = find_column(shown, output)
            self.output = self.width if found is None else found
            self.new_name = output if found is None else ""

    def _header(self, columns: list[str], options: Mapping[str, str], source_lang: str) -> bool:
        said = options.get("header", "auto")
        if said not in ("auto", "yes", "no"):
            raise UsageError(f"header is {said!r}", hint="it is auto, yes or no")
        if said != "auto":
            return said == "yes"
        if (
            any(c.casefold() in column_names(source_lang) for c in columns)
            or options.get("column") in columns
        ):
            return True
        return all(_ONE_WORD.fullmatch(c) and not c[0].isdigit() for c in columns)

    def records(self, lines: Lines) -> Iterator[Record]:
        header = self.has_header
        for line in lines:
            if not line.strip("\r\n") or (header and _SEPARATOR_LINE.fullmatch(line)):
                yield Record(line)
                continue
            raw, fields, problem = self.split(line, lines)
            if header:
                header = False
                yield Record(self._extend_header(raw))
                continue
            if not problem and len(fields) != self.width:
                problem = f"it has {len(fields)} fields where the first row has {self.width}"
            yield Record(raw, problem=problem) if problem else self._record(raw, fields)

    def _extend_header(self, raw: str) -> str:
        if not self.new_name:
            return raw
        end = len(raw) - len(line_end(raw))
        return raw[:end] + self.delimiter + self.encode(self.new_name, Record("")) + raw[end:]

    def _record(self, raw: str, fields: list[Field]) -> Record:
        read = fields[self.column]
        text = self.cell(raw, read)
        if self.output == self.column:
            return Record(raw, text, read.start, read.end, in_place=True, quoted=read.quoted)
        if self.output < self.width:
            place = fields[self.output]
            return Record(
                raw, text, place.start, place.end, quoted=place.quoted, target=self.cell(raw, place)
            )
        end = fields[-1].end
        return Record(raw, text, end, end, before=self.delimiter, quoted=read.quoted)
