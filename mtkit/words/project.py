"""Carry inline markup from a source text to its translation, by word links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtkit.core import Segment, Span, Translation
from mtkit.text.tokens import Token, words
from mtkit.words._parts import is_initial, narrowed, splits_word
from mtkit.words._ranges import Ranges

Links = Mapping[tuple[int, int], float] | Iterable[tuple[int, int]]


def project(source: Segment, target_text: str, links: Links) -> tuple[Span, ...]:
    """The spans of `source`, put over the words of `target_text` that translate theirs.

    links: (source word, target word) by index into `mtkit.text.tokens.words` of the two texts, with or
    without weights from 0 to 1. The spans that come back are as many, with the same tags, nested or
    disjoint, outer before inner. A span over words that nothing in the target stands for is empty and
    stands between the translations of its neighbours; one over the whole text covers the whole
    translation.
    """
    return _Projection(source, target_text, links).spans()


def carry(
    segment: Segment,
    gaps: Sequence[str],
    translations: Sequence[Translation],
    text: str,
    source_lang: str = "da",
    target_lang: str = "en",
    *,
    target_gaps: Sequence[str] = (),
) -> tuple[Span, ...]:
    """The spans of a segment of several sentences in its translation `text`.

    `gaps` stand around the sentences in the source (one more than translations), and `target_gaps`, the same
    ones where none are given, around the translations in `text`. Links are the engine's attention where a
    translation holds it, and lexical.
    """
    from mtkit.words.combined import links

    if not segment.spans:
        return ()
    found: dict[tuple[int, int], float] = {}
    source_words, target_words = words(segment.text), words(text)
    at = there = 0
    for gap, parting, translation in zip(gaps, target_gaps or gaps, [*translations, None], strict=True):
        _link_alike(
            _within(source_words, at, at + len(gap)),
            _within(target_words, there, there + len(parting)),
            found,
        )
        at, there = at + len(gap), there + len(parting)
        if translation is None:
            break
        here = _within(source_words, at, at + len(translation.source))
        over = _within(target_words, there, there + len(translation.text))
        own = links(
            translation, [t for _, t in here], [t for _, t in over], at, there, source_lang, target_lang
        )
        found.update({(here[i][0], over[j][0]): weight for (i, j), weight in own.items()})
        at, there = at + len(translation.source), there + len(translation.text)
    return project(segment, text, found)


def _within(tokens: Sequence[Token], start: int, end: int) -> list[tuple[int, Token]]:
    return [(n, t) for n, t in enumerate(tokens) if start <= t.start < end]


def _link_alike(
    here: Sequence[tuple[int, Token]], there: Sequence[tuple[int, Token]], found: dict[tuple[int, int], float]
) -> None:
    for (i, a), (j, b) in zip(here, there, strict=False):
        if a.text == b.text:
            found[i, j] = 1.0


@dataclass(frozen=True, slots=True)
class _Node:
    """A span in the tree of spans; `number` is its place in the segment's list."""

    number: int
    span: Span
    inner: list[_Node]


