"""Search and sums over banded lattices of bead scores, a row at a time.

Node (i, j) means that i source and j target sentences are behind us. A match bead of m and n sentences
leads to (i + m, j + n); a null deletes one source sentence or inserts one target sentence. The first null
of a run costs `opening` more, since what was left out is mostly left out in runs (the affine gaps of Gotoh
1982).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
_NEVER = -1e30


@dataclass(frozen=True, slots=True)
class Lattice:
    """What the search needs to know.

    low, high: [source sentences + 1] first and last column of each row's band; neither ever decreases.
    Paths begin in
               the first row's first column and end in the last row's last.
    kinds:     the (m, n) of the match beads.
    match:     gives [kinds, high[i] - low[i] + 1], the scores of the match beads that start in row i; -1e30
    where none can. deletion:  [source sentences] score of leaving each out; insertion: [target sentences]
    the same. opening:   score of a run of nulls.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    kinds: tuple[tuple[int, int], ...]
    match: Callable[[int], Reals]
    deletion: Reals
    insertion: Reals
    opening: float


@dataclass(frozen=True, slots=True)
class Sums:
    """Forward or backward sums: for each row, log sums over paths that end (begin) at its nodes, by the
    state of the last (next) bead.
    """

    match: list[Reals]
    gap: list[Reals]

    def both(self, i: int) -> Reals:
        """Sums over both states."""
        return np.logaddexp(self.match[i], self.gap[i])


Step = tuple[int, int, int, int]  # i, j, m, n: a bead that starts at (i, j)


def viterbi(lattice: Lattice, *, free_end: bool = False) -> list[Step]:
    """The best path to the last row's last column, or to any of its columns, first bead first.

    Rows are counted from the lattice's first, columns from the text's.
    """
    depth = max(m for m, _ in lattice.kinds)
    reach: dict[int, Reals] = {}  # best score of each start node plus each bead from it, for the last rows
    trace: list[tuple[NDArray[np.int8], NDArray[np.int8]]] = []
    inserted = _running(lattice.insertion)
    match = gap = np.zeros(0)
    for i in range(len(lattice.low)):
        arrived = _arrivals(lattice, reach, i)
        by = arrived.argmax(0).astype(np.int8)
        old_match, old_gap = match, gap
        match = np.take_along_axis(arrived, by[None].astype(np.int64), 0)[0]
        if i == 0:
            match[0] = 0.0
        gap, bits = _gaps(lattice, i, match, old_match, old_gap, inserted)
        bits |= (gap > match).astype(np.int8) << 3
        trace.append((by, bits))
        reach[i] = np.maximum(match, gap)[None] + lattice.match(i)
        reach.pop(i - depth, None)
    column = int(np.maximum(match, gap).argmax()) if free_end else len(match) - 1
    return _follow(lattice, trace, column)


def _arrivals(lattice: Lattice, reach: dict[int, Reals], i: int) -> Reals:
    """[kinds, width]: what each kind of bead brings to each node of row i."""
    low, high = lattice.low, lattice.high
    width = int(high[i] - low[i] + 1)
    arrived = np.full((len(lattice.kinds), width), _NEVER)
    for k, (m, n) in enumerate(lattice.kinds):
        r = i - m
        if r < 0:
            continue
        a, b = max(low[i], low[r] + n), min(high[i], high[r] + n)
        if a <= b:
            arrived[k, a - low[i] : b - low[i] + 1] = reach[r][k, a - n - low[r] : b - n - low[r] + 1]
    return arrived


def _from_above(lattice: Lattice, i: int, above: Reals) -> Reals:
    """Values of row i - 1 at the columns of row i."""
    low, high = lattice.low, lattice.high
    out = np.full(int(high[i] - low[i] + 1), _NEVER)
    a, b = max(low[i], low[i - 1]), min(high[i], high[i - 1])
    if a <= b:
        out[a - low[i] : b - low[i] + 1] = above[a - low[i - 1] : b - low[i - 1] + 1]
    return out


def _gaps(
    lattice: Lattice, i: int, match: Reals, old_match: Reals, old_gap: Reals, inserted: Reals
) -> tuple[Reals, NDArray[np.int8]]:
    """Best scores that end in a null at row i.

    Bits: 1 came by insertion, 2 a deletion inside a run, 4 an insertion inside one.
    """
    opening = lattice.opening
    if i:
        opened = _from_above(lattice, i, old_match) + opening
        going = _from_above(lattice, i, old_gap)
        deleted = np.maximum(opened, going) + lattice.deletion[i - 1]
        bits = (going > opened).astype(np.int8) << 1
    else:
        deleted = np.full(len(match), _NEVER)
        bits = np.zeros(len(match), dtype=np.int8)
    if len(match) == 1:
        return deleted, bits
    cost = inserted[lattice.low[i] : lattice.high[i] + 1]
    before = np.maximum(match + opening, deleted) - cost
    by_insertion = np.concatenate([[_NEVER], np.maximum.accumulate(before)[:-1] + cost[1:]])
    gap = np.maximum(deleted, by_insertion)
    bits |= (by_insertion > deleted).astype(np.int8)
    bits[1:] |= (gap[:-1] > match[:-1] + opening).astype(np.int8) << 2
    return gap, bits


