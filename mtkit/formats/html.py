"""HTML, whole pages and fragments, broken ones too: rewritten by offsets, so that all but the text stays.

Paragraphs are what stands between block boundaries; inline tags are Spans. Kept as they are: comments,
scripts, styles, code, what has translate="no" or the class notranslate, and passages in other languages.
A `<br>` is a line break in the text. A segment that comes back as it was is written byte for byte as it was;
`lang` attributes name the target language once any text has changed.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from mtkit.core import Document, Segment
from mtkit.errors import FormatError
from mtkit.formats import _html_rules as rules
from mtkit.formats._html_encoding import Charset, decode
from mtkit.formats._html_items import is_blank, shown, split, text_items
from mtkit.formats._html_pieces import Edit, Flow, Part, tag_pieces
from mtkit.formats._html_stack import Open, Stack
from mtkit.formats._html_tokens import Token, tokens
from mtkit.formats._inline import Item, take_apart
from mtkit.formats._regions import with_region
from mtkit.formats._rewrite import Piece, PieceDocument, Verbatim

_MAX_BYTES: Final = 256 << 20
_MAX_UNCLOSED: Final = 16  # broken pages do not cost quadratic time
_NAMED: Final = 5


class HtmlFormat:
    """HTML and XHTML."""

    name = "html"
    title = "HTML page"
    suffixes = (".html", ".htm", ".xhtml", ".xht")

    def read(
        self, source: BinaryIO, name: str, *, source_lang: str = "da", target_lang: str = "en"
    ) -> Document:
        data = source.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise FormatError(f"{name} is larger than {_MAX_BYTES >> 20} MiB", hint="cut the page in parts")
        text, charset = decode(data, name)
        notes = [charset.note] if charset.note else []
        reader = HtmlReader(source_lang, target_lang, name, notes)
        return PieceDocument(reader.pieces(text, charset), name, notes)


@dataclass(frozen=True, slots=True)
class HtmlReader:
    """Cuts the HTML of one document, called `name`, into pieces; what the reader should be told goes to
    `notes`."""

    source_lang: str
    target_lang: str
    name: str
    notes: list[str]

    def pieces(self, text: str, charset: Charset | None = None) -> Iterator[Piece]:
        """The pieces of a page, or of a part of one; without a charset they are UTF-8."""
        return _Walk(text, charset or Charset("utf-8"), self).pieces()


class _Walk:
    """One way through the tokens, gathering inline content until a block boundary."""

    def __init__(self, text: str, charset: Charset, reader: HtmlReader) -> None:
        self._xhtml = "<?xml" in text[:200] or "XHTML" in text[:400]
        self._tokens = list(tokens(text, xhtml=self._xhtml))
        self._charset = charset
        self._source_lang = _primary(reader.source_lang)
        self._target_lang = reader.target_lang
        self._name = reader.name
        self._notes = reader.notes
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._stack = Stack()
        self._unclosed: Counter[str] = Counter()  # searches for an end tag that found none
        self._items: list[Item[Part]] = []
        self._foreign: set[str] = set()

    def pieces(self) -> Iterator[Piece]:
        if self._charset.bom:
            yield Verbatim(self._charset.bom)
        index = 0
        while index < len(self._tokens):
            token = self._tokens[index]
            taken = 1
            if token.kind == "open":
                taken = yield from self._start_tag(token, index)
            elif token.kind == "close":
                yield from self._end_tag(token)
            elif token.kind == "text" or (token.kind == "raw" and token.name in ("title", "textarea")):
                yield from self._text(token.raw)
            else:
                yield from self._aside(Part(token.raw))
            index += taken
        yield from self._flush()
        if self._foreign:
            some = ", ".join(sorted(self._foreign)[:_NAMED]) + ("…" if len(self._foreign) > _NAMED else "")
            note = f"{self._name}: passages in other languages ({some}) stay as they are"
            self._notes += [note] if note not in self._notes else []

    def _text(self, raw: str) -> Iterator[Piece]:
        if self._stack.top.translate:
            items = text_items(raw, pre=self._stack.top.pre)
            if self._items and is_blank(items[0]) and self._takes_blank():
                last, blank = self._items.pop(), items.pop(0)
                part = Part(last.payload.raw + blank.payload.raw, last.payload.edits)
                self._items.append(replace(last, payload=part))
            self._items += items
        else:
            yield from self._aside(Part(raw))

    def _takes_blank(self) -> bool:
        """Whether a blank goes with what is before it: a line break, or an image that has one before it."""
        last = self._items[-1]
        if last.kind == "point":
            return len(self._items) > 1 and is_blank(self._items[-2])
        return last.name == "br"

    def _aside(self, part: Part) -> Iterator[Piece]:
        """What is no text: in running text it is a point, elsewhere it is written at once."""
        if self._items:
            self._items.append(Item("point", part))
        else:
            yield from tag_pieces(part, self._charset)

    def _start_tag(self, token: Token, index: int) -> Generator[Piece, None, int]:
        """Returns how many tokens were taken."""
        name = token.name
        # What a page invented itself is a block where it does not stand in running text.
        opaque = name in rules.OPAQUE or (name == "svg" and not self._has_text(index))
        is_block = not opaque and (
            name in rules.BLOCK or ("-" in name and all(is_blank(item) for item in self._items))
        )
        if is_block:
            yield from self._flush()
        self._stack.end_implied(name)
        translate = self._translates(token)
        if name in rules.VOID or (self._xhtml and token.raw.endswith("/>")):
            yield from self._void(token)
            return 1
        if opaque or (not translate and self._stack.top.translate and not is_block):
            count = self._inline_extent(index, whole=opaque)
            if count:
                yield from self._kept(index, count, opaque)
                return count
            yield from self._flush()
        part = self._part(token, translate)
        if is_block or not translate:
            yield from tag_pieces(part, self._charset)
        else:
            self._items.append(Item("open", part, key=name, name=name, exclusive=name == "a"))
        pre = self._stack.top.pre if name not in ("pre", "textarea", "listing") else True
        self._stack.push(Open(name, translate and name not in rules.OPAQUE, pre, is_block))
        return 1

    def _end_tag(self, token: Token) -> Iterator[Piece]:
        was_translated = self._stack.top.translate
        if token.name in rules.BLOCK or self._stack.is_block(token.name) or not was_translated:
            yield from self._flush()
            yield Verbatim(self._charset.encode(token.raw))
        else:
            self._items.append(Item("close", Part(token.raw), key=token.name, name=token.name))
        self._stack.close(token.name)

    def _void(self, token: Token) -> Iterator[Piece]:
        translate = self._stack.top.translate and rules.says_translate(token) is not False
        part = self._part(token, translate)
        if all(is_blank(item) for item in self._items):
            yield from self._flush()
        if not self._items:
            yield from tag_pieces(part, self._charset)
        elif token.name == "br" and not self._stack.top.pre:
            self._items.append(Item("text", part, "\n", name="br"))
        else:
            self._items.append(Item("point", part, name=token.name))

    def _kept(self, index: int, count: int, opaque: bool) -> Iterator[Piece]:
        """An inline element that is carried over whole: code, a name not to be translated, a script."""
        inside = self._tokens[index : index + count]
        raw = "".join(token.raw for token in inside)
        name = inside[0].name
        words = "" if opaque else "".join(html.unescape(t.raw) for t in inside if t.kind == "text")
        text = shown(words).strip()
        if text:
            self._items.append(Item("kept", Part(raw), text, name=name))
            return
        translate = opaque and self._stack.top.translate and rules.says_translate(inside[0]) is not False
        edits = (edit for edit in self._part(inside[0], translate).edits if edit.segment)
        part = Part(raw, tuple(edits))  # what it says of itself is text: an <iframe>'s title
        if self._items:
            self._items.append(Item("point", part, name=name))
        else:
            yield from tag_pieces(part, self._charset)

    def _inline_extent(self, index: int, *, whole: bool) -> int:
        """Tokens up to the end tag that belongs to a start tag; 0 where a block boundary comes before it."""
        name, depth = self._tokens[index].name, 0
        if self._unclosed[name] > _MAX_UNCLOSED:
            return 0
        for at in range(index, len(self._tokens)):
            token = self._tokens[at]
            if token.name == name and token.kind in ("open", "close"):
                depth += 1 if token.kind == "open" and not token.raw.endswith("/>") else 0
                depth -= token.kind == "close"
                if depth == 0:
                    return at + 1 - index
            elif not whole and token.kind in ("open", "close") and token.name in rules.BLOCK:
                return 0
        self._unclosed[name] += 1
        return 0

    def _has_text(self, index: int) -> bool:
        """Whether a drawing holds text, or is never closed."""
        count = self._inline_extent(index, whole=True)
        inside = self._tokens[index : index + count]
        return not count or any(t.kind == "open" and t.name in rules.DRAWN_TEXT for t in inside)

    def _translates(self, token: Token) -> bool:
        """Whether the content of an element is translated."""
        said = rules.says_translate(token)
        inherited = self._stack.top.translate
        lang = _primary(token.get("lang") or token.get("xml:lang") or "")
        if lang and lang != self._source_lang:
            if token.name in ("html", "body"):
                note = f"{self._name}: it says that its language is {lang}, not {self._source_lang}"
                self._notes += [note] if note not in self._notes else []
            elif said is None:
                self._foreign.add(lang)
                return False
        return inherited if said is None else said

    def _part(self, token: Token, translate: bool) -> Part:
        """A start tag with the places where its attributes are translated."""
        edits: list[Edit] = []
        for attribute in token.attributes:
            at = (attribute.start, attribute.end, attribute.quote)
            if rules.names_language(token, attribute):
                if translate and _primary(attribute.value) == self._source_lang:
                    locale = with_region(self._target_lang).replace("-", "_")
                    language = locale if rules.is_locale(token) else self._target_lang
                    edits.append(Edit(*at, None, language))
            elif translate and rules.is_translated(token, attribute):
                text = shown(attribute.value).strip()
                edits.append(Edit(*at, Segment(text, kind="attribute")))
        return Part(token.raw, tuple(edits))

    def _flush(self) -> Iterator[Piece]:
        items, self._items = self._items, []
        if not items:
            return
        pre = self._stack.top.pre
        for group in split(items, pre=pre):
            run = take_apart(group, self._stack.kind, collapse=not pre, signs=False)
            yield Flow.of(run, self._charset, self._newline if pre else "")


def _primary(tag: str) -> str:
    return tag.strip().replace("_", "-").split("-")[0].lower()


FORMAT = HtmlFormat()
