"""Plain parallel text, as Moses, fast_align and most training tools take it.

`write` gives the one-file form, `source ||| target`; `write_sides` the two files of Moses. Nulls have no
place in either.
"""

from __future__ import annotations

from typing import TextIO

from mtkit.bitext._sides import pairs
from mtkit.core import Bitext

_SEPARATOR = "|||"
_ESCAPED = "&#124;&#124;&#124;"  # as Moses' own escape-special-chars writes the bar


def write(bitext: Bitext, target: TextIO) -> None:
    """A line `source ||| target` for each pair; `|||` inside a text is written as Moses escapes it."""
    for _, source, translation in pairs(bitext):
        left, right = (side.replace(_SEPARATOR, _ESCAPED) for side in (source, translation))
        target.write(f"{left} {_SEPARATOR} {right}\n")


def write_sides(bitext: Bitext, source_file: TextIO, target_file: TextIO) -> None:
    """Line n of one file is the translation of line n of the other; texts are written as they are."""
    for _, source, translation in pairs(bitext):
        source_file.write(source + "\n")
        target_file.write(translation + "\n")
