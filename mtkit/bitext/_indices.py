"""Bead indices in Vecalign's notation: `[0,1]:[2]`, with `[]` for the empty side of a null."""

from __future__ import annotations

import re

from mtkit.core import Bead

_SIDES = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*")
_MOST_DIGITS = (
    18  # no text has that many sentences, and Python refuses to read numbers of thousands of digits
)


def show(bead: Bead) -> str:
    """`[0,1]:[2]`."""
    source = ",".join(map(str, bead.source))
    target = ",".join(map(str, bead.target))
    return f"[{source}]:[{target}]"


def parse(text: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The source and target indices, sorted, or None when `text` is something else."""
    found = _SIDES.fullmatch(text)
    if found is None:
        return None
    numbers = [re.findall(r"\d+", side) for side in found.groups()]
    if any(len(number) > _MOST_DIGITS for side in numbers for number in side):
        return None
    source, target = (tuple(sorted(map(int, side))) for side in numbers)
    return source, target
