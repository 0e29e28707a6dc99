"""Scores of systems on a test set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mtkit.core import Score
from mtkit.errors import UsageError
from mtkit.score._cache import cached_statistics
from mtkit.score._metric import DEFAULT_METRICS, Metric, metric, same_metric
from mtkit.score._testset import System, Testset, gather

if TYPE_CHECKING:
    from mtkit.score._metric import Floats

# As many hypotheses that end in " ." as make sacreBLEU warn that its input was tokenized.
_TOKENIZED = 100


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric's [segments, k] statistics of each system, in the order of the systems."""

    metric: Metric
    statistics: tuple[Floats, ...] = field(repr=False)

    def corpus_scores(self) -> list[float]:
        """[systems] scores, to the last digit those of the metric's reference implementation."""
        return [self.metric.corpus_score(rows) for rows in self.statistics]

    def segment_scores(self) -> list[Floats]:
        """[systems][segments] scores of single segments."""
        return [self.metric.segment_scores(rows) for rows in self.statistics]


@dataclass(frozen=True, slots=True)
class SystemScores:
    """The scores of one system, one for each metric asked for."""

    name: str
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What `score` found.

    measured: for each metric the statistics that the scores come from. notes: what the reader should be told.
    """

    systems: tuple[SystemScores, ...]
    segments: int
    references: int
    measured: tuple[Measured, ...] = field(repr=False)
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report in plain types: `systems` (name, scores), `segments`, `references`.

        A score has metric, score, signature and higher_is_better, and with confidence `confidence` (half the
        interval's width, as sacreBLEU prints it after ±) and `interval` (its two bounds).
        """
        systems = [
            {"name": s.name, "scores": [_score_as_dict(score) for score in s.scores]} for s in self.systems
        ]
        return {"segments": self.segments, "references": self.references, "systems": systems}

    def failing(self, thresholds: Mapping[str, float]) -> list[str]:
        """One line for each score that is worse than its threshold: below it, or above where lower is better.

        Raises UsageError for a threshold of a metric that was not computed.
        """
        lines = []
        for asked, limit in thresholds.items():
            if not any(same_metric(asked, m.metric.name) for m in self.measured):
                known = ", ".join(m.metric.name for m in self.measured)
                raise UsageError(f"no score is called {asked!r}", hint=f"computed: {known}")
            for system in self.systems:
                for found in system.scores:
                    if same_metric(asked, found.metric) and _worse(found, limit):
                        side = "under" if found.higher_is_better else "over"
                        lines.append(f"{system.name}: {found.metric} {found.score:.2f} is {side} {limit:g}")
        return lines


def score(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str]],
    *,
    sources: Sequence[str] = (),
    metrics: Sequence[str | Metric] = DEFAULT_METRICS,
    confidence: int = 0,
    seed: int = 12345,
    cache: bool = True,
    extra: Mapping[str, str | int] | None = None,
) -> Report:
    """Score each system's hypotheses against one or several references.

    systems: hypotheses by the system's name; references: [references][segments]. `confidence` is the number
    of bootstrap resamples for 95 % intervals, 0 for none (sacreBLEU takes 1,000). `extra` is added to each
    signature. Scores, intervals and signatures are those of sacreBLEU (Post 2018) where it has the metric.

    Raises InputError where lengths differ (sacreBLEU's API cuts them), UsageError for unknown metrics.
    """
    given, testset = gather(dict(systems), references, sources)
    measured = measure(given, testset, metrics, cache=cache)
    columns = [_scores(m, len(testset.references), confidence, seed, extra or {}) for m in measured]
    rows = tuple(SystemScores(s.name, tuple(column[i] for column in columns)) for i, s in enumerate(given))
    return Report(rows, len(testset), len(testset.references), measured, notes(given, testset))


def measure(
    systems: Sequence[System], testset: Testset, metrics: Sequence[str | Metric], *, cache: bool = True
) -> tuple[Measured, ...]:
    """Count what each metric needs, once for all systems. Raises UsageError where a metric is asked for
    twice."""
    chosen = [metric(m) if isinstance(m, str) else m for m in metrics]
    names = [m.name for m in chosen]
    if not chosen:
        raise UsageError("there is no metric to compute", hint="name some with --metrics")
    if twice := {name for name in names if names.count(name) > 1}:
        raise UsageError(f"metric {min(twice)} is asked for twice", hint="name each metric once")
    return tuple(
        Measured(m, tuple(cached_statistics(m, system, testset, cache=cache) for system in systems))
        for m in chosen
    )


def _scores(
    measured: Measured, references: int, confidence: int, seed: int, extra: Mapping[str, str | int]
) -> list[Score]:
    """One Score a system."""
    m = measured.metric
    intervals: list[tuple[float, float] | None] = [None] * len(measured.statistics)
    if confidence:
        from mtkit.score._resample import bootstraps, resampled_sums
        from mtkit.score._significance import interval

        extra = {"bs": confidence, "seed": seed, **extra}
        drawn = resampled_sums(bootstraps(len(measured.statistics[0]), confidence, seed), measured.statistics)
        # float32, since sacreBLEU's intervals are computed so
        intervals = [interval(m.formula(sums, dtype="float32")) for sums in drawn]
    signature = m.signature(references, **extra)
    return [
        Score(m.name, value, signature, m.higher_is_better, bounds)
        for value, bounds in zip(measured.corpus_scores(), intervals, strict=True)
    ]


def _score_as_dict(found: Score) -> dict[str, Any]:
    row: dict[str, Any] = {
        "metric": found.metric,
        "score": found.score,
        "signature": found.signature,
        "higher_is_better": found.higher_is_better,
    }
    if found.interval is not None:
        low, high = found.interval
        row |= {"confidence": (high - low) / 2, "interval": [low, high]}
    return row


def _worse(found: Score, limit: float) -> bool:
    return found.score < limit if found.higher_is_better else found.score > limit


def notes(systems: Sequence[System], testset: Testset) -> tuple[str, ...]:
    """What makes scores doubtful: output that looks tokenized, and empty segments."""
    found = []
    for system in systems:
        if sum(hypothesis.endswith(" .") for hypothesis in system.hypotheses) >= _TOKENIZED:
            found.append(f"{system.name} looks tokenized (many lines end in ' .'): scores are for plain text")
        empty = sum(not hypothesis.strip() for hypothesis in system.hypotheses)
        if empty:
            found.append(f"{system.name} has {empty} empty of {len(testset)} segments")
    for i, reference in enumerate(testset.references, 1):
        empty = sum(not segment.strip() for segment in reference)
        if empty:
            found.append(f"reference {i} has {empty} empty of {len(testset)} segments")
    return tuple(found)
