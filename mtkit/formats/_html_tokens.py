"""HTML as tokens that join to the source: the tag boundaries that browsers see (WHATWG HTML §13.2.5)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

_RAW: Final = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "title", "textarea"})
_TAG_NAME: Final = re.compile(r"</?([A-Za-z][^\s/>]*)")
_BLANKS: Final = re.compile(r"[\s/]*")
_ATTRIBUTE: Final = re.compile(r"=?[^\s/>=]*")
_VALUE: Final = re.compile(r"\s*=\s*")
_UNQUOTED: Final = re.compile(r"[^\s>]*")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a start tag: its lower-case name, its value without entities, and where it is written.

    start, end: offsets in the tag of the value without its quotation marks; quote: the mark, or "".
    """

    name: str
    value: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Token:
    """kind: "raw" is the content of a script, a title and their like; "other" is a comment or a doctype."""

    kind: Literal["text", "open", "close", "raw", "other"]
    raw: str
    name: str = ""
    attributes: tuple[Attribute, ...] = ()

    def get(self, name: str) -> str | None:
        """The value of the first attribute of that name."""
        return next((a.value for a in self.attributes if a.name == name), None)


def tokens(text: str, *, xhtml: bool = False) -> Iterator[Token]:
    """Cut HTML into tokens whose `raw` joins to `text`. Takes any text, and time linear in it.

    `xhtml`: an element may be empty as XML has it, `<script src="x"/>`.
    """
    position = start = 0
    foreign = 0  # depth in svg and math, where CDATA sections exist
    while (at := text.find("<", position)) >= 0:
        token = _markup(text, at, foreign > 0)
        if token is None:
            position = at + 1
            continue
        if start < at:
            yield Token("text", text[start:at])
        yield token
        start = position = at + len(token.raw)
        if token.name in ("svg", "math") and not token.raw.endswith("/>"):
            foreign = max(0, foreign + (1 if token.kind == "open" else -1))
        elif xhtml and token.raw.endswith("/>"):
            continue
        elif token.kind == "open" and token.name in _RAW and not foreign:
            end = _raw_end(text, position, token.name)
            if position < end:
                yield Token("raw", text[position:end], token.name)
            start = position = end
        elif token.kind == "open" and token.name == "plaintext":
            break
    if start < len(text):
        yield Token("text", text[start:])


def _markup(text: str, at: int, foreign: bool) -> Token | None:
    following = text[at + 1 : at + 3]
    if following[:1].isascii() and following[:1].isalpha():
        return _tag(text, at, "open")
    if following[:1] == "/" and following[1:].isascii() and following[1:].isalpha():
        return _tag(text, at, "close")
    if text.startswith("<!--", at):
        return Token("other", text[at : _comment_end(text, at)])
    if foreign and text.startswith("<![CDATA[", at):
        end = text.find("]]>", at)
        return Token("other", text[at : end + 3 if end >= 0 else len(text)])
    if following[:1] in ("!", "?") or (following[:1] == "/" and len(following) > 1):
        end = text.find(">", at)
        return Token("other", text[at : end + 1 if end >= 0 else len(text)])
    return None


def _comment_end(text: str, at: int) -> int:
    for short in ("<!-->", "<!--->"):
        if text.startswith(short, at):
            return at + len(short)
    found = _COMMENT_END.search(text, at + 4)
    return found.end() if found else len(text)


_COMMENT_END: Final = re.compile(r"--!?>")


def _tag(text: str, at: int, kind: Literal["open", "close"]) -> Token:
    """A tag with its attributes; one that never ends takes the rest of the text, as in a browser."""
    found = _TAG_NAME.match(text, at)
    assert found is not None
    attributes: list[Attribute] = []
    position = found.end()
    while True:
        position = _end(_BLANKS, text, position)
        if position >= len(text):
            return Token("other", text[at:])
        if text[position] == ">":
            return Token(kind, text[at : position + 1], found[1].lower(), tuple(attributes))
        name_end = _end(_ATTRIBUTE, text, position)
        name = text[position:name_end].lower()
        start, end, quote, position = _value(text, name_end)
        if position < 0:
            return Token("other", text[at:])
        value = html.unescape(text[start:end])
        attributes.append(Attribute(name, value, start - at, end - at, quote))


def _value(text: str, position: int) -> tuple[int, int, str, int]:
    """Start, end and quotation mark of an attribute's value, and where to go on; -1 when it never ends."""
    equals = _VALUE.match(text, position)
    if not equals:
        return position, position, "", position
    position = equals.end()
    quote = text[position : position + 1]
    if quote in ('"', "'") and quote:
        end = text.find(quote, position + 1)
        return position + 1, end, quote, end + 1 if end >= 0 else -1
    end = _end(_UNQUOTED, text, position)
    return position, end, "", end


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _raw_end(text: str, position: int, name: str) -> int:
    found = _raw_close(name).search(text, position)
    return found.start() if found else len(text)


@lru_cache(maxsize=16)
def _raw_close(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
