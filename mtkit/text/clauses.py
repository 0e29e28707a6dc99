"""Cut a sentence that is too long for a model, where it hurts least."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from mtkit.errors import UsageError

# Places to cut, after the match, from good to bad, each with the share of a piece that a better one is worth.
_PLACES = re.compile(
    r"""(?P<stop>(?:[!?…;]|(?<=[a-zæøå]{4})\.(?=[\"'”’»«“)\]]*\s+[\"»“(]?[A-ZÆØÅ]))[\"'”’»«“)\]]*\s+)
      | (?P<colon>:\s+|\s[-–—]\s+)
      | (?P<clause>,[\"”»«“]?\s+(?=(?i:og|men|eller|for|så|som|der|at|fordi|hvis|når|da|mens|hvor|hvilket|idet
            |and|but|or|so|which|who|that|because|if|when|while|where|although|as|since)\b))
      | (?P<comma>[,)\]][\"”»«“]?\s+)
      | (?P<conjunction>\s+(?=(?i:og|men|eller|samt|at|som|der|and|but|or|that|which|who)\s))
      | (?P<space>\s+)""",
    re.VERBOSE,
)
_COST = {"stop": 0.0, "colon": 0.1, "clause": 0.15, "comma": 0.3, "conjunction": 0.4, "space": 0.6}


def split_long(sentence: str, count: Callable[[str], int], limit: int) -> list[str]:
    """Pieces, none empty, whose join is `sentence` and each of which `count` puts at `limit` at most.

    Cuts come after a stop or semicolon, a colon or dash, a comma before a conjunction, a comma, before a
    conjunction, at a space, and inside a word only where there is no space; pieces are about equally long.
    `count` (subwords, say) is called about twice a piece. A single character over the limit is a piece.

    Raises UsageError when `limit` is less than 1.
    """
    if limit < 1:
        raise UsageError(f"a limit of {limit} leaves no room for any piece", hint="give a limit of 1 or more")
    total = count(sentence)
    if total <= limit or len(sentence) < 2:
        return [sentence] if sentence else []
    pieces: list[str] = []
    start, density = 0, total / len(sentence)
    while start < len(sentence):
        piece, counted = _next_piece(sentence, start, count, limit, density)
        pieces.append(piece)
        start += len(piece)
        density = max(counted, 1) / len(piece) * 0.5 + density * 0.5
    return pieces


def _next_piece(
    sentence: str, start: int, count: Callable[[str], int], limit: int, density: float
) -> tuple[str, int]:
    """The piece that begins at `start`, and its count. `density` is what is known of counts per character."""
    rest = len(sentence) - start
    number = int(rest * density / limit) + 1  # pieces that the rest will give, at the least
    if rest * density / number > 0.95 * limit:
        number += 1
    size = max(1, min(rest, rest // number + (number > 1) * max(8, rest // number // 6)))
    while True:
        end = len(sentence) if size >= rest else _cut(sentence, start, start + size)
        piece = sentence[start:end]
        counted = count(piece)
        if counted <= limit or len(piece) == 1:
            return piece, counted
        size = max(1, min(len(piece) - 1, int(len(piece) * limit / counted * 0.9)))


def _cut(sentence: str, start: int, end: int) -> int:
    """The best place to cut sentence[start:end], late rather than early; `end` where none is better."""
    size = end - start
    best, lowest = 0, 2.0
    for place in _PLACES.finditer(sentence, start + size // 3, end):
        cost = _COST[str(place.lastgroup)] + (end - place.end()) / size
        if cost <= lowest and place.end() > start:
            best, lowest = place.end(), cost
    if best:
        return best
    while end - 1 > start and _sticks(sentence[end]):
        end -= 1
    return end


def _sticks(char: str) -> bool:
    """Whether `char` belongs to the character before it: a combining mark or a joiner."""
    return unicodedata.combining(char) != 0 or char in "\u200d\ufe0f"
