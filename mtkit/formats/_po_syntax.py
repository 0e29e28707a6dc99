"""The lines of a gettext catalogue: entries, their keywords, and C strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mtkit.errors import FormatError

_KEYWORD = re.compile(
    r'(msgctxt|msgid|msgid_plural|msgstr|msgstr\[(\d{1,2})\])[ \t]*("(?:[^"\\]|\\.)*")?[ \t]*$'
)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"[ \t]*$')
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|(.))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"} | {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
}
WIDTH = 79  # what gettext's tools wrap at


@dataclass(slots=True)
class String:
    """The value of a keyword, and its lines [first, last) within the entry."""

    value: str
    first: int
    last: int


@dataclass(slots=True)
class Entry:
    """One message. lines: as they stand, with their ends. strings: by keyword, "msgstr[0]" and so on."""

    lines: list[str] = field(default_factory=list)
    strings: dict[str, String] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    flags_line: int = -1
    number: int = 0  # of its first line in the file

    @property
    def is_header(self) -> bool:
        return "msgid" in self.strings and not self.strings["msgid"].value and "msgctxt" not in self.strings


def entries(lines: Sequence[str], name: str) -> Iterator[Entry]:
    """The entries of a catalogue; joined, their lines are the file. Raises FormatError where it is none."""
    entry = Entry(number=1)
    current = ""
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        keyword = _KEYWORD.match(bare) if bare.startswith("msg") else None
        starts = bare.startswith("#") or (keyword is not None and keyword[1] in ("msgctxt", "msgid"))
        after_msgstr = any(k.startswith("msgstr") for k in entry.strings)
        if starts and after_msgstr:
            yield entry
            entry, current = Entry(number=number), ""
        place = len(entry.lines)
        entry.lines.append(line)
        if not bare or bare.startswith("#"):
            current = ""
            if bare.startswith("#,"):
                entry.flags |= {flag.strip() for flag in bare[2:].split(",")}
                entry.flags_line = place
        elif keyword:
            current = keyword[1]
            if current in entry.strings:
                raise _broken(name, number, f"a second {current} in one entry")
            entry.strings[current] = String(unquote(keyword[3] or '""'), place, place + 1)
        elif _STRING.match(bare) and current:
            string = entry.strings[current]
            entry.strings[current] = String(string.value + unquote(bare), string.first, place + 1)
        else:
            raise _broken(name, number, "neither a comment nor a keyword with its string")
    yield entry


def _broken(name: str, number: int, what: str) -> FormatError:
    return FormatError(
        f"{name} is not a gettext catalogue: line {number} is {what}", hint="check it with msgfmt -c"
    )


def unquote(string: str) -> str:
    """The value of a C string with its quotation marks."""

    def replace(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return chr(int(match[1], 8) & 0xFF if match[1] else int(match[2], 16))
        return _ESCAPED.get(match[3], match[3])

    return _ESCAPE.sub(replace, string.strip()[1:-1])


def quote(text: str) -> str:
    """`text` as a C string with its quotation marks."""
    return '"' + "".join(_ESCAPES.get(c, c) for c in text) + '"'


def write_string(keyword: str, value: str, newline: str, width: int = WIDTH) -> list[str]:
    """A keyword and its string as gettext's tools lay them out; `width` 0 never wraps."""
    lines = value.split("\n")
    pieces = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    whole = quote(value)
    if len(pieces) <= 1 and (not width or len(keyword) + 1 + len(whole) <= width):
        return [f"{keyword} {whole}{newline}"]
    strings = [quote(part) for piece in pieces for part in (_wrap(piece, width) if width else [piece])]
    return [f'{keyword} ""{newline}', *(string + newline for string in strings)]


def _wrap(piece: str, width: int) -> list[str]:
    """Cut behind spaces so that each quoted part fits in `width` columns where it can."""
    parts, part, room = [], "", width - 2
    for word in re.findall(r"\S*\s*", piece):
        if part and len(quote(part + word.rstrip(" "))) - 2 > room:
            parts.append(part)
            part = ""
        part += word
    return [*parts, part] if part else parts
