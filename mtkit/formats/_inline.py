"""From a paragraph's text and markup to a Segment, and what stands before and after it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Generic, Literal, TypeVar

from mtkit.core import Segment, Span
from mtkit.formats._weave import Mark

P = TypeVar("P")

SIGNS: Final = "|›•·"  # that part the entries of a list in one line: "News | Sport", "Home › News"
_WORD: Final = re.compile(r"[^\W\d_]{2}")
_MAX_DEPTH: Final = 64
_POINTS: Final = 4  # icons in a row at the end of a link
Kind = Literal["text", "open", "close", "point", "kept"]


@dataclass(slots=True)
class Item(Generic[P]):
    """A step of a paragraph. `payload` is the format's own and is what it writes the step from.

    text: of "text" and "kept". key: joins an "open" and its "close". name: goes into the Span's tag.
    """

    kind: Kind
    payload: P
    text: str = ""
    key: object = None
    name: str = ""
    exclusive: bool = False


def entries(items: Sequence[Item[P]]) -> Iterator[list[Item[P]]]:
    """The entries of a list in one line, and the signs between them, which are "text" items of their own.

    All items in one where a letter or a number is an entry; what stands inside an element parts nothing.
    """
    groups: list[list[Item[P]]] = [[]]
    depth = 0
    for item in items:
        depth = max(0, depth + (item.kind == "open") - (item.kind == "close"))
        if depth == 0 and item.kind == "text" and len(item.text) == 1 and item.text in SIGNS:
            groups += [[item], []]
        else:
            groups[-1].append(item)
    texts = ["".join(i.text for i in group if i.kind in ("text", "kept")) for group in groups[::2]]
    are_entries = all(_WORD.search(text) or not any(map(str.isalnum, text)) for text in texts)
    yield from groups if len(groups) > 1 and are_entries else [list(items)]


@dataclass(frozen=True, slots=True)
class Run(Generic[P]):
    """A paragraph taken apart: `segment` is None when nothing in it can be translated.

    items: all steps, in order. prefix, suffix: those around the segment. marks: for weave.
    insides: for each tag its payloads: [open, close] of an element, or all those of what stands whole.
    """

    items: tuple[Item[P], ...]
    segment: Segment | None = None
    prefix: tuple[Item[P], ...] = ()
    suffix: tuple[Item[P], ...] = ()
    marks: dict[str, Mark] = field(default_factory=dict)
    insides: dict[str, tuple[P, ...]] = field(default_factory=dict)


def take_apart(
    items: Sequence[Item[P]], kind: str = "paragraph", *, collapse: bool = False, signs: bool = True
) -> Run[P]:
    """Make a Segment of a paragraph's steps.

    Elements that wrap the whole, and points and white space at its ends, are no part of the segment. What
    opens and does not close becomes a point; an element without text becomes one point with all it holds.
    `collapse`: a run of blanks is one space, as HTML has it. White space at the ends of the paragraph is only
    left out where it is a "text" item of its own. Without `signs`, signs alone (no letter, no digit)
    are no segment.
    """
    steps = _condense(_pair(items))
    first, last = _trim(steps)
    inner = steps[first:last]
    if not any(step.kind == "text" and _counts(step.text, signs) for step in inner):
        return Run(tuple(items))
    return _compose(tuple(items), _flat(steps[:first]), inner, _flat(steps[last:]), kind, collapse)


def _counts(text: str, signs: bool) -> bool:
    return text.strip() != "" if signs else any(c.isalnum() for c in text)


@dataclass(slots=True)
class _Step(Generic[P]):
    """An Item, or several that became one point; `partner` is the index of an element's other end."""

    kind: Kind
    items: deque[Item[P]]
    text: str = ""
    partner: int = -1


def _pair(items: Sequence[Item[P]]) -> list[_Step[P]]:
    """Find each element's ends; what has none, crosses another, or is absurdly deep becomes a point."""
    steps = [_Step(item.kind, deque([item]), item.text) for item in items]
    stack: list[int] = []
    opened: dict[object, list[int]] = {}
    for index, item in enumerate(items):
        if item.kind == "open":
            stack.append(index)
            opened.setdefault(item.key, []).append(index)
        elif item.kind == "close" and opened.get(item.key):
            while True:
                top = stack.pop()
                opened[items[top].key].pop()
                if items[top].key == item.key:
                    break
            if len(stack) < _MAX_DEPTH:
                steps[top].partner = index
                steps[index].partner = top
    for step in steps:
        if step.kind in ("open", "close") and step.partner < 0:
            step.kind = "point"
    return steps


def _condense(steps: list[_Step[P]]) -> list[_Step[P]]:
    """Turn each element that holds no text into a point, and keep partners right.

    A space between an element's words and a point at its end (`<a>more <img></a>`) goes with the point.
    """
    out: list[_Step[P]] = []
    opened: list[int] = []  # indices in `out`
    with_text: list[bool] = []
    before: list[str] = []  # the characters that stand before the open elements
    last = ""
    following = _following(steps)
    for index, step in enumerate(steps):
        if step.kind == "open":
            opened.append(len(out))
            with_text.append(False)
            before.append(last)
            out.append(step)
        elif step.kind == "close":
            start = opened.pop()
            before.pop()
            if with_text.pop():
                if with_text:
                    with_text[-1] = True
                if not following[index].isalnum():
                    _fold_last(out, start)
                out[start].partner = len(out)
                step.partner = start
                out.append(step)
            else:
                _empty_element(out, start, step)
        elif opened and _is_space(step) and not before[-1].isalnum() and _is_first_point(out, opened[-1]):
            out[-1].items.extend(step.items)
        else:
            if with_text and step.kind in ("text", "kept") and step.text.strip():
                with_text[-1] = True
            out.append(step)
            last = step.text[-1:] or last
    return out


