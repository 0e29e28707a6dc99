"""Hypotheses and references to numbers: sacreBLEU's scores, and honest statistics over them.

`mtkit.score(…)` is `mtkit.score.score(…)`. A member module (bleu, chrf, ter, external) holds a metric.
"""

from __future__ import annotations

import importlib
from typing import Any

from mtkit.callable_module import make_callable

_WHERE = {
    "Bucket": "_buckets",
    "Comparison": "_compare",
    "Edit": "_diff",
    "Example": "_examples",
    "Measured": "_scoring",
    "Metric": "_metric",
    "Pair": "_compare",
    "Report": "_scoring",
    "System": "_testset",
    "SystemScores": "_scoring",
    "Testset": "_testset",
    "check_lengths": "_testset",
    "compare": "_compare",
    "known_metrics": "_metric",
    "measure": "_scoring",
    "metric": "_metric",
    "regroup": "_regroup",
    "score": "_scoring",
    "word_diff": "_diff",
}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


make_callable(__name__, "score")
