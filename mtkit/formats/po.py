"""Gettext catalogues (.po, .pot): what has no translation gets one; all other lines stay byte for byte.

Normal form: only the msgstr lines of messages that were translated are written anew, laid out as
gettext's tools do it (79 columns, unless the file has longer lines). An entry that has a translation is
not touched, except with the option `existing=translate`. A fuzzy entry is translated again, since gettext
takes it for untranslated, and stays fuzzy, since nobody has looked at it; the option `mark=fuzzy` flags
all that was translated. Singular and plural are two segments; a language with more than two forms gets
the plural for the others. Keyboard accelerators (`_Fil`) are taken out and put back, white space at the
ends is kept. A header that names no language, or the source language, names the target language once a
message has changed, and a template's empty formula for plurals gets that of the language. The file is
written as UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from mtkit import files
from mtkit.core import Document, Segment
from mtkit.errors import FormatError, UsageError
from mtkit.formats._inline import Run
from mtkit.formats._po_syntax import WIDTH, Entry, entries, quote, write_string
from mtkit.formats._rewrite import LanguageMark, Piece, PieceDocument, Verbatim
from mtkit.formats._table import check_options
from mtkit.formats._tagged import placeholders, read_tagged, write_tagged

_CHARSET = re.compile(rb"charset=([\w.:-]+)")
_PLURALS = re.compile(r"nplurals\s*=\s*(\d)")
_ACCELERATOR = re.compile(r"(?<![\w&])[_&](?=[^\W\d_])")
_ONE_AND_MORE = frozenset({"en", "da", "sv", "nb", "nn", "no", "de", "nl", "it", "es"})  # have two forms
_CHOICES = {"existing": ("keep", "translate"), "mark": ("", "fuzzy")}


class PoFormat:
    """Gettext catalogues; see the module."""

    name = "po"
    title = "gettext catalogue"
    suffixes = (".po", ".pot")
    options = ("existing", "mark")

    def read(
        self,
        source: BinaryIO,
        name: str,
        *,
        source_lang: str = "da",
        target_lang: str = "en",
        options: Mapping[str, str] | None = None,
    ) -> Document:
        chosen = check_options(options, self.options)
        for option, value in chosen.items():
            if value not in _CHOICES[option]:
                known = " or ".join(c for c in _CHOICES[option] if c)
                raise UsageError(f"{option} is {value!r}", hint=f"it is {known}")
        text, bom, notes = _decode(source.read(), name)
        found = list(entries(re.findall(r"[^\n]*\n|[^\n]+", text), name))
        if text.strip() and not any("msgid" in e.strings for e in found):
            raise FormatError(
                f"{name} is not a gettext catalogue: it has no msgid", hint="check it with msgfmt -c"
            )
        catalogue = _Catalogue(found, source_lang, target_lang, chosen)
        return PieceDocument(catalogue.pieces(bom), name, notes)


def _decode(data: bytes, name: str) -> tuple[str, bytes, list[str]]:
    """The text, its byte-order mark, and notes; the header's charset counts where it is a real one."""
    said = _CHARSET.search(data[:8192])
    charset = said[1].decode("ascii", "replace") if said else ""
    if charset.upper() not in ("", "CHARSET", "UTF-8", "UTF8", "ASCII", "US-ASCII"):
        try:
            text = data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            raise FormatError(
                f"{name} is not in the charset {charset} that its header names", hint="convert it to UTF-8"
            ) from None
        if "\0" in text:
            raise FormatError(f"{name} is not text: it holds zero bytes", hint="give it a gettext catalogue")
        utf8 = text.replace(f"charset={charset}", "charset=UTF-8", 1)
        return utf8, b"", [f"{name}: read as {charset}, written as UTF-8"]
    text, encoding = files.decode(data, name)
    bom = encoding.bom if encoding.codec == "utf-8" else b""
    return text, bom, [encoding.note] if encoding.note else []


