"""XML read as a stream of pieces that keep their bytes: no tree of the whole, no entities, no network."""

from __future__ import annotations

import re
import xml.parsers.expat as expat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

from mtkit.errors import FormatError

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_CHUNK_BYTES = 1 << 16
_MAX_DEPTH = 400
_MAX_TOKEN_BYTES = 8 << 20
_ATTRIBUTE = re.compile(r"""\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Text:
    """Character data: its bytes, and the characters that they stand for."""

    raw: bytes
    text: str


@dataclass(slots=True)
class Other:
    """A comment, a processing instruction, the borders of a CDATA section."""

    raw: bytes


@dataclass(slots=True, eq=False)
class Element:
    """An element with the bytes of its tags. name and attribute names: `{namespace}local`, or `local`."""

    name: str
    attributes: dict[str, str]
    open: bytes
    close: bytes = b""
    children: list[Node] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition("}")[2]

    def elements(self) -> list[Element]:
        """The child elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, local: str) -> Element | None:
        """The first child element of that local name."""
        return next((e for e in self.elements() if e.local == local), None)


Node = Element | Text | Other


@dataclass(frozen=True, slots=True)
class Event:
    """What the reader met: a tag of an outer element, a whole unit, or other bytes ("raw")."""

    kind: Literal["open", "close", "unit", "raw"]
    raw: bytes = b""
    element: Element | None = None
    ancestors: tuple[Element, ...] = ()


def to_bytes(node: Node) -> bytes:
    """The node exactly as it was read."""
    parts: list[bytes] = []
    _collect(node, parts)
    return b"".join(parts)


def _collect(node: Node, parts: list[bytes]) -> None:
    if isinstance(node, Element):
        parts.append(node.open)
        for child in node.children:
            _collect(child, parts)
        parts.append(node.close)
    else:
        parts.append(node.raw)


def inner_text(element: Element) -> str:
    """All character data inside."""
    parts = []
    for child in element.children:
        if isinstance(child, Text):
            parts.append(child.text)
        elif isinstance(child, Element):
            parts.append(inner_text(child))
    return "".join(parts)


def escape(text: str) -> str:
    """Text as XML character data; characters that XML cannot hold are left out."""
    text = _NOT_XML.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def with_attribute(tag: bytes, name: str, value: str, codec: str = "utf-8") -> bytes:
    """A start tag with the attribute `name` (as it is written there) set."""
    text = tag.decode(codec)
    quoted = '"' + escape(value).replace('"', "&quot;") + '"'
    at = re.match(r"<[^\s/>]+", text)
    position = at.end() if at else 0
    while found := _ATTRIBUTE.match(text, position):
        if found[1] == name:
            text = text[: found.start(2)] + quoted + text[found.end(2) :]
            break
        position = found.end()
    else:
        text = f"{text[:position]} {name}={quoted}{text[position:]}"
    return text.encode(codec, "xmlcharrefreplace")


def start_tag(element: Element, codec: str) -> bytes:
    """The start tag of an element that is to have content, also where it is written `<x/>`."""
    if element.close:
        return element.open
    return element.open.decode(codec).removesuffix("/>").rstrip().encode(codec) + ">".encode(codec)


def prefix(tag: bytes, codec: str = "utf-8") -> str:
    """The namespace prefix of a start tag, with its colon; empty where it has none."""
    found = re.match(r"<([^\s/>:]+:)", tag.decode(codec))
    return found[1] if found else ""


