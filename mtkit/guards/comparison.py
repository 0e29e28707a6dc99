"""The numbers of a sentence and of its translation, held against each other by what each can mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtkit.guards.keys import value_key
from mtkit.guards.numerals import Spelled, prefixed, spelled
from mtkit.guards.quantities import Quantity, quantities

_ROMAN = re.compile(r"\b(?=[IVXLC]+\b)C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def words_agree(source_words: Sequence[str], target_words: Sequence[str]) -> bool:
    """False when a plain number in words was lost and another came in; digits are not looked at."""
    source, target = spelled(source_words, "da"), spelled(target_words, "en")
    return not _words_changed(source, target, frozenset(), frozenset())


def compare(source: str, hypothesis: str, source_words: Sequence[str], target_words: Sequence[str]) -> bool:
    """False when a number in digits has no partner that can mean the same, or one in words was replaced."""
    source_digits, target_digits = quantities(source, "da"), quantities(hypothesis, "en")
    source_spelled, target_spelled = spelled(source_words, "da"), spelled(target_words, "en")
    source_spelled += prefixed(source_words)
    known_source = _known(source_digits, source)
    known_target = _known(target_digits, hypothesis)
    lost = _unmatched(source_digits, known_target.union(*(w.keys for w in target_spelled)))
    gained = _unmatched(target_digits, known_source.union(*(w.keys for w in source_spelled)))
    if lost or gained:
        return _same_digits_regrouped(lost, gained)
    return not _words_changed(source_spelled, target_spelled, known_source, known_target)


def _words_changed(
    source: list[Spelled], target: list[Spelled], in_source: frozenset[str], in_target: frozenset[str]
) -> bool:
    """Whether a plain number in words was lost and another came in.

    in_source, in_target: keys that numbers in digits can stand for.
    """
    known_target = in_target.union(*(w.keys for w in target))
    if not any(w.strong and known_target.isdisjoint(w.keys) for w in source):
        return False
    known_source = in_source.union(*(w.keys for w in source))
    return any(w.strong and known_source.isdisjoint(w.keys) for w in target)


def _known(digits: list[Quantity], text: str) -> frozenset[str]:
    """Every reading of the numbers in digits, and of Roman numerals."""
    keys: set[str] = set()
    for quantity in digits:
        keys.update(quantity.keys)
        for part in quantity.parts:
            keys.update(part.keys)
    for match in _ROMAN.finditer(text):
        if match.group():  # empty where letters alone are Roman ("IC", "VX")
            keys.add(value_key(_roman(match.group())))
    return frozenset(keys)


def _unmatched(digits: list[Quantity], known: frozenset[str]) -> list[Quantity]:
    missing = []
    for quantity in digits:
        if known.isdisjoint(quantity.keys):
            if quantity.parts:
                missing += [part for part in quantity.parts if known.isdisjoint(part.keys)]
            else:
                missing.append(quantity)
    return missing


def _same_digits_regrouped(lost: list[Quantity], gained: list[Quantity]) -> bool:
    """Telephone and serial numbers may be written in other groups: 33 14 15 16 and +45 33141516."""
    before = "".join(c for quantity in lost for c in quantity.text if c.isdigit())
    after = "".join(c for quantity in gained for c in quantity.text if c.isdigit())
    return before == after.removeprefix("45" if len(before) == 8 else "") and len(before) >= 6


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[c] for c in numeral]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
