"""Lay a translation out again over subtitle cues and their lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 42  # characters in a line, tags not counted (the usual limit for Latin script)
LINES = 2

_FINAL = re.compile(r"[.!?…][\"”’»)\]]*$")
_PAUSE = re.compile(r"[,;:–—][\"”’»)\]]*$")
# A line does not end in one of these, which belong with what follows.
_HOLDS_ON = frozenset(
    {"a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "from", "and", "or", "but", "my"}
    | {"your", "his", "her", "its", "our", "their", "this", "that", "is", "are", "was", "were", "be", "not"}
    | {"i", "you", "he", "she", "it", "we", "they", "mr", "mrs", "dr", "no", "as", "if", "than", "very"}
    | {"have", "has", "had", "will", "would", "can", "could", "do", "does", "did", "don't", "doesn't"}
)
# A line likes to begin with one of these.
_OPENS = frozenset(
    {"and", "but", "or", "because", "that", "which", "who", "when", "if", "while", "so", "than", "then"}
    | {"in", "on", "at", "for", "with", "from", "to", "of", "by", "about", "before", "after", "where", "as"}
)
# Beyond these, which no real cue reaches, text is cut without weighing the places, in linear time.
_CAREFUL_WORDS = 400
_CAREFUL_LINES = 6
_OVERFLOW = 4.0  # cost of a character that does not fit
_EMPTY = 60.0  # cost of a cue without words
_FAR = 0.8  # cost of the square of a character away from the share, divided by the share's length


@dataclass(frozen=True, slots=True)
class Slot:
    """What one cue can take of a text. share: part of the whole that its time and source words ask for."""

    share: float
    width: int = WIDTH
    lines: int = LINES


def cut_text(text: str, slots: Sequence[Slot], fixed: Sequence[float] = ()) -> list[int]:
    """Where to cut `text` so that each slot gets its share: len(slots) - 1 offsets of spaces, ascending.

    `fixed` are ideal offsets of the cuts; without them these follow from the shares. A cut stands at a
    good place to stop (after punctuation, before a conjunction) if one is near. Offsets are len(text)
    where there are fewer words than slots: the last cues stay empty.
    """
    places = [m.start() for m in re.finditer(r"\s+", text)]
    wanted = list(fixed) or _ideals(text, slots)
    if len(places) > _CAREFUL_WORDS:
        return _nearest(places, wanted, len(text))
    ends = [0, *places, len(text)]
    # best[n]: the least cost of having filled the slots so far with text[:ends[n]]
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for slot, ideal in zip(slots, [*wanted, None], strict=True):
        best = _extend(text, ends, best, slot, ideal)
    (_, cuts) = best[len(ends) - 1]
    return [ends[n] for n in cuts[:-1]]


def _nearest(places: Sequence[int], wanted: Sequence[float], length: int) -> list[int]:
    """The first space behind each wanted place."""
    return sorted(
        places[min(bisect_left(places, at), len(places) - 1)] if places else length for at in wanted
    )


def _ideals(text: str, slots: Sequence[Slot]) -> list[float]:
    total, done, ideals = sum(s.share for s in slots) or 1.0, 0.0, []
    for slot in slots[:-1]:
        done += slot.share
        ideals.append(len(text) * done / total)
    return ideals


_Costs = dict[int, tuple[float, tuple[int, ...]]]


def _extend(text: str, ends: Sequence[int], best: _Costs, slot: Slot, ideal: float | None) -> _Costs:
    """Fill one more slot; `ideal` is where it should end, None for the last, which takes the rest."""
    out: _Costs = {}
    room = slot.width * slot.lines
    last = len(ends) - 1
    for stop in range(len(ends)) if ideal is not None else [last]:
        away = 0.0
        if ideal is not None:
            away = _FAR * (ends[stop] - ideal) ** 2 / max(8.0, slot.share) + stop_cost(text, ends[stop])
            if abs(ends[stop] - ideal) > 3 * room and stop not in (0, last):
                continue
        for start, (cost, cuts) in best.items():
            if start > stop:
                continue
            length = ends[stop] - ends[start]
            cost += away + (_OVERFLOW * (length - room) if length > room else 0.0)
            if not text[ends[start] : ends[stop]].strip():
                cost += _EMPTY
            if stop not in out or cost < out[stop][0]:
                out[stop] = (cost, (*cuts, stop))
    return out


def stop_cost(text: str, at: int) -> float:
    """How bad a place `at` is to stop reading: 0 after a sentence, up to 9 after an article."""
    if at >= len(text):
        return 0.0
    before, after = text[:at].rstrip()[-40:], text[at : at + 40].split(None, 1)
    if _FINAL.search(before):
        return 0.0
    if _PAUSE.search(before):
        return 1.0
    word = before.split()[-1].lower() if before.split() else ""
    if word in _HOLDS_ON:
        return 9.0
    return 3.0 if after and after[0].lower() in _OPENS else 5.0


def break_lines(text: str, width: int = WIDTH, lines: int = LINES) -> list[int]:
    """Offsets of the spaces at which `text` is broken into lines of at most `width` characters.

    As few lines as it takes; of these the most even ones that stop at good places, the last rather
    longer. More than `lines` only where the words do not fit otherwise.
    """
    if len(text) <= width:
        return []
    places = [m.start() for m in re.finditer(r"\s+", text)]
    least = max(2, -(-len(text) // (width + 1)))
    for count in range(least, max(lines, least + 1) + 1) if least <= _CAREFUL_LINES else ():
        found = _break(text, places, width, count)
        if found is not None:
            return found
    return _greedy(text, places, width)


def _break(text: str, places: Sequence[int], width: int, count: int) -> list[int] | None:
    """The best breaks into `count` lines, None where the words do not fit."""
    ideal = len(text) / count
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for line in range(count):
        stops = places if line < count - 1 else [len(text)]
        out: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, breaks) in best.items():
            for stop in stops:
                length = stop - start - 1
                if length <= 0 or length > width:
                    continue
                uneven = 0.02 * (length - ideal) ** 2 * (1.2 if line == 0 and length > ideal else 1.0)
                total = cost + uneven + 1.5 * stop_cost(text, stop)
                if stop not in out or total < out[stop][0]:
                    out[stop] = (total, [*breaks, stop])
        best = out
    return best[len(text)][1][:-1] if len(text) in best else None


def _greedy(text: str, places: Sequence[int], width: int) -> list[int]:
    """Breaks at the last space that fits; a word longer than a line has a line of its own."""
    breaks: list[int] = []
    start, before = 0, -1
    for place in [*places, len(text)]:
        if place - start > width and before > start:
            breaks.append(before)
            start = before + 1
        before = place
    return breaks
