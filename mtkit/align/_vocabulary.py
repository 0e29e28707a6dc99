"""Sentences as lists of word numbers, and what each word is made of: its character n-grams and itself.

Words are kept without case and in compatibility composition (NFKC), so that composed and decomposed letters
and full-width digits meet; their n-grams are without diacritics too, so that `Dänemark` and `Danemark`
nearly do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_WIDE = 0x2E80  # from here on a letter is a syllable or a word: Chinese, Japanese, Korean
_NGRAMS = (3, 4)
_LONGEST = 64  # letters of a word that are looked at: OCR and data URIs hold "words" of thousands
WHOLE_WORD = 2.0  # weight of a word as a feature of itself, against 1 for each of its n-grams

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]


def fold(text: str) -> str:
    """A word in lower case without its diacritics."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words(sentence: str) -> list[str]:
    """The words of a sentence, in lower case: runs of letters, digits and underscores."""
    text = sentence.lower() if sentence.isascii() else unicodedata.normalize("NFKC", sentence).lower()
    return [word[:_LONGEST] for word in _WORD.findall(text)]


def ngrams(word: str) -> list[str]:
    """What a word is compared by: n-grams of 3 and 4 with its edges marked, 1 and 2 in wide scripts."""
    if ord(max(word)) >= _WIDE:
        return [word[i : i + n] for n in (1, 2) for i in range(len(word) - n + 1)]
    marked = f"^{fold(word)}$"
    if len(marked) <= _NGRAMS[0]:
        return [marked]
    return [marked[i : i + n] for n in _NGRAMS for i in range(len(marked) - n + 1)]


@dataclass(frozen=True, slots=True)
class Side:
    """One side's sentences in word numbers: sentence i holds `words[start[i]:start[i + 1]]`."""

    words: Integers
    start: Integers

    def __len__(self) -> int:
        return len(self.start) - 1


@dataclass(frozen=True, slots=True)
class Table:
    """Features of words: word w has `features[start[w]:start[w + 1]]`, with `weights` alike."""

    features: Integers
    weights: Reals
    start: Integers


class Vocabulary:
    """Numbers words in the order they are met, so that nothing hangs on hash seeds."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def side(self, sentences: Iterable[Sequence[str]]) -> Side:
        """Sentences (as words) in numbers; new words are taken in."""
        numbers = self.numbers
        flat: list[int] = []
        start = [0]
        for sentence in sentences:
            flat.extend(numbers.setdefault(word, len(numbers)) for word in sentence)
            start.append(len(flat))
        return Side(np.array(flat, dtype=np.int64), np.array(start, dtype=np.int64))

    def spelling(self) -> Table:
        """Each word's n-grams (weight 1) and itself (WHOLE_WORD). Feature numbers are this table's own."""
        known: dict[str, int] = {}
        features: list[int] = []
        weights: list[float] = []
        start = [0]
        for word in self.numbers:
            found = ngrams(word)
            features.extend(known.setdefault(ngram, len(known)) for ngram in found)
            features.append(known.setdefault(f"={fold(word)}", len(known)))
            weights.extend([1.0] * len(found))
            weights.append(WHOLE_WORD)
            start.append(len(features))
        return Table(np.array(features, dtype=np.int64), np.array(weights), np.array(start, dtype=np.int64))


def expand(starts: Integers, lengths: Integers) -> Integers:
    """Indices of many slices, one behind the other: slice k is `starts[k] … starts[k] + lengths[k] - 1`."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    out: Integers = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
    return out
