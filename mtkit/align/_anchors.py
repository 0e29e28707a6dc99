"""Anchors: sentence pairs that share rare words, chained so that both texts run forward.

Candidates are cheap because only words with few occurrences make them; the heaviest chain of them is found
in n log n. A text that occurs twice has two candidates for everything, and its chain goes through both
copies, since that is the heavier one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from mtkit.align._vocabulary import Integers, Reals, Side, Vocabulary, words

_MOST_OCCURRENCES = 6  # of an anchor word on each side
_MOST_PRODUCT = 16  # of its occurrences on both sides
_PER_SENTENCE = 4  # candidates kept for a sentence
_NEAR = 12  # sentences within which another anchor has to agree
_DRIFT = 6  # and by how many sentences the two may differ in direction


def find(source: Sequence[str], target: Sequence[str]) -> list[tuple[int, int]]:
    """Trusted pairs (i, j), rising in both. The texts share a language, or at least names and numbers."""
    vocabulary = Vocabulary()
    left = vocabulary.side(map(words, source))
    right = vocabulary.side(map(words, target))
    i, j, weight = _candidates(left, right, len(vocabulary.numbers))
    return _supported(_chain(i, j, weight))


def _candidates(left: Side, right: Side, size: int) -> tuple[Integers, Integers, Reals]:
    """Sentence pairs and the weight of the rare words that they share, in the order of the source."""
    a, b = _occurrences(left, size), _occurrences(right, size)
    count = [np.bincount(side[0], minlength=size) for side in (a, b)]
    rare = (count[0] > 0) & (count[1] > 0) & (count[0] <= _MOST_OCCURRENCES) & (count[1] <= _MOST_OCCURRENCES)
    rare &= count[0] * count[1] <= _MOST_PRODUCT
    start = [np.concatenate([[0], np.cumsum(c)]) for c in count]
    where_i, where_j, weights = [], [], []
    for p in range(1, _MOST_OCCURRENCES + 1):
        for q in range(1, _MOST_OCCURRENCES + 1):
            chosen = np.flatnonzero(rare & (count[0] == p) & (count[1] == q))
            if not len(chosen):
                continue
            rows = a[1][start[0][chosen][:, None] + np.arange(p)]
            columns = b[1][start[1][chosen][:, None] + np.arange(q)]
            where_i.append(np.repeat(rows, q, axis=1).ravel())
            where_j.append(np.tile(columns, p).ravel())
            weights.append(np.full(len(chosen) * p * q, 1.0 / max(p, q)))
    if not where_i:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, np.zeros(0)
    width = len(right) + 1
    keys, where = np.unique(np.concatenate(where_i) * width + np.concatenate(where_j), return_inverse=True)
    weight: Reals = np.bincount(where, np.concatenate(weights)).astype(np.float64)
    best = _best(keys // width, weight) & _best(keys % width, weight)
    return keys[best] // width, keys[best] % width, weight[best]


def _occurrences(side: Side, size: int) -> tuple[Integers, Integers]:
    """Words and the sentences that hold them, once each, by word."""
    n = max(len(side), 1)
    rows = np.repeat(np.arange(len(side)), np.diff(side.start))
    keys = np.unique(side.words * n + rows)
    return keys // n, keys % n


def _best(group: Integers, weight: Reals) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each candidate is among the heaviest of its group."""
    order = np.lexsort((-weight, group))
    sorted_group = group[order]
    first = np.searchsorted(sorted_group, sorted_group)
    keep = np.zeros(len(group), dtype=np.bool_)
    keep[order] = np.arange(len(group)) - first < _PER_SENTENCE
    return keep


def _chain(i: Integers, j: Integers, weight: Reals) -> list[tuple[int, int]]:
    """The heaviest chain that rises in both coordinates.

    Scans the rows in order with a staircase of (column, weight of the best chain that ends there), both
    rising.
    """
    columns: list[int] = []
    totals: list[float] = []
    tips: list[int] = []
    back: list[int] = []
    order = np.lexsort((-j, i))
    for number, k in enumerate(order):
        column = int(j[k])
        at = bisect_right(columns, column - 1)
        total = float(weight[k]) + (totals[at - 1] if at else 0.0)
        back.append(tips[at - 1] if at else -1)
        end = at
        while end < len(columns) and totals[end] <= total:
            end += 1
        if end > at or at == len(columns) or columns[at] > column:
            columns[at:end], totals[at:end], tips[at:end] = [column], [total], [number]
    out: list[tuple[int, int]] = []
    tip = tips[-1] if tips else -1
    while tip >= 0:
        k = order[tip]
        out.append((int(i[k]), int(j[k])))
        tip = back[tip]
    return out[::-1]


def _supported(chain: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Anchors that another one nearby agrees with."""
    if not chain:
        return []
    points = np.array(chain)
    shift = points[:, 1] - points[:, 0]
    good = np.zeros(len(points), dtype=np.bool_)
    for step in (1, 2, 3):
        near = np.abs(points[step:, 0] - points[:-step, 0]) <= _NEAR
        near &= np.abs(shift[step:] - shift[:-step]) <= _DRIFT
        good[step:] |= near
        good[:-step] |= near
    return [pair for pair, keep in zip(chain, good, strict=True) if keep]
