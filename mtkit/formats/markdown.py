"""Markdown: CommonMark with tables, strikethrough, footnotes, front matter, formulas and the links of wikis.

Only the words of paragraphs, headings, list items, quotations, table cells and footnotes are written
anew, the alternative texts and titles of images and links, and the words in blocks of HTML, which are read
as HTML; all else stays byte for byte, front matter, code, link definitions, addresses and the text of
unchanged blocks among it.
Emphasis, links and inline HTML follow their words, inline code and formulas are kept. A paragraph that
was broken into lines is broken again at its own width. Characters that would become markup in the
translation are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from mtkit import files
from mtkit.core import Document, Segment
from mtkit.formats._inline import Run, entries, take_apart
from mtkit.formats._md_blocks import Block, HtmlBlock, blocks
from mtkit.formats._md_inline import Code, Inline, Mismatch, read_inline
from mtkit.formats._md_write import Shape, write_inline
from mtkit.formats._rewrite import LanguageMark, Piece, PieceDocument, Verbatim
from mtkit.formats.html import HtmlReader


class MarkdownFormat:
    """Markdown; see the module."""

    name = "markdown"
    title = "Markdown document"
    suffixes = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")

    def read(
        self, source: BinaryIO, name: str, *, source_lang: str = "da", target_lang: str = "en"
    ) -> Document:
        text, encoding = files.decode(source.read(), name)
        bom = encoding.bom if encoding.codec == "utf-8" else b""
        notes = [encoding.note] if encoding.note else []
        html = HtmlReader(source_lang, target_lang, name, notes)
        return PieceDocument(_pieces(text, bom, html), name, notes)


def _pieces(text: str, bom: bytes, html: HtmlReader) -> Iterator[Piece]:
    yield Verbatim(bom)
    newline = "\r\n" if "\r\n" in text else "\n"
    at = 0
    for block in blocks(text):
        if isinstance(block, HtmlBlock):
            yield Verbatim(text[at : block.start].encode())
            yield from _in_lines(html.pieces(block.content), block.joint.encode())
            at = block.end
            continue
        paragraph = _read(block, text[block.start : block.end], newline)
        if paragraph is None:
            continue
        yield Verbatim(text[at : block.start].encode())
        yield paragraph
        at = block.end
    yield Verbatim(text[at:].encode())


def _in_lines(pieces: Iterator[Piece], joint: bytes) -> Iterator[Piece]:
    """Pieces of HTML with `joint` in the place of each line feed."""
    for piece in pieces:
        # A mark of the language is an attribute's value, and has to be known for what it is.
        yield piece if joint == b"\n" or isinstance(piece, LanguageMark) else _Joined(piece, joint)


@dataclass(frozen=True, slots=True)
class _Joined:
    """A piece of HTML whose lines have something before them, the mark of a quotation."""

    piece: Piece
    joint: bytes

    @property
    def segments(self) -> Sequence[Segment]:
        return self.piece.segments

    def render(self, translated: Sequence[Segment]) -> bytes:
        return self.piece.render(translated).replace(b"\n", self.joint)


def _read(block: Block, raw: str, newline: str) -> Paragraph | None:
    try:
        inline = read_inline(block.content, block.references)
    except Mismatch:
        # What cannot be traced is still translated, as the text that it is.
        inline = Inline()
        runs: list[Run[Code]] = [Run((), Segment(" ".join(block.content.split()), kind=block.kind))]
    else:
        runs = [take_apart(group, block.kind, collapse=True, signs=False) for group in entries(inline.items)]
    if not any(run.segment for run in runs) and not inline.attributes:
        return None
    return Paragraph(block, raw, newline, inline, runs)


class Paragraph:
    """A block's words: a segment for its text (each entry of a list in one line), and for each attribute."""

    def __init__(self, block: Block, raw: str, newline: str, inline: Inline, runs: list[Run[Code]]) -> None:
        self._block, self._raw, self._newline = block, raw, newline
        self._inline, self._runs = inline, runs
        own = [run.segment for run in runs if run.segment]
        self._own = len(own)
        self._segments = [*own, *(Segment(text, kind="attribute") for text in inline.attributes)]

    @property
    def segments(self) -> Sequence[Segment]:
        return self._segments

    def render(self, translated: Sequence[Segment]) -> bytes:
        if all(a.text == b.text for a, b in zip(self._segments, translated, strict=True)):
            return self._raw.encode()
        own = list(translated[: self._own])
        attributes = [s.text for s in translated[self._own :]]
        width = self._block.width if self._inline.soft else 0
        shape = Shape(self._block.shape, width, self._block.references)
        one_line = self._block.shape != "paragraph"
        if one_line and not all("\n" not in b for b in self._inline.breaks or ["\n"]):
            own = [replace(segment, text=segment.text.replace("\n", " ")) for segment in own]
        if self._block.shape == "title":  # which a quotation mark would end
            own = [replace(segment, text=segment.text.replace('"', "'")) for segment in own]
        text = write_inline(self._runs, self._inline, own, attributes, shape)
        return text.replace("\n", self._newline + self._block.indent).encode()


FORMAT = MarkdownFormat()
