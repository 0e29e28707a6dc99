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


def match_features(
    kind: tuple[int, int], blocks: Sequence[Block], lengths: list[Matrix], ends: Matrix, starts: Matrix
) -> list[Matrix | float]:
    """Features of all beads of one kind in a block, each [rows, columns] or a constant.

    ends, starts: whether the two sides' last (first) sentences end (begin) differently.
    """
    m, n = kind
    many = float(m + n > 2)
    found: list[Matrix | float] = [
        float(kind == (1, 1)),
        float(m + n == 3),
        float(kind == (2, 2)),
        float(m + n - 2),
        float(min(m, n) - 1),
        ends,
        starts,
    ]
    for length in lengths:
        found += [length, length * many]
    for block in blocks:
        found += _resemblance(kind, block)
    return found


def _resemblance(kind: tuple[int, int], block: Block) -> list[Matrix | float]:
    m, n = kind
    cosine = block.cosine[kind]
    rows, columns = cosine.shape
    parts = [block.of_target[m][:rows, k : k + columns] for k in range(n)]
    parts += [block.of_source[n][k : k + rows, :columns] for k in range(m)]
    total, least = parts[0], parts[0]
    for part in parts[1:]:
        total = total + part
        least = np.minimum(least, part)
    mean = total / np.float32(m + n)
    return [
        cosine,
        cosine * np.float32((m + n) / 2),
        total,
        least if m + n > 2 else 0.0,
        mean,
        np.sqrt(np.maximum(mean, 0)),
        np.log(np.maximum(cosine, 0) + np.float32(0.03)),
    ]


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
