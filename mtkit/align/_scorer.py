"""Scores of beads in a band of the lattice, block by block, under the bead model's weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtkit.align._beads import (
    KINDS,
    Surface,
    Term,
    leaks,
    length_features,
    match_terms,
    null_features,
)
from mtkit.align._evidence import Case
from mtkit.align._view import Block, Matrix
from mtkit.align._vocabulary import Integers, Reals

_ROWS = 64  # start rows in a block: wider blocks waste cells, narrower ones calls
_CELLS = 65_536  # and not more than this many cells
_REACH = max(max(kind) for kind in KINDS)  # sentences beyond its first that a bead's score looks at
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
        top, left = max(i0 - 1, 0), max(j0 - 1, 0)  # the first boundary has a sentence before it
        region = Region(
            field,
            top,
            min(i1 + _REACH, len(field.source.length)),
            left,
            min(j1 + _REACH, len(field.target.length)),
        )
        scores = region.score(weights)
        for i in range(i0, i1):
            width = int(high[i] - low[i] + 1)
            row = np.full((len(KINDS), width), NEVER, dtype=np.float32)
            part = scores[:, i - top, low[i] - left : low[i] - left + width]
            row[:, : part.shape[1]] = part
            rows.append(row)
        for g, block in enumerate(region.blocks):
            if 1 in block.of_source and 1 in block.of_target:
                inside = block.of_source[1][i0 - top : i1 - top, j0 - left : j1 - left]
                best_source[g][i0 - first : i1 - first] = inside.max(1, initial=0.0)
                across = block.of_target[1][i0 - top : i1 - top, j0 - left : j1 - left].max(0, initial=0.0)
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

    def terms(self, kind: tuple[int, int]) -> list[Term]:
        """What speaks for every bead of this kind in the rectangle, but for its boundaries."""
        m, n = kind
        i0, i1, j0, j1 = self.i0, self.i1, self.j0, self.j1
        rows, columns = i1 - i0 - m + 1, j1 - j0 - n + 1
        source, target = self.field.source, self.field.target
        ends = source.ends[i0 + m - 1 : i1][:, None] != target.ends[j0 + n - 1 : j1][None, :]
        starts = source.starts[i0 : i0 + rows][:, None] != target.starts[j0 : j0 + columns][None, :]
        lengths = [(a[i0:i1], b[j0:j1], ratio) for a, b, ratio in self.field.lengths]
        edges = [ends.astype(np.float32), starts.astype(np.float32)]
        return match_terms(kind, self.blocks, length_features(lengths, kind), edges)

    def boundaries(self) -> list[Matrix]:
        """What speaks against a boundary at each node, [rows + 1, columns + 1]; a bead has two."""
        return [leak for block in self.blocks for leak in leaks(block)]

    def features(self, kind: tuple[int, int]) -> NDArray[np.float32]:
        """[features, rows, columns]: what the weights of matches are for, of every bead of this kind."""
        m, n = kind
        rows, columns = self.i1 - self.i0 - m + 1, self.j1 - self.j0 - n + 1
        one = np.ones((rows, columns), dtype=np.float32)
        found = [
            np.float32(f) * (one if base is None else base)
            for factors, base in self.terms(kind)
            for f in factors
        ]
        found += [b[:rows, :columns] + b[m : m + rows, n : n + columns] for b in self.boundaries()]
        return np.stack(found)

    def score(self, weights: Weights) -> NDArray[np.float32]:
        """[kinds, rows, columns], -1e30 where a bead would leave the rectangle."""
        out = np.full((len(KINDS), self.i1 - self.i0, self.j1 - self.j0), NEVER, dtype=np.float32)
        between = self.boundaries()
        first = len(weights.match) - len(between)
        at_node = np.zeros((self.i1 - self.i0 + 1, self.j1 - self.j0 + 1), dtype=np.float32)
        for weight, boundary in zip(weights.match[first:], between, strict=True):
            at_node += np.float32(weight) * boundary
        for k, (m, n) in enumerate(KINDS):
            if (m, n) not in self.kinds:
                continue
            rows, columns = self.i1 - self.i0 - m + 1, self.j1 - self.j0 - n + 1
            total = at_node[:rows, :columns] + at_node[m : m + rows, n : n + columns]
            at = 0
            for factors, base in self.terms((m, n)):
                share = np.float32(weights.match[at : at + len(factors)] @ np.array(factors))
                at += len(factors)
                total += share if base is None else share * base
            out[k, :rows, :columns] = total
        return out
