"""XLIFF 1.2 and 2.x (OASIS): each source is translated into its target; all other bytes stay as they were.

A target that is there is kept, but for empty segments marked in it, unless its state says that it wants
translation, or the option `existing=translate` was given; units that are approved, final or not to be
translated are never touched. The same text coming back gives the source's own content as the target, so an
echo fills empty targets with copies, and changes nothing in a file that was filled that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import BinaryIO, Final

from mtkit.core import Document, Segment
from mtkit.errors import FormatError
from mtkit.formats._codes import (
    Content,
    plain_text,
    read_content,
    sub_texts,
    translates_existing,
    with_targets,
)
from mtkit.formats._rewrite import Piece, PieceDocument, Verbatim
from mtkit.formats._xliff_marks import empty_marks, frames, segment_marks, split_at
from mtkit.formats._xml import (
    XML_SPACE,
    Element,
    Event,
    Text,
    XmlReader,
    prefix,
    start_tag,
    to_bytes,
    with_attribute,
)

# States of a target that is no translation yet (XLIFF 1.2 §2.2.2, XLIFF 2.1 §4.3.1.30).
_OPEN_STATES: Final = frozenset({"new", "needs-translation", "needs-l10n", "needs-adaptation", "initial"})
_DONE_STATES: Final = frozenset({"final", "signed-off", "reviewed"})
_FILLED_STATE_1: Final = "needs-review-translation"
_FILLED_STATE_2: Final = "translated"
_ICU: Final = re.compile(r"\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,")


class XliffFormat:
    """XLIFF 1.2, and the segments of XLIFF 2.x."""

    name = "xliff"
    title = "XLIFF translation file"
    suffixes = (".xlf", ".xliff", ".sdlxliff", ".mxliff", ".mqxliff")

    options = ("existing",)

    def read(
        self,
        source: BinaryIO,
        name: str,
        *,
        source_lang: str = "da",
        target_lang: str = "en",
        options: Mapping[str, str] | None = None,
    ) -> Document:
        anew = translates_existing(options)
        notes: list[str] = []
        pieces = _Pieces(source, name, (source_lang, target_lang), notes, anew=anew)
        pieces.check_root()
        return PieceDocument(pieces, name, notes)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place for translated text: what is before it, and the content it is made from."""

    before: bytes
    content: Content


@dataclass(frozen=True, slots=True)
class _Unit:
    """A trans-unit (1.2) or segment (2.x) whose target is to be written."""

    original: bytes
    segments: Sequence[Segment]
    slots: tuple[_Slot, ...]
    after: bytes
    codec: str

    def render(self, translated: Sequence[Segment]) -> bytes:
        if all(s.target and t.text == s.target for s, t in zip(self.segments, translated, strict=True)):
            return self.original
        parts: list[bytes] = []
        given = iter(translated)
        for slot in self.slots:
            own = tuple(islice(given, len(slot.content.segments)))
            parts += (slot.before, slot.content.render(own, self.codec))
        return b"".join((*parts, self.after))


