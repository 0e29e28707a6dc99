"""Names that were copied with letters left out, put right from the source: Visegrad for "Viegrad"."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?:(?<=[\w,;)] )|(?<=[\w,;)] [\"'(]))[^\W\d_]+")  # not where a sentence begins
_LEAST_LETTERS = 5
_MOST_MISSING = 3
_BEGINNING, _END = 2, 2  # letters that a slip of a model leaves alone
# What English writes with fewer letters than Danish, and ends of forms that it does not have (Maldivernes).
_ENGLISH = frozenset({"Hanover", "Havana", "Lisbon", "Tajikistan", "Tehran"})
_DANISH_ENDS = ("erne", "ernes", "ens", "et", "ets", "ers", "rer", "ing")


def respelled(source: str, hypothesis: str) -> str:
    """`hypothesis` with the source's form of each name in it that lacks letters of it.

    A model of subwords loses a piece in the middle of a long name now and then. A capitalised word inside a
    sentence that the source does not have, and that one word of the source becomes when one to three inner
    letters are left out, is taken for that; the word must not stand in `hypothesis` already. Names that are
    another word in English have other letters, another beginning or another end (Tjekkiet, Spanien).
    """
    there = dict.fromkeys(word for word in _INSIDE.findall(hypothesis) if _called(word))
    here = set(_WORD.findall(source))
    strange = [word for word in there if word not in here and word not in _ENGLISH]
    if not strange:
        return hypothesis
    missing = [
        word for word in here if _called(word) and word not in hypothesis and not word.endswith(_DANISH_ENDS)
    ]
    for word in strange:
        meant = [name for name in missing if _lacks_letters(word, name)]
        if len(meant) == 1:
            hypothesis = re.sub(rf"(?<![^\W\d_]){word}(?![^\W\d_])", meant[0], hypothesis)
    return hypothesis


def _called(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and word[0].isupper() and not word.isupper()


def _lacks_letters(word: str, name: str) -> bool:
    """Whether `word` is `name` with inner letters left out."""
    if not 0 < len(name) - len(word) <= _MOST_MISSING:
        return False
    if word[:_BEGINNING] != name[:_BEGINNING] or word[-_END:] != name[-_END:]:
        return False
    letters = iter(name)
    return all(letter in letters for letter in word)
