"""How pieces of HTML are written again around translated text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtkit.core import Segment
from mtkit.formats._html_encoding import Charset
from mtkit.formats._inline import Item, Run
from mtkit.formats._rewrite import LanguageMark, Piece, Verbatim, has_changed
from mtkit.formats._weave import weave


@dataclass(frozen=True, slots=True)
class Edit:
    """A place in a tag where something else may be written: an attribute's translation, or the language."""

    start: int
    end: int
    quote: str
    segment: Segment | None
    language: str = ""

    def write(self, value: str) -> str:
        """The attribute's value with entities, and with quotation marks where it had none."""
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace("\xa0", "&#160;")
        if self.quote == "'":
            return value.replace("'", "&#39;")
        value = value.replace('"', "&quot;")
        return value if self.quote else f'"{value}"'


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A token as it is written, with its edits in order."""

    raw: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """Inline content between two block boundaries."""

    run: Run[Part]
    charset: Charset
    newline: str  # what a line break in preformatted text is; empty where line breaks are <br>
    segments: Sequence[Segment]

    @classmethod
    def of(cls, run: Run[Part], charset: Charset, newline: str) -> Flow:
        """The attributes' segments come first, then the text's."""
        attributes = [e.segment for item in run.items for e in item.payload.edits if e.segment]
        own = [run.segment] if run.segment else []
        return cls(run, charset, newline, (*attributes, *own))

    def render(self, translated: Sequence[Segment]) -> bytes:
        if not has_changed(self.segments, translated):
            return self.charset.encode("".join(item.payload.raw for item in self.run.items))
        attributes = iter(translated)
        written = {id(item.payload): _write(item.payload, attributes) for item in self.run.items}
        own = self.run.segment
        if own is None or translated[-1].text == own.text:
            return self.charset.encode("".join(written[id(item.payload)] for item in self.run.items))
        return self.charset.encode("".join(self._woven(translated[-1], written)))

    def _woven(self, own: Segment, written: dict[int, str]) -> Iterator[str]:
        def raw(items: Sequence[Item[Part]]) -> str:
            return "".join(written[id(item.payload)] for item in items)

        breaks = (
            [written[id(i.payload)] for i in self._inside() if i.kind == "text" and i.text == "\n"]
            if not self.newline
            else []
        )
        left = iter(breaks)
        yield raw(self.run.prefix)
        for event in weave(own.text, own.spans, self.run.marks):
            if event.kind == "text":
                yield self._text(event.value, left)
            elif event.kind == "whole":
                yield "".join(written[id(part)] for part in self.run.insides[event.value])
            else:
                yield written[id(self.run.insides[event.value][event.kind == "close"])]
        yield from left  # line breaks that the translation lost
        yield raw(self.run.suffix)

    def _inside(self) -> Sequence[Item[Part]]:
        return self.run.items[len(self.run.prefix) : len(self.run.items) - len(self.run.suffix)]

    def _text(self, text: str, breaks: Iterator[str]) -> str:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&#160;")
        if self.newline:
            return text.replace("\n", self.newline)
        lines = text.split("\n")
        return lines[0] + "".join(next(breaks, "<br/>") + line for line in lines[1:])


def _write(part: Part, translated: Iterator[Segment]) -> str:
    """A token with its attributes translated; its language is the target's, since the text around it is."""
    out, position = [], 0
    for edit in part.edits:
        out.append(part.raw[position : edit.start])
        if edit.segment is None:
            out.append(edit.write(edit.language))
        else:
            new = next(translated)
            same = new.text == edit.segment.text
            out.append(part.raw[edit.start : edit.end] if same else edit.write(new.text))
        position = edit.end
    return "".join((*out, part.raw[position:]))


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """A translated attribute of a tag that is no part of running text."""

    raw: str
    edit: Edit
    charset: Charset
    segments: Sequence[Segment]

    def render(self, translated: Sequence[Segment]) -> bytes:
        same = translated[0].text == self.segments[0].text
        return self.charset.encode(self.raw if same else self.edit.write(translated[0].text))


def tag_pieces(part: Part, charset: Charset) -> Iterator[Piece]:
    """The pieces of a tag, or other token, that stands between paragraphs."""
    position = 0
    for edit in part.edits:
        yield Verbatim(charset.encode(part.raw[position : edit.start]))
        raw = part.raw[edit.start : edit.end]
        if edit.segment is None:
            yield LanguageMark(charset.encode(raw), charset.encode(edit.write(edit.language)))
        else:
            yield AttributeValue(raw, edit, charset, (edit.segment,))
        position = edit.end
    yield Verbatim(charset.encode(part.raw[position:]))
