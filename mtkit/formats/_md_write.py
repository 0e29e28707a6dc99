"""The inside of a Markdown paragraph: from translated words and markup to its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtkit.core import Segment
from mtkit.formats._inline import Item, Run
from mtkit.formats._md_inline import Code, Inline, Mismatch, read_inline
from mtkit.formats._md_parser import parser
from mtkit.formats._weave import weave

_SPECIAL = re.compile(r"[\\`*_\[\]<>~$|{}]|&(?=[#\w])|!(?=\[)")
_BLOCK_START = re.compile(r"(?m)^(\s*)([#>+\-=:|]|~{3}|`{3}(?![^\n]*`)|\d{1,9}(?=[.)]))")
_UNBROKEN = re.compile(
    r"(?:(?<!`)``(?!`)[^\n]{1,200}?(?<!`)``(?!`)|`[^`]{0,200}`|\]\([^)]{0,500}\)|<[^>]{0,500}>|\{\{[^{}]{1,200}\}\}|\{%[^%]{0,400}%\}|\S)+|\s+"
)
_NEVER_FIRST = re.compile(rf"{_BLOCK_START.pattern}|</?[A-Za-z][\w-]*[\s/>]|<[!?]")  # would begin a block
_CLOSES = re.compile(r"[\s.,:;!?%)\]}»”’…]|\Z")  # what stands close to the word before it
_HTML = {"*": "em", "_": "em", "**": "strong", "__": "strong", "~~": "del", "~": "del"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of block the text stands in, as in Block; width: 0 for one line; the
    document's links."""

    kind: str
    width: int = 0
    references: Mapping[str, Any] = field(default_factory=dict)


def write_inline(
    runs: Sequence[Run[Code]],
    inline: Inline,
    translated: Iterable[Segment],
    attributes: Sequence[str],
    shape: Shape,
) -> str:
    """Markdown for a translated paragraph, lines parted by \\n; `translated` are its runs' segments.

    It is written as plainly as possible, and read again: where that does not give the same words and markup,
    all that could be taken for markup is escaped; where that does not help either, emphasis becomes HTML.
    """
    given = iter(translated)
    own = ((run, next(given) if run.segment else None) for run in runs)
    steps = _tidy([step for run, segment in own for step in _steps(run, segment, attributes)])
    wanted = _signature(steps)
    text = ""
    for level in range(3):
        text = _compose(steps, inline, shape, level)
        if shape.kind == "cell":
            text = re.sub(r"(?<!\\)\|", r"\|", text.replace("\n", " "))
        if _reads_as(text, wanted, shape):
            break
    return text


@dataclass(slots=True)
class _Step:
    """kind: text, open, close, whole. text: plain of text, Markdown of the rest. name: as in Item."""

    kind: str
    text: str
    code: Code | None = None
    name: str = ""
    shown: str = ""  # the text of a "whole" that is kept
    solid: bool = False  # whether it is part of what stands whole: a link around an image, say

    @property
    def spaced(self) -> tuple[bool, bool]:
        return self.code.spaced if self.code and (self.kind == "whole" or self.solid) else (False, False)


def _steps(run: Run[Code], translated: Segment | None, attributes: Sequence[str]) -> list[_Step]:
    def raw(code: Code) -> str:
        return "".join(p if isinstance(p, str) else _attribute(attributes[p], code) for p in code.parts)

    def item(one: Item[Code]) -> _Step:
        if one.kind == "text":
            return _Step("text", one.text)
        return _Step(_kind(one), raw(one.payload), one.payload, one.name, one.text)

    if translated is None:
        return [item(one) for one in run.items]
    steps = [item(one) for one in run.prefix]
    known = {id(one.payload): (_kind(one), one.name) for one in run.items}
    for event in weave(translated.text, translated.spans, run.marks):
        if event.kind == "text":
            steps.append(_Step("text", event.value))
            continue
        codes = run.insides[event.value]
        kept = run.marks[event.value].kept
        if event.kind == "whole":
            for code in codes:
                if raw(code) != " ":  # `spaced` tells of it
                    steps.append(_Step(known[id(code)][0], raw(code), code, known[id(code)][1], kept, True))
        else:
            code = codes[event.kind == "close"]
            steps.append(_Step(event.kind, raw(code), code, known[id(code)][1]))
    return [*steps, *(item(one) for one in run.suffix)]


def _attribute(text: str, code: Code) -> str:
    """An alternative text or title, with what would end it escaped."""
    return re.sub(
        r"\s*\n\s*", " ", re.sub(r'([\\\[\]"\'()])' if _is_risky(text) else r'(["\[\]\\])', r"\\\1", text)
    )


def _is_risky(text: str) -> bool:
    return text.count("(") != text.count(")")


def _tidy(steps: list[_Step]) -> list[_Step]:
    """Move white space out of the ends of elements, and drop emphasis that holds nothing."""
    out: list[_Step] = []
    for step in steps:
        if step.kind == "close" and out and out[-1].kind == "text":
            body = out[-1].text.rstrip(" ")
            if body != out[-1].text:
                space = out[-1].text[len(body) :]
                out[-1] = _Step("text", body)
                if not body:
                    out.pop()
                out += [step, _Step("text", space)]
                continue
        if step.kind == "close" and out and _is_empty_emphasis(out[-1], step):
            out.pop()
            continue
        if step.kind == "text" and out and out[-1].kind == "open" and step.text.startswith(" "):
            body = step.text.lstrip(" ")
            openers: list[_Step] = []
            while out and out[-1].kind == "open":
                openers.insert(0, out.pop())
            out += [_Step("text", step.text[: len(step.text) - len(body)]), *openers, _Step("text", body)]
            continue
        out.append(step)
    return [s for s in out if s.kind != "text" or s.text]


