"""Bead indices in Vecalign's notation: `[0,1]:[2]`, with `[]` for the empty side of a null."""

from __future__ import annotations

import re

from mtkit.core import Bead

_SIDES = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*")


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
    source, target = (tuple(sorted(int(n) for n in re.findall(r"\d+", side))) for side in found.groups())
    return source, target
