"""A view: one way of comparing source and target sentences, as weighted bags of features with inverse
document frequencies.

Texts in one language (a translation and the target) are compared by spelling; a gloss by the words that it
foretells. Everything is asked for in blocks of sentences, so that memory grows with the text and never with
its square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtkit.align._vocabulary import Integers, Reals, Side, Table, expand

Matrix = NDArray[np.float32]
_KEPT_CELLS = 600_000  # of blocks that are kept: 90 MB
_LONGEST_WINDOW = 8  # sentences
_CHUNK = 256  # sentences whose products with their neighbours are taken at once
_SMOOTHING = 8.0  # IDF mass added below a coverage, so that a sentence of one word proves little


@dataclass(frozen=True, slots=True)
class Block:
    """How the source sentences [i0, i1) resemble the target sentences [j0, j1).

    cosine[m, n]: [i1 - i0 - m + 1, j1 - j0 - n + 1] cosine of windows of m and n sentences, minus the mean
    over the text. of_target[m]: [i1 - i0 - m + 1, j1 - j0] share of a target sentence's mass found in m
    source sentences, minus its mean. of_source[n]: [i1 - i0, j1 - j0 - n + 1] the same the other way round.
    """

    cosine: dict[tuple[int, int], Matrix]
    of_target: dict[int, Matrix]
    of_source: dict[int, Matrix]


class _Bags:
    """One side of a view: sentences, and what features their words have."""

    def __init__(self, side: Side, table: Table) -> None:
        self.side = side
        self.table = table

    def entries(self, first: int, last: int) -> tuple[Integers, Integers, Reals]:
        """Row (from 0), feature and weight of each feature of the sentences [first, last), repeats kept."""
        side, table = self.side, self.table
        start = side.start[first : last + 1]
        numbers = side.words[start[0] : start[-1]]
        rows = np.repeat(np.arange(last - first), np.diff(start))
        lengths = table.start[numbers + 1] - table.start[numbers]
        where = expand(table.start[numbers], lengths)
        return np.repeat(rows, lengths), table.features[where], table.weights[where]


class View:
    """Two sides over one set of features; with `keep` it remembers blocks for a second pass."""

    def __init__(
        self, source: Side, source_table: Table, target: Side, target_table: Table, *, keep: bool = False
    ) -> None:
        self.source, self.target = _Bags(source, source_table), _Bags(target, target_table)
        highest = max(
            (int(t.features.max()) for t in (source_table, target_table) if len(t.features)), default=-1
        )
        self._features = highest + 1
        self._kept: dict[tuple[int, int, int, int], Block] = {}
        self._room = _KEPT_CELLS if keep else 0
        self._weigh()

    def _weigh(self) -> None:
        """Inverse document frequencies, and each side's mean sentence."""
        total = len(self.source.side) + len(self.target.side)
        counts = []
        for bags in (self.source, self.target):
            found = np.zeros(self._features)
            for first in range(0, len(bags.side), 2048):
                rows, features, _ = bags.entries(first, min(first + 2048, len(bags.side)))
                once = np.unique(rows * self._features + features) % max(self._features, 1)
                found += np.bincount(once, minlength=self._features)
            counts.append(found)
        frequency = counts[0] + counts[1]
        self.idf = np.log(total / np.maximum(frequency, 1.0))
        # share of sentences that hold a feature: what a window covers by chance
        self.chance = [
            found / max(len(bags.side), 1)
            for found, bags in zip(counts, (self.source, self.target), strict=True)
        ]
        self.mean = [self._mean(bags) for bags in (self.source, self.target)]

    def _mean(self, bags: _Bags) -> Reals:
        """Mean of a side's unit vectors."""
        mean = np.zeros(self._features)
        for first in range(0, len(bags.side), 2048):
            last = min(first + 2048, len(bags.side))
            rows, features, weights = bags.entries(first, last)
            keys, where = np.unique(rows * max(self._features, 1) + features, return_inverse=True)
            values = np.bincount(where, weights, minlength=len(keys))
            features = keys % max(self._features, 1)
            values = values * self.idf[features]
            norms = (
                np.sqrt(np.bincount(keys // max(self._features, 1), values**2, minlength=last - first)) + 1e-9
            )
            mean += np.bincount(
                features, values / norms[keys // max(self._features, 1)], minlength=self._features
            )
        return mean / max(len(bags.side), 1)

    def block(self, i0: int, i1: int, j0: int, j1: int, kinds: Sequence[tuple[int, int]]) -> Block:
        """Compare the source sentences [i0, i1) with the target sentences [j0, j1)."""
        place = (i0, i1, j0, j1)
        if place in self._kept:
            return self._kept[place]
        block = self._compare(i0, i1, j0, j1, kinds)
        if self._room >= (i1 - i0) * (j1 - j0):
            self._room -= (i1 - i0) * (j1 - j0)
            self._kept[place] = block
        return block

    def _compare(self, i0: int, i1: int, j0: int, j1: int, kinds: Sequence[tuple[int, int]]) -> Block:
        ends = (self.source.entries(i0, i1), self.target.entries(j0, j1))
        found = [np.unique(end[1]) for end in ends]
        shared = np.intersect1d(found[0], found[1], assume_unique=True)
        source = _Rows(ends[0], i1 - i0, self.idf, shared, self.mean[1])
        target = _Rows(ends[1], j1 - j0, self.idf, shared, self.mean[0])
        most = (max(m for m, _ in kinds), max(n for _, n in kinds))
        of_source = _coverage(target, source, most[1], self.chance[1], self.idf, shared)
        return Block(
            _cosines(source, target, kinds),
            _coverage(source, target, most[0], self.chance[0], self.idf, shared),
            {n: coverage.T for n, coverage in of_source.items()},
        )


class _Rows:
    """Sentences of a block as dense rows over the features that both sides have."""

    def __init__(
        self,
        entries: tuple[Integers, Integers, Reals],
        n: int,
        idf: Reals,
        shared: Integers,
        other_mean: Reals,
    ) -> None:
        rows, features, weights = entries
        base = len(idf) + 1
        keys, where = np.unique(rows * base + features, return_inverse=True)
        row, feature = keys // base, keys % base
        count = np.bincount(where, weights, minlength=len(keys))
        values = count * idf[feature]
        slot = np.searchsorted(shared, feature)
        slot[slot == len(shared)] = 0
        here = np.flatnonzero(shared[slot] == feature) if len(shared) else np.zeros(0, dtype=np.int64)
        self.n = n
        self.values = np.zeros((n, len(shared)), dtype=np.float32)
        self.values[row[here], slot[here]] = values[here]
        self.present = np.zeros((n, len(shared)), dtype=np.float32)
        strength = np.zeros(len(keys))
        np.maximum.at(strength, where, np.minimum(weights, 1.0))
        self.present[row[here], slot[here]] = strength[here]
        self.mass = np.bincount(row, idf[feature] * strength, minlength=n)
        self.row, self.feature, self.strength = row, feature, strength
        self.products = _neighbour_products(row, feature, values, n)
        self.toward_mean: Reals = np.bincount(row, values * other_mean[feature], minlength=n).astype(
            np.float64
        )

    def norms(self, length: int) -> Reals:
        """Norms of windows of `length` sentences."""
        size = self.n - length + 1
        total = np.zeros(max(size, 0))
        for a in range(length):
            total += self.products[0][a : a + size]
            for gap in range(1, length - a):
                total += 2 * self.products[gap][a : a + size]
        return np.sqrt(total) + 1e-9


def _neighbour_products(row: Integers, feature: Integers, values: Reals, n: int) -> list[Reals]:
    """products[gap][i] = dot product of the sentences i and i + gap, for gaps under 8.

    The entries are sorted by row.
    """
    products = [np.zeros(n - gap) for gap in range(min(_LONGEST_WINDOW, n))]
    for first in range(0, n, _CHUNK):
        last = min(first + _CHUNK + _LONGEST_WINDOW, n)
        a, b = np.searchsorted(row, [first, last])
        order = np.unique(feature[a:b], return_inverse=True)[1]
        dense = np.zeros((last - first, int(order.max(initial=-1)) + 1), dtype=np.float32)
        dense[row[a:b] - first, order] = values[a:b]
        square = dense @ dense.T
        for gap, out in enumerate(products):
            diagonal = np.diagonal(square, gap)
            out[first : first + len(diagonal)] = diagonal
    return products


def _cosines(source: _Rows, target: _Rows, kinds: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Matrix]:
    dots = source.values @ target.values.T
    sums = np.zeros((source.n + 1, target.n + 1), dtype=np.float64)
    np.cumsum(np.cumsum(dots, 0, dtype=np.float64), 1, out=sums[1:, 1:])
    norms = [{k: side.norms(k) for k in range(1, 9) if k <= side.n} for side in (source, target)]
    means = [
        {k: _windows(side.toward_mean, k) / norms[s][k] for k in norms[s]}
        for s, side in enumerate((source, target))
    ]
    out = {}
    for m, n in kinds:
        if m > source.n or n > target.n:
            continue
        total = sums[m:, n:] - sums[:-m, n:] - sums[m:, :-n] + sums[:-m, :-n]
        cosine = total / norms[0][m][:, None] / norms[1][n][None, :]
        cosine -= (means[0][m][:, None] + means[1][n][None, :]) / 2
        out[m, n] = cosine.astype(np.float32)
    return out


def _windows(values: Reals, length: int) -> Reals:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    out: Reals = sums[length:] - sums[:-length]
    return out


def _coverage(
    windows: _Rows, sentences: _Rows, longest: int, chance: Reals, idf: Reals, shared: Integers
) -> dict[int, Matrix]:
    """[windows of m, sentences]: share of each sentence's mass found in m sentences of the other side."""
    weighted = (sentences.present * idf[shared].astype(np.float32)).T  # [shared, sentences]
    mass = sentences.mass + _SMOOTHING
    out = {}
    present = windows.present
    for m in range(1, longest + 1):
        size = windows.n - m + 1
        if size <= 0:
            break
        if m > 1:
            present = np.maximum(present[:size], windows.present[m - 1 :])
        found = (present @ weighted) / mass[None, :]
        by_chance = (1 - (1 - chance[sentences.feature]) ** m) * sentences.strength * idf[sentences.feature]
        mean = np.bincount(sentences.row, by_chance, minlength=sentences.n) / mass
        out[m] = (found - mean[None, :]).astype(np.float32)
    return out
