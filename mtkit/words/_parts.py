"""Where markup goes that covers a part of a word: a raised figure, the index of a formula, an initial."""

from __future__ import annotations

from mtkit.core import Span
from mtkit.text.tokens import Token


def splits_word(span: Span, first: Token, last: Token) -> bool:
    """Whether a span over the words `first` to `last` begins or ends inside one of them."""
    return first.start < span.start or span.end < last.end


def is_initial(span: Span, text: str, first: Token) -> bool:
    """Whether a span stands over the first letter of a text and the rest of its word does not: a drop cap."""
    return (
        span.start == first.start
        and span.end == first.start + 1 < first.end
        and not text[: first.start].strip()
    )


def narrowed(span: Span, source: tuple[Token, Token], target: tuple[Token, Token]) -> tuple[int, int]:
    """The characters for a span over words `source` (first, last) that stand for the words `target`.

    Where the span cuts a word, so does its translation if the words are the same, or begin or end with what
    the span covers of them, or if it covers their first letter; otherwise the whole word is taken.
    """
    start, end = target[0].start, target[1].end
    if source[0] is source[1] and target[0] is target[1]:
        first, last = _in_word(span, source[0], target[0].text)
        return start + first, start + last
    if source[0].start < span.start:
        covered = source[0].text[span.start - source[0].start :]
        start += len(target[0].text) - len(covered) if target[0].text.endswith(covered) else 0
    if span.end < source[1].end:
        covered = source[1].text[: span.end - source[1].start]
        end -= len(target[1].text) - len(covered) if target[1].text.startswith(covered) else 0
    return start, end


def _in_word(span: Span, source: Token, target: str) -> tuple[int, int]:
    """The part of the word `target` for the part of `source` that a span covers."""
    first, last = max(span.start - source.start, 0), min(span.end, source.end) - source.start
    covered = source.text[first:last]
    if target.casefold() == source.text.casefold() and len(target) == len(source.text):
        return first, last
    if last == len(source.text) and target.endswith(covered):
        return len(target) - len(covered), len(target)
    if first == 0 and target.startswith(covered):
        return 0, len(covered)
    if (first, last) == (0, 1) and covered.isalpha() and target[:1].isalpha():
        return 0, 1
    return 0, len(target)
