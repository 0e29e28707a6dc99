"""How an English newspaper would set what the source has: its quotation marks, its thousands."""

from __future__ import annotations

import re

_DOUBLE = '"“”„‟«»″'
_SINGLE = "'‘’"
_BEFORE = r"(?:(?<=[\s(\[{/–—-])|^)"


def _marks(signs: str) -> re.Pattern[str]:
    """One of `signs` before quoted words, or after them."""
    return re.compile(rf"{_BEFORE}[{signs}](?=\S)|(?<=\S)[{signs}](?!\w)")


_SOURCE, _EITHER, _SINGLES = _marks(_DOUBLE), _marks(_DOUBLE + _SINGLE), _marks(_SINGLE)
_OPENS = re.compile(_BEFORE)
# The apostrophe of a plural ("the players' club"), of a decade, of a word cut short.
_APOSTROPHE = re.compile(r"(?<=\ws)['’](?= \w)|['’](?=\d0s\b|(?:em|til|tis|twas|cause|n)\b)", re.IGNORECASE)
# Thousands that Danish sets with points and a model with blanks; a telephone number has its blanks in both.
_POINTED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.]*\d)")


def printed(source: str, hypothesis: str) -> str:
    """`hypothesis` with quotation marks and separators of thousands as the source and English want them.

    Models learn other ones from the proceedings of parliaments: 'so' for "so", and 9 000 for 9.000.
    """
    return quoted(source, thousands(source, hypothesis))


def thousands(source: str, hypothesis: str) -> str:
    """`hypothesis` with commas in numbers that it has with blanks and the source with points."""
    for number in _POINTED.findall(source):
        spaced = number.replace(".", " ")
        if spaced in hypothesis:
            hypothesis = re.sub(
                rf"(?<![\d.,])(?<!\d ){spaced}(?![\d.]*\d| \d)", number.replace(".", ","), hypothesis
            )
    return hypothesis


def quoted(source: str, hypothesis: str) -> str:
    """`hypothesis` with double quotation marks where it has single ones for the source's double ones.

    Only marks that open and close in the source's order are exchanged; with single quotations in the source
    none are.
    """
    if not any(mark in hypothesis for mark in _SINGLE) or not any(mark in source for mark in _DOUBLE):
        return hypothesis
    if len(_SINGLES.findall(source)) > len(_APOSTROPHE.findall(source)):
        return hypothesis
    order = _order(source, [match.start() for match in _SOURCE.finditer(source)])
    apostrophes = {match.start() for match in _APOSTROPHE.finditer(hypothesis)}
    places = [match.span() for match in _EITHER.finditer(hypothesis)]
    for chosen in ([span for span in places if span[0] not in apostrophes], places):
        found = _order(hypothesis, [start for start, _ in chosen])
        if found == order or (len(found) < len(order) and found and found == "()" * (len(found) // 2)):
            return _exchanged(hypothesis, chosen)
    return hypothesis


def _order(text: str, places: list[int]) -> str:
    """What the mark at each of `places` does: ( opens, ) closes."""
    return "".join("(" if _OPENS.match(text, place) else ")" for place in places)


def _exchanged(text: str, places: list[tuple[int, int]]) -> str:
    for start, end in reversed(places):
        if text[start] in _SINGLE:
            text = f'{text[:start]}"{text[end:]}'
    return text
