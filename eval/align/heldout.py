"""Align the treebank with weights that have not seen it: each half with those fitted without it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent))
import gold

from mtkit.align import _weights, align
from mtkit.core import Bead, Bitext

# what there is to go by: the arguments of align, and whether the model's translation is among them
EVIDENCE: dict[str, tuple[dict[str, Any], bool]] = {
    "words learned on the fly, no lexicon": ({"source_lang": ""}, False),
    "lexicon, no translation": ({}, False),
    "lexicon and translation by the model": ({}, True),
}


@contextlib.contextmanager
def weights(content: dict[str, Any]) -> Iterator[None]:
    """Let the aligner take these weights for a while."""
    _weights.load.cache_clear()
    try:
        with mock.patch.object(_weights, "content", return_value=content):
            yield
    finally:
        _weights.load.cache_clear()


def align_halves(
    texts: list[gold.Text], folds: list[dict[str, Any]], arguments: dict[str, Any]
) -> list[Bitext]:
    """The first half of the texts aligned with the first fold's weights, the second with the second's."""
    out = []
    for number, text in enumerate(texts):
        with weights(folds[number >= len(texts) // 2]):
            out.append(align(text.source, text.target, translation=text.translation, **arguments))
    return out


def judged(right: list[Bead], bitext: Bitext) -> list[tuple[float, bool, bool]]:
    """For each bead its confidence, whether it is a null, and whether the gold has it."""
    known = {(b.source, b.target) for b in right}
    return [
        (b.confidence or 0.0, not (b.source and b.target), (b.source, b.target) in known)
        for b in bitext.beads
    ]