@dataclass(frozen=True, slots=True)
class _Slot:
    """A msgstr to be written: its keyword and the index of the segment that fills it."""

    keyword: str
    segment: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A msgid or msgid_plural, taken apart, without its accelerator."""

    run: Run[str]
    accelerator: str = ""

    def write(self, translated: Segment) -> str:
        text = write_tagged(self.run, translated)
        if not self.accelerator:
            return text
        mark, letter = self.accelerator[0], self.accelerator[1]
        place = re.search(rf"(?<!\w){re.escape(letter)}", text, re.IGNORECASE) or re.search(r"[^\W\d_]", text)
        return text[: place.start()] + mark + text[place.start() :] if place else text


@dataclass(frozen=True, slots=True)
class _Message:
    """An entry that is translated."""

    entry: Entry
    segments: Sequence[Segment]
    parts: tuple[_Part, ...]
    slots: tuple[_Slot, ...]
    width: int
    mark: bool

    def render(self, translated: Sequence[Segment]) -> bytes:
        values = [part.write(segment) for part, segment in zip(self.parts, translated, strict=True)]
        old = self.entry.strings
        if all(
            slot.keyword in old and old[slot.keyword].value == values[slot.segment] for slot in self.slots
        ):
            return "".join(self.entry.lines).encode()
        newline = "\r\n" if self.entry.lines[0].endswith("\r\n") else "\n"
        lines = [[line if line.endswith("\n") else line + newline] for line in self.entry.lines]
        last = max(s.last for s in old.values())
        for slot in self.slots:
            written = write_string(slot.keyword, values[slot.segment], newline, self.width)
            if slot.keyword in old:
                there = old[slot.keyword]
                lines[there.first : there.last] = [written, *([[]] * (there.last - there.first - 1))]
            else:
                lines[last - 1] = lines[last - 1] + written
        if self.mark and "fuzzy" not in self.entry.flags:
            self._flag(lines, newline)
        text = "".join(part for parts in lines for part in parts)
        open_end = not self.entry.lines[-1].endswith("\n")
        return (text.removesuffix(newline) if open_end else text).encode()

    def _flag(self, lines: list[list[str]], newline: str) -> None:
        if self.entry.flags_line >= 0:
            line = self.entry.lines[self.entry.flags_line]
            lines[self.entry.flags_line] = [line.replace("#,", "#, fuzzy,", 1)]
        else:
            first = min(s.first for s in self.entry.strings.values())
            lines[first] = [f"#, fuzzy{newline}", *lines[first]]


class _Catalogue:
    """The entries of a file and what is to be done with each."""

    def __init__(
        self, found: list[Entry], source_lang: str, target_lang: str, options: Mapping[str, str]
    ) -> None:
        self._entries = found
        self._source_lang, self._target_lang = source_lang, target_lang
        self._again = options.get("existing") == "translate"
        self._mark = options.get("mark") == "fuzzy"
        header = next((e.strings["msgstr"].value for e in found if e.is_header and "msgstr" in e.strings), "")
        said = _PLURALS.search(header)
        self._forms = int(said[1]) if said else 0
        longest = max(
            (len(line.rstrip("\r\n")) for e in found for line in e.lines if line[:1] in 'm"'), default=0
        )
        self._width = 0 if longest > WIDTH + 2 else WIDTH

    def pieces(self, bom: bytes) -> Iterator[Piece]:
        yield Verbatim(bom)
        for entry in self._entries:
            yield self._piece(entry)

    def _piece(self, entry: Entry) -> Piece:
        raw = "".join(entry.lines).encode()
        if entry.is_header:
            return self._header(entry, raw)
        if "msgid" not in entry.strings or not any(k.startswith("msgstr") for k in entry.strings):
            return Verbatim(raw)
        keywords = self._keywords(entry)
        empty = [k for k in keywords if k not in entry.strings or not entry.strings[k].value]
        wanted = keywords if self._again or "fuzzy" in entry.flags else empty
        if not wanted:
            return _done(entry, raw)
        return self._message(entry, wanted) or Verbatim(raw)

    def _keywords(self, entry: Entry) -> list[str]:
        if "msgid_plural" not in entry.strings:
            return ["msgstr"]
        there = sum(k.startswith("msgstr[") for k in entry.strings)
        return [f"msgstr[{n}]" for n in range(max(1, self._forms or there or 2))]

    def _message(self, entry: Entry, wanted: Sequence[str]) -> _Message | None:
        sources = [k for k in ("msgid", "msgid_plural") if k in entry.strings]
        # A language with one form uses it for any number.
        only_form = "msgid_plural" in sources and len(self._keywords(entry)) == 1
        slots = [(k, 0 if (k in ("msgstr", "msgstr[0]") and not only_form) else 1) for k in wanted]
        used = sorted({n for _, n in slots})
        parts, segments = [], []
        for n in used:
            part = _take_apart(entry.strings[sources[n]].value)
            if part.run.segment is None:
                return None
            old = next((entry.strings[k].value for k, m in slots if m == n and k in entry.strings), "")
            keep = placeholders(part.run.segment.text, part.run.segment.keep)
            segments.append(replace(part.run.segment, keep=keep, target=old))
            parts.append(part)
        places = tuple(_Slot(k, used.index(n)) for k, n in slots)
        return _Message(entry, tuple(segments), tuple(parts), places, self._width, self._mark)

    def _header(self, entry: Entry, raw: bytes) -> Piece:
        before = raw.decode()
        after = before
        for line in entry.lines:
            named = re.match(r'"Language:\s*([\w@.-]*)', line.strip())
            if named and named[1] in ("", self._source_lang):
                newline = line[len(line.rstrip("\r\n")) :]
                after = after.replace(line, quote(f"Language: {self._target_lang}\n") + newline, 1)
            elif "nplurals=INTEGER" in line and self._target_lang.partition("-")[0] in _ONE_AND_MORE:
                newline = line[len(line.rstrip("\r\n")) :]
                forms = quote("Plural-Forms: nplurals=2; plural=(n != 1);\n")
                after = after.replace(line, forms + newline, 1)
        return LanguageMark(raw, after.encode()) if after != before else Verbatim(raw)


def _done(entry: Entry, raw: bytes) -> Piece:
    """An entry that has its translation: shown, and left as it is."""
    source, target = (
        entry.strings["msgid"].value,
        next(s.value for k, s in entry.strings.items() if k.startswith("msgstr")),
    )
    return _Translated(raw, (Segment(source, kind="literal", target=target),))


@dataclass(frozen=True, slots=True)
class _Translated:
    raw: bytes
    segments: Sequence[Segment]

    def render(self, translated: Sequence[Segment]) -> bytes:
        return self.raw


def _take_apart(text: str) -> _Part:
    marks = list(_ACCELERATOR.finditer(text))
    if len(marks) == 1 and text.count("_") + text.count("&") == 1 and len(text) <= 80:
        place = marks[0].start()
        return _Part(read_tagged(text[:place] + text[place + 1 :], "message"), text[place : place + 2])
    return _Part(read_tagged(text, "message"))


FORMAT = PoFormat()
