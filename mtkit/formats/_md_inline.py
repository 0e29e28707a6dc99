"""The inside of a Markdown paragraph: from its source to words and markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from mtkit.formats._inline import SIGNS, Item
from mtkit.formats._md_parser import parser

if TYPE_CHECKING:
    from markdown_it.token import Token

_BREAK = re.compile(r" *\\?\n[ \t]*")
_SIGN = re.compile(rf"((?:(?<=\s)|^)[{SIGNS}](?=\s|$))")
_HTML_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)[^>]*?(/?)>\Z")
_TITLE = re.compile(r"""[ \t\n]("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))[ \t\n]*\)\Z""")
_VOID = frozenset({"img", "hr", "wbr", "input"})


@dataclass(frozen=True, slots=True)
class Code:
    """Markdown that is written as it stands, but for the attributes (by index) that are translated in it.

    spaced: whether white space stood before and behind it. markup: the delimiter, of emphasis.
    """

    parts: tuple[str | int, ...]
    spaced: tuple[bool, bool] = (False, False)
    markup: str = ""


@dataclass(slots=True)
class Inline:
    """A paragraph's content as Items; attributes: the alternative texts and titles in it, as plain text."""

    items: list[Item[Code]] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)  # how its hard line breaks are written
    soft: bool = False  # whether it had soft ones


class Mismatch(Exception):  # noqa: N818  (never leaves this package)
    """A token is not where it should be in the source."""


def read_inline(content: str, references: Mapping[str, Any] | None = None) -> Inline:
    """Take the inline content of a block apart; `references` are the document's definitions of links.

    Raises Mismatch when a token cannot be traced back.
    """
    tokens = parser().parseInline(content, {"references": dict(references or {})})
    return _Reader(content, (tokens[0].children if tokens else None) or []).read()


