"""Sentence vectors of any multilingual encoder, computed beforehand or by sentence-transformers (as
Vecalign and Bertalign use).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mtkit.align._evidence import Evidence, Texts
from mtkit.align._view import Block
from mtkit.errors import InputError, ModelError


def gather(texts: Texts) -> list[Evidence]:
    """A view of the vectors, where both texts have them. Raises InputError where their shapes do not fit."""
    if texts.source_vectors is None or texts.target_vectors is None:
        return []
    pairs = (texts.source_vectors, texts.source), (texts.target_vectors, texts.target)
    for vectors, sentences in pairs:
        if vectors.ndim != 2 or len(vectors) != len(sentences):
            raise InputError(
                f"vectors of shape {vectors.shape} for {len(sentences)} sentences",
                hint="give one row of numbers for each sentence",
            )
    if texts.source_vectors.shape[1] != texts.target_vectors.shape[1]:
        raise InputError("the two texts' vectors differ in dimensions", hint="use one model for both")
    return [Evidence("translation", (Vectors(texts.source_vectors, texts.target_vectors),))]


def encode(sentences: Sequence[str], model: str) -> NDArray[np.float32]:
    """[sentences, dimensions] vectors of a sentence-transformers model.

    Raises ModelError where it cannot be loaded.
    """
    try:
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise ModelError(
            "sentence-transformers is not installed",
            hint="pip install sentence-transformers, or give vectors",
        ) from None
    try:
        encoder = SentenceTransformer(model)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"cannot load {model}: {str(error).splitlines()[0]}", hint="check its name or path"
        ) from None
    vectors: NDArray[np.float32] = encoder.encode(list(sentences), convert_to_numpy=True)
    return vectors


class Vectors:
    """Dense sentence vectors as a view: what covers a sentence is how well its vector agrees with a
    window's.
    """

    def __init__(self, source: NDArray[np.floating], target: NDArray[np.floating]) -> None:
        self._source, self._target = _unit(source), _unit(target)
        self._mean = (self._target.mean(0), self._source.mean(0))

    def block(self, i0: int, i1: int, j0: int, j1: int, kinds: Sequence[tuple[int, int]]) -> Block:
        """Compare the source sentences [i0, i1) with the target sentences [j0, j1)."""
        left = _windows(self._source[i0:i1], max(m for m, _ in kinds))
        right = _windows(self._target[j0:j1], max(n for _, n in kinds))
        by_chance = (
            {m: w @ self._mean[0] for m, w in left.items()},
            {n: w @ self._mean[1] for n, w in right.items()},
        )

        def compare(m: int, n: int) -> NDArray[np.float32]:
            centred: NDArray[np.float32] = left[m] @ right[n].T
            centred -= (by_chance[0][m][:, None] + by_chance[1][n][None, :]) / 2
            return centred.astype(np.float32)

        return Block(
            {(m, n): compare(m, n) for m, n in kinds if m in left and n in right},
            {m: compare(m, 1) for m in left},
            {n: compare(1, n) for n in right},
        )


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Rows of length 1; rows of nothing, or of what is no number, stay nothing."""
    clean = np.nan_to_num(np.asarray(vectors, dtype=np.float32))
    norms = np.linalg.norm(clean, axis=1, keepdims=True)
    out: NDArray[np.float32] = clean / np.maximum(norms, 1e-9)
    return out


def _windows(vectors: NDArray[np.float32], longest: int) -> dict[int, NDArray[np.float32]]:
    """Unit vectors of the sums of 1, 2, … neighbours."""
    out = {}
    total = vectors
    for m in range(1, min(longest, len(vectors)) + 1):
        if m > 1:
            total = total[:-1] + vectors[m - 1 :]
        out[m] = _unit(total)
    return out