class _Pieces:
    """Walks the file once; iterating gives the pieces."""

    def __init__(
        self, source: BinaryIO, name: str, languages: tuple[str, str], notes: list[str], *, anew: bool
    ) -> None:
        self.name = name
        self._source_lang, self._target_lang = languages
        self._anew = anew
        self._notes = notes
        self._reader = XmlReader(source, name, _is_unit, doctype=True)
        self._events = iter(self._reader)
        self._early: list[Event] = []

    def check_root(self) -> None:
        """Read up to the root element. Raises FormatError when it is not XLIFF."""
        for event in self._events:
            self._early.append(event)
            if event.element is not None:
                if event.element.local != "xliff":
                    break
                return
        root = next((e.element.local for e in self._early if e.element), "")
        raise FormatError(
            f"{self.name} is not XLIFF: it begins with <{root}>", hint="name its format with --format"
        )

    def __iter__(self) -> Iterator[Piece]:
        for event in self._early:
            yield self._piece(event)
        for event in self._events:
            yield self._piece(event)

    def _piece(self, event: Event) -> Piece:
        if event.kind == "unit" and event.element is not None:
            return self._unit(event.element, event.ancestors)
        if event.kind == "open" and event.element is not None:
            return Verbatim(self._head(event.element))
        return Verbatim(event.raw)

    def _head(self, element: Element) -> bytes:
        """The tag of <xliff> or <file>, with the target language where it must name it and does not."""
        if element.local == "file" and "source-language" in element.attributes:
            source, target = "source-language", "target-language"
        elif element.local == "xliff" and "srcLang" in element.attributes:
            source, target = "srcLang", "trgLang"
        else:
            return element.open
        self._compare(element.attributes[source], self._source_lang, "source")
        if target in element.attributes:
            self._compare(element.attributes[target], self._target_lang, "target")
            return element.open
        return with_attribute(element.open, target, self._target_lang, self._reader.codec)

    def _compare(self, said: str, wanted: str, side: str) -> None:
        if _primary(said) != _primary(wanted):
            note = f"{self.name}: its {side} language is {said}, but it is translated as {wanted}"
            if note not in self._notes:
                self._notes.append(note)

    def _unit(self, unit: Element, ancestors: tuple[Element, ...]) -> Piece:
        codec = self._reader.codec
        source, target = unit.find("source"), unit.find("target")
        lines = (*ancestors, unit)
        state = (target.attributes.get("state", "") if target else "") or unit.attributes.get("state", "")
        if source is None or _forbids(lines) or not source.close:
            return Verbatim(to_bytes(unit))
        preserve = _inherited(XML_SPACE, (*lines, source)) == "preserve"
        there = plain_text(target, codec) if target else ""
        done = unit.attributes.get("approved") == "yes" or state in _DONE_STATES
        contents = _contents(unit, source, codec, preserve)
        if not any(content.segments for content in contents):
            return Verbatim(to_bytes(unit))
        texts = list(filter(None, [there, *sub_texts(target, codec)]))
        prefilled = not state and texts == _texts(contents)  # many tools copy the source for the translator
        kept = not done and not self._anew and state not in _OPEN_STATES
        if target and kept and (gaps := empty_marks(unit, target, contents, codec)):
            return _fill_marks(unit, target, gaps, codec)
        if done or (texts and state not in _OPEN_STATES and not prefilled and not self._anew):
            return _Whole(to_bytes(unit), tuple(_shown(contents, target, there, codec)))
        if _ICU.match(plain_text(source, codec)):
            note = f"{self.name}: messages with forms for numbers or choices (ICU) stay as they are"
            self._notes += [note] if note not in self._notes else []
            return Verbatim(to_bytes(unit))
        return _write_target(unit, source, target, contents, there, codec)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A unit that is shown and left as it is."""

    raw: bytes
    segments: Sequence[Segment]

    def render(self, translated: Sequence[Segment]) -> bytes:
        return self.raw


def _shown(contents: Sequence[Content], target: Element | None, there: str, codec: str) -> Iterator[Segment]:
    """The segments of a unit that is not touched, each with its part of the target."""
    marks = list(segment_marks(target))
    pairs: list[tuple[str, Element | None]] = [(plain_text(mark, codec), mark) for mark in marks]
    if len(marks) != len(contents):
        pairs = [(there, target), *[("", None)] * (len(contents) - 1)]
    for content, (text, part) in zip(contents, pairs, strict=True):
        yield from (replace(s, kind="literal") for s in with_targets(content, text, part, codec))


def _is_unit(element: Element, ancestors: tuple[Element, ...]) -> bool:
    return element.local == "trans-unit" or (
        element.local == "segment" and ancestors[-1:] != () and ancestors[-1].local == "unit"
    )


def _primary(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


def _inherited(name: str, lines: Sequence[Element]) -> str:
    return next((e.attributes[name] for e in reversed(lines) if name in e.attributes), "")


def _forbids(lines: Sequence[Element]) -> bool:
    return _inherited("translate", lines) == "no"


def _texts(contents: Sequence[Content]) -> list[str]:
    """The text of a source and of its sub-flows."""
    own = " ".join(c.run.segment.text for c in contents if c.run.segment)
    return [own] * bool(own) + [s.text for c in contents for sub in c.subs for s in sub.segments]


def _contents(unit: Element, source: Element, codec: str, preserve: bool) -> list[Content]:
    """What is translated: each `<mrk mtype="seg">` of a seg-source, else the whole source."""
    parts = list(segment_marks(unit.find("seg-source")))
    return [read_content(part, codec, preserve=preserve) for part in parts or [source]]


def _fill_marks(unit: Element, target: Element, empty: dict[int, Content], codec: str) -> Piece:
    """Cut the unit at the empty segments of its target; what is there stays."""
    marks = list(segment_marks(target))
    gaps: list[bytes] = [b""]
    split_at(target, marks, gaps, is_root=True)
    at = unit.children.index(target)
    lead = unit.open + b"".join(map(to_bytes, unit.children[:at]))
    lead += with_attribute(start_tag(target, codec), "state", _FILLED_STATE_1, codec)
    slots: list[_Slot] = []
    for number, mark in enumerate(marks):
        lead += gaps[number]
        if number in empty:
            slots.append(_Slot(lead + start_tag(mark, codec), empty[number]))
            lead = mark.close or f"</{prefix(mark.open, codec)}mrk>".encode(codec)
        else:
            lead += to_bytes(mark)
    after = lead + gaps[-1] + target.close + b"".join(map(to_bytes, unit.children[at + 1 :])) + unit.close
    segments = tuple(segment for content in empty.values() for segment in content.segments)
    return _Unit(to_bytes(unit), segments, tuple(slots), after, codec)


def _write_target(
    unit: Element, source: Element, target: Element | None, contents: list[Content], there: str, codec: str
) -> Piece:
    """Cut the unit at the places where translated text goes."""
    tag, is_version_2 = prefix(source.open, codec), unit.local == "segment"
    state = _FILLED_STATE_2 if is_version_2 else _FILLED_STATE_1
    opening = start_tag(target, codec) if target else f"<{tag}target>".encode(codec)
    head = unit.open
    if is_version_2:
        head = with_attribute(head, "state", state, codec)
    else:
        opening = with_attribute(opening, "state", state, codec)
    closing = target.close if target and target.close else f"</{tag}target>".encode(codec)
    before, after = _around(unit, source, target, codec)
    around = frames(unit.find("seg-source"), contents)
    slots: list[_Slot] = []
    segments: list[Segment] = []
    lead = head + before + opening
    for content, (left, right) in zip(contents, around, strict=True):
        lead += left
        single = len(contents) == 1
        segments += with_targets(content, there if single else "", target if single else None, codec)
        slots.append(_Slot(lead, content))
        lead = right
    return _Unit(to_bytes(unit), tuple(segments), tuple(slots), lead + closing + after + unit.close, codec)


def _around(unit: Element, source: Element, target: Element | None, codec: str) -> tuple[bytes, bytes]:
    """The unit's inside before its target and after it; a new target stands in the source's indentation."""
    children = unit.children
    if target:
        at = children.index(target)
        return b"".join(map(to_bytes, children[:at])), b"".join(map(to_bytes, children[at + 1 :]))
    at = children.index(unit.find("seg-source") or source) + 1
    blank = takewhile(lambda child: isinstance(child, Text) and not child.text.strip(), children)
    indent = b"".join(map(to_bytes, blank))
    return b"".join(map(to_bytes, children[:at])) + indent, b"".join(map(to_bytes, children[at:]))


FORMAT = XliffFormat()
