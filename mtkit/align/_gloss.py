"""Word translations learned from the text itself: IBM model 1 (Brown et al. 1993) over the beads found so
far.

A translation counts only where two beads agree on it, or a rare word would confirm whatever bead it
happened to fall into.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtkit.align._vocabulary import Integers, Reals, Side, Table

ROUNDS = 5
_MOST_BEADS = 8_000
_MOST_PAIRS = 3_500_000  # word pairs looked at: some 300 MB at work
_LONGEST = 120  # words in one side of a bead that is learned from
_LEAST = 0.08  # translations less probable than this are no help


def learn(source: Side, target: Side, beads: list[tuple[int, int, int, int]]) -> tuple[Table, Table]:
    """Learn from beads (i, j, m, n): m sentences from i on translate n sentences from j on.

    Gives the translations of source words as target words with the root of p(target | source), which tells
    coverage better than p itself, and of target words as source words likewise.
    """
    first, second, bead = _pairs(source, target, beads)
    width = int(target.words.max(initial=-1)) + 1
    height = int(source.words.max(initial=-1)) + 1
    keys, where, support = np.unique(first * max(width, 1) + second, return_inverse=True, return_counts=True)
    x, y = keys // max(width, 1), keys % max(width, 1)
    forward = _train(where, bead * max(width, 1) + second, x, height)
    backward = _train(where, bead * max(height, 1) + first, y, width)
    good = support > 1
    return _table(x, y, forward, good, height), _table(y, x, backward, good, width)


def _pairs(
    source: Side, target: Side, beads: list[tuple[int, int, int, int]]
) -> tuple[Integers, Integers, Integers]:
    """Every source word with every target word of its bead: words and bead numbers, each word type once a
    bead.
    """
    xs, ys, numbers = [], [], []
    total = 0
    every = -(-len(beads) // _MOST_BEADS)  # of a long text, beads from all of it
    for number, (i, j, m, n) in enumerate(beads[:: max(every, 1)]):
        x = np.unique(source.words[source.start[i] : source.start[i + m]])
        y = np.unique(target.words[target.start[j] : target.start[j + n]])
        if not 0 < len(x) <= _LONGEST or not 0 < len(y) <= _LONGEST:
            continue
        xs.append(np.repeat(x, len(y)))
        ys.append(np.tile(y, len(x)))
        numbers.append(np.full(len(x) * len(y), number))
        total += len(x) * len(y)
        if total > _MOST_PAIRS:
            break
    empty = np.zeros(0, dtype=np.int64)
    if not xs:
        return empty, empty, empty
    return np.concatenate(xs), np.concatenate(ys), np.concatenate(numbers)


def _train(where: Integers, group: Integers, given: Integers, size: int) -> Reals:
    """Expectation maximisation: p(other | given) of each distinct pair.

    `group`: which choices compete, one for each pair.
    """
    n = len(given)
    group = np.unique(group, return_inverse=True)[1]
    p = np.ones(n)
    for _ in range(ROUNDS):
        found = p[where]
        null = p.mean() if n else 0.0
        share = found / (np.bincount(group, found) + 0.1 * null)[group]
        counts = np.bincount(where, share, minlength=n)
        p = counts / (np.bincount(given, counts, minlength=size) + 1.0)[given]
    return p


def _table(given: Integers, other: Integers, p: Reals, good: NDArray[np.bool_], size: int) -> Table:
    keep = np.flatnonzero(good & (p > _LEAST))
    keep = keep[np.lexsort((-p[keep], given[keep]))]
    start = np.concatenate([[0], np.cumsum(np.bincount(given[keep], minlength=size))])
    return Table(other[keep], np.sqrt(p[keep]), start)
