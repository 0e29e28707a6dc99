"""The bead model: what speaks for a bead, as features of every bead that can start in a block of the
lattice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtkit.align._view import Block, Matrix
from mtkit.align._vocabulary import Reals

KINDS: tuple[tuple[int, int], ...] = (
    *((1, n) for n in range(1, 9)),
    *((m, 1) for m in range(2, 9)),
    (2, 2), (2, 3), (3, 2), (2, 4), (4, 2), (3, 3),
)  # fmt: skip
Term = tuple[tuple[float, ...], Matrix | None]
_LENGTH_CAP = 8.0
_LENGTH_VARIANCE = 6.8  # a character, as Gale & Church measured it
_LENGTH_NOISE = 20.0


@dataclass(frozen=True, slots=True)
class Surface:
    """What can be seen of one side's sentences without comparing them: arrays with a value a sentence."""

    length: Reals  # characters
    letters: Reals  # share of letters
    ends: NDArray[np.int8]  # 1 ends like a sentence, 2 like a clause (: ; ,), 0 neither
    starts: NDArray[np.int8]  # 1 upper case, 2 lower case, 3 digit, 0 neither


def surface(sentences: Sequence[str]) -> Surface:
    n = len(sentences)
    return Surface(
        np.fromiter((len(s) + 1 for s in sentences), dtype=np.float64, count=n),
        np.fromiter((sum(map(str.isalpha, s)) / (len(s) + 1) for s in sentences), dtype=np.float64, count=n),
        np.fromiter((_end(s) for s in sentences), dtype=np.int8, count=n),
        np.fromiter((_start(s) for s in sentences), dtype=np.int8, count=n),
    )


def _end(sentence: str) -> int:
    last = sentence.rstrip(" \t\u00a0\"'»«”“’)]").rstrip()[-1:]
    return 1 if last in tuple(".!?…。！？") else 2 if last in tuple(":;,") else 0


def _start(sentence: str) -> int:
    for letter in sentence:
        if letter.isalpha():
            return 1 if letter.isupper() or not letter.islower() else 2
        if letter.isdigit():
            return 3
    return 0


def windows(values: Reals, length: int) -> Reals:
    """Sums of `length` neighbours."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    out: Reals = sums[length:] - sums[:-length]
    return out


def length_features(lengths: list[tuple[Reals, Reals, float]], kind: tuple[int, int]) -> list[Matrix]:
    """Capped z squared (Gale & Church 1993) of the first pair of lengths, and its mean over the others.

    lengths: both sides' lengths and their ratio; a single pair counts as its own other.
    """
    m, n = kind
    found = []
    for source, target, ratio in lengths:
        left = windows(source, m)[:, None] * ratio
        right = windows(target, n)[None, :]
        z_squared = (right - left) ** 2 / (_LENGTH_VARIANCE * (left + right) / 2 + _LENGTH_NOISE)
        found.append(np.minimum(z_squared / 2, _LENGTH_CAP).astype(np.float32))
    others: Matrix = np.mean(found[1:] or found, axis=0, dtype=np.float32)
    return [found[0], others]


def match_terms(
    kind: tuple[int, int], blocks: Sequence[Block], lengths: list[Matrix], edges: Sequence[Matrix]
) -> list[Term]:
    """What speaks for all beads of one kind in a block, each [rows, columns].

    A term is a matrix (None: all ones) and factors: it stands for as many features as it has factors, each
    the matrix times one of them, so that a score takes one product a term. edges: how the sides' ends
    and beginnings look.
    """
    m, n = kind
    many = float(m + n > 2)
    shape = (float(kind == (1, 1)), float(m + n == 3), float(kind == (2, 2)), m + n - 2.0, min(m, n) - 1.0)
    found: list[Term] = [(shape, None)]
    found += [((1.0,), edge) for edge in edges]
    found += [((1.0, many), length) for length in lengths]
    for block in blocks:
        found += _resemblance(kind, block)
    return found


def _resemblance(kind: tuple[int, int], block: Block) -> list[Term]:
    m, n = kind
    cosine = block.cosine[kind]
    rows, columns = cosine.shape
    parts = [block.of_target[m][:rows, k : k + columns] for k in range(n)]
    parts += [block.of_source[n][k : k + rows, :columns] for k in range(m)]
    total, least = parts[0], parts[0]
    for part in parts[1:]:
        total = total + part
        least = np.minimum(least, part)
    return [
        ((1.0, (m + n) / 2), cosine),
        ((1.0, 1 / (m + n)), total),
        ((float(m + n > 2),), least),
        ((1.0,), np.sqrt(np.maximum(total / np.float32(m + n), 0))),
        ((1.0,), np.log(np.maximum(cosine, 0) + np.float32(0.03))),
    ]


def leaks(block: Block) -> list[Matrix]:
    """What speaks against ending one bead and beginning another at each node, [rows + 1, columns + 1] twice.

    Node (p, q) parts the sentences p - 1 and q - 1 from p and q. Each of the four may find more of its mass
    with the sentence across the boundary than without; given are the sum of these gains and the largest.
    """
    rows, columns = block.of_source[1].shape if 1 in block.of_source else (0, 0)
    gains = np.zeros((4, rows + 1, columns + 1), dtype=np.float32)
    if 2 in block.of_source:
        one, two = block.of_source[1], block.of_source[2]
        gains[0, 1:, 1:-1] = two - one[:, :-1]
        gains[1, :-1, 1:-1] = two - one[:, 1:]
    if 2 in block.of_target:
        one, two = block.of_target[1], block.of_target[2]
        gains[2, 1:-1, 1:] = two - one[:-1]
        gains[3, 1:-1, :-1] = two - one[1:]
    return [gains.sum(0), gains.max(0)]


def null_features(side: Surface, best: list[Reals]) -> Reals:
    """[sentences, features] of leaving each sentence out; `best`: its best coverage by one sentence of the
    other side, per group.
    """
    columns = [
        np.ones(len(side.length)),
        np.log(side.length),
        side.letters,
        (side.ends == 1).astype(np.float64),
    ]
    return np.stack([*columns, *best], axis=1)
