"""Put inline markup back into translated text, nested and balanced whatever came back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Literal

from mtkit.core import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of one piece of inline markup, by the tag that stands for it in Spans.

    rank: its place in the source. parents: tags of the elements around it in the source, outer first.
    kept: the text that it stands for, which is written with it and not translated; empty for all others.
    point: it has no inside. exclusive: it must not stand within another exclusive one (a link in a link),
    unless it did so in the source.
    """

    tag: str
    rank: int
    parents: tuple[str, ...] = ()
    kept: str = ""
    point: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A step in writing: text, or the tag of an element that opens, closes, or stands whole ("whole")."""

    kind: Literal["text", "open", "close", "whole"]
    value: str


@dataclass(slots=True)
class _Range:
    mark: Mark
    start: int
    end: int

    @property
    def order(self) -> tuple[int, int, int, int]:
        return self.start, 1, -self.end, self.mark.rank


def weave(text: str, spans: Iterable[Span], marks: Mapping[str, Mark]) -> list[Event]:
    """Translated text and its markup as a balanced sequence in which each of `marks` comes exactly once.

    Unknown tags are dropped; a tag that did not come back is written empty at the end; a span that crosses
    another is cut where the one that began first ends; kept text that was not found stays beside its element.
    """
    ranges = _known(text, spans, marks)
    kept = _place_kept(text, [r for r in ranges if r.mark.kept])
    others = [r for r in ranges if not r.mark.kept]
    _keep_whole(others, kept)
    _part_exclusive(others)
    full = [r for r in others if r.start < r.end and not r.mark.point] + [r for r in kept if r.start < r.end]
    empty = [r for r in others if r.start >= r.end or r.mark.point] + [r for r in kept if r.start >= r.end]
    return list(_sweep(text, full, empty))


def _known(text: str, spans: Iterable[Span], marks: Mapping[str, Mark]) -> list[_Range]:
    found: dict[str, _Range] = {}
    for span in spans:
        mark = marks.get(span.tag)
        if mark is not None and span.tag not in found:
            start = min(max(span.start, 0), len(text))
            end = min(max(span.end, start), len(text))
            found[span.tag] = _Range(mark, start, start if mark.point else end)
    missing = (_Range(m, len(text), len(text)) for tag, m in marks.items() if tag not in found)
    return sorted([*found.values(), *missing], key=lambda r: r.mark.rank)


def _place_kept(text: str, kept: list[_Range]) -> list[_Range]:
    """Lay each kept range over its own text, the nearest free occurrence; a point where there is none."""
    taken: dict[str, set[int]] = {}
    for one in kept:
        wanted = one.mark.kept
        used = taken.setdefault(wanted, set())
        if text[one.start : one.end] != wanted or one.start in used:
            places = [p for p in _occurrences(text, wanted) if p not in used]
            one.start = min(places, key=lambda p: abs(p - one.start), default=one.start)
            one.end = one.start + len(wanted) if places else one.start
        if one.start < one.end:
            used.add(one.start)
    last = 0
    for one in sorted(kept, key=lambda r: r.start):
        if one.start < one.end and one.start < last:  # the text of one kept piece inside that of another
            one.start = one.end = last
        last = max(last, one.end)
    return kept


def _occurrences(text: str, wanted: str, limit: int = 64) -> Iterator[int]:
    position = text.find(wanted)
    while position >= 0 and limit:
        yield position
        position = text.find(wanted, position + len(wanted))
        limit -= 1


def _keep_whole(others: list[_Range], kept: list[_Range]) -> None:
    """Move boundaries that fall inside kept text out of it."""
    solid = sorted((r.start, r.end) for r in kept if r.start < r.end)
    starts = [start for start, _ in solid]

    def around(position: int) -> tuple[int, int] | None:
        at = bisect_right(starts, position) - 1
        return solid[at] if at >= 0 and solid[at][0] < position < solid[at][1] else None

    for one in others:
        empty = one.start == one.end
        if inside := around(one.end):
            one.end = inside[1]
        if empty:
            one.start = one.end
        elif inside := around(one.start):
            one.start = inside[0]


def _part_exclusive(ranges: list[_Range]) -> None:
    """Make exclusive elements disjoint that were not nested in the source.

    Of two that overlap, the first ends where the second begins; of two that begin together, the longer one
    begins where the shorter ends, and the later one is left empty where both are the same.
    """
    waiting = [(r.order, r.mark.rank, r) for r in ranges if r.mark.exclusive and r.start < r.end]
    heapify(waiting)
    stack: list[_Range] = []
    while waiting:
        *_, one = heappop(waiting)
        while stack and stack[-1].end <= one.start:
            stack.pop()
        while stack and stack[-1].mark.tag not in one.mark.parents and one.start < one.end:
            top = stack[-1]
            if top.start == one.start and top.end <= one.end:
                one.start = one.end = top.end
                break
            stack.pop()
            if top.start < one.start:
                top.end = one.start
            else:
                top.start = one.end
                heappush(waiting, (top.order, top.mark.rank, top))
        if one.start < one.end:
            stack.append(one)
    _move_empty_out([r for r in ranges if r.mark.exclusive])


def _move_empty_out(exclusive: list[_Range]) -> None:
    """Empty elements go behind the one that they would stand in."""
    full = sorted((r for r in exclusive if r.start < r.end), key=lambda r: r.order)
    starts = [r.start for r in full]
    for one in exclusive:
        if one.start == one.end:
            for other in full[: bisect_left(starts, one.start)]:
                if one.start < other.end and other.mark.tag not in one.mark.parents:
                    one.start = one.end = other.end


def _sweep(text: str, full: list[_Range], empty: list[_Range]) -> Iterator[Event]:
    """Open, close and place ranges in one pass; a range is cut where the one around it ends."""
    by_tag = {r.mark.tag: r for r in full if not r.mark.kept}
    anchors = {r.mark.tag: _anchor(r, by_tag) for r in empty}

    def order(one: _Range) -> tuple[int, ...]:
        if one.start < one.end:
            return (*one.order, 0, 0)
        anchor = anchors[one.mark.tag]
        if anchor is not None and anchor.start == one.start:
            return (*anchor.order, 1, one.mark.rank)
        return one.start, 0, 0, 0, 0, one.mark.rank

    stack: list[_Range] = []
    position = 0

    def close_until(limit: int, anchor: _Range | None) -> Iterator[Event]:
        nonlocal position
        while stack and stack[-1].end <= limit and not (stack[-1] is anchor and anchor.end == limit):
            top = stack.pop()
            yield from _text(text, position, top.end)
            position = max(position, top.end)
            yield Event("close", top.mark.tag)

    for one in sorted([*full, *empty], key=order):
        anchor = anchors.get(one.mark.tag) if one.start >= one.end else None
        yield from close_until(one.start, anchor)
        yield from _text(text, position, one.start)
        position = max(position, one.start)
        if one.start >= one.end:
            yield (
                Event("whole", one.mark.tag)
                if one.mark.point or one.mark.kept
                else Event("open", one.mark.tag)
            )
            if not (one.mark.point or one.mark.kept):
                yield Event("close", one.mark.tag)
        elif one.mark.kept:
            yield Event("whole", one.mark.tag)
            position = one.end
        else:
            if stack:
                one.end = min(one.end, stack[-1].end)
            stack.append(one)
            yield Event("open", one.mark.tag)
    yield from close_until(len(text), None)
    yield from _text(text, position, len(text))


def _anchor(point: _Range, by_tag: Mapping[str, _Range]) -> _Range | None:
    """The innermost element that was around a point in the source, and that it still touches.

    An empty link has none: it must not be drawn into another link that ends or begins there.
    """
    if point.mark.exclusive:
        return None
    for tag in reversed(point.mark.parents):
        one = by_tag.get(tag)
        if one is not None and one.start <= point.start <= one.end:
            return one
    return None


def _text(text: str, start: int, end: int) -> Iterator[Event]:
    if start < end:
        yield Event("text", text[start:end])
