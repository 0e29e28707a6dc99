"""A Word paragraph as segments, and written again around their translation: styles follow the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mtkit.core import Segment
from mtkit.formats._docx_steps import (
    DRAWING,
    Bit,
    Step,
    is_paragraph,
    namespace,
    steps_of,
    visible_text,
)
from mtkit.formats._docx_styles import styled
from mtkit.formats._inline import Item, Run, take_apart
from mtkit.formats._rewrite import has_changed
from mtkit.formats._weave import weave
from mtkit.formats._xml import Element, Node, escape, prefix, to_bytes, with_attribute

_SPECIAL: Final = re.compile("([\t\n\u2011])")
_ELEMENTS: Final = {"\t": "tab", "\n": "br", "\u2011": "noBreakHyphen"}
_NOT_MISSED: Final = frozenset({"hidden", "del", "moveFrom", "field"})


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands between two tabs; `base` is the style of its text where no span says otherwise."""

    run: Run[Step]
    base: bytes


@dataclass(frozen=True, slots=True)
class AltText:
    """A drawing's properties, with the description that stands for it."""

    element: Element
    segments: Sequence[Segment]
    codec: str

    @classmethod
    def of(cls, element: Element, codec: str) -> AltText:
        """Of a `docPr` element with a description."""
        return cls(element, (Segment(element.attributes["descr"].strip(), kind="attribute"),), codec)

    def render(self, translated: Sequence[Segment]) -> bytes:
        raw = to_bytes(self.element)
        if not has_changed(self.segments, translated):
            return raw
        opening = with_attribute(self.element.open, "descr", translated[0].text, self.codec)
        return opening + raw[len(self.element.open) :]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with text, or with drawings that hold some.

    starts: for each of `nested` where its segments begin in `segments`. missed: text that no segment holds.
    """

    element: Element
    groups: tuple[_Group, ...]
    nested: tuple[Paragraph | AltText, ...]
    starts: tuple[int, ...]
    segments: Sequence[Segment]
    codec: str
    missed: str

    def render(self, translated: Sequence[Segment]) -> bytes:
        own = sum(group.run.segment is not None for group in self.groups)
        replaced: dict[int, bytes] = {}
        for inner, start in zip(self.nested, self.starts, strict=True):
            replaced[id(inner.element)] = inner.render(translated[start : start + len(inner.segments)])
        if not has_changed(self.segments[:own], translated[:own]):
            return _node(self.element, replaced)
        writer = _Writer(self.element, self.codec, replaced)
        given = iter(translated[:own])
        parts = [self.element.open]
        for group in self.groups:
            parts += writer.group(group, next(given) if group.run.segment else None)
        return b"".join((*parts, self.element.close))


def read_paragraph(element: Element, kind: str, codec: str) -> Paragraph:
    """Take a paragraph apart, and what its drawings hold."""
    steps = steps_of(element)
    groups = tuple(_groups(styled(steps), kind))
    found = [
        place
        for step in steps
        for bit in step.bits
        if bit.node is not None
        for place in _translated_in(bit.node)
    ]
    nested = [
        read_paragraph(inner, "paragraph", codec) if is_paragraph(inner) else AltText.of(inner, codec)
        for inner, _ in found
    ]
    segments = [group.run.segment for group in groups if group.run.segment]
    starts: list[int] = []
    for number, piece in enumerate(nested):
        twin = _twin(nested[:number], piece) if found[number][1] else -1
        starts.append(starts[twin] if twin >= 0 else len(segments))
        segments += piece.segments if twin < 0 else ()
    missed = "".join(
        visible_text(bit.node)
        for step in steps
        if step.kind == "point" and step.name not in _NOT_MISSED
        for bit in step.bits
        if bit.node is not None
    )
    return Paragraph(element, groups, tuple(nested), tuple(starts), tuple(segments), codec, missed)


def _twin(earlier: Sequence[Paragraph | AltText], piece: Paragraph | AltText) -> int:
    """The latest of `earlier` that says the same: drawings come with a fallback for old programs."""
    same = (n for n in range(len(earlier) - 1, -1, -1) if earlier[n].segments == piece.segments)
    return next(same, -1)


def _translated_in(node: Node, *, fallback: bool = False) -> Iterator[tuple[Element, bool]]:
    """What is translated in a drawing, and whether it stands in a fallback."""
    if isinstance(node, Element):
        if is_paragraph(node) or (node.local == "docPr" and _has_letters(node.attributes.get("descr", ""))):
            yield node, fallback
        else:
            for child in node.children:
                yield from _translated_in(child, fallback=fallback or node.local == "Fallback")


def _has_letters(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _groups(steps: list[Step], kind: str) -> Iterator[_Group]:
    """Cut at tabs and at the ends of pages that no inline element stands around, unless around all text."""
    root, *steps = steps
    letters = sum(len(step.text.strip()) for step in steps if step.kind == "text")
    inside: Counter[object] = Counter()
    opened: list[Step] = []
    for step in steps:
        if step.kind == "open":
            opened.append(step)
        elif step.kind == "close" and opened:
            opened.pop()
        elif step.kind == "text":
            for one in opened:
                inside[one.key] += len(step.text.strip())
    bases = [root.style]
    enclosing: list[object] = []
    items: list[Item[Step]] = []
    for step in steps:
        items.append(
            Item(
                step.kind,
                step,
                step.text if step.kind in ("text", "kept") else "",
                step.key,
                step.name,
                step.name == "hyperlink",
            )
        )
        if step.kind == "open":
            enclosing.append(step.key)
        elif step.kind == "close" and enclosing:
            enclosing.pop()
        elif step.name in ("tab", "break") and all(inside[key] == letters for key in enclosing):
            yield _group(items, kind, bases)
            items = []
    yield _group(items, kind, bases)


def _group(items: list[Item[Step]], kind: str, bases: list[bytes]) -> _Group:
    """`bases` are the styles of the elements that are open before the group; they are brought up to date."""
    run = take_apart(items, kind, signs=False)
    inner = list(bases)
    _follow(run.prefix, inner)
    _follow(run.items, bases)
    return _Group(run, inner[-1])


def _follow(items: Sequence[Item[Step]], bases: list[bytes]) -> None:
    for item in items:
        if item.kind == "open":
            bases.append(item.payload.style or bases[-1])
        elif item.kind == "close" and len(bases) > 1:
            bases.pop()


def _node(node: Node, replaced: Mapping[int, bytes]) -> bytes:
    """A node as it was, but for the paragraphs that were translated."""
    if not isinstance(node, Element) or not replaced:
        return to_bytes(node)
    if id(node) in replaced:
        return replaced[id(node)]
    return b"".join((node.open, *(_node(child, replaced) for child in node.children), node.close))


class _Writer:
    """Writes the steps of one paragraph."""

    def __init__(self, paragraph: Element, codec: str, replaced: Mapping[int, bytes]) -> None:
        self._codec = codec
        self._replaced = replaced
        self._is_drawing = namespace(paragraph) in DRAWING
        self._prefix = prefix(paragraph.open, codec)

    def group(self, group: _Group, translated: Segment | None) -> Iterator[bytes]:
        """The bytes of a group, around its translation."""
        run = group.run
        own = run.segment
        if own is None or translated is None or translated.text == own.text:
            yield from (self._step(item.payload) for item in run.items)
            return
        yield from (self._step(item.payload) for item in run.prefix)
        styles = [group.base]
        for event in weave(translated.text, translated.spans, run.marks):
            if event.kind == "text":
                yield self._run(event.value, styles[-1])
                continue
            inside = run.insides[event.value]
            if event.kind == "whole":
                yield from map(self._step, inside)
            elif event.kind == "open":
                yield self._step(inside[0])
                styles.append(inside[0].style or styles[-1])
            else:
                yield self._step(inside[1])
                styles.pop()
        yield from (self._step(item.payload) for item in run.suffix)

    def _step(self, step: Step) -> bytes:
        return b"".join(map(self._bit, step.bits))

    def _bit(self, bit: Bit) -> bytes:
        if bit.text:
            return self._run(bit.text, bit.style)
        inside = _node(bit.node, self._replaced) if bit.node is not None else b""
        return bit.before + inside + bit.after

    def _run(self, text: str, style: bytes) -> bytes:
        """Text as a run; in a drawing, line breaks stand between runs."""
        tag = self._prefix
        if self._is_drawing:
            parts = [
                self._encode(f"<{tag}r>") + style + self._encode(f"<{tag}t>{escape(line)}</{tag}t></{tag}r>")
                if line
                else b""
                for line in text.split("\n")
            ]
            return self._encode(f"<{tag}br/>").join(parts)
        pieces = [self._piece(piece) for piece in _SPECIAL.split(text) if piece]
        return self._encode(f"<{tag}r>") + style + self._encode("".join(pieces) + f"</{tag}r>")

    def _piece(self, piece: str) -> str:
        if piece in _ELEMENTS:
            return f"<{self._prefix}{_ELEMENTS[piece]}/>"
        return f'<{self._prefix}t xml:space="preserve">{escape(piece)}</{self._prefix}t>'

    def _encode(self, text: str) -> bytes:
        return text.encode(self._codec, "xmlcharrefreplace")