def _is_empty_emphasis(opening: _Step, closing: _Step) -> bool:
    same = opening.kind == "open" and opening.name == closing.name
    return same and bool(opening.code and opening.code.markup and closing.code and closing.code.markup)


def _compose(steps: Sequence[_Step], inline: Inline, shape: Shape, level: int) -> str:
    """The source at one of three levels of caution."""
    parts: list[str] = []
    breaks = iter(inline.breaks)
    hard = inline.breaks[0] if inline.breaks else "\\\n"
    space_due = False
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        if step.kind == "text":
            text = step.text if not level else _SPECIAL.sub(r"\\\g<0>", step.text)
            if level and text.endswith("!") and after and after.text.startswith("["):
                text = text[:-1] + "\\!"
            if space_due and not _CLOSES.match(text):
                parts.append(" ")
            pieces = text.split("\n")
            for piece in pieces[:-1]:
                parts += [piece.rstrip(" "), "\0" + next(breaks, hard)]
            parts.append(pieces[-1])
        else:
            before = parts[-1][-1:] if parts else ""
            due = step.spaced[0] or (space_due and step.kind != "close")
            if due and before and not before.isspace():
                parts.append(" ")
            parts.append(_html(step) if level == 2 else step.text)
            space_due = step.spaced[1]
            continue
        space_due = False
    text = "".join(parts)
    return _lines(text, shape, escape=level > 0)


def _html(step: _Step) -> str:
    name = _HTML.get(step.code.markup if step.code else "", "")
    if not name:
        return step.text
    return f"</{name}>" if step.kind == "close" else f"<{name}>"


def _lines(text: str, shape: Shape, *, escape: bool) -> str:
    """Wrap at the source's width, and escape what would begin another block."""
    lines: list[str] = []
    for stretch in re.split(r"(?<=\n)", text):
        end = re.search(r"\0([^\n]*\n?)\Z", stretch)
        body = stretch[: end.start()] if end else stretch
        ending = end[1] if end else ""
        wrapped = _wrap(body.replace("\0", ""), shape.width) if shape.width else [body.replace("\0", "")]
        lines.append("\n".join(wrapped) + ending)
    whole = "".join(lines)
    if not escape:
        return whole
    whole = re.sub(r"#(?=#*[ \t]*\Z)", r"\#", whole)  # a heading's end
    return _BLOCK_START.sub(lambda m: m[1] + (m[2] + "\\" if m[2][0].isdigit() else "\\" + m[2]), whole)


def _wrap(text: str, width: int) -> list[str]:
    """Break at spaces outside code, templates and links' addresses; what does not fit stays long."""
    words = _UNBROKEN.findall(text)
    lines, line = [], ""
    for word in words:
        if word.isspace():
            line += " " if line else ""
        elif line.strip() and len(line) + len(word) > width and not _NEVER_FIRST.match(word):
            lines.append(line.rstrip())
            line = word
        else:
            line += word
    return [*lines, line]


def _reads_as(text: str, wanted: list[tuple[str, str]], shape: Shape) -> bool:
    """Whether `text` is one block with the wanted words and markup."""
    if shape.kind in ("paragraph", "heading"):
        block = f"# {text}" if shape.kind == "heading" else text
        tokens = parser().parse(block, {"references": dict(shape.references)})
        if [token.type for token in tokens] != [f"{shape.kind}_open", "inline", f"{shape.kind}_close"]:
            return False
        text = tokens[1].content
    else:
        text = text.replace("\\|", "|")
    try:
        found = read_inline(text.strip(), shape.references)
    except Mismatch:
        return False
    steps = [
        _Step("text", i.text) if i.kind == "text" else _Step(_kind(i), "", i.payload, i.name, i.text)
        for i in found.items
    ]
    return _signature(steps) == wanted


def _kind(item: Item[Code]) -> str:
    return item.kind if item.kind in ("open", "close") else "whole"


def _signature(steps: Sequence[_Step]) -> list[tuple[str, str]]:
    """Words and markup as they are compared: texts joined, white space of one kind, emphasis by its
    strength."""
    out: list[tuple[str, str]] = []
    for step in steps:
        if step.kind == "text":
            text = re.sub(r"[^\S\n]+", " ", step.text)
            if out and out[-1][0] == "text":
                text = out.pop()[1] + text
            out.append(("text", text))
        elif tag := _html_tag(step):
            out.append(("html", tag))  # what has no partner is no element but says the same
        else:
            out.append((step.kind, step.shown or step.name))
    tidy = [(kind, re.sub(r" *\n *", "\n", re.sub(r" +", " ", value))) for kind, value in out]
    return [(k, v.strip(" ") if k == "text" else v) for k, v in tidy if k != "text" or v.strip(" ")]


def _html_tag(step: _Step) -> str:
    first = step.code.parts[0] if step.code else ""
    return first if isinstance(first, str) and first.startswith("<") else ""
