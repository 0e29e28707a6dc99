"""How sure a bead is: its posterior probability under the bead model, and the calibration of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mtkit.align import _weights
from mtkit.align._dp import Lattice, Reals, Step, Sums, backward, forward

_CLEAR = 7.0  # log odds from which on a bead is as clear as any
_SHORTEST, _LONGEST = -2.5, 1.0  # log lengths relative to the mean that still make a difference


@dataclass(frozen=True, slots=True)
class Sign:
    """What tells how far to trust one bead.

    part: "single" (1-1), "merge" or "null". odds: log odds of its posterior. For nulls alone, length: log of
    the sentence's length over its side's mean, within bounds; clarity: mean log odds of the whole text's
    beads.
    """

    part: str
    odds: float
    length: float = 0.0
    clarity: float = 0.0

    def values(self) -> dict[str, float]:
        """What each number of the calibration is multiplied with."""
        return {"slope": self.odds, "offset": 1.0, "length": self.length, "clarity": self.clarity}


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


def signs(
    beads: Sequence[tuple[int, int, int, int, float]], source: Sequence[str], target: Sequence[str]
) -> list[Sign]:
    """What tells how far to trust each bead (i, j, m, n, posterior) of a path through two texts."""
    lengths = _relative(source), _relative(target)
    odds = [math.log(max(p, 1e-9)) - math.log(max(1.0 - p, 1e-9)) for *_, p in beads]
    clarity = sum(min(max(o, -_CLEAR), _CLEAR) for o in odds) / max(len(odds), 1)
    out = []
    for (i, j, m, n, _), o in zip(beads, odds, strict=True):
        if m and n:
            out.append(Sign("single" if m == n == 1 else "merge", o))
        else:
            out.append(Sign("null", o, lengths[0][i] if m else lengths[1][j], clarity))
    return out


def calibrated(sign: Sign) -> float:
    """The probability that a bead is exactly right: Platt scaling of its posterior's log odds (Platt 1999).

    Single pairs, merges and nulls have scales of their own, since the bead model is too sure of the latter
    two: what it was trained on is cut in fewer ways than real texts are. eval/align/train/calibrate.py fits
    them.
    """
    scale = _weights.content()["calibration"].get(sign.part, {"slope": 1.0})
    total = sum(scale.get(name, 0.0) * value for name, value in sign.values().items())
    return 1.0 / (1.0 + math.exp(-total))


def _relative(sentences: Sequence[str]) -> list[float]:
    mean = sum(map(len, sentences)) / max(len(sentences), 1)
    return [min(max(math.log(len(s) / mean), _SHORTEST), _LONGEST) for s in sentences]


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
