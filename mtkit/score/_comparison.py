"""What a comparison of systems gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from mtkit.score._buckets import Bucket
from mtkit.score._examples import Example
from mtkit.score._scoring import Measured


@dataclass(frozen=True, slots=True)
class Pair:
    """System `a` against system `b` under one metric.

    difference: a's score minus b's; interval: its percentile bootstrap interval at level 1 - alpha.
    p: of the test; p_adjusted: after Holm's correction over all pairs of the metric.
    wins, ties, losses: segments that a translates better, as well, and worse than b by the metric.
    """

    a: str
    b: str
    difference: float
    interval: tuple[float, float]
    p: float
    p_adjusted: float
    significant: bool
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A system's place under one metric.

    cluster: from 1; systems of one cluster cannot be told apart as a group (WMT's rule). rank: best and
    worst rank that the significant pairs allow.
    """

    name: str
    score: float
    interval: tuple[float, float]
    cluster: int
    rank: tuple[int, int]


@dataclass(frozen=True, slots=True)
class MetricComparison:
    """All that one metric says: systems from best to worst, and the pairs tested."""

    metric: str
    signature: str
    higher_is_better: bool
    ranking: tuple[Ranked, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` found. `units` is what was resampled: "segments" or "documents".

    examples were chosen by the metric `examples_by`. measured: the statistics behind it all. notes: for the
    reader.
    """

    systems: tuple[str, ...]
    segments: int
    references: int
    method: str
    trials: int
    seed: int
    alpha: float
    units: str
    metrics: tuple[MetricComparison, ...]
    buckets: tuple[Bucket, ...]
    examples: tuple[Example, ...]
    examples_by: str
    measured: tuple[Measured, ...] = field(repr=False)
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The comparison in plain types, its keys the fields of these classes; segment numbers are 0-based.

        A bucket's `scores` are {metric: {system: score}} and it tells the number of its segments.
        """
        names = [m.metric for m in self.metrics]
        plain: dict[str, Any] = {
            key: getattr(self, key)
            for key in ("systems", "segments", "references", "method", "trials", "seed", "alpha", "units")
        }
        plain["metrics"] = [asdict(m) for m in self.metrics]
        plain["buckets"] = [_bucket_as_dict(bucket, names, self.systems) for bucket in self.buckets]
        plain["examples_by"] = self.examples_by
        plain["examples"] = [asdict(example) for example in self.examples]
        return plain


def _bucket_as_dict(bucket: Bucket, metrics: Sequence[str], systems: Sequence[str]) -> dict[str, Any]:
    scores = {
        metric: dict(zip(systems, row, strict=True))
        for metric, row in zip(metrics, bucket.scores, strict=True)
    }
    return {"by": bucket.by, "label": bucket.label, "segments": len(bucket.segments), "scores": scores}
