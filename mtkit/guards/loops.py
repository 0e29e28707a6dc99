"""Output that says the same thing again and again, with spaces between or without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import eq

MAX_PERIOD = (
    12  # words in a block that is looked for next to its copy; longer blocks show as repeated 4-grams
)
MIN_RUN = 14  # characters in an unspaced repetition that is told apart from a word like "ananas"

_DOUBLED = r"\b(\w+(?:\s+\w+){0,3})\s+\1\b"
_GOOD_TWICE = frozenset({"that", "had"})
_MARKS = r"(?:[^\w\s]\s+){6,}"


def periods(words: Sequence[str]) -> set[int]:
    """Distances at which a pair of words stands again, and 1 where a word stands beside itself.

    Whatever repeats in `words` does so at one of these; empty for most sentences, and cheap.
    """
    last: dict[tuple[str, str], int] = {}
    found: set[int] = set()
    for i, pair in enumerate(pairwise(words)):
        if pair in last:
            found.add(i - last[pair])
        last[pair] = i
    if any(map(eq, words, words[1:])):
        found.add(1)
    return found


def longest_run(words: Sequence[str], lengths: Iterable[int]) -> int:
    """The most copies of one block of words that stand next to each other; 1 when nothing stands twice.

    lengths: the lengths of blocks to look for, those over MAX_PERIOD are left out.
    """
    copies = 1
    for p in sorted(lengths):
        if p <= MAX_PERIOD:
            copies = max(copies, _longest_true(map(eq, words, words[p:])) // p + 1)
    return copies


def _longest_true(values: Iterable[bool]) -> int:
    run = longest = 0
    for value in values:
        run = run + 1 if value else 0
        if run > longest:
            longest = run
    return longest


def repeated_grams(words: Sequence[str], n: int = 4) -> int:
    """How many n-grams of words stand in a place where they are not new."""
    grams = list(zip(*(words[i:] for i in range(n)), strict=False))
    return len(grams) - len(set(grams))


def doubled(text: str) -> bool:
    """Whether one to four words stand twice with nothing but white space between; "that that" is no fault."""
    return any(match[1].lower() not in _GOOD_TWICE for match in re.finditer(_DOUBLED, text, re.IGNORECASE))


def unspaced_run(pieces: Sequence[str]) -> bool:
    """Whether one of `pieces` (text between white space) is a block of up to 12 characters over and over."""
    return any(len(piece) >= MIN_RUN and _periodic(piece) >= MIN_RUN for piece in pieces)


def marks_run(text: str) -> bool:
    """Whether six marks or more stand in a row with white space between."""
    return re.search(_MARKS, text) is not None


def _periodic(piece: str) -> int:
    """Characters in the longest stretch that is one block three times or more."""
    best = 0
    for p in range(1, min(12, len(piece) // 3) + 1):
        longest = _longest_true(map(eq, piece, piece[p:]))
        if longest >= 2 * p:
            best = max(best, longest + p)
    return best
