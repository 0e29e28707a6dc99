"""Whether the numbers of a Danish sentence stand in its English translation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import ModuleType

from mtkit.guards import _numerals_da, _numerals_en

_DIGITS = re.compile(r"[0-9]+(?:[.][0-9]+)*")


def _plain_numbers(data: ModuleType) -> frozenset[str]:
    """Words that by themselves are a number of two or more."""
    tens = data.TENS.split()[::2]
    compounds = [f"{unit}og{word}" for unit in data.JOINED.split() for word in tens]
    hundreds = data.OTHER_UNITS.split()
    large = [word for word, value in zip(hundreds[::2], hundreds[1::2], strict=True) if value != "1"]
    return frozenset([*data.UNITS.split()[2:], *tens, *compounds, *large])


_NUMBER_WORDS_DA, _NUMBER_WORDS_EN = _plain_numbers(_numerals_da), _plain_numbers(_numerals_en)
_SCALES_DA, _SCALES_EN = (frozenset(data.SCALES.split()[::2]) for data in (_numerals_da, _numerals_en))


def numbers_agree(
    source: str, hypothesis: str, source_words: Sequence[str], target_words: Sequence[str]
) -> bool:
    """False when a number was lost, changed or invented.

    Digits must come out as digits or words of the same value, and digits in the output need a number in the
    source. A number in words counts only when another one takes its place ("tre" -> "four"), because much of
    what words count is said otherwise ("de to" -> "both"). How often a number occurs does not count.
    `source_words`, `target_words`: the words of each side in lower case.
    """
    same_digits = sorted(_digits(source)) == sorted(_digits(hypothesis))
    same_digits = same_digits and _SCALES_DA.isdisjoint(source_words) and _SCALES_EN.isdisjoint(target_words)
    if same_digits and (
        _NUMBER_WORDS_DA.isdisjoint(source_words) or _NUMBER_WORDS_EN.isdisjoint(target_words)
    ):
        return True
    from mtkit.guards.comparison import compare, words_agree  # most sentences need neither

    if same_digits and words_agree(source_words, target_words):
        return True
    return compare(source, hypothesis, source_words, target_words)


def _digits(text: str) -> list[str]:
    """Numbers in digits, with every separator written the same."""
    return _DIGITS.findall(text.replace(",", ".").replace(":", "."))
