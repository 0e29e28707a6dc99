"""The one place that touches sacreBLEU: its metric objects, their statistics, arithmetic and signatures.

Statistics per segment have no public API in sacreBLEU; `_extract_corpus_statistics`,
`_compute_score_from_stats` and `_aggregate_and_compute` are its own seams between a metric and its
resampling, unchanged through 2.x, and tests/score/test_sacrebleu.py holds them to what the public API
returns. Where nothing but counted numbers is needed, `_formulas` and the signature written here give what
sacreBLEU gives, and it is not even imported; the same tests hold them to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from mtkit.score._metric import Floats


@lru_cache(maxsize=1)
def version() -> str:
    """sacreBLEU's version, without importing it.

    The folder beside it says it; `importlib.metadata`, for where that is not so, is slow to import.
    """
    spec = find_spec("sacrebleu")
    if spec is not None and spec.origin:
        folders = list(Path(spec.origin).parents[1].glob("sacrebleu-*.dist-info"))
        if len(folders) == 1:
            return folders[0].name.removeprefix("sacrebleu-").removesuffix(".dist-info")
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


def score_of_rows(metric: Any, statistics: Floats) -> float:
    """The corpus score of [segments, k] statistics that may be fractions, summed in sacreBLEU's order."""
    return float(metric._aggregate_and_compute(statistics.tolist()).score)


def signature(
    references: int, options: Mapping[str, str | int | bool], extra: Mapping[str, str | int]
) -> str:
    """sacreBLEU's signature with that many references: what it says of a test, the metric's options, and what
    `extra` adds (bs, ar, seed, align). Written here, since importing sacreBLEU costs more than a comparison.
    """
    parts = {"nrefs": references, "bs": None, "ar": None, "seed": None, **options, **extra}
    said = {
        key: {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        for key, value in parts.items()
    }
    return "|".join(
        f"{key}:{value}" for key, value in (*said.items(), ("version", version())) if value is not None
    )
