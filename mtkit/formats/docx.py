"""Word documents (ECMA-376, transitional and strict): every paragraph of every part that holds text.

Body, tables, text boxes, alternative texts, headers, footers, notes, comments, diagrams, charts. Formatting,
links, fields, content controls and tracked insertions are Spans; formulas and what Word computes (page
numbers, dates, citations) are kept. Tracked deletions stay as they are. A tab or a new page parts segments.
A paragraph that comes back as it was keeps its bytes, so an echo gives every part back as it was; the zip
around them is written anew. Proofing language marks follow the target language once any text has changed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from mtkit.core import Document, Segment
from mtkit.errors import FormatError
from mtkit.formats._codes import Content, read_content
from mtkit.formats._docx_paragraph import Paragraph, read_paragraph
from mtkit.formats._docx_steps import is_paragraph, visible_text
from mtkit.formats._package import Package
from mtkit.formats._regions import with_region
from mtkit.formats._rewrite import Piece, PieceDocument, Verbatim, has_changed
from mtkit.formats._xml import Element, XmlReader, to_bytes

# Content types by the end of their name, in the order in which their text is read.
_PARTS: Final = (
    *("document.main+xml", "template.main+xml", "document.macroenabled.main+xml"),
    *("template.macroenabledtemplate.main+xml", "footnotes+xml", "endnotes+xml", "header+xml", "footer+xml"),
    *("comments+xml", "diagramdata+xml", "diagramdrawing+xml", "chart+xml", "core-properties+xml"),
)
_MAIN: Final = _PARTS[:4]
_STYLES: Final = ("wordprocessingml.styles+xml", "wordprocessingml.settings+xml", "stylesWithEffects+xml")


class DocxFormat:
    """Word documents and templates, with or without macros."""

    name = "docx"
    title = "Word document"
    suffixes = (".docx", ".docm", ".dotx", ".dotm")

    def read(
        self, source: BinaryIO, name: str, *, source_lang: str = "da", target_lang: str = "en"
    ) -> Document:
        package = Package(source, name, "Word document (.docx)")
        types = package.content_types()
        parts = _text_parts(types)
        if not parts or not _ends_with(types[parts[0]], _MAIN):
            raise FormatError(f"{name} is a zip file, but not a Word document", hint="save it as .docx")
        notes: list[str] = []
        language = _Language(source_lang, target_lang)
        styles = [path for path, kind in types.items() if _ends_with(kind, _STYLES)]
        return PieceDocument(
            _pieces(package, parts, notes),
            name,
            notes,
            lambda target: _Sink(package, styles, language, target),
        )


def _ends_with(content_type: str, endings: Sequence[str]) -> bool:
    return content_type.lower().endswith(tuple(end.lower() for end in endings))


def _text_parts(types: dict[str, str]) -> list[str]:
    """Paths of the parts that hold text, the body first."""
    known = [(path, kind.lower()) for path, kind in types.items() if "glossary" not in path]
    return [path for end in _PARTS for path, kind in known if kind.endswith(("." + end, "-" + end))]


@dataclass(frozen=True, slots=True)
class _PartStart(Verbatim):
    """Where the bytes of another part begin."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class _Property:
    """The document's title, as its properties have it."""

    element: Element
    content: Content
    segments: Sequence[Segment]
    codec: str

    def render(self, translated: Sequence[Segment]) -> bytes:
        inside = self.content.render(translated, self.codec)
        return self.element.open + inside + self.element.close


