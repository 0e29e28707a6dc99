"""JSON Lines: one key of every object is translated, all else stays byte for byte.

Option `column` names the key (`a.b` goes into nested objects), `output_column` another key that takes the
translation; where an object has none, it is put right behind the first. Letters outside ASCII are escaped
where the file escapes them. Lines that are not objects, or hold no text under the key, are kept as they
are and reported in the notes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mtkit.errors import FormatError
from mtkit.formats._table import Lines, Record, TableFormat, choose_column

_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPED_LETTER = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


class JsonlFormat(TableFormat):
    """JSON Lines; see the module."""

    name = "jsonl"
    title = "JSON Lines file"
    suffixes = (".jsonl", ".ndjson")
    options = ("column", "output_column")

    def codec(self, sample: list[str], options: Mapping[str, str], source_lang: str, name: str) -> JsonlCodec:
        key = _choose_key(sample, options.get("column", ""), source_lang, name)
        return JsonlCodec(key, options.get("output_column", "") or key)


def _choose_key(sample: Sequence[str], wanted: str, source_lang: str, name: str) -> str:
    first = next((line for line in sample if line.strip()), "")
    if not first:
        return wanted or "text"
    keys: list[str] = []
    for line in filter(str.strip, sample):
        try:
            members = _Scanner(line).members(0)
        except ValueError as error:
            if line is first:
                raise FormatError(
                    f"{name} is not JSON Lines: its first line is no JSON object ({error})",
                    hint="give one object a line, or name the format",
                ) from None
            continue
        keys += [m.key for m in members if line[m.start] == '"' and m.key not in keys]
    if "." in wanted and wanted not in keys:
        return wanted
    return keys[choose_column(keys, wanted, source_lang, name)]


@dataclass(frozen=True, slots=True)
class _Member:
    """A key of an object; `text[start:end]` is its value."""

    key: str
    start: int
    end: int
    value: Any


class _Scanner:
    """Finds where the members of an object stand. Raises ValueError for what is not JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Numbers are not looked at, and a very long one must cost nothing.
        self._decode = json.JSONDecoder(parse_int=len, parse_float=len).raw_decode

    def members(self, start: int) -> list[_Member]:
        position = self._skip(start)
        self._expect("{", position)
        position = self._skip(position + 1)
        found: list[_Member] = []
        while self.text[position : position + 1] != "}":
            if found:
                self._expect(",", position)
                position = self._skip(position + 1)
            self._expect('"', position)
            key, position = self._value(position)
            position = self._skip(position)
            self._expect(":", position)
            begin = self._skip(position + 1)
            value, end = self._value(begin)
            found.append(_Member(key, begin, end, value))
            position = self._skip(end)
        if not start and self.text[position + 1 :].strip():
            raise ValueError("something follows the object")
        return found

    def _value(self, position: int) -> tuple[Any, int]:
        try:
            return self._decode(self.text, position)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None

    def _skip(self, position: int) -> int:
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def _expect(self, mark: str, position: int) -> None:
        if not self.text.startswith(mark, position):
            raise ValueError(f"{mark!r} is missing at character {position + 1}")


class JsonlCodec:
    """Reads and writes the lines of one file."""

    def __init__(self, key: str, output: str) -> None:
        self.key, self.output = key, output
        self._ascii = False

    def records(self, lines: Lines) -> Iterator[Record]:
        for line in lines:
            if not line.strip():
                yield Record(line)
                continue
            try:
                yield self._record(line)
            except ValueError as error:
                yield Record(line, problem=f"it is not a JSON object ({error})")

    def _record(self, line: str) -> Record:
        members = _Scanner(line).members(0)
        path = [self.key] if any(m.key == self.key for m in members) else self.key.split(".")
        source = None
        for step, key in enumerate(path):
            source = next((m for m in reversed(members) if m.key == key), None)
            if source is None or step == len(path) - 1:
                break
            members = _Scanner(line).members(source.start) if isinstance(source.value, dict) else []
        if source is None:
            return Record(line, problem=f"it has no {self.key!r}")
        if not isinstance(source.value, str):
            return Record(line, problem=f"its {self.key!r} is not text")
        escaped = self._escapes(line[source.start : source.end])
        if self.output == self.key:
            return Record(line, source.value, source.start, source.end, in_place=True, quoted=escaped)
        place = next((m for m in reversed(members) if m.key == self.output.rpartition(".")[2]), None)
        if place:
            target = place.value if isinstance(place.value, str) else ""
            return Record(line, source.value, place.start, place.end, quoted=escaped, target=target)
        colon = ": " if line[source.start - 1] == " " else ":"
        comma = ", " if ", " in line[: source.start] or colon == ": " else ","
        key = json.dumps(self.output.rpartition(".")[2], ensure_ascii=escaped)
        return Record(line, source.value, source.end, source.end, before=comma + key + colon, quoted=escaped)

    def _escapes(self, raw: str) -> bool:
        if not raw.isascii():
            self._ascii = False
        elif _ESCAPED_LETTER.search(raw):
            self._ascii = True
        return self._ascii

    def encode(self, text: str, record: Record) -> str:
        return json.dumps(text, ensure_ascii=record.quoted)


FORMAT = JsonlFormat()
