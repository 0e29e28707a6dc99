"""A table for people and scripts: source, target, indices, confidence, flags, with a tab between.

No header, so that `cut -f1,2` gives a parallel corpus. The indices are Vecalign's (`[0,1]:[0]`), a null has
an empty cell, and tabs and line breaks inside a text become spaces.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from mtkit.bitext import _indices
from mtkit.bitext._sides import one_line, source_text, target_text
from mtkit.core import Bead, Bitext
from mtkit.errors import FormatError


def write(bitext: Bitext, target: TextIO) -> None:
    """Five columns a bead: source text, target text, `[i,…]:[j,…]`, confidence (four decimals, or empty),
    flags.
    """
    for bead in bitext.beads:
        cells = (
            one_line(source_text(bitext, bead)),
            one_line(target_text(bitext, bead)),
            _indices.show(bead),
            "" if bead.confidence is None else f"{bead.confidence:.4f}",
            ",".join(bead.flags),
        )
        target.write("\t".join(cells) + "\n")


def read(source: Iterable[str], name: str) -> list[Bead]:
    """The beads of a table that `write` made. Raises FormatError for a row without the five columns."""
    beads = []
    for number, line in enumerate(source, 1):
        if not line.strip("\r\n"):
            continue
        cells = line.rstrip("\r\n").split("\t")
        found = _indices.parse(cells[2]) if len(cells) == 5 else None
        if found is None:
            raise FormatError(
                f"{name}, line {number}: not a row of 'mtkit align --to tsv'",
                hint="five columns are wanted: source, target, [i,…]:[j,…], confidence, flags",
            )
        confidence = _confidence(cells[3], name, number)
        flags = tuple(flag for flag in cells[4].split(",") if flag)
        beads.append(Bead(*found, confidence=confidence, flags=flags))
    return beads


def _confidence(cell: str, name: str, number: int) -> float | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        raise FormatError(
            f"{name}, line {number}: {cell!r} is not a confidence", hint="a number from 0 to 1"
        ) from None
