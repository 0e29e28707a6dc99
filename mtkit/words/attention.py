"""Word links from an engine's cross-attention over subwords."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtkit.core import Translation
from mtkit.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_SPACE = "▁"  # what SentencePiece puts where a word begins
_LOOK_AHEAD = 24  # characters in which a piece that does not fit is looked for
LINK = 0.25  # weight from which a link stands
LINK_BOTH = 0.2  # the same, where lexical links are mixed in
SHARE = 0.4  # of attention beside lexical links


def matrix(
    translation: Translation, source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]]
) -> Matrix:
    """Attention between words, [target words, source words], 0 to 1; words are given as [start, end) of
    the texts.

    The weights of a word's source subwords are added up, and the mean is taken over its target subwords;
    what falls on the end marker is left out. The weight of a link is the geometric mean of its share in
    what the target word looks at and of its share in what looks at the source word.

    Raises InputError where the attention does not fit the subwords.
    """
    import numpy as np

    weights = np.asarray(translation.attention, dtype=float)
    rows, columns = len(translation.target_tokens), len(translation.source_tokens)
    if weights.ndim == 2 and weights.shape[0] - rows in (0, 1) and weights.shape[1] - columns in (0, 1):
        weights = weights[:rows, :columns]  # engines may count the end marker in
    if weights.shape != (rows, columns):
        raise InputError(
            f"attention of shape {list(weights.shape)} for {rows} target and {columns} source subwords",
            hint="the engine gave attention and subwords that do not belong together",
        )
    here = _owners(translation.source_tokens, translation.source, source)
    there = _owners(translation.target_tokens, translation.text, target)
    by_source = np.zeros((len(here), len(source)))  # [source subwords, source words]
    for n, word in enumerate(here):
        if word >= 0:
            by_source[n, word] = 1.0
    by_target = np.zeros((len(target), len(there)))
    for n, word in enumerate(there):
        if word >= 0:
            by_target[word, n] = 1.0
    by_target /= np.maximum(1.0, by_target.sum(1, keepdims=True))
    summed = by_target @ weights @ by_source
    by_row = summed / np.maximum(1e-9, summed.sum(1, keepdims=True))
    by_column = summed / np.maximum(1e-9, summed.sum(0, keepdims=True))
    agreed: Matrix = np.sqrt(by_row * by_column)
    return agreed


def combine(lexical: Matrix, seen: Matrix) -> Matrix:
    """Lexical links and attention weighed together, both [target words, source words]."""
    both: Matrix = (1 - SHARE) * lexical + SHARE * seen
    return both


def links(
    translation: Translation, source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Word links (source index, target index) of one translation with attention."""
    from mtkit.words._symmetry import decode

    return decode(matrix(translation, source, target), LINK)


def _owners(pieces: Sequence[str], text: str, words: Sequence[tuple[int, int]]) -> list[int]:
    """For each subword the index of the word that it belongs to, -1 for none (the end marker)."""
    owners, word = [], 0
    for start, end in _places(pieces, text):
        while word < len(words) and words[word][1] <= start:
            word += 1
        inside = word < len(words) and start < end and words[word][0] < end
        owners.append(word if inside else -1)
    return owners


def _places(pieces: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where each subword stands in the text, [start, end); the two are equal for what does not stand there.

    Subwords were cut from a normalised text, so that a few may differ from it: these are taken to stand
    between those that fit.
    """
    places: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        plain = piece.replace(_SPACE, " ").strip()
        while at < len(text) and text[at].isspace():
            at += 1
        if not plain or (piece.startswith("<") and piece.endswith(">") and not text.startswith(piece, at)):
            places.append((at, at))
        elif text.startswith(plain, at):
            places.append((at, at + len(plain)))
            at += len(plain)
        else:
            found = text.find(plain, at, at + _LOOK_AHEAD + len(plain))
            start = found if found >= 0 else at
            end = min(len(text), start + len(plain)) if found >= 0 else min(len(text), at + 1)
            places.append((start, end))
            at = end
    return places
