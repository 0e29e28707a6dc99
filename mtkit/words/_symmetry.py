"""From link probabilities to links: what two directions agree on, and what their neighbours make likely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

ARTICLES = frozenset({"the", "a", "an"})
DETERMINERS = frozenset(
    {"den", "det", "de", "en", "et", "denne", "dette", "disse", "min", "mit", "mine", "din", "dit", "dine"}
    | {"sin", "sit", "sine", "hans", "hendes", "dens", "dets", "vores", "jeres", "deres"}
)
_SURE = 0.3
_ARTICLE = 0.4  # weight of an article's link to the word whose ending it translates
_FILLED = 0.2  # weight of a link between two words left over between links
_COMPOUND_LETTERS = 9
_ARTICLE_REACH = 3
_LONELY = 0.05  # a word none of whose links weighs more has none
_CONTENT_LETTERS = 4
_MOST_LEFT = 3  # words that the last word of the other side can take


def decode(matrix: Matrix, threshold: float) -> list[tuple[int, int]]:
    """Links (source index, target index), sorted, for `matrix` [target words, source words]."""
    import numpy as np

    found = np.argwhere(matrix >= threshold)
    return sorted((int(i), int(j)) for j, i in found)


def complete(matrix: Matrix, source: Sequence[str], target: Sequence[str]) -> Matrix:
    """Link what the two directions left alone, for Danish source and English target words, [target, source].

    An article goes with its noun, whose ending it translates, unless a determiner stands for it; a word
    beside a compound's translation belongs to it; and two words left over between links are linked.
    """
    out: Matrix = matrix.copy()
    _articles(out, source, target)
    _compounds(out, source, target)
    _between(out, source, target)
    _last(out, source, target)
    return out


def _articles(matrix: Matrix, source: Sequence[str], target: Sequence[str]) -> None:
    for j, word in enumerate(target):
        if word.lower() not in ARTICLES:
            continue
        best = int(matrix[j].argmax())
        if matrix[j, best] >= _SURE and source[best].lower() in DETERMINERS:
            continue
        for head in range(j + 1, min(j + 1 + _ARTICLE_REACH, len(target))):
            owner = int(matrix[head].argmax())
            if matrix[head, owner] >= _SURE:
                matrix[j] *= 0.1
                matrix[j, owner] = _ARTICLE
                break


def _compounds(matrix: Matrix, source: Sequence[str], target: Sequence[str]) -> None:
    for j in range(len(target)):
        if matrix[j].max() >= 0.1 or not target[j][0].isalpha() or len(target[j]) < 4:
            continue
        owners = [
            int(matrix[beside].argmax())
            for beside in (j + 1, j - 1)
            if 0 <= beside < len(target) and target[beside][0].isalpha() and matrix[beside].max() >= _SURE
        ]
        owner = max(owners, key=lambda i: len(source[i]), default=-1)
        if owner >= 0 and len(source[owner]) >= _COMPOUND_LETTERS:
            matrix[j, owner] = _FILLED


def _between(matrix: Matrix, source: Sequence[str], target: Sequence[str]) -> None:
    lonely_target = matrix.max(1) < _LONELY
    lonely_source = matrix.max(0) < _LONELY
    for j in range(1, len(target) - 1):
        if not lonely_target[j]:
            continue
        i = int(matrix[j - 1].argmax()) + 1
        if (
            i < len(source) - 1
            and lonely_source[i]
            and matrix[j - 1, i - 1] >= _SURE
            and matrix[j + 1, i + 1] >= _SURE
            and source[i][0].isalnum() == target[j][0].isalnum()
        ):
            matrix[j, i] = _FILLED


def _last(matrix: Matrix, source: Sequence[str], target: Sequence[str]) -> None:
    """When one content word is left on the source side, it takes the content words left on the other."""
    here = [i for i, w in enumerate(source) if is_content(w) and matrix[:, i].max() < _LONELY]
    there = [j for j, w in enumerate(target) if is_content(w) and matrix[j].max() < _LONELY]
    if len(here) == 1 and there and there[-1] - there[0] == len(there) - 1 < _MOST_LEFT:
        for j in there:
            matrix[j, here[0]] = _FILLED


def is_content(word: str) -> bool:
    """Whether a word is long enough to be more than a function word."""
    return len(word) >= _CONTENT_LETTERS and word[0].isalpha()