class _Projection:
    def __init__(self, source: Segment, target_text: str, links: Links) -> None:
        self.source, self.target_text = source, target_text
        self.source_words, self.target_words = words(source.text), words(target_text)
        weights = dict(links) if isinstance(links, Mapping) else dict.fromkeys(links, 1.0)
        self.ranges = Ranges(self.source_words, self.target_words, weights)
        self.placed: dict[int, tuple[int, int]] = {}

    def spans(self) -> tuple[Span, ...]:
        tree = _tree(self.source.spans)
        whole = range(len(self.source_words))
        self._place(tree, whole, (0, len(self.target_words)), (0, len(self.target_text)))
        return tuple(Span(*self.placed[n], span.tag) for n, span in enumerate(self.source.spans))

    def _place(
        self, nodes: Sequence[_Node], within: range, allowed: tuple[int, int], limits: tuple[int, int]
    ) -> None:
        """Place the spans of one level, all inside source words `within`.

        They go into the target's words `allowed` and its characters `limits`, which stand for `within`.
        The surest are placed first; what is left for the others is what these do not take.
        """
        covers = {node.number: self._words_of(node.span) for node in nodes}
        taken: list[tuple[int, int]] = []
        parted: dict[range, tuple[int, int]] = {}  # where words went of which a span covers a part
        wide = [n for n in nodes if covers[n.number]]
        for node in sorted(wide, key=lambda n: -self.ranges.certainty(covers[n.number], allowed)):
            cover = covers[node.number]
            chosen = parted.get(cover) or self._chosen(node.span, cover, within, allowed, taken)
            start, end = self._characters(chosen, limits, node.span, cover)
            if cover in parted:
                start, end = self._beside(start, end, [n for n in wide if covers[n.number] == cover])
            self.placed[node.number] = (start, end)
            if chosen[0] < chosen[1] and cover not in parted:
                taken.append(chosen)
                if self._is_part(node.span, cover):
                    parted[cover] = chosen
            self._place(node.inner, cover, chosen, (start, end))
        for node in nodes:
            if not covers[node.number]:
                place = self._point(node.span.start, allowed, limits, taken)
                self.placed[node.number] = (place, place)
                self._move_inner(node, place)
        self._part_empty(wide)

    def _chosen(
        self,
        span: Span,
        cover: range,
        within: range,
        allowed: tuple[int, int],
        taken: Sequence[tuple[int, int]],
    ) -> tuple[int, int]:
        if allowed[0] < allowed[1] and is_initial(span, self.source.text, self.source_words[cover.start]):
            return allowed[0], allowed[0] + 1
        literal = self._verbatim(span, allowed, taken)
        return literal or self.ranges.best(cover, within, allowed, taken)

    def _beside(self, start: int, end: int, others: Sequence[_Node]) -> tuple[int, int]:
        """The characters of a span over a part of a word, where other spans cover other parts of it."""
        there = [self.placed[n.number] for n in others if n.number in self.placed]
        met = [b for a, b in there if a < end and start < b]
        return (max(met), max(met)) if met else (start, end)

    def _is_part(self, span: Span, cover: range) -> bool:
        return splits_word(span, self.source_words[cover.start], self.source_words[cover.stop - 1])

    def _words_of(self, span: Span) -> range:
        inside = [n for n, w in enumerate(self.source_words) if w.start < span.end and w.end > span.start]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def _verbatim(
        self, span: Span, allowed: tuple[int, int], taken: Sequence[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """Where kept text, or a text that is a name or number and stands once on each side, stands in the
        target."""
        text = self.source.text[span.start : span.end].strip()
        kept = any(a <= span.start and span.end <= b for a, b in self.source.keep)
        if not text or not (kept or any(c.isupper() or c.isdigit() for c in text)):
            return None
        before = _occurrences(self.source.text, text)
        after = _occurrences(self.target_text, text)
        if len(before) != len(after) or (len(before) != 1 and not kept):
            return None
        first = span.start + self.source.text[span.start : span.end].index(text)
        if first not in before:
            return None
        start = after[before.index(first)]
        inside = [n for n, w in enumerate(self.target_words) if w.start < start + len(text) and w.end > start]
        if not inside or inside[0] < allowed[0] or inside[-1] >= allowed[1]:
            return None
        if any(a <= inside[-1] and inside[0] < b for a, b in taken):
            return None
        return inside[0], inside[-1] + 1

    def _characters(
        self, chosen: tuple[int, int], limits: tuple[int, int], span: Span, cover: range
    ) -> tuple[int, int]:
        start, end = chosen
        if start >= end:
            place = self._before(start, limits)
            return place, place
        first, last = self.target_words[start].start, self.target_words[end - 1].end
        if self._is_part(span, cover):
            here = self.source_words[cover.start], self.source_words[cover.stop - 1]
            first, last = narrowed(span, here, (self.target_words[start], self.target_words[end - 1]))
        # White space at the very ends belongs to a span that held it in the source.
        if span.start == 0 and start == 0:
            first = limits[0] if not self.target_text[limits[0] : first].strip() else first
        if span.end == len(self.source.text) and end == len(self.target_words):
            last = limits[1] if not self.target_text[last : limits[1]].strip() else last
        first = min(max(first, limits[0]), limits[1])
        return first, max(first, min(last, limits[1]))

    def _before(self, word: int, limits: tuple[int, int]) -> int:
        """The place in the text just before a target word, or the end of what is allowed."""
        place = self.target_words[word].start if word < len(self.target_words) else limits[1]
        return min(max(place, limits[0]), limits[1])

    def _point(
        self, place: int, allowed: tuple[int, int], limits: tuple[int, int], taken: Sequence[tuple[int, int]]
    ) -> int:
        """Where a point goes: it stays with the word that it touches, else before the one that follows it."""
        left = max((n for n, w in enumerate(self.source_words) if w.end <= place), default=-1)
        right = left + 1
        if left < 0 and not self.source.text[:place].strip():
            return limits[0] if allowed[0] == 0 else self._before(allowed[0], limits)
        if right >= len(self.source_words) and not self.source.text[place:].strip():
            return limits[1]
        touches = self.source_words[left].end == place if left >= 0 else False
        at = self.ranges.between(left, right, allowed, touches)
        at = _outside(at, taken, self._inner_side(at, taken, left, right))
        if touches and at > allowed[0]:
            return min(max(self.target_words[at - 1].end, limits[0]), limits[1])
        return self._before(at, limits) if at < allowed[1] else limits[1]

    def _inner_side(self, at: int, taken: Sequence[tuple[int, int]], left: int, right: int) -> bool:
        """Whether a point that fell into a neighbour's range goes behind it and not before it."""
        inside = next(((a, b) for a, b in taken if a < at < b), None)
        return inside is not None and self.ranges.center(left) >= (inside[0] + inside[1]) / 2 - 0.5

    def _part_empty(self, nodes: Sequence[_Node]) -> None:
        """Empty spans must not stand inside a sibling."""
        full = [self.placed[n.number] for n in nodes if self.placed[n.number][0] < self.placed[n.number][1]]
        for node in nodes:
            start, end = self.placed[node.number]
            if start == end:
                inside = next(((a, b) for a, b in full if a < start < b), None)
                if inside:
                    self.placed[node.number] = (inside[1], inside[1])
                    self._move_inner(node, inside[1])

    def _move_inner(self, node: _Node, place: int) -> None:
        for inner in node.inner:
            self.placed[inner.number] = (place, place)
            self._move_inner(inner, place)


def _outside(at: int, taken: Sequence[tuple[int, int]], behind: bool) -> int:
    for a, b in taken:
        if a < at < b:
            return b if behind else a
    return at


def _occurrences(text: str, piece: str) -> list[int]:
    """Where `piece` stands in `text` with no letter or digit beside it."""
    return list(_find(text, piece))


def _find(text: str, piece: str) -> Iterator[int]:
    at = text.find(piece)
    while at >= 0:
        end = at + len(piece)
        open_left = at == 0 or not (text[at - 1].isalnum() and piece[0].isalnum())
        open_right = end == len(text) or not (text[end].isalnum() and piece[-1].isalnum())
        if open_left and open_right:
            yield at
        at = text.find(piece, at + 1)


def _tree(spans: Sequence[Span]) -> list[_Node]:
    """Spans as a forest; of two with equal extent the one that comes first is outer."""
    nodes = [_Node(n, span, []) for n, span in enumerate(spans)]
    roots: list[_Node] = []
    path: list[_Node] = []
    for node in sorted(nodes, key=lambda n: (n.span.start, -n.span.end, n.number)):
        while path and not _holds(path[-1].span, node.span):
            path.pop()
        (path[-1].inner if path else roots).append(node)
        if node.span.start < node.span.end:
            path.append(node)
    return roots


def _holds(outer: Span, inner: Span) -> bool:
    if inner.start == inner.end:
        return outer.start < inner.start < outer.end
    return outer.start <= inner.start and inner.end <= outer.end
