"""Confidence as a probability: Platt's scaling of posterior log odds, fitted on beads that the weights had
not seen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import corpus
import gold
import heldout
import numpy as np

FILES = ("hard", "documents")


def held_out(
    shared: Path, folds: list[dict[str, Any]], model: str | None, work: Path
) -> list[tuple[float, bool, bool]]:
    """Posterior, whether it is a null, and whether it is right, of every bead that the folds' weights find in
    the treebank's other halves, with all kinds of evidence.
    """
    beads = []
    for file in FILES:
        plain = gold.treebank(shared, file)
        told = corpus.translations([s for text in plain for s in text.source], model, work)
        for arguments, translated in heldout.EVIDENCE.values():
            texts = gold.treebank(shared, file, told) if translated else plain
            for text, bitext in zip(texts, heldout.align_halves(texts, folds, arguments), strict=True):
                beads += heldout.judged(text.gold, bitext)
    return beads


def fit(beads: list[tuple[float, bool, bool]]) -> dict[str, dict[str, float]]:
    """Slope and offset for matches and for nulls, by Newton's method on the log likelihood."""
    out = {}
    for name, null in (("match", False), ("null", True)):
        chosen = np.array([(p, ok) for p, is_null, ok in beads if is_null == null])
        p = np.clip(chosen[:, 0], 1e-9, 1 - 1e-9)
        x = np.stack([np.log(p / (1 - p)), np.ones(len(p))], 1)
        w = np.array([1.0, 0.0])
        for _ in range(50):
            q = 1 / (1 + np.exp(-x @ w))
            slope = x.T @ (chosen[:, 1] - q)
            w = w + np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + 1e-6 * np.eye(2), slope)
        out[name] = {"slope": round(float(w[0]), 4), "offset": round(float(w[1]), 4)}
    return out
