"""Is one system better than another, or was it the choice of sentences?

Approximate randomisation (Riezler & Maxwell 2005; Noreen 1989) is the default: it holds its level. The paired
bootstrap of Koehn (2004) as sacreBLEU runs it finds too many differences (eval/score/README.md), and
is here for comparison with published numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mtkit.score._resample import bootstraps, resampled_sums, swaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mtkit.score._metric import Metric

    Floats = NDArray[np.floating[Any]]

SEED = 12345  # sacreBLEU's own
# The usual number of trials of each test, sacreBLEU's numbers.
TRIALS = {"ar": 10_000, "bootstrap": 1_000, "sacrebleu-ar": 10_000, "sacrebleu-bs": 1_000}
# Scores that differ by less are the same number, rounded otherwise.
_SAME = 1e-11


@dataclass(frozen=True, slots=True)
class Tested:
    """One metric over several systems: `p[a, b]` of every pair, and `scores[a]` in resamples of the test set.

    p: [systems, systems], 1 where a pair was not tested. resampled: [systems, resamples] scores, float64.
    """

    p: Floats
    resampled: Floats


def significance(
    metrics: Sequence[Metric],
    statistics: Sequence[Sequence[Floats]],
    method: str,
    *,
    pairs: Sequence[tuple[int, int]],
    trials: int = 0,
    resamples: int = 1_000,
    seed: int = SEED,
) -> list[Tested]:
    """Test pairs of systems under each metric, given [metrics][systems] arrays [units, k] of statistics.

    `trials` is the number of trials of the test, 0 for the usual one; `resamples` is for the intervals. All
    metrics and pairs are tested on the same draws.
    """
    trials = trials or TRIALS[method]
    units = len(statistics[0][0])
    if method in ("bootstrap", "sacrebleu-bs"):
        resamples = trials
    drawn = _for_each(bootstraps(units, resamples, seed), statistics)
    randomised = method in ("ar", "sacrebleu-ar")
    kept = _for_each(swaps(units, trials, seed), statistics) if randomised else drawn
    found = []
    for metric, rows, sums, swapped in zip(metrics, statistics, drawn, kept, strict=True):
        resampled = np.stack([metric.formula(s) for s in sums])
        if method == "bootstrap":
            test = _two_sided(metric, rows, resampled)
        elif method == "sacrebleu-bs":
            test = _sacrebleu_bootstrap(metric, rows, sums)
        else:
            test = _randomisation(metric, rows, swapped, strict=method == "sacrebleu-ar")
        p = np.ones((len(rows), len(rows)))
        for a, b in pairs:
            p[a, b] = p[b, a] = test(a, b)
        found.append(Tested(p, resampled))
    return found


def _for_each(
    draws: Iterator[NDArray[np.bool_]] | Iterator[NDArray[np.int64]], statistics: Sequence[Sequence[Floats]]
) -> list[list[Floats]]:
    """[metrics][systems] arrays [trials, k]: what each draw picks, for all in one product."""
    sums = iter(resampled_sums(draws, [rows for metric in statistics for rows in metric]))
    return [[next(sums) for _ in metric] for metric in statistics]


def _randomisation(
    metric: Metric, statistics: Sequence[Floats], kept: Sequence[Floats], *, strict: bool
) -> Callable[[int, int], float]:
    """Swap the two systems' outputs at random: how often is the difference as large as the one observed?

    sacreBLEU counts larger differences only (`strict`), which makes identical systems differ with p = 0.0001:
    there every trial is a tie. Counting ties is what keeps the level of the test (Noreen 1989).
    """
    totals = [s.sum(axis=0) for s in statistics]
    scores = metric.formula(np.stack(totals))

    def test(a: int, b: int) -> float:
        first = metric.formula(kept[a] + (totals[b] - kept[b]))
        second = metric.formula(kept[b] + (totals[a] - kept[a]))
        observed = abs(float(scores[a] - scores[b]))
        slack = _SAME * max(abs(float(scores[a])), abs(float(scores[b])))
        if strict:
            return _p(np.abs(first - second) > observed + slack)
        return _p(np.abs(first - second) >= observed - slack)

    return test


def _two_sided(
    metric: Metric, statistics: Sequence[Floats], resampled: Floats
) -> Callable[[int, int], float]:
    """How often is a resampled difference, moved to mean 0, as large as the one observed, in either
    direction?"""
    scores = metric.formula(np.stack([s.sum(axis=0) for s in statistics]))

    def test(a: int, b: int) -> float:
        difference = resampled[a] - resampled[b]
        observed = abs(float(scores[a] - scores[b]))
        slack = _SAME * max(abs(float(scores[a])), abs(float(scores[b])))
        return _p(np.abs(difference - difference.mean()) >= observed - slack)

    return test


def _sacrebleu_bootstrap(
    metric: Metric, statistics: Sequence[Floats], drawn: Sequence[Floats]
) -> Callable[[int, int], float]:
    """sacreBLEU's `--paired-bs`, in its own precision: it moves the absolute difference to mean 0."""
    resampled = [metric.formula(sums, dtype="float32") for sums in drawn]
    scores = [metric.corpus_score(s) for s in statistics]

    def test(a: int, b: int) -> float:
        difference = np.abs(resampled[b] - resampled[a])
        return _p(difference - difference.mean() > abs(scores[a] - scores[b]))

    return test


def _p(extreme: NDArray[np.bool_]) -> float:
    return (int(extreme.sum()) + 1) / (len(extreme) + 1)


def interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """The percentile interval of resampled values; at 0.95 the bounds that sacreBLEU takes."""
    ordered = np.sort(values)
    cut = int(round(len(ordered) * (1 - level) / 2, 9))
    return float(ordered[cut]), float(ordered[len(ordered) - cut - 1])


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values so that the chance of any false difference among all stays at the level (Holm 1979)."""
    count, floor = len(p_values), 0.0
    adjusted = [1.0] * count
    for rank, i in enumerate(sorted(range(count), key=lambda i: p_values[i])):
        floor = max(floor, min(1.0, (count - rank) * p_values[i]))
        adjusted[i] = floor
    return adjusted


def clusters(order: Sequence[int], better: Callable[[int, int], bool]) -> list[int]:
    """The cluster number, from 1, of each system of `order` (best first).

    A new cluster begins where every system above is significantly better than every system below, as in the
    rankings of WMT (Bojar et al. 2016).
    """
    numbers, current = [], 1
    for i in range(len(order)):
        if i and all(better(above, below) for above in order[:i] for below in order[i:]):
            current += 1
        numbers.append(current)
    return numbers
