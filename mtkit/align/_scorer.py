"""Scores of beads in a band of the lattice, block by block, under the bead model's weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtkit.align._beads import KINDS, Surface, length_features, match_features, null_features
from mtkit.align._evidence import Case
from mtkit.align._view import Block, Matrix
from mtkit.align._vocabulary import Integers, Reals

_ROWS = 64  # start rows in a block: wider blocks waste cells, narrower ones calls
_CELLS = 65_536  # and not more than this many cells
_REACH = max(max(kind) for kind in KINDS) - 1  # sentences that a bead can reach beyond its first
NEVER = -1e30


@dataclass(frozen=True, slots=True)
class Weights:
    """One trained model: what each feature is worth."""

    match: Reals
    null: Reals
    opening: float


@dataclass(frozen=True, slots=True)
class Field:
    """The evidence of a document pair, with what its sentences look like and how their lengths compare."""

    case: Case
    source: Surface
    target: Surface
    lengths: tuple[tuple[Reals, Reals, float], ...]  # lengths of both sides and their ratio


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of the beads that start in the rows [first, last) of a band.

    match: for each row [kinds, high - low + 1]; deletion: [last - first]; insertion: [targets], 0 outside
    the band.
    """

    first: int
    match: list[NDArray[np.float32]]
    deletion: Reals
    insertion: Reals


def score(field: Field, weights: Weights, low: Integers, high: Integers, first: int, last: int) -> Scores:
    """Score the rows [first, last) of the band `low` to `high`, whose rows are all of the document's."""
    rows: list[NDArray[np.float32]] = []
    groups = len(field.case.groups)
    best_source = [np.zeros(last - first) for _ in range(groups)]
    best_target = [np.zeros(len(field.target.length)) for _ in range(groups)]
    for i0, i1, j0, j1 in _blocks(low, high, first, last):
        region = Region(
            field,
            i0,
            min(i1 + _REACH, len(field.source.length)),
            j0,
            min(j1 + _REACH, len(field.target.length)),
        )
        scores = region.score(weights)
        for i in range(i0, i1):
            width = int(high[i] - low[i] + 1)
            row = np.full((len(KINDS), width), NEVER, dtype=np.float32)
            part = scores[:, i - i0, low[i] - j0 : low[i] - j0 + width]
            row[:, : part.shape[1]] = part
            rows.append(row)
        for g, block in enumerate(region.blocks):
            if 1 in block.of_source and 1 in block.of_target:
                inside = block.of_source[1][: i1 - i0, : j1 - j0]
                best_source[g][i0 - first : i1 - first] = inside.max(1, initial=0.0)
                across = block.of_target[1][: i1 - i0, : j1 - j0].max(0, initial=0.0)
                best_target[g][j0:j1] = np.maximum(best_target[g][j0:j1], across)
    part_source = Surface(*(getattr(field.source, name)[first:last] for name in Surface.__slots__))
    deletion = null_features(part_source, best_source) @ weights.null
    insertion = null_features(field.target, best_target) @ weights.null
    return Scores(first, rows, deletion, insertion)


def _blocks(low: Integers, high: Integers, first: int, last: int) -> Iterator[tuple[int, int, int, int]]:
    """Rows [i0, i1) and the columns [j0, j1) that their bands touch; none of the columns after the last
    sentence.
    """
    targets = int(high[-1])
    i0 = i1 = first
    while i1 < last:
        i0, i1 = i1, i1 + 1
        while i1 < min(i0 + _ROWS, last) and (i1 + 1 - i0) * int(high[i1] - low[i0] + 1) <= _CELLS:
            i1 += 1
        yield i0, i1, int(low[i0]), max(min(int(high[i1 - 1]) + 1, targets), int(low[i0]))


class Region:
    """Evidence on a rectangle of sentences."""

    def __init__(self, field: Field, i0: int, i1: int, j0: int, j1: int) -> None:
        self.field = field
        self.i0, self.i1, self.j0, self.j1 = i0, i1, j0, j1
        self.kinds = [(m, n) for m, n in KINDS if m <= i1 - i0 and n <= j1 - j0]
        self.blocks: list[Block] = field.case.blocks(i0, i1, j0, j1, self.kinds) if self.kinds else []

    def features(self, kind: tuple[int, int]) -> list[Matrix | float]:
        """Features of every bead of this kind in the rectangle."""
        m, n = kind
        i0, i1, j0, j1 = self.i0, self.i1, self.j0, self.j1
        rows, columns = i1 - i0 - m + 1, j1 - j0 - n + 1
        source, target = self.field.source, self.field.target
        ends = source.ends[i0 + m - 1 : i1][:, None] != target.ends[j0 + n - 1 : j1][None, :]
        starts = source.starts[i0 : i0 + rows][:, None] != target.starts[j0 : j0 + columns][None, :]
        lengths = [(a[i0:i1], b[j0:j1], ratio) for a, b, ratio in self.field.lengths]
        return match_features(
            kind,
            self.blocks,
            length_features(lengths, kind),
            ends.astype(np.float32),
            starts.astype(np.float32),
        )

    def score(self, weights: Weights) -> NDArray[np.float32]:
        """[kinds, rows, columns], -1e30 where a bead would leave the rectangle."""
        out = np.full((len(KINDS), self.i1 - self.i0, self.j1 - self.j0), NEVER, dtype=np.float32)
        for k, kind in enumerate(KINDS):
            if kind not in self.kinds:
                continue
            rows, columns = self.i1 - self.i0 - kind[0] + 1, self.j1 - self.j0 - kind[1] + 1
            total = np.zeros((rows, columns), dtype=np.float32)
            for weight, feature in zip(weights.match, self.features(kind), strict=True):
                total += np.float32(weight) * feature
            out[k, :rows, :columns] = total
        return out
