"""Which cells of the lattice are looked at: all of a small one, a band along trusted anchors of a large one.

Between two anchors the whole box is searched while it is small; in a larger one a strip along its diagonal.
So the cells grow with the sentences, whatever the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from mtkit.align._vocabulary import Integers

DENSE = 300_000  # cells up to which everything is searched
_BOX = 120_000  # cells of a gap between anchors that are all searched
_MARGIN = 16  # sentences around an anchor
_STRIP = 200  # sentences to each side of the diagonal where nothing is known


def full(sources: int, targets: int) -> tuple[Integers, Integers]:
    """Every cell: the first and the last column of each row."""
    return np.zeros(sources + 1, dtype=np.int64), np.full(sources + 1, targets, dtype=np.int64)


def around(anchors: Sequence[tuple[int, int]], sources: int, targets: int) -> tuple[Integers, Integers]:
    """A band along anchors (i, j), sentence pairs that rise in both coordinates."""
    low = np.full(sources + 1, targets, dtype=np.int64)
    high = np.zeros(sources + 1, dtype=np.int64)
    corners = [(0, 0), *anchors, (sources, targets)]
    for (i0, j0), (i1, j1) in pairwise(corners):
        rows = np.arange(i0, i1 + 1)
        first, last = _range(rows, (i0, j0), (i1, j1))
        low[rows] = np.minimum(low[rows], np.maximum(first, 0))
        high[rows] = np.maximum(high[rows], np.minimum(last, targets))
        near = slice(max(i1 - _MARGIN, 0), i1 + _MARGIN + 1)
        low[near] = np.minimum(low[near], max(j1 - _MARGIN, 0))
        high[near] = np.maximum(high[near], min(j1 + _MARGIN, targets))
    low = np.minimum.accumulate(low[::-1])[::-1]
    high = np.maximum.accumulate(high)
    low[0], high[-1] = 0, targets
    return low, high


def _range(rows: Integers, start: tuple[int, int], end: tuple[int, int]) -> tuple[Integers, Integers]:
    """First and last column of each row in the gap from one anchor to the next."""
    (i0, j0), (i1, j1) = start, end
    if (i1 - i0 + 2 * _MARGIN) * (j1 - j0 + 2 * _MARGIN) <= _BOX or i1 - i0 <= 1 or j1 - j0 <= 1:
        return np.full(len(rows), j0 - _MARGIN), np.full(len(rows), j1 + _MARGIN)
    centre = j0 + (np.clip(rows, i0, i1) - i0) * (j1 - j0) // (i1 - i0)
    slope = -(-(j1 - j0) // (i1 - i0))
    width = max(_STRIP, slope + _MARGIN)
    return np.maximum(centre - width, j0 - _MARGIN), np.minimum(centre + width, j1 + _MARGIN)
