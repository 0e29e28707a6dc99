"""The two sides of a bead as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtkit.core import Bead, Bitext

# Whatever str.splitlines or a table reader could take for the end of a line or of a cell.
_BREAKS = re.compile(r"[\s\x1c-\x1f]+")


def source_text(bitext: Bitext, bead: Bead) -> str:
    """The bead's source sentences, joined by a space; empty for a null."""
    return " ".join(bitext.source[i] for i in bead.source)


def target_text(bitext: Bitext, bead: Bead) -> str:
    """The bead's target sentences, joined by a space; empty for a null."""
    return " ".join(bitext.target[j] for j in bead.target)


def one_line(text: str) -> str:
    """`text` with each run of white space, tabs and line breaks included, as one space."""
    return _BREAKS.sub(" ", text).strip()


def pairs(bitext: Bitext) -> Iterator[tuple[Bead, str, str]]:
    """Each bead that is no null, with its two sides on one line each."""
    for bead in bitext.beads:
        if bead.source and bead.target:
            yield bead, one_line(source_text(bitext, bead)), one_line(target_text(bitext, bead))
