"""The trained weights that come with mtkit: one set for each combination of evidence."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from typing import Any

import numpy as np

from mtkit.align._scorer import Weights

FILE = "weights.json"
_PRIOR_BEADS = 40


@functools.cache
def content() -> dict[str, Any]:
    """The file: models (by the names that Case.model gives), calibration, and what they were trained on."""
    data: dict[str, Any] = json.loads((resources.files("mtkit.align") / FILE).read_text(encoding="utf-8"))
    return data


@functools.cache
def load(model: str) -> Weights:
    """The weights of a model by its name, such as "length+spelling+gloss"."""
    entry = content()["models"][model]
    return Weights(np.array(entry["match"]), np.array(entry["null"]), float(entry["opening"]))


def adapted(weights: Weights, beads: Sequence[tuple[int, int, float]]) -> Weights:
    """The weights, with the prior of leaving something out moved to what this text was seen to do.

    beads: (m, n, posterior) along the path of an earlier pass. How often translators leave out differs more
    between texts than anything else in the model (0.02 to 0.11 runs of nulls a match in the development
    texts); the rate is estimated with _PRIOR_BEADS beads of the training text's.
    """
    matches = sum(p for m, n, p in beads if m and n)
    before = [True, *(bool(m and n) for m, n, _ in beads)]
    runs = sum(
        p for (m, n, p), after_match in zip(beads, before, strict=False) if after_match and not (m and n)
    )
    usual = content()["opened"]
    rate = (runs + _PRIOR_BEADS * usual) / (matches + _PRIOR_BEADS)
    return replace(weights, opening=weights.opening + math.log(rate / usual))