def _following(steps: list[_Step[P]]) -> list[str]:
    """For each step the character of the text behind it."""
    found, character = [], ""
    for step in reversed(steps):
        found.append(character)
        character = step.text[:1] or character
    return found[::-1]


def _is_space(step: _Step[P]) -> bool:
    return step.kind == "text" and step.text != "" and not step.text.strip(" ")


def _is_first_point(out: list[_Step[P]], start: int) -> bool:
    """Whether nothing but a few points stands in the element that was opened last."""
    return 0 < len(out) - 1 - start <= _POINTS and all(s.kind == "point" for s in out[start + 1 :])


def _fold_last(out: list[_Step[P]], start: int) -> None:
    """Give each space before a point at an element's end to that point."""
    for at in range(len(out) - 1, max(start, len(out) - 1 - 2 * _POINTS), -1):
        if out[at].kind != "point" and not _is_space(out[at]):
            break
        if _is_space(out[at]) and at + 1 < len(out) and out[at + 1].kind == "point":
            out[at + 1].items.extendleft(reversed(out[at].items))
            del out[at]


def _empty_element(out: list[_Step[P]], start: int, close: _Step[P]) -> None:
    """An element without words: one point; blanks that it held go behind it, so that words stay apart."""
    inside = out[start + 1 :]
    opener = out[start]
    del out[start:]
    held = [step for step in inside if step.kind != "text"]
    # The first deque is extended and never copied: elements nested in each other cost linear time.
    items = held[0].items if held else deque[Item[P]]()
    items.extendleft(reversed(opener.items))
    for step in held[1:]:
        items.extend(step.items)
    items.extend(close.items)
    out.append(_Step("point", items))
    out.extend(step for step in inside if step.kind == "text" and step.text)


def _trim(steps: list[_Step[P]]) -> tuple[int, int]:
    first, last = 0, len(steps)

    def loose(step: _Step[P]) -> bool:
        return step.kind == "point" or (step.kind == "text" and not step.text.strip())

    while first < last:
        if loose(steps[first]):
            first += 1
        elif loose(steps[last - 1]):
            last -= 1
        elif steps[first].kind == "open" and steps[first].partner == last - 1:
            first, last = first + 1, last - 1
        else:
            break
    return first, last


def _flat(steps: list[_Step[P]]) -> tuple[Item[P], ...]:
    return tuple(item for step in steps for item in step.items)


def _compose(
    items: tuple[Item[P], ...],
    prefix: tuple[Item[P], ...],
    steps: list[_Step[P]],
    suffix: tuple[Item[P], ...],
    kind: str,
    collapse: bool,
) -> Run[P]:
    text: list[str] = []
    length = 0
    spans: list[tuple[int, Span]] = []  # rank, span
    keep: list[tuple[int, int]] = []
    marks: dict[str, Mark] = {}
    insides: dict[str, tuple[P, ...]] = {}
    opened: list[tuple[str, int, int, Item[P]]] = []  # tag, rank, start
    for rank, step in enumerate(steps):
        item = next((i for i in step.items if i.kind != "text"), step.items[0])
        if step.kind == "text":
            added = step.text
            if collapse and added[:1] == " " and (text and text[-1][-1:] in (" ", "\n")):
                added = added[1:]
            if added:
                text.append(added)
                length += len(added)
            continue
        if step.kind == "close":
            tag, opened_rank, start, opener = opened.pop()
            spans.append((opened_rank, Span(start, length, tag)))
            insides[tag] = (opener.payload, item.payload)
            continue
        tag = f"{item.name or step.kind}{len(marks) + 1}"
        parents = tuple(entry[0] for entry in opened)
        marks[tag] = Mark(
            tag, rank, parents, step.text if step.kind == "kept" else "", step.kind == "point", item.exclusive
        )
        if step.kind == "open":
            opened.append((tag, rank, length, item))
            continue
        insides[tag] = tuple(each.payload for each in step.items)
        start = length
        if step.kind == "kept":
            text.append(step.text)
            length += len(step.text)
            keep.append((start, length))
        spans.append((rank, Span(start, length, tag)))
    whole = "".join(text)
    segment = Segment(whole, _tight(whole, spans, marks), tuple(keep), kind)
    return Run(items, segment, prefix, suffix, marks, insides)


def _tight(text: str, spans: list[tuple[int, Span]], marks: dict[str, Mark]) -> tuple[Span, ...]:
    """Spans in source order, outer before inner, without the blanks at their ends; points stay in them."""
    out: list[Span] = []
    tight: dict[str, Span] = {}
    for _, span in sorted(spans, key=lambda pair: pair[0]):
        inside = text[span.start : span.end]
        left, right = len(inside) - len(inside.lstrip()), len(inside) - len(inside.rstrip())
        if inside.strip() and (left or right):
            span = replace(span, start=span.start + left, end=span.end - right)
        elif marks[span.tag].point and marks[span.tag].parents:
            around = tight[marks[span.tag].parents[-1]]
            place = min(max(span.start, around.start), around.end)
            span = replace(span, start=place, end=place)
        tight[span.tag] = span
        out.append(span)
    return tuple(out)
