"""The edits that TER counts: insertions, deletions, substitutions, shifts of blocks (Snover et al. 2006).

Finding the fewest is hard, so that Tercom defines TER by its greedy search, and sacreBLEU follows it. This is
the same search with the same result, told apart only by speed: the distance after each shift that is tried
comes from bit-parallel rows (Myers 1999; Hyyrö 2003), which Python's long integers do well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Tercom's limits.
_LONGEST_SHIFT = 10
_FARTHEST_SHIFT = 50
_MOST_CANDIDATES = 1_000
# sacreBLEU computes distances within 25 words of the diagonal only. A reference this short is covered whole …
_COVERED_WORDS = 24
# … and so are all best paths where the distance plus the difference of lengths is not above this.
_COVERED_DISTANCE = 44


def count_edits(hypothesis: Sequence[str], reference: Sequence[str]) -> int:
    """Edits that turn the words of `hypothesis` into those of `reference`, as sacreBLEU's TER counts them."""
    words = list(hypothesis)
    if not reference or words == list(reference):
        return 0 if reference else len(words)
    try:
        return _search(words, list(reference))
    except _OutsideBeamError:
        from sacrebleu.metrics.lib_ter import translation_edit_rate

        return int(translation_edit_rate(words, list(reference))[0])


class _OutsideBeamError(Exception):
    """A distance is so large that sacreBLEU's beam may have missed the best path."""


def _search(words: list[str], reference: list[str]) -> int:
    """Shift while a shift shortens the distance, always the best one; tried shifts are counted overall."""
    rows = _Rows(reference)
    places: dict[str, list[int]] = {}
    for i, word in enumerate(reference):
        places.setdefault(word, []).append(i)
    shifts = tried = 0
    while True:
        states = rows.all(words)
        distance = rows.checked(states[-1].distance, len(words))
        if distance == 0:
            return shifts
        candidates, tried = _candidates(words, reference, places, states, tried)
        if tried >= _MOST_CANDIDATES:
            return shifts + distance
        best = (0, 0, 0, 0)
        shifted = words
        for start, length, target in candidates:
            moved = _moved(words, start, length, target)
            after = rows.distance(moved, states, min(start, target))
            if distance - after >= best[0]:
                found = (distance - after, length, -start, -target)
                if found > best:
                    best, shifted = found, moved
        if best[0] <= 0:
            return shifts + distance
        shifts += 1
        words = shifted


@dataclass(frozen=True, slots=True)
class _State:
    """A row of the distance matrix, as differences: bit j is reference word j.

    up, down: where the distance grows, falls from word j to the next. same: where it equals that of one word
    less on both sides. distance: at the end of the row.
    """

    up: int
    down: int
    same: int
    distance: int


class _Rows:
    """Distances between any words and one reference, row by row."""

    def __init__(self, reference: Sequence[str]) -> None:
        self.length = len(reference)
        self.places: dict[str, int] = {}
        for i, word in enumerate(reference):
            self.places[word] = self.places.get(word, 0) | 1 << i

    def all(self, words: Sequence[str]) -> list[_State]:
        """The row before the first word, and the one after each."""
        full, last = (1 << self.length) - 1, 1 << self.length - 1
        up, down, distance = full, 0, self.length
        states = [_State(up, down, 0, distance)]
        for word in words:
            match = self.places.get(word, 0)
            same = (((match & up) + up) ^ up) | match | down
            right = down | ~(same | up) & full
            left = same & up
            distance += bool(right & last) - bool(left & last)
            right = right << 1 | 1
            up = (left << 1 | ~(same | right)) & full
            down = right & same & full
            states.append(_State(up, down, same, distance))
        return states

    def distance(self, words: Sequence[str], states: Sequence[_State], first: int) -> int:
        """The distance of `words`, which are those of `states` up to, not including, number `first`."""
        full, last, places = (1 << self.length) - 1, 1 << self.length - 1, self.places
        state = states[first]
        up, down, distance = state.up, state.down, state.distance
        for word in words[first:]:
            match = places.get(word, 0)
            same = (((match & up) + up) ^ up) | match | down
            right = down | ~(same | up) & full
            left = same & up
            if right & last:
                distance += 1
            elif left & last:
                distance -= 1
            right = right << 1 | 1
            up = (left << 1 | ~(same | right)) & full
            down = right & same & full
        return self.checked(distance, len(words))

    def checked(self, distance: int, words: int) -> int:
        """`distance`, if sacreBLEU's beam is sure to hold every best path."""
        if self.length > _COVERED_WORDS and distance + abs(self.length - words) > _COVERED_DISTANCE:
            raise _OutsideBeamError
        return distance


