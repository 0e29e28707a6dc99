"""The one place that touches sacreBLEU: its metric objects, their statistics, arithmetic and signatures.

Statistics per segment have no public API in sacreBLEU; `_extract_corpus_statistics`,
`_compute_score_from_stats` and `_aggregate_and_compute` are its own seams between a metric and its
resampling, unchanged through 2.x, and tests/score/test_sacrebleu.py holds them to what the public API
returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mtkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from mtkit.score._metric import Floats


@lru_cache(maxsize=1)
def version() -> str:
    """sacreBLEU's version, without importing it."""
    from importlib.metadata import version

    return version("sacrebleu")


@lru_cache(maxsize=32)
def peer(kind: str, **options: Any) -> Any:
    """sacreBLEU's metric object of class `kind` (BLEU, CHRF, TER).

    Raises UsageError where a tokenizer needs a package that is missing, InputError where it needs a model
    that cannot be had.
    """
    from sacrebleu import metrics

    try:
        return getattr(metrics, kind)(**options)
    except (
        ImportError,
        RuntimeError,
    ) as error:  # MeCab's bindings raise either where their dictionary is missing
        tokenizer = options.get("tokenize")
        raise UsageError(
            f"tokenizer {tokenizer} needs a package that is not installed",
            hint="pip install 'sacrebleu[ja]' for ja-mecab, 'sacrebleu[ko]' for ko-mecab",
        ) from error
    except (OSError, SystemExit) as error:  # sacreBLEU exits where a download fails
        tokenizer = options.get("tokenize")
        raise InputError(
            f"tokenizer {tokenizer} needs a model that is not here and could not be downloaded",
            hint="run once with a network, or use --tokenize 13a",
        ) from error


def statistics(metric: Any, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> Floats:
    """[segments, k] what `metric` counts in each segment."""
    import numpy as np

    rows = metric._extract_corpus_statistics(hypotheses, references)
    return np.array(rows, dtype=np.float64)


def score_of_counts(metric: Any, statistics: Floats) -> float:
    """The corpus score of [segments, k] statistics that are whole numbers."""
    import numpy as np

    return float(metric._compute_score_from_stats(statistics.astype(np.int64).sum(axis=0).tolist()).score)


def score_of_rows(metric: Any, statistics: Floats) -> float:
    """The corpus score of [segments, k] statistics that may be fractions, summed in sacreBLEU's order."""
    return float(metric._aggregate_and_compute(statistics.tolist()).score)


def segment_scores(metric: Any, statistics: Floats) -> Floats:
    """[segments] the score that sacreBLEU's `sentence_score` gives to each."""
    import numpy as np

    return np.array(
        [metric._compute_score_from_stats(row).score for row in statistics.tolist()], dtype=np.float64
    )


def signature(metric: Any, references: int, extra: Mapping[str, str | int]) -> str:
    """sacreBLEU's signature of `metric` with that many references; `extra` adds to it (bs, ar, seed,
    align)."""
    metric.num_refs = references
    made = metric.get_signature()
    for key, value in extra.items():
        made.update(key, value)
    return str(made.format())