def _follow(
    lattice: Lattice, trace: list[tuple[NDArray[np.int8], NDArray[np.int8]]], column: int
) -> list[Step]:
    i, j = len(lattice.low) - 1, int(lattice.low[-1] + column)
    in_gap = bool(trace[i][1][j - lattice.low[i]] & 8)
    steps: list[Step] = []
    while i or j > lattice.low[0]:
        by, bits = trace[i]
        at = j - int(lattice.low[i])
        bit = int(bits[at])
        if not in_gap:
            m, n = lattice.kinds[by[at]]
        else:
            m, n = (0, 1) if bit & 1 else (1, 0)
        i, j = i - m, j - n
        steps.append((i, j, m, n))
        if in_gap:
            in_gap = bool(bit & 4) if n else bool(bit & 2)
        else:
            in_gap = bool(trace[i][1][j - int(lattice.low[i])] & 8)
    return steps[::-1]


def forward(lattice: Lattice) -> Sums:
    """Log sums over all paths from the start to each node."""
    depth = max(m for m, _ in lattice.kinds)
    reach: dict[int, Reals] = {}
    inserted = _running(lattice.insertion)
    sums = Sums([], [])
    for i in range(len(lattice.low)):
        match = _log_sum(_arrivals(lattice, reach, i))
        if i == 0:
            match[0] = 0.0
            deleted = np.full(len(match), _NEVER)
        else:
            opened = _from_above(lattice, i, sums.match[-1]) + lattice.opening
            deleted = np.logaddexp(opened, _from_above(lattice, i, sums.gap[-1])) + lattice.deletion[i - 1]
        cost = inserted[lattice.low[i] : lattice.high[i] + 1]
        before = np.logaddexp(match + lattice.opening, deleted) - cost
        run = np.logaddexp.accumulate(before)[:-1] + cost[1:]
        gap = np.logaddexp(deleted, np.concatenate([[_NEVER], run]))
        sums.match.append(match)
        sums.gap.append(gap)
        reach[i] = np.logaddexp(match, gap)[None] + lattice.match(i)
        reach.pop(i - depth, None)
    return sums


def backward(lattice: Lattice) -> Sums:
    """Log sums over all paths from each node to the end; `match`: the bead before the node was a match,
    `gap`: a null.
    """
    rows = len(lattice.low)
    inserted = _running(lattice.insertion)
    matches: list[Reals] = [np.zeros(0)] * rows
    gaps: list[Reals] = [np.zeros(0)] * rows
    for i in range(rows - 1, -1, -1):
        next_match = _log_sum(_departures(lattice, matches, i))
        if i == rows - 1:
            next_match[-1] = 0.0
            deleted = np.full(len(next_match), _NEVER)
        else:
            deleted = _from_below(lattice, i, gaps[i + 1]) + lattice.deletion[i]
        cost = inserted[lattice.low[i] : lattice.high[i] + 1]
        after = (np.logaddexp(next_match, deleted) + cost)[::-1]
        gap = np.logaddexp.accumulate(after)[::-1] - cost
        run = np.concatenate([gap[1:] + np.diff(cost), [_NEVER]])
        matches[i] = np.logaddexp(next_match, np.logaddexp(deleted, run) + lattice.opening)
        gaps[i] = gap
    return Sums(matches, gaps)


def _departures(lattice: Lattice, matches: list[Reals], i: int) -> Reals:
    """[kinds, width]: what comes after each kind of bead from each node of row i."""
    low, high = lattice.low, lattice.high
    out = np.full((len(lattice.kinds), int(high[i] - low[i] + 1)), _NEVER)
    if i == len(low) - 1:
        return out
    scores = lattice.match(i)
    for k, (m, n) in enumerate(lattice.kinds):
        r = i + m
        if r >= len(low):
            continue
        a, b = max(low[i], low[r] - n), min(high[i], high[r] - n)
        if a <= b:
            here = slice(a - low[i], b - low[i] + 1)
            out[k, here] = scores[k, here] + matches[r][a + n - low[r] : b + n - low[r] + 1]
    return out


def _from_below(lattice: Lattice, i: int, below: Reals) -> Reals:
    """Values of row i + 1 at the columns of row i."""
    low, high = lattice.low, lattice.high
    out = np.full(int(high[i] - low[i] + 1), _NEVER)
    a, b = max(low[i], low[i + 1]), min(high[i], high[i + 1])
    if a <= b:
        out[a - low[i] : b - low[i] + 1] = below[a - low[i + 1] : b - low[i + 1] + 1]
    return out


def _running(values: Reals) -> Reals:
    """Sums of the first 0, 1, 2, … values."""
    return np.concatenate([[0.0], np.cumsum(values)])


def _log_sum(values: Reals) -> Reals:
    """Log of the sum of exponentials over the first axis."""
    top = values.max(0)
    total: Reals = top + np.log(np.exp(values - top).sum(0))
    return total
