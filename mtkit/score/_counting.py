"""Statistics of BLEU, chrF and TER, the very ones that sacreBLEU counts, several times faster.

sacreBLEU's own objects split text into words and characters (but for the words of tokenizer 13a, see
`_words13a`); only the counting is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mtkit.score import _sacrebleu
from mtkit.score._edits import count_edits
from mtkit.score._ngrams import Sequences, character_sequences, shared_ngrams, word_sequences
from mtkit.score._words13a import words_13a

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


def bleu_counts(peer: Any, hypotheses: Sequence[str], references: Sequence[tuple[str, ...]]) -> Floats:
    """[segments, 2 + 2 * order] hypothesis length, reference length, matches, n-grams.

    Several references are left to sacreBLEU, which clips by the one that has an n-gram most often.
    """
    if len(references) > 1:
        return _sacrebleu.statistics(peer, hypotheses, references)
    hypothesis, reference = word_sequences(_words(peer, hypotheses), _reference_words(peer, references[0]))
    counts = shared_ngrams(hypothesis, reference, peer.max_ngram_order)
    lengths = np.stack([hypothesis.lengths, reference.lengths], axis=1)
    return np.concatenate([lengths, counts[:, :, 2], counts[:, :, 0]], axis=1)


@lru_cache(maxsize=4)
def _reference_words(peer: Any, reference: tuple[str, ...]) -> list[list[str]]:
    """Kept for the next system."""
    return _words(peer, reference)


def _words(peer: Any, texts: Sequence[str]) -> list[list[str]]:
    if peer.tokenizer_signature == "13a":
        return words_13a([text.lower() for text in texts] if peer.lowercase else texts)
    return [peer._preprocess_segment(text).split() for text in texts]


def chrf_counts(
    peer: Any,
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    formula: Callable[[Floats], Floats],
) -> Floats:
    """[segments, 3 * order] n-grams of the hypothesis, of the reference, in both, characters before words.

    Of several references each segment takes the first of those that give it the best score.
    """
    best = _chrf_counts(peer, hypotheses, references[0])
    for reference in references[1:]:
        other = _chrf_counts(peer, hypotheses, reference)
        best = np.where((formula(other) > formula(best))[:, None], other, best)
    return best


def ter_counts(peer: Any, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> Floats:
    """[segments, 2] edits to the closest reference, mean number of words of the references."""
    columns = [[peer._preprocess_segment(s).split() for s in texts] for texts in (hypotheses, *references)]
    rows = []
    for hypothesis, *given in zip(*columns, strict=True):
        edits = min(count_edits(hypothesis, reference) for reference in given)
        rows.append((edits, sum(len(reference) for reference in given) / len(given)))
    return np.array(rows, dtype=np.float64)


def _chrf_counts(peer: Any, hypotheses: Sequence[str], reference: Sequence[str]) -> Floats:
    columns = [[peer._preprocess_segment(s) for s in texts] for texts in (hypotheses, reference)]
    parts = []
    if peer.char_order:
        characters = (
            columns if peer.whitespace else [["".join(s.split()) for s in texts] for texts in columns]
        )
        parts.append(_matchable(character_sequences(*characters), peer.char_order))
    if peer.word_order:
        words = word_sequences(*([peer._remove_punctuation(s) for s in texts] for texts in columns))
        parts.append(_matchable(words, peer.word_order))
    return np.concatenate(parts, axis=1).reshape(len(hypotheses), -1)


def _matchable(sides: Sequence[Sequences], order: int) -> Floats:
    """[segments, order, 3]; the hypothesis' n-grams count only where the reference has any of their order."""
    hypothesis, reference = sides
    counts = shared_ngrams(hypothesis, reference, order)
    counts[:, :, 0] *= counts[:, :, 1] > 0
    return counts
