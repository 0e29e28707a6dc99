"""The vectorised formulas give what sacreBLEU's scalar code gives for the same statistics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtkit.score import metric

SPECS = [
    ("bleu", {}),
    ("bleu", {"effective_order": True}),
    ("bleu", {"smooth_method": "none"}),
    ("bleu", {"smooth_method": "floor", "smooth_value": 0.3}),
    ("bleu", {"smooth_method": "add-k", "smooth_value": 2}),
    ("bleu", {"max_ngram_order": 2}),
    ("chrf", {}),
    ("chrf++", {}),
    ("chrf", {"eps_smoothing": True, "beta": 3}),
    ("ter", {}),
]


def _rows(spec: str, order: int, counts: list[int]) -> np.ndarray:
    """Possible statistics: no more matches than n-grams, no fewer unigrams than bigrams."""
    if spec == "ter":
        return np.array(counts[:2], dtype=float)
    if spec.startswith("chrf"):
        triples = np.array(counts[: 3 * order]).reshape(order, 3)
        triples[:, 2] = np.minimum(triples[:, 2], triples[:, :2].min(axis=1))
        return triples.ravel().astype(float)
    total = np.sort(counts[2 : 2 + order])[::-1]
    correct = np.minimum(np.array(counts[2 + order : 2 + 2 * order]), total)
    return np.concatenate([[total[0], counts[1]], correct, total]).astype(float)


def scalar(chosen: Any, row: np.ndarray) -> float:
    """What sacreBLEU's own code makes of the statistics of one segment."""
    return float(chosen._peer()._compute_score_from_stats(row.astype(int).tolist()).score)


@pytest.mark.parametrize(("spec", "options"), SPECS)
@settings(max_examples=60, deadline=None)
@given(counts=st.lists(st.integers(0, 40), min_size=24, max_size=24))
def test_formula_equals_the_scalar_code(spec: str, options: dict[str, object], counts: list[int]) -> None:
    chosen = metric(spec, **options)
    order = 0
    if spec == "bleu":
        order = chosen.max_ngram_order
    elif spec != "ter":
        order = chosen.char_order + chosen.word_order
    row = _rows(spec, order, counts)
    expected = scalar(chosen, row)
    assert chosen.corpus_score(row[None]) == expected
    alone = replace(chosen, effective_order=True) if spec == "bleu" else chosen
    assert chosen.segment_scores(np.stack([row, row]))[1] == scalar(alone, row)
    assert chosen.formula(row) == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert chosen.formula(np.stack([row, row]))[1] == chosen.formula(row)
    assert chosen.formula(row, dtype="float32") == pytest.approx(expected, rel=1e-4, abs=1e-4)
