"""Danish sentences of mono/ with an English written for this recipe.

written/NAME.translated.tsv has the English for sentences of mono/NAME.txt.xz: a key, tab, English. The Danish
stays where it is; the key finds it there.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from cleaning import lines_of, normal

SUFFIX = ".translated.tsv"


def key(danish: str) -> str:
    """Twelve hexadecimal digits that stand for a sentence."""
    return hashlib.sha256(normal(danish).encode()).hexdigest()[:12]


def read(written: Path, mono: Path) -> list[str]:
    """All translated sentences as lines of Danish, tab, English.

    Raises KeyError where a translated sentence is not in the file of its name.
    """
    lines = []
    for table in sorted(written.glob(f"*{SUFFIX}")):
        danish = {key(line): line for line in lines_of(mono / f"{table.name.removesuffix(SUFFIX)}.txt.xz")}
        for row in table.read_text("utf-8").splitlines():
            mark, english = row.split("\t")
            lines.append(f"{normal(danish[mark])}\t{english}")
    return lines
