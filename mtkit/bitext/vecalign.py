"""Vecalign's alignment file: a line `[i,…]:[j,…]:score` for each bead (Thompson & Koehn 2019).

The third field of Vecalign is a cost, lower is better; mtkit writes 1 - confidence there, so that both sort
alike. One null bead is written for each unpaired sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TextIO

from mtkit.bitext import _indices
from mtkit.core import Bead, Bitext
from mtkit.errors import FormatError


def write(bitext: Bitext, target: TextIO) -> None:
    """One line a bead; a cost of six decimals, 0.0 where there is no confidence."""
    for bead in bitext.beads:
        cost = 0.0 if bead.confidence is None else 1.0 - bead.confidence
        for single in _split(bead):
            target.write(f"{_indices.show(single)}:{cost:.6f}\n")


def _split(bead: Bead) -> list[Bead]:
    if not bead.target:
        return [Bead((i,), ()) for i in bead.source]
    if not bead.source:
        return [Bead((), (j,)) for j in bead.target]
    return [bead]


def read(source: Iterable[str], name: str) -> list[Bead]:
    """The beads of a file, with or without costs; blank lines are left out.

    A bead's score is minus its cost, so that higher is better here as everywhere. Raises FormatError for
    any other line.
    """
    return [_bead(line, name, number) for number, line in enumerate(source, 1) if line.strip()]


def _bead(line: str, name: str, number: int) -> Bead:
    sides, _, cost = line.strip().rpartition("]")
    found = _indices.parse(sides + "]")
    try:
        score = -float(cost.strip()[1:]) if cost.strip().startswith(":") and cost.strip() != ":" else 0.0
    except ValueError:
        found = None
    if found is None or cost.strip()[:1] not in ("", ":") or not math.isfinite(score):
        raise FormatError(
            f"{name}, line {number}: not a bead in Vecalign's form: {line.strip()[:60]!r}",
            hint="lines look like [0,1]:[2] or [0,1]:[2]:0.25",
        )
    return Bead(*found, score=score)
