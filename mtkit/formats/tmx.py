"""TMX 1.4b (LISA OSCAR) as a document: source-language segments are translated into target-language variants.

A unit that has a translation keeps it, unless the option `existing=translate` was given. Everything outside
the variants that are filled stays byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import BinaryIO, Final

from mtkit.core import Document, Segment
from mtkit.errors import FormatError
from mtkit.formats._codes import Content, plain_text, read_content, translates_existing, with_targets
from mtkit.formats._rewrite import Piece, PieceDocument, Verbatim
from mtkit.formats._xml import XML_LANG, Element, Event, Text, XmlReader, start_tag, to_bytes, with_attribute

_LANGUAGE_ATTRIBUTES: Final = ((XML_LANG, "xml:lang"), ("lang", "lang"))  # TMX 1.1 wrote lang


class TmxFormat:
    """TMX 1.4b and its predecessors."""

    name = "tmx"
    title = "TMX translation memory"
    suffixes = (".tmx",)

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
        choice = _Choice(source_lang, target_lang, translates_existing(options))
        reader = XmlReader(source, name, lambda element, ancestors: element.local == "tu", doctype=True)
        events = iter(reader)
        early = []
        for event in events:
            early.append(event)
            if event.element is not None:
                break
        root = early[-1].element if early else None
        if root is None or root.local != "tmx":
            begins = f"begins with <{root.local}>" if root else "has no elements"
            raise FormatError(f"{name} is not TMX: it {begins}", hint="name its format with --format")
        return PieceDocument(_pieces(reader, early, events, choice), name, [])


@dataclass(frozen=True, slots=True)
class _Choice:
    """The languages, and whether translations that are there are made anew."""

    source: str
    target: str
    anew: bool


@dataclass(frozen=True, slots=True)
class _Unit:
    """A tu whose target variant is written: before and after its seg's content."""

    before: bytes
    content: Content
    after: bytes
    segments: Sequence[Segment]
    codec: str

    def render(self, translated: Sequence[Segment]) -> bytes:
        return b"".join((self.before, self.content.render(translated, self.codec), self.after))


@dataclass(frozen=True, slots=True)
class _Translated:
    """A tu that has its translation: shown, and left as it is."""

    raw: bytes
    segments: Sequence[Segment]

    def render(self, translated: Sequence[Segment]) -> bytes:
        return self.raw


def _pieces(
    reader: XmlReader,
    early: list[Event],
    events: Iterator[Event],
    choice: _Choice,
) -> Iterator[Piece]:
    units = found = 0
    for stream in (early, events):
        for event in stream:
            if event.kind != "unit" or event.element is None:
                yield Verbatim(event.raw)
                continue
            units += 1
            piece = _unit(event.element, choice, reader.codec)
            found += bool(piece.segments)
            yield piece
    if units and not found:
        raise FormatError(
            f"{reader.name} holds no segment in the language {choice.source}",
            hint="name its source language with --source-lang",
        )


def _unit(tu: Element, choice: _Choice, codec: str) -> Piece:
    variants = [child for child in tu.elements() if child.local == "tuv"]
    source, target = (_variant(variants, language) for language in (choice.source, choice.target))
    seg = source.find("seg") if source else None
    if source is None or seg is None or not seg.close or source is target:
        return Verbatim(to_bytes(tu))
    content = read_content(seg, codec, preserve=True, kind="paragraph")
    if not content.segments:
        return Verbatim(to_bytes(tu))
    target_seg = target.find("seg") if target else None
    there = plain_text(target_seg, codec) if target_seg else ""
    segments = with_targets(content, there, target_seg, codec)
    if any(s.target for s in segments) and not choice.anew:
        return _Translated(to_bytes(tu), tuple(replace(s, kind="literal") for s in segments))
    before, after = (
        _around_existing(tu, target, target_seg, codec)
        if target and target_seg
        else _around_new(tu, source, seg, choice.target, codec)
    )
    return _Unit(before, content, after, segments, codec)


def _variant(variants: list[Element], language: str) -> Element | None:
    """The variant in a language: the exact tag first, then the same primary subtag."""
    wanted = language.lower().replace("_", "-")
    tags = [(_language(v), v) for v in variants]
    exact = next((v for tag, v in tags if tag == wanted), None)
    return exact or next((v for tag, v in tags if tag.split("-")[0] == wanted.split("-")[0]), None)


def _language(variant: Element) -> str:
    for name, _ in _LANGUAGE_ATTRIBUTES:
        if name in variant.attributes:
            return variant.attributes[name].lower().replace("_", "-")
    return ""


def _around_existing(tu: Element, target: Element, seg: Element, codec: str) -> tuple[bytes, bytes]:
    """Around the content of an empty seg that is there."""
    closing = seg.close or "</seg>".encode(codec)
    tu_before, tu_after = _split(tu, target)
    tuv_before, tuv_after = _split(target, seg)
    return tu_before + tuv_before + start_tag(seg, codec), closing + tuv_after + tu_after


def _around_new(tu: Element, source: Element, seg: Element, language: str, codec: str) -> tuple[bytes, bytes]:
    """A new variant behind the last one, laid out as the source's is; only its language is written on it."""
    last = [child for child in tu.elements() if child.local == "tuv"][-1]
    at = tu.children.index(last) + 1
    name = next((written for name, written in _LANGUAGE_ATTRIBUTES if name in source.attributes), "xml:lang")
    opening = with_attribute("<tuv>".encode(codec), name, language, codec)
    head = b"".join(
        (
            tu.open,
            *map(to_bytes, tu.children[:at]),
            _indent(tu),
            opening,
            _indent(source),
            "<seg>".encode(codec),
        )
    )
    closing = "</seg>".encode(codec) + _trailing(source) + source.close
    return head, b"".join((closing, *map(to_bytes, tu.children[at:]), tu.close))


def _split(parent: Element, child: Element) -> tuple[bytes, bytes]:
    at = parent.children.index(child)
    before = b"".join((parent.open, *map(to_bytes, parent.children[:at])))
    return before, b"".join((*map(to_bytes, parent.children[at + 1 :]), parent.close))


def _indent(element: Element) -> bytes:
    return b"".join(map(to_bytes, takewhile(_is_blank, element.children)))


def _trailing(element: Element) -> bytes:
    blanks = list(map(to_bytes, takewhile(_is_blank, reversed(element.children))))
    return b"".join(reversed(blanks))


def _is_blank(node: object) -> bool:
    return isinstance(node, Text) and not node.text.strip()


FORMAT = TmxFormat()