class XmlReader:
    """Reads XML from a stream into Events; those elements for which `is_unit` holds come whole.

    codec: the encoding of the bytes, known when the first element came. Raises FormatError for what is not
    well-formed, declares entities, or is nested absurdly deep; nothing outside the stream is ever read.
    """

    def __init__(
        self,
        source: BinaryIO,
        name: str,
        is_unit: Callable[[Element, tuple[Element, ...]], bool],
        *,
        doctype: bool = False,
    ) -> None:
        self.codec = "utf-8"
        self.name = name
        self._source = source
        self._is_unit = is_unit
        self._doctype = doctype
        self._buffer = bytearray()
        self._base = 0  # offset in the file of the buffer's first byte
        self._mark = 0  # offset of the token that waits for its end
        self._pending: Node | Literal["end", "raw"] = "raw"
        self._ancestors: tuple[Element, ...] = ()
        self._unit: list[Element] = []
        self._depth = 0
        self._out: list[Event] = []
        self._parser = self._make_parser()

    def __iter__(self) -> Iterator[Event]:
        size = 0
        while chunk := self._source.read(_CHUNK_BYTES):
            if not size:
                self._sniff(chunk)
            size += len(chunk)
            self._buffer += chunk
            self._parse(chunk, final=False)
            yield from self._drain()
            if len(self._buffer) > _MAX_TOKEN_BYTES:  # the parser reads an unfinished tag again and again
                raise FormatError(
                    f"{self.name} holds a tag or comment of more than {_MAX_TOKEN_BYTES >> 20} MiB",
                    hint="it is damaged, or not a document",
                )
        self._parse(b"", final=True)
        self._finish(size)
        yield from self._drain()

    def _drain(self) -> list[Event]:
        done, self._out = self._out, []
        del self._buffer[: self._mark - self._base]
        self._base = self._mark
        return done

    def _sniff(self, head: bytes) -> None:
        if head.startswith((b"\xff\xfe", b"<\0")):
            self.codec = "utf-16-le"
        elif head.startswith((b"\xfe\xff", b"\0<")):
            self.codec = "utf-16-be"

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            empty = final and self._base + len(self._buffer) == 0
            raise FormatError(
                f"{self.name} is empty"
                if empty
                else f"{self.name} is not well-formed XML: {reason} (line {error.lineno})",
                hint="save it again with the program that made it",
            ) from None
        except (LookupError, ValueError) as error:
            raise FormatError(
                f"{self.name} is in an encoding that cannot be read: {error}",
                hint="convert the file to UTF-8",
            ) from None

    def _make_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda name: self._token("end")
        parser.CharacterDataHandler = lambda text: self._token(Text(b"", text))
        parser.CommentHandler = lambda text: self._token(Other(b""))
        parser.ProcessingInstructionHandler = lambda target, data: self._token(Other(b""))
        parser.StartCdataSectionHandler = lambda: self._token(Other(b""))
        parser.EndCdataSectionHandler = lambda: self._token(Other(b""))
        parser.DefaultHandler = lambda data: self._token(Other(b""))
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._start_doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        return parser

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and not self.codec.startswith("utf-16"):
            self.codec = encoding
        self._token(Other(b""))

    def _start_doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal or not self._doctype:
            raise FormatError(
                f"{self.name} has a document type declaration of its own, which mtkit does not read",
                hint="remove the <!DOCTYPE …> part, or save the file again with the program that made it",
            )
        self._token(Other(b""))

    def _entity(self, *details: object) -> None:
        raise FormatError(
            f"{self.name} declares entities, which mtkit does not expand", hint="remove the <!ENTITY …> parts"
        )

    def _skipped(self, entity: str, parameter: bool) -> None:
        raise FormatError(
            f"{self.name} uses the entity &{entity}; that XML does not know",
            hint="write the character itself",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise FormatError(
                f"{self.name} nests elements more than {_MAX_DEPTH} deep", hint="it is not a document"
            )
        named = {_clark(key): value for key, value in attributes.items()}
        self._token(Element(_clark(name), named, b""))

    def _token(self, token: Node | Literal["end", "raw"]) -> None:
        self._finish(self._parser.CurrentByteIndex)
        self._pending = token

    def _finish(self, end: int) -> None:
        """The token that waited goes up to `end`: hand it on."""
        raw = bytes(self._buffer[self._mark - self._base : end - self._base])
        self._mark = end
        token, self._pending = self._pending, "raw"
        if isinstance(token, Element):
            self._opened(token, raw)
        elif token == "end":  # noqa: S105  (an XML token)
            self._closed(raw)
        elif self._unit:
            if isinstance(token, Text | Other):
                token.raw = raw
                self._unit[-1].children.append(token)
        elif raw:
            self._out.append(Event("raw", raw))

    def _opened(self, element: Element, raw: bytes) -> None:
        element.open = raw
        if self._unit:
            self._unit[-1].children.append(element)
            self._unit.append(element)
        elif self._is_unit(element, self._ancestors):
            self._unit.append(element)
        else:
            self._out.append(Event("open", raw, element, self._ancestors))
            self._ancestors = (*self._ancestors, element)

    def _closed(self, raw: bytes) -> None:
        self._depth -= 1
        if not self._unit:
            self._out.append(Event("close", raw, self._ancestors[-1]))
            self._ancestors = self._ancestors[:-1]
            return
        self._unit[-1].close = raw
        done = self._unit.pop()
        if not self._unit:
            self._out.append(Event("unit", element=done, ancestors=self._ancestors))


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name