def _alignment(
    states: Sequence[_State], words: Sequence[str], reference: Sequence[str]
) -> tuple[list[int], list[int], list[int]]:
    """Follow the best path back; of equal ones pairing goes before leaving out, and that before adding.

    Gives for each reference word the hypothesis word that it is paired with or comes after (-1 for none), and
    running counts of the errors among the reference's and the hypothesis' words, each with one entry more.
    """
    i, j = len(words), len(reference)
    align = [-1] * j
    wrong_words, wrong_reference = [0] * i, [0] * j
    while i or j:
        bit = 1 << j >> 1
        paired = bool(i and j) and (words[i - 1] == reference[j - 1] or not states[i].same & bit)
        if paired:
            wrong = int(words[i - 1] != reference[j - 1])
            i, j = i - 1, j - 1
            align[j], wrong_words[i], wrong_reference[j] = i, wrong, wrong
        elif i and (j == 0 or states[i - 1].down & bit):
            i -= 1
            wrong_words[i] = 1
        else:
            j -= 1
            align[j], wrong_reference[j] = i - 1, 1
    return align, _running(wrong_reference), _running(wrong_words)


def _running(counts: Sequence[int]) -> list[int]:
    total, sums = 0, [0]
    for count in counts:
        total += count
        sums.append(total)
    return sums


def _candidates(
    words: Sequence[str],
    reference: Sequence[str],
    places: dict[str, list[int]],
    states: Sequence[_State],
    tried: int,
) -> tuple[set[tuple[int, int, int]], int]:
    """Shifts worth trying (start, length, target), and the count of all tried so far, which ends the search.

    A block is tried where it stands in the reference too, where both sides have an error within it, and where
    it is not paired with itself.
    """
    align, wrong_reference, wrong_words = _alignment(states, words, reference)
    found: set[tuple[int, int, int]] = set()
    for start, place, length in _equal_blocks(words, reference, places):
        if wrong_words[start + length] == wrong_words[start]:
            continue
        if wrong_reference[place + length] == wrong_reference[place]:
            continue
        if start <= align[place] < start + length:
            continue
        before = -1
        for target in _targets(align, place, length):
            if target != before:
                before = target
                tried += 1
                found.add((start, length, target))
        if tried >= _MOST_CANDIDATES:
            break
    return found, tried


def _equal_blocks(
    words: Sequence[str], reference: Sequence[str], places: dict[str, list[int]]
) -> Iterator[tuple[int, int, int]]:
    """(start, place, length) where `length` words from `start` are those of the reference from `place`."""
    for start, word in enumerate(words):
        for place in places.get(word, ()):
            if abs(place - start) > _FARTHEST_SHIFT:
                continue
            longest = min(_LONGEST_SHIFT, len(words) - start, len(reference) - place)
            for length in range(1, longest + 1):
                if words[start + length - 1] != reference[place + length - 1]:
                    break
                yield start, place, length


def _targets(align: Sequence[int], place: int, length: int) -> Iterator[int]:
    """Where a block can go: after what the reference word before it, and each word of it, is paired with."""
    yield 0 if place == 0 else align[place - 1] + 1
    for i in range(place, place + length):
        yield align[i] + 1


def _moved(words: list[str], start: int, length: int, target: int) -> list[str]:
    """The words with a block moved; a target within the block moves it on by as much."""
    block, end = words[start : start + length], start + length
    if target < start:
        return words[:target] + block + words[target:start] + words[end:]
    stop = target if target > end else length + target
    return words[:start] + words[end:stop] + block + words[stop:]
