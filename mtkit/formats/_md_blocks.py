"""The blocks of a Markdown document that hold words, and where they stand in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mtkit.formats._lines import lines_of
from mtkit.formats._md_parser import parser

if TYPE_CHECKING:
    from markdown_it.token import Token

_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?) [a-z][a-z-]*(?: [a-z][a-z-]*)*"
    r"(?: \"(?P<title>[^\"\n]*)\")?[ \t]*(?:\n[ \t]*|\Z)"
)
# What stands at the start of a block's content and is no words: footnotes, task boxes, kinds of callouts.
_LEAD = re.compile(
    r"(?:(?:\[\^[^\]\s]+\]:|\*\[[^\]\n]+\]:|:)[ \t]+(?=\S)|\[[ xX]\][ \t]+|\[![A-Za-z]+\][^\n]*\n)"
)
# A line that begins with a footnote, the meaning of a term or of an abbreviation is a block of its own.
_DEFINITION = re.compile(r"(?:\[\^[^\]\s]+\]:|\*\[[^\]\n]+\]:|:)[ \t]+(?=\S)")
_BEGINS_PART = re.compile(rf"(?:{_DEFINITION.pattern})|\{{:[^{{}}\n]*\}}[ \t]*\Z")  # attributes of a block
# A first line that is bold from end to end is a heading of its own, unless the sentence goes on below it.
_RUN_IN = re.compile(r"(\*\*|__)(?![\s*_])(?:(?!\1).)+\1:?[ \t]*\n(?![a-zæøåäöü])")
_HEADING_TAIL = re.compile(r"\{[#.:][^{}\n]*\}\Z")
_CELLS_START = re.compile(r"[\s>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?[\s>]*\|?")


@dataclass(frozen=True, slots=True)
class Block:
    """`text[start:end]` of the document is inline Markdown, `content` is the same without the lines'
    prefixes.

    kind: of the Segment. shape: "paragraph", "heading", "cell" or "title" (in quotation marks). indent: what
    stands before each line but the first when it is written again. width: of its longest line.
    references: the document's definitions of links.
    """

    start: int
    end: int
    content: str
    kind: str
    shape: str
    indent: str
    width: int
    references: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """`text[start:end]` of the document is HTML; `content` is the same without what stands before its lines.

    joint: what stands in the document where `content` has a line feed.
    """

    start: int
    end: int
    content: str
    joint: str


def blocks(text: str) -> Iterator[Block | HtmlBlock]:
    """The blocks with words, in order. Front matter, code and definitions are none."""
    lines = lines_of(text)
    first = _front_matter(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    body = "".join(line.rstrip("\r\n") + "\n" for line in lines[first:])
    env: dict[str, Any] = {}
    tokens = parser().parse(body, env)
    references = env.get("references", {})
    for block in _blocks(tokens, first, lines, starts):
        if isinstance(block, HtmlBlock):
            yield block
        elif any(c.isalpha() for c in block.content):
            yield replace(block, references=references)


def _blocks(
    tokens: Sequence[Token], first: int, lines: Sequence[str], starts: Sequence[int]
) -> Iterator[Block | HtmlBlock]:
    """The blocks of tokens whose lines are counted from line `first`."""
    around: list[str] = []
    column = _Columns()
    defines = False  # whether the paragraph before is a footnote or the like, which goes on indented
    for token in tokens:
        if token.nesting == 1:
            around.append(token.type)
        elif token.nesting == -1:
            around.pop()
        number = token.map[0] + first if token.map else -1
        if token.type == "code_block" and defines:
            yield from _blocks(parser().parse(token.content), number, lines, starts)
            continue
        if token.level == 0 and token.nesting >= 0:
            defines = False
        if token.type == "html_block" and token.map and any(c.isalpha() for c in token.content):
            html = _html_block(token.content, number, lines, starts)
            if html:
                yield html
        if token.type != "inline" or not token.map:
            continue
        if around[-1] in ("th_open", "td_open"):
            cell = column.cell(token.content, number, lines, starts)
            if cell:
                yield cell
            continue
        for at, part in _parts(token.content):
            admonition = _ADMONITION.match(part)
            defines = admonition is not None or _DEFINITION.match(part) is not None
            if admonition and admonition["title"]:
                yield _title(admonition, lines[number + at], starts[number + at])
            block = _block(part, number + at, lines, starts, around)
            if block:
                yield block


def _front_matter(lines: Sequence[str]) -> int:
    """How many lines the front matter takes (YAML between ---, TOML between +++)."""
    fence = lines[0].rstrip() if lines else ""
    if fence not in ("---", "+++"):
        return 0
    ends = {fence, "..."} if fence == "---" else {fence}
    return next((n + 1 for n, line in enumerate(lines[1:], 1) if line.rstrip() in ends), 0)


def _parts(content: str) -> Iterator[tuple[int, str]]:
    """A paragraph cut where its lines begin something else, with the number of lines before each part."""
    lines = content.split("\n")
    run_in = 1 if _RUN_IN.match(content) else 0
    cuts = [n for n, line in enumerate(lines) if n and (n == run_in or _BEGINS_PART.match(line))]
    for start, end in itertools.pairwise([0, *cuts, len(lines)]):
        yield start, "\n".join(lines[start:end])


def _title(admonition: re.Match[str], line: str, start: int) -> Block:
    at = start + line.index(admonition[0].rstrip()) + admonition.start("title")
    title = admonition["title"]
    return Block(at, at + len(title), title, "heading", "title", "", 0)


def _block(
    content: str, number: int, lines: Sequence[str], starts: Sequence[int], around: Sequence[str]
) -> Block | None:
    heading = around[-1] == "heading_open"
    lead = match.end() if (match := _ADMONITION.match(content) or _LEAD.match(content)) else 0
    tail = len(content)
    if heading and (match := _HEADING_TAIL.search(content)):
        tail = len(content[: match.start()].rstrip(" \t"))
    places: list[tuple[int, int, str]] = []  # content offset, source offset, prefix of the line
    at = 0
    for n, line in enumerate(content.split("\n")):
        source = lines[number + n].rstrip("\r\n")
        column = _column(source, line.strip(), heading)
        if column is None:
            return None
        places.append((at + len(line) - len(line.lstrip()), starts[number + n] + column, source[:column]))
        at += len(line) + 1
    start, end = _place(places, lead), _place(places, tail)
    words = content[lead:tail]
    first = max(n for n, (offset, _, _) in enumerate(places) if offset <= lead or n == 0)
    indent = places[first + 1][2] if first + 1 < len(places) else re.sub(r"[^>\s]", " ", places[0][2])
    kind = "heading" if heading else "list-item" if "list_item_open" in around else "paragraph"
    width = max(len(line.strip()) for line in words.split("\n"))
    return Block(
        start, end, words, kind, "heading" if heading and "\n" not in words else "paragraph", indent, width
    )


def _html_block(content: str, number: int, lines: Sequence[str], starts: Sequence[int]) -> HtmlBlock | None:
    """Where a block of HTML stands; None where what is before its lines (`> `) differs from line to line."""
    wanted = content.rstrip("\n").split("\n")
    source = lines[number : number + len(wanted)]
    columns = [_column(line, inside.rstrip(), False) for line, inside in zip(source, wanted, strict=True)]
    if columns[0] is None:
        return None
    start, end = (
        starts[number] + columns[0],
        starts[number + len(source) - 1] + len(source[-1].rstrip("\r\n")),
    )
    raw = "".join(source)[columns[0] :].rstrip("\r\n")
    behind = [line[: column or 0] for line, column in zip(source[1:], columns[1:], strict=True)]
    if not "".join(behind).strip():
        return HtmlBlock(start, end, raw, "\n")
    joint = source[0][len(source[0].rstrip("\r\n")) :] + behind[0]
    inside = "\n".join(wanted)
    return HtmlBlock(start, end, inside, joint) if inside.replace("\n", joint) == raw else None


def _column(source: str, wanted: str, heading: bool) -> int | None:
    """Where the content of a line begins in it."""
    body = source.rstrip()
    if body.endswith(wanted):
        return len(body) - len(wanted)
    body = body.rstrip("#").rstrip(" \t")
    return len(body) - len(wanted) if heading and body.endswith(wanted) else None


def _place(places: Sequence[tuple[int, int, str]], offset: int) -> int:
    """The source offset of an offset in the content."""
    at, source, _ = next(p for p in reversed(places) if p[0] <= offset or p is places[0])
    return source + offset - at


class _Columns:
    """Finds the cells of table rows one after the other."""

    def __init__(self) -> None:
        self._row = self._at = -1

    def cell(self, content: str, number: int, lines: Sequence[str], starts: Sequence[int]) -> Block | None:
        line = lines[number]
        if number != self._row:
            match = _CELLS_START.match(line)
            self._row, self._at = number, match.end() if match else 0
        raw = content.replace("|", "\\|")
        at = line.find(raw, self._at)
        if at < 0:
            return None
        bar = re.compile(r"(?<!\\)\|").search(line, at + len(raw))
        self._at = bar.end() if bar else len(line)
        return Block(starts[number] + at, starts[number] + at + len(raw), content, "cell", "cell", "", 0)
