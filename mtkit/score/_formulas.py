"""From sums of statistics to scores, for many resamples at once.

Each formula does the operations of its sacreBLEU counterpart in the same order and precision, so that in
float32 its scores are those of sacreBLEU's resampling and in float64 those of its approximate randomisation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    Floats = NDArray[np.floating[Any]]

# What sacreBLEU takes for the logarithm of nothing.
_LOG_OF_ZERO = -9999999999.0
_CHRF_EPSILON = 1e-16


def bleu(
    sums: Floats,
    dtype: DTypeLike,
    *,
    order: int,
    smooth_method: str,
    smooth_value: float | None,
    effective_order: bool,
    exact: bool = False,
) -> Floats:
    """[..., 2 + 2 * order] (hypothesis length, reference length, matches, n-grams) to [...] BLEU, 0 to 100.

    exact: take logarithms and powers from Python's `math`, as sacreBLEU does for a single score; numpy's are
    faster and may differ in the last digit.
    """
    exp, log = (_math_exp, _math_log) if exact else (np.exp, np.log)
    kind: Any = np.dtype(dtype).type
    sums = np.asarray(sums, dtype=dtype)
    hypothesis, reference = sums[..., 0].astype(np.float64), sums[..., 1].astype(np.float64)
    correct, total = sums[..., 2 : 2 + order], sums[..., 2 + order :]
    matched = (correct != 0).any(axis=-1)
    if smooth_method == "add-k":
        added = np.zeros(order, dtype=dtype)
        added[1:] = 1 if smooth_value is None else smooth_value
        correct, total = correct + added, total + added
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        penalty = np.where(hypothesis < reference, exp(np.minimum(1 - reference / hypothesis, 0)), 1.0)
        penalty = np.where((hypothesis == 0) & (reference > 0), 0.0, penalty)
        counted = np.logical_and.accumulate(total != 0, axis=-1)
        precision = np.where(counted, kind(100) * correct / total, kind(0))
        missing = counted & (correct == 0)
        if smooth_method == "exp":
            halvings = kind(2) ** np.cumsum(missing, axis=-1).astype(dtype)
            precision = np.where(missing, kind(100) / (halvings * total), precision)
        elif smooth_method == "floor":
            floor = kind(0.1 if smooth_value is None else smooth_value)
            precision = np.where(missing, kind(100) * floor / total, precision)
        logs = np.where(precision != 0, log(precision.astype(np.float64)), _LOG_OF_ZERO)
    orders = counted.sum(axis=-1) if effective_order else np.full(counted.shape[:-1], order)
    summed = _in_order(np.where(np.arange(order) < orders[..., None], logs, 0.0), exact=exact)
    return np.where(matched, penalty * exp(summed / np.maximum(orders, 1)), 0.0)


def chrf(sums: Floats, dtype: DTypeLike, *, beta: int, eps_smoothing: bool) -> Floats:
    """[..., 3 * order] (hypothesis, reference, matching n-grams of each order) to [...] chrF, 0 to 100."""
    kind: Any = np.dtype(dtype).type
    sums = np.asarray(sums, dtype=dtype)
    counts = sums.reshape(*sums.shape[:-1], -1, 3)
    hypothesis, reference, match = counts[..., 0], counts[..., 1], counts[..., 2]
    factor, epsilon = kind(beta**2), kind(_CHRF_EPSILON)
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        precision = np.where(hypothesis > 0, match / hypothesis, epsilon)  # [..., order]
        recall = np.where(reference > 0, match / reference, epsilon)
        if eps_smoothing:
            weighted = factor * precision + recall
            f = np.where(weighted > 0, (1 + factor) * precision * recall / weighted, epsilon)
            mean_f: Floats = kind(100) * _in_order(f) / kind(counts.shape[-2])
            return mean_f
        used = (hypothesis > 0) & (reference > 0)
        orders = used.sum(axis=-1).astype(dtype)
        mean_precision = np.where(orders > 0, _in_order(np.where(used, precision, kind(0))) / orders, kind(0))
        mean_recall = np.where(orders > 0, _in_order(np.where(used, recall, kind(0))) / orders, kind(0))
        f = (1 + factor) * mean_precision * mean_recall
        f = f / (factor * mean_precision + mean_recall)
        score: Floats = np.where(mean_precision + mean_recall != 0, kind(100) * f, kind(0))
    return score


def ter(sums: Floats, dtype: DTypeLike) -> Floats:
    """[..., 2] (edits, reference words) to [...] TER in per cent: 0 and more."""
    kind: Any = np.dtype(dtype).type
    sums = np.asarray(sums, dtype=dtype)
    edits, words = sums[..., 0], sums[..., 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(words > 0, edits / words, np.where(edits > 0, kind(1), kind(0)))
    score: Floats = kind(100) * ratio
    return score


def mean(sums: Floats, dtype: DTypeLike) -> Floats:
    """[..., 2] (sum of values, number of them) to [...] their mean."""
    sums = np.asarray(sums, dtype=dtype)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sums[..., 1] > 0, sums[..., 0] / sums[..., 1], np.dtype(dtype).type(0))


def _math_log(values: Floats) -> Floats:
    """Logarithms by `math.log`, one of each value; of 0 minus infinity."""
    return _of_each(values, lambda value: math.log(value) if value else -math.inf)


def _math_exp(values: Floats) -> Floats:
    """Powers of e by `math.exp`, one of each value; of what is no number, itself."""
    return _of_each(values, math.exp)


def _of_each(values: Floats, function: Callable[[float], float]) -> Floats:
    distinct, places = np.unique(values, return_inverse=True)
    return np.array([function(value) for value in distinct.tolist()])[places].reshape(np.shape(values))


def _in_order(terms: Floats, *, exact: bool = False) -> Floats:
    """The sum over the last axis from first to last: numpy's own sum may add pairwise, and round otherwise.

    exact: by Python's `sum`, whose rounding is another from Python 3.12 on.
    """
    if exact:
        rows = terms.reshape(-1, terms.shape[-1]).tolist()
        return np.array([sum(row) for row in rows]).reshape(terms.shape[:-1])
    total = np.zeros(terms.shape[:-1], dtype=terms.dtype)
    for n in range(terms.shape[-1]):
        total = total + terms[..., n]
    return total