class _Reader:
    def __init__(self, source: str, tokens: Sequence[Token]) -> None:
        self.source, self.tokens = source, tokens
        self.at = 0
        self.found = Inline()
        self._labels: list[int] = []  # where the labels of the open links begin

    def read(self) -> Inline:
        waiting = iter(self.tokens)
        for token in waiting:
            self._token(token, waiting)
        if self.at != len(self.source.rstrip()) and self.source[self.at :].strip():
            raise Mismatch
        self.found.items = list(_split_ends(self.found.items))
        return self.found

    def _token(self, token: Token, waiting: Iterator[Token]) -> None:
        kind = token.type
        if kind == "text":
            self._take(token.content)
            self._text(token.content)
        elif kind == "text_special":
            self._take(token.markup)
            self._text(token.content)
        elif kind in ("softbreak", "hardbreak"):
            self._break(kind)
        elif kind.endswith(("_open", "_close")) and not kind.startswith("link_"):
            start = self.at
            self._take(token.markup)
            code = Code((token.markup,), self._spaced(start), token.markup)
            self._append("open" if kind.endswith("_open") else "close", code, token.tag, token.tag)
        elif kind == "code_inline":
            self._code(token)
        elif kind == "link_open" and token.markup == "autolink":
            self._autolink(waiting)
        elif kind == "link_open":
            start = self.at
            self._take("[")
            self._labels.append(self.at)
            code = Code(("[",), self._spaced(start))
            self.found.items.append(Item("open", code, key="a", name="a", exclusive=True))
        elif kind == "link_close":
            start, self.at = self.at, token.meta["end"]
            parts = self._with_title(start, self.source[self._labels.pop() : start])
            self._append("close", Code(parts, self._spaced(start)), "a", "a")
        elif kind == "image":
            self._image(token)
        elif kind == "html_inline":
            self._html(token)
        elif kind.startswith("opaque_"):
            self._opaque(token)
        else:
            raise Mismatch

    def _take(self, raw: str) -> None:
        if not self.source.startswith(raw, self.at):
            raise Mismatch
        self.at += len(raw)

    def _text(self, text: str) -> None:
        self.found.items += [Item("text", Code((part,)), part) for part in _SIGN.split(text) if part]

    def _break(self, kind: str) -> None:
        match = _BREAK.match(self.source, self.at)
        if not match:
            raise Mismatch
        self.at = match.end()
        if kind == "hardbreak":
            self._hard("\\" if "\\" in match[0] else "  ", "\n")
        elif self.found.items and self.found.items[-1].text.endswith("\n"):
            self.found.breaks[-1] += "\n"  # <br> at the end of a line
            self.found.soft = True
        else:
            self.found.soft = True
            self._text(" ")

    def _hard(self, raw: str, newline: str) -> None:
        self.found.breaks.append(raw + newline)
        self._text("\n")

    def _code(self, token: Token) -> None:
        start = self.at
        self._take(token.markup)
        fence = re.compile(rf"(?<!`){token.markup}(?!`)")
        close = fence.search(self.source, self.at)
        if not close:
            raise Mismatch
        self.at = close.end()
        self._kept(self.source[start : self.at], token.content, "code")

    def _autolink(self, waiting: Iterator[Token]) -> None:
        end = self.source.find(">", self.at) + 1
        if not end:
            raise Mismatch
        start, self.at = self.at, end
        next(waiting)
        next(waiting)
        self._kept(self.source[start:end], self.source[start + 1 : end - 1], "url")

    def _image(self, token: Token) -> None:
        start, self.at = self.at, token.meta["end"]
        label = start + 2 + len(token.content)
        parts: list[str | int] = ["!["]
        if any(c.isalpha() for c in token.content):
            parts.append(self._attribute(re.sub(r"\s*\n\s*", " ", token.content)))
        else:
            parts.append(token.content)
        self._point((*parts, *self._with_title(label, token.content)), start, "img")

    def _with_title(self, start: int, label: str) -> tuple[str | int, ...]:
        """The end of a link or image from `]` on, with its title as an attribute.

        One that refers to a definition by its own text names it from now on, since the text will be another.
        """
        raw = self.source[start : self.at]
        if raw in ("]", "][]"):
            return (f"][{label}]",)
        title = _TITLE.search(raw) if raw.startswith("](") else None
        if not title or not any(c.isalpha() for c in title[1]):
            return (raw,)
        number = self._attribute(re.sub(r"\\([\"'()\\])", r"\1", title[1][1:-1]))
        return raw[: title.start(1) + 1], number, raw[title.end(1) - 1 :]

    def _attribute(self, text: str) -> int:
        self.found.attributes.append(text)
        return len(self.found.attributes) - 1

    def _html(self, token: Token) -> None:
        start = self.at
        self._take(token.content)
        tag = _HTML_TAG.match(token.content)
        name = tag[2].lower() if tag else ""
        if name == "br":
            self._hard(self._with_blanks(token.content), "")
        elif not tag or tag[3] or name in _VOID:
            self._point((token.content,), start, name or "html")
        else:
            code = Code((token.content,), self._spaced(start))
            self._append("close" if tag[1] else "open", code, f"html {name}", name)

    def _with_blanks(self, tag: str) -> str:
        """A break and the blanks around it, which are no part of the text."""
        items = self.found.items
        before = after = ""
        if items and items[-1].kind == "text" and items[-1].text.endswith(" "):
            items[-1].text, before = items[-1].text.rstrip(), " "
        if self.source.startswith(" ", self.at):
            after = " "
        return before + tag + after

    def _opaque(self, token: Token) -> None:
        start = self.at
        self._take(token.content)
        if token.type == "opaque_value":
            self._kept(token.content, token.content, "value")
        elif token.type == "opaque_attributes" and self._belongs_before(start):
            last = self.found.items[-1]
            spaced = last.payload.spaced if last.kind == "kept" else self._spaced(start)
            parts = (*last.payload.parts, token.content)
            last.payload = replace(last.payload, parts=parts, spaced=(last.payload.spaced[0], spaced[1]))
        else:
            self._point((token.content,), start, token.type.removeprefix("opaque_"))

    def _belongs_before(self, start: int) -> bool:
        """Whether what begins at `start` is written close to a link, an image or code."""
        last = self.found.items[-1] if self.found.items else None
        return last is not None and last.kind in ("close", "point", "kept") and not self._spaced(start)[0]

    def _kept(self, raw: str, text: str, name: str) -> None:
        self.found.items.append(Item("kept", Code((raw,)), text, name=name))

    def _point(self, parts: tuple[str | int, ...], start: int, name: str) -> None:
        self.found.items.append(Item("point", Code(parts, self._spaced(start)), name=name))

    def _append(self, kind: Literal["open", "close"], code: Code, key: str, name: str) -> None:
        self.found.items.append(Item(kind, code, key=key, name=name))

    def _spaced(self, start: int) -> tuple[bool, bool]:
        """Whether white space stands before `start` and behind what was read last."""
        return start > 0 and self.source[start - 1].isspace(), self.source[self.at : self.at + 1].isspace()


def _split_ends(items: Sequence[Item[Code]]) -> Iterator[Item[Code]]:
    """White space at the ends of the whole is an item of its own, so that it is no part of the segment."""
    for item in items:
        core = item.text.strip()
        if item.kind != "text" or not core or core == item.text:
            yield item
            continue
        before, _, after = item.text.partition(core)
        for part in (before, core, after):
            if part:
                yield Item("text", Code((part,)), part)
