"""Hypotheses and references to numbers: sacreBLEU's scores, and honest statistics over them.

`mtkit.score(…)` is `mtkit.score.score(…)`. A member module (bleu, chrf, ter, external) holds a metric.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mtkit.callable_module import make_callable

if TYPE_CHECKING:
    from mtkit.score._buckets import Bucket
    from mtkit.score._compare import compare
    from mtkit.score._comparison import Comparison, MetricComparison, Pair, Ranked
    from mtkit.score._diff import Edit, word_diff
    from mtkit.score._examples import Example
    from mtkit.score._metric import Metric, known_metrics, metric
    from mtkit.score._regroup import regroup
    from mtkit.score._scoring import Measured, Report, SystemScores, measure, score
    from mtkit.score._testset import System, Testset, check_lengths

_WHERE = {
    "Bucket": "_buckets",
    "Comparison": "_comparison",
    "Edit": "_diff",
    "Example": "_examples",
    "Measured": "_scoring",
    "Metric": "_metric",
    "MetricComparison": "_comparison",
    "Pair": "_comparison",
    "Ranked": "_comparison",
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

__all__ = [
    "Bucket",
    "Comparison",
    "Edit",
    "Example",
    "Measured",
    "Metric",
    "MetricComparison",
    "Pair",
    "Ranked",
    "Report",
    "System",
    "SystemScores",
    "Testset",
    "check_lengths",
    "compare",
    "known_metrics",
    "measure",
    "metric",
    "regroup",
    "score",
    "word_diff",
]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


make_callable(__name__, "score")