def _pieces(package: Package, parts: list[str], notes: list[str]) -> Iterator[Piece]:
    """The pieces of all parts. Raises FormatError at the end when no text was there, or none was reached."""
    found = 0
    shown = False
    missed: list[str] = []
    embedded = False
    for path in parts:
        yield _PartStart(b"", path)
        reader = XmlReader(io.BytesIO(package.part(path)), f"{package.name}: {path}", _is_unit)
        for event in reader:
            if event.kind != "unit" or event.element is None:
                embedded |= (
                    event.kind == "open" and event.element is not None and event.element.local == "altChunk"
                )
                yield Verbatim(event.raw)
                continue
            piece = _unit(event.element, event.ancestors, reader.codec)
            if isinstance(piece, Paragraph):
                missed += [paragraph.missed for paragraph in _all(piece)]
                found += len(piece.segments)
                shown = shown or found > 0 or any(map(_shows, _all(piece)))
            yield piece
    lost = "".join(missed).strip()
    if not found and (lost or embedded):
        raise FormatError(
            f"{package.name} holds text in a form that mtkit cannot reach",
            hint="open it in Word or LibreOffice and save it again as .docx",
        )
    if not shown and not embedded:
        raise FormatError(
            f"{package.name} holds no text",
            hint="of a scanned page or a picture, give the text that a reading program (OCR) finds in it",
        )
    if lost:
        notes.append(f"{package.name}: {len(lost)} characters in unusual elements stay as they are")
    if embedded:
        notes.append(f"{package.name}: a document that is embedded in it stays as it is")
    if not found and not embedded:
        notes.append(f"{package.name}: holds nothing but signs")


def _is_unit(element: Element, ancestors: tuple[Element, ...]) -> bool:
    return is_paragraph(element) or element.name == "{http://purl.org/dc/elements/1.1/}title"


def _shows(paragraph: Paragraph) -> bool:
    return any(visible_text(child).strip() for child in paragraph.element.children)


def _all(paragraph: Paragraph) -> Iterator[Paragraph]:
    yield paragraph
    for inner in paragraph.nested:
        if isinstance(inner, Paragraph):
            yield from _all(inner)


def _unit(element: Element, ancestors: tuple[Element, ...], codec: str) -> Piece:
    if not element.close:
        return Verbatim(to_bytes(element))
    if is_paragraph(element):
        return read_paragraph(element, _kind(element, ancestors), codec)
    content = read_content(element, codec, preserve=True, kind="heading")
    if not content.segments:
        return Verbatim(to_bytes(element))
    return _Property(element, content, content.segments, codec)


def _kind(paragraph: Element, ancestors: tuple[Element, ...]) -> str:
    properties = paragraph.find("pPr")
    style = properties.find("pStyle") if properties else None
    name = next(iter(style.attributes.values()), "").lower() if style else ""
    if re.match(r"heading|overskrift|title|titel|subtitle|undertitel", name):
        return "heading"
    if re.match(r"caption|billedtekst", name):
        return "caption"
    if any(element.local == "tc" for element in ancestors):
        return "cell"
    if name.startswith(("list", "opstilling")) or (properties and properties.find("numPr")):
        return "list-item"
    return "paragraph"


class _Language:
    """Moves proofing language marks from the source language to the target's."""

    def __init__(self, source: str, target: str) -> None:
        primary = re.escape(source.split("-")[0].encode())
        self._target = with_region(target).encode()
        tag = primary + rb"(?:-[A-Za-z0-9]+)*(?=\")"
        self._marks = re.compile(
            rb"(<(?:\w+:)?(?:lang|themeFontLang)\b[^<>]*?\bval=\"|<\w+:(?:rPr|endParaRPr|defRPr)\b[^<>]*?\slang=\")"
            + tag,
            re.IGNORECASE,
        )

    def update(self, xml: bytes) -> bytes:
        """XML with its language marks updated."""
        return self._marks.sub(lambda found: found[1] + self._target, xml)


class _Sink:
    """Gathers the bytes of the parts and writes the package in the end."""

    def __init__(self, package: Package, styles: list[str], language: _Language, target: BinaryIO) -> None:
        self._package = package
        self._styles = styles
        self._language = language
        self._target = target
        self._parts: dict[str, list[bytes]] = {}
        self._path = ""
        self._changed = False

    def put(self, piece: Piece, translated: Sequence[Segment]) -> None:
        if isinstance(piece, _PartStart):
            self._path = piece.path
        raw = piece.render(translated)
        if has_changed(piece.segments, translated):
            self._changed = True
            raw = self._language.update(raw)
        self._parts.setdefault(self._path, []).append(raw)

    def close(self) -> None:
        replaced = {path: b"".join(parts) for path, parts in self._parts.items()}
        if self._changed:
            for path in self._styles:
                replaced[path] = self._language.update(self._package.part(path))
        self._package.write(replaced, self._target)


FORMAT = DocxFormat()
