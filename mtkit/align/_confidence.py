"""How sure a bead is: its posterior probability under the bead model, and the calibration of it."""

from __future__ import annotations

import math

import numpy as np

from mtkit.align import _weights
from mtkit.align._dp import Lattice, Reals, Step, Sums, backward, forward


def posteriors(lattice: Lattice, steps: list[Step]) -> list[float]:
    """For each bead of a path, the share of all paths' weight that goes through it.

    For a null it is the share of paths that leave out this sentence, wherever they do.
    """
    before, after = forward(lattice), backward(lattice)
    total = float(after.match[0][0])
    opened = [np.logaddexp(m + lattice.opening, g) for m, g in zip(before.match, before.gap, strict=True)]
    inserted = _inserted(lattice, opened, after, total)
    out = []
    for i, j, m, n in steps:
        at = j - int(lattice.low[i])
        if m and n:
            log = float(before.both(i)[at]) + float(lattice.match(i)[lattice.kinds.index((m, n)), at])
            out.append(log + float(after.match[i + m][j + n - int(lattice.low[i + m])]) - total)
        elif m:
            out.append(_deleted(lattice, opened, after, i) - total)
        else:
            out.append(float(np.log(max(inserted[j - int(lattice.low[0])], 1e-30))))
    return [float(np.exp(min(log, 0.0))) for log in out]


def calibrated(posterior: float, *, null: bool) -> float:
    """A posterior as the probability that the bead is exactly right (Platt scaling of its log odds).

    The bead model was trained on damaged clean text and is too sure of itself on real text; slopes and
    offsets were fitted on beads that it had not seen.
    """
    scale = _weights.content()["calibration"].get("null" if null else "match")
    if scale is None:
        return posterior
    odds = math.log(max(posterior, 1e-9)) - math.log(max(1.0 - posterior, 1e-9))
    return 1.0 / (1.0 + math.exp(-(scale["slope"] * odds + scale["offset"])))


def _deleted(lattice: Lattice, opened: list[Reals], after: Sums, i: int) -> float:
    """Log sum over paths that leave out source sentence i."""
    low, high = lattice.low, lattice.high
    a, b = int(max(low[i], low[i + 1])), int(min(high[i], high[i + 1]))
    here = opened[i][a - int(low[i]) : b - int(low[i]) + 1]
    there = after.gap[i + 1][a - int(low[i + 1]) : b - int(low[i + 1]) + 1]
    return float(np.logaddexp.reduce(here + there)) + float(lattice.deletion[i])


def _inserted(lattice: Lattice, opened: list[Reals], after: Sums, total: float) -> Reals:
    """For each column from the first on, the share of paths that leave out that target sentence."""
    low, high = lattice.low, lattice.high
    mass = np.zeros(int(high[-1] - low[0]) + 1)
    for i in range(len(low)):
        a, b = int(low[i]), int(high[i])
        logs = opened[i][:-1] + lattice.insertion[a:b] + after.gap[i][1:] - total
        mass[a - int(low[0]) : b - int(low[0])] += np.exp(np.minimum(logs, 0.0))
    return mass
