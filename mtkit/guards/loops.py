"""Output that says the same thing again and again, with spaces between or without."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import eq

MAX_PERIOD = (
    12  # words in a block that is looked for next to its copy; longer blocks show as repeated 4-grams
)

_LONG_PIECE = re.compile(r"\S{18,}")
_CHARACTER_RUN = re.compile(r"(\S)\1{5,}|((?:[^\w\s]\s){6,})")


def longest_run(words: Sequence[str]) -> tuple[int, int]:
    """The most copies of one block of words that stand next to each other, and that block's length in words.

    (1, 0) when nothing stands twice. Linear in the number of words.
    """
    copies, period = 1, 0
    for p in range(1, min(MAX_PERIOD, len(words) // 2) + 1):
        run = best = 0
        for same in map(eq, words, words[p:]):
            run = run + 1 if same else 0
            if run > best:
                best = run
        if best >= p and best // p + 1 > copies:
            copies, period = best // p + 1, p
    return copies, period


def repeated_grams(words: Sequence[str], n: int = 4) -> int:
    """How many n-grams of words stand in a place where they are not new."""
    grams = list(zip(*(words[i:] for i in range(n)), strict=False))
    return len(grams) - len(set(grams))


def unspaced_run(text: str) -> int:
    """Characters in the longest stretch without spaces that is one block (up to 12 long) over and over."""
    best = 0
    for piece in _LONG_PIECE.findall(text):
        best = max(best, _periodic(piece))
    return best


def _periodic(piece: str) -> int:
    best = 0
    for p in range(1, min(12, len(piece) // 3) + 1):
        run = longest = 0
        for same in map(eq, piece, piece[p:]):
            run = run + 1 if same else 0
            if run > longest:
                longest = run
        if longest >= 2 * p and longest + p > best:
            best = longest + p
    return best


def character_run(text: str) -> bool:
    """Whether one character stands six times or more in a row, or marks with spaces between do."""
    return _CHARACTER_RUN.search(text) is not None
