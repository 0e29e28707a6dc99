"""How an English newspaper would set what the source has: its quotation marks, its thousands."""

from __future__ import annotations

import re

_DOUBLE = '"“”„‟«»″'
_SINGLE = "'‘’"
_BEFORE = r"(?:(?<=[\s(\[{/–—-])|^)"
# The apostrophe of a plural ("the players' club"), of a decade, of a word cut short.
_APOSTROPHE = r"(?<=\ws)['’](?= \w)|['’](?=\d0s\b|(?:em|til|tis|twas|cause|n)\b)"
# Thousands that Danish sets with points and a model with blanks; a telephone number has its blanks in both.
_POINTED = r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.]*\d)"


def _marks(signs: str) -> str:
    """A pattern of one of `signs` before quoted words, or after them."""
    return rf"{_BEFORE}[{signs}](?=\S)|(?<=\S)[{signs}](?!\w)"


def printed(source: str, hypothesis: str) -> str:
    """`hypothesis` with quotation marks and separators of thousands as the source and English want them.

    Models learn other ones from the proceedings of parliaments: 'so' for "so", and 9 000 for 9.000.
    """
    return quoted(source, thousands(source, hypothesis))


def thousands(source: str, hypothesis: str) -> str:
    """`hypothesis` with commas in numbers that it has with blanks and the source with points."""
    if "." not in source.rstrip(". "):  # patterns take milliseconds to compile, and few sentences need one
        return hypothesis
    for number in re.findall(_POINTED, source):
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
    if len(re.findall(_marks(_SINGLE), source)) > len(re.findall(_APOSTROPHE, source)):
        return hypothesis
    order = _order(source, [match.start() for match in re.finditer(_marks(_DOUBLE), source)])
    apostrophes = {match.start() for match in re.finditer(_APOSTROPHE, hypothesis, re.IGNORECASE)}
    places = [match.span() for match in re.finditer(_marks(_DOUBLE + _SINGLE), hypothesis)]
    for chosen in ([span for span in places if span[0] not in apostrophes], places):
        found = _order(hypothesis, [start for start, _ in chosen])
        if found == order or (len(found) < len(order) and found and found == "()" * (len(found) // 2)):
            return _exchanged(hypothesis, chosen)
    return hypothesis


def _order(text: str, places: list[int]) -> str:
    """What the mark at each of `places` does: ( opens, ) closes."""
    opens = re.compile(_BEFORE)
    return "".join("(" if opens.match(text, place) else ")" for place in places)


def _exchanged(text: str, places: list[tuple[int, int]]) -> str:
    for start, end in reversed(places):
        if text[start] in _SINGLE:
            text = f'{text[:start]}"{text[end:]}'
    return text
