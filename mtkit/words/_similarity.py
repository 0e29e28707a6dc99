"""How probably one word translates another: by the lexicon, and by its letters where the lexicon is
silent."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtkit.words.lexicon import Lexicon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_SAME = 0.7  # p of a word that is written the same on both sides and unknown to the lexicon
_STEM_SHARE = 0.5  # a form that stands in for another counts for less
_COMPOUND_SHARE = 0.4
_RARE = 0.5  # a word that the lexicon is no surer of may have been seen a few times only
_LONG = 8  # letters from which a word may well be a compound
_LEAST_PART = 3  # letters in a part of a compound
_SHORT_PARTS = frozenset({"by", "is", "øl"})
_LEAST_COGNATE = 0.55
# fmt: off
_DANISH_ENDINGS = (
    "ernes", "erne", "ende", "enes", "ens", "ets", "ers", "ede", "ene", "est", "en", "et", "er", "es", "te",
    "ne", "s", "e", "t", "n", "r",
)
# fmt: on
_ENGLISH_ENDINGS = ("'s", "’s", "ing", "ies", "ied", "es", "ed", "ly", "er", "'", "’", "s", "d", "n")
_NEGATED = ("n't", "n’t", "cannot")  # parliament says "did not", people and news "didn't"
# Letters that the two languages write differently in the words they share.
_FOLD = str.maketrans("øæåéöäükzjyw", "oeaeoaucsiiv")
_NUMBER = re.compile(r"\d")


def pair_probabilities(
    source: Sequence[str], target: Sequence[str], lexicon: Lexicon
) -> tuple[Matrix, Matrix]:
    """p(target word | source word) and p(source word | target word), both [target words, source words]."""
    import numpy as np

    forward = np.zeros((len(target), len(source)))
    backward = np.zeros((len(target), len(source)))
    low = [word.lower() for word in target]
    places: dict[str, list[int]] = {}
    for j, word in enumerate(low):
        places.setdefault(word, []).append(j)
    stems = {form: places[word] for word in places for form in _forms(word, _ENGLISH_ENDINGS)}
    stems["not"] = [j for j, word in enumerate(low) if word.endswith(_NEGATED)]
    for i, word in enumerate(source):
        for candidate, (p, q) in _candidates(word.lower(), lexicon).items():
            for j in places.get(candidate, ()):
                forward[j, i], backward[j, i] = max(p, forward[j, i]), max(q, backward[j, i])
            for j in stems.get(candidate, ()):
                forward[j, i] = max(p * _STEM_SHARE, forward[j, i])
                backward[j, i] = max(q * _STEM_SHARE, backward[j, i])
    _by_letters(source, target, forward, backward, lexicon)
    return forward, backward


def _by_letters(
    source: Sequence[str], target: Sequence[str], forward: Matrix, backward: Matrix, lexicon: Lexicon
) -> None:
    for i, d in enumerate(source):
        known = d.lower() in lexicon
        for j, e in enumerate(target):
            if forward[j, i] > 0.3:
                continue
            p = alike(d, e) * _SAME
            if known and forward[j, i] == 0 and d.lower() != e.lower():
                p *= 0.3  # the lexicon knows better words for it
            forward[j, i], backward[j, i] = max(p, forward[j, i]), max(p, backward[j, i])


def _candidates(word: str, lexicon: Lexicon) -> dict[str, tuple[float, float]]:
    """Translations of a word, or of its stem, or of the parts of a compound."""
    found = dict(lexicon.translations(word))
    if found and (max(p for p, _ in found.values()) > _RARE or len(word) < 2 * _LEAST_PART):
        return found
    for form in _forms(word, _DANISH_ENDINGS):
        for candidate, (p, q) in lexicon.translations(form).items():
            if candidate not in found:
                found[candidate] = (p * _STEM_SHARE, q * _STEM_SHARE)
        if found and len(word) < _LONG:
            return found
    for part in parts(word, lexicon):
        for candidate, (p, q) in lexicon.translations(part).items():
            if p > 0.02 and candidate not in found:
                found[candidate] = (p * _COMPOUND_SHARE, q * _COMPOUND_SHARE)
    return found


def _forms(word: str, endings: Sequence[str]) -> list[str]:
    """The word without each ending that it has, and with the vowel that the ending may have cost."""
    forms = []
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_PART:
            stem = word[: -len(ending)]
            forms += [stem, stem + "e"]
            if stem[-1] == stem[-2]:
                forms.append(stem[:-1])
    return forms


@functools.lru_cache(maxsize=4096)
def parts(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The known words that a Danish compound is made of, or () where it cannot be cut into such.

    Between two parts may stand the joints s, e or a hyphen. The longest last part wins, since it is the head.
    """
    if len(word) < 2 * _LEAST_PART:
        return ()
    for cut in range(2, len(word) - _LEAST_PART + 1):
        tail = _known(word[cut:], lexicon)
        if not tail:
            continue
        for joint in ("", "s", "e", "-"):
            if word[:cut].endswith(joint):
                head = word[: cut - len(joint)]
                whole = _known(head, lexicon)
                if whole:
                    return (whole, tail)
                deeper = parts(head, lexicon) if len(head) >= 2 * _LEAST_PART else ()
                if deeper:
                    return (*deeper, tail)
    return ()


def _known(word: str, lexicon: Lexicon) -> str:
    if len(word) < _LEAST_PART and word not in _SHORT_PARTS:
        return ""
    if word in lexicon:
        return word
    return next((f for f in _forms(word, _DANISH_ENDINGS) if len(f) > _LEAST_PART and f in lexicon), "")


@functools.lru_cache(maxsize=1 << 16)
def alike(first: str, second: str) -> float:
    """How alike two words are written, 0 to 1: 1 for the same word, number or mark."""
    a, b = first.lower(), second.lower()
    if a == b:
        return 1.0
    if _NUMBER.search(a) or _NUMBER.search(b):
        return 1.0 if re.sub(r"\D", "", a) == re.sub(r"\D", "", b) != "" else 0.0
    if not (a[0].isalpha() and b[0].isalpha()):
        return 1.0 if a in _QUOTES and b in _QUOTES else 0.0
    a, b = a.translate(_FOLD), b.removesuffix("'s").removesuffix("’s").translate(_FOLD)
    if min(len(a), len(b)) < 4:
        return 0.9 if a == b and len(a) > 1 else 0.0
    pairs_a, pairs_b = _bigrams(a), _bigrams(b)
    dice = 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b))
    return dice**2 if dice >= _LEAST_COGNATE else 0.0


_QUOTES = frozenset("\"'„“”»«‘’")


def _bigrams(word: str) -> frozenset[str]:
    marked = f"^{word}"
    return frozenset(marked[n : n + 2] for n in range(len(marked) - 1))
