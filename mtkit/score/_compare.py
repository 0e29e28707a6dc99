"""All pairs of systems, with honest statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtkit.errors import UsageError
from mtkit.score._buckets import buckets
from mtkit.score._comparison import Comparison, MetricComparison, Pair, Ranked
from mtkit.score._examples import examples
from mtkit.score._metric import Metric, same_metric
from mtkit.score._resample import by_block
from mtkit.score._scoring import Measured, measure, notes
from mtkit.score._significance import SEED, TRIALS, Tested, clusters, holm, interval, significance
from mtkit.score._testset import Testset, gather

if TYPE_CHECKING:
    from mtkit.score._metric import Floats

_RESAMPLES = 1_000
# Segment scores closer than this are a tie.
_TIE = 1e-9


def compare(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str]],
    *,
    sources: Sequence[str] = (),
    documents: Sequence[str] = (),
    metrics: Sequence[str | Metric] = ("bleu", "chrf"),
    method: str = "ar",
    trials: int = 0,
    seed: int = SEED,
    alpha: float = 0.05,
    blocks: bool = False,
    baseline: str = "",
    example_count: int = 5,
    examples_by: str = "",
    frequencies: Mapping[str, int] | None = None,
    cache: bool = True,
    extra: Mapping[str, str | int] | None = None,
) -> Comparison:
    """Compare every pair of systems on the same test set.

    method: "ar" approximate randomisation, "bootstrap" two-sided paired bootstrap, "sacrebleu-bs" and
    "sacrebleu-ar" sacreBLEU's own tests; `trials` 0 takes the usual number. baseline: test only pairs with
    this system. blocks: resample whole documents, which is right where sentences of one document rise and
    fall together.
    examples_by: the metric that chooses example segments (by default chrF where it is computed, since BLEU
    says little of one sentence). The rest is as in `score`.

    Raises UsageError for fewer than two systems or bad options, InputError where lengths differ.
    """
    given, testset = gather(dict(systems), references, sources, documents)
    _check([s.name for s in given], testset, method, alpha, blocks, baseline)
    measured = measure(given, testset, metrics, cache=cache)
    chosen = _example_metric(measured, examples_by)
    names = tuple(s.name for s in given)
    options = _Options(
        method, trials or TRIALS[method], seed, alpha, baseline, testset.documents if blocks else ()
    )
    segments = {m.metric.name: m.segment_scores() for m in measured}
    return Comparison(
        names,
        len(testset),
        len(testset.references),
        method,
        options.trials,
        seed,
        alpha,
        "documents" if blocks else "segments",
        _compare_all(measured, segments, names, len(testset.references), options, extra or {}),
        buckets(testset, measured, frequencies),
        examples(given, testset, chosen.metric, segments[chosen.metric.name], example_count),
        chosen.metric.name,
        measured,
        notes(given, testset),
    )


@dataclass(frozen=True, slots=True)
class _Options:
    method: str
    trials: int
    seed: int
    alpha: float
    baseline: str
    blocks: tuple[str, ...]


def _check(
    names: Sequence[str], testset: Testset, method: str, alpha: float, blocks: bool, baseline: str
) -> None:
    if len(names) < 2:
        raise UsageError("a comparison needs two systems", hint="mtkit score is for one system")
    if method not in TRIALS:
        raise UsageError(f"no test is called {method!r}", hint=f"known: {', '.join(TRIALS)}")
    if not 0 < alpha < 1:
        raise UsageError(f"alpha must be between 0 and 1, not {alpha:g}", hint="the usual value is 0.05")
    if blocks and len(set(testset.documents)) < 2:
        raise UsageError(
            "resampling documents needs at least two of them", hint="name each segment's document"
        )
    if baseline and baseline not in names:
        raise UsageError(
            f"the baseline {baseline!r} is none of the systems", hint=f"systems: {', '.join(names)}"
        )


def _example_metric(measured: Sequence[Measured], asked: str) -> Measured:
    wanted = asked or next(
        (m.metric.name for m in measured if m.metric.name.startswith("chrF")), measured[0].metric.name
    )
    for candidate in measured:
        if same_metric(wanted, candidate.metric.name):
            return candidate
    known = ", ".join(m.metric.name for m in measured)
    raise UsageError(f"{asked!r} cannot choose examples: it is not computed", hint=f"computed: {known}")


def _compare_all(
    measured: Sequence[Measured],
    segments: Mapping[str, Sequence[Floats]],
    names: Sequence[str],
    references: int,
    options: _Options,
    extra: Mapping[str, str | int],
) -> tuple[MetricComparison, ...]:
    units: list[Sequence[Floats]] = [m.statistics for m in measured]
    if options.blocks:
        units = [[by_block(rows, options.blocks) for rows in metric] for metric in units]
    tested = significance(
        [m.metric for m in measured],
        units,
        options.method,
        pairs=_wanted(range(len(names)), names, options.baseline),
        trials=options.trials,
        resamples=_RESAMPLES,
        seed=options.seed,
    )
    found = []
    for m, result in zip(measured, tested, strict=True):
        metric, scores = m.metric, m.corpus_scores()
        order = sorted(range(len(names)), key=lambda i: -scores[i] if metric.higher_is_better else scores[i])
        pairs = _pairs(metric, segments[metric.name], names, order, scores, result, options)
        signature = metric.signature(references, **_test_in_signature(options), **extra)
        ranking = _ranking(names, order, scores, result, pairs, options)
        found.append(MetricComparison(metric.name, signature, metric.higher_is_better, ranking, pairs))
    return tuple(found)


def _wanted(order: Sequence[int], names: Sequence[str], baseline: str) -> list[tuple[int, int]]:
    """The pairs to be tested, the first of each before the second in `order`."""
    pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    return [pair for pair in pairs if not baseline or baseline in (names[pair[0]], names[pair[1]])]


def _test_in_signature(options: _Options) -> dict[str, str | int]:
    key = {"ar": "ar", "sacrebleu-ar": "ar"}.get(options.method, "bs")
    found: dict[str, str | int] = {key: options.trials, "seed": options.seed}
    if options.method in ("ar", "bootstrap"):
        found["method"] = {"ar": "mtkit-ar", "bootstrap": "mtkit-bs"}[options.method]
    if options.blocks:
        found["blocks"] = "documents"
    return found


def _pairs(
    metric: Metric,
    segments: Sequence[Floats],
    names: Sequence[str],
    order: Sequence[int],
    scores: Sequence[float],
    tested: Tested,
    options: _Options,
) -> tuple[Pair, ...]:
    """Pairs in the order of the ranking, the better system first."""
    wanted = _wanted(order, names, options.baseline)
    p_values = [float(tested.p[pair]) for pair in wanted]
    sign = 1 if metric.higher_is_better else -1
    found = []
    for (a, b), p, adjusted in zip(wanted, p_values, holm(p_values), strict=True):
        better = sign * (segments[a] - segments[b])
        wins, losses = int((better > _TIE).sum()), int((better < -_TIE).sum())
        bounds = interval(tested.resampled[a] - tested.resampled[b], 1 - options.alpha)
        ties = len(better) - wins - losses
        significant = adjusted <= options.alpha
        found.append(
            Pair(
                names[a],
                names[b],
                scores[a] - scores[b],
                bounds,
                p,
                adjusted,
                significant,
                wins,
                ties,
                losses,
            )
        )
    return tuple(found)


def _ranking(
    names: Sequence[str],
    order: Sequence[int],
    scores: Sequence[float],
    tested: Tested,
    pairs: Sequence[Pair],
    options: _Options,
) -> tuple[Ranked, ...]:
    beaten = {(pair.a, pair.b) for pair in pairs if pair.significant}  # pairs name the better system first
    numbers = clusters(order, lambda a, b: (names[a], names[b]) in beaten)
    ranked = []
    for i, cluster in zip(order, numbers, strict=True):
        above = sum((other, names[i]) in beaten for other in names)
        below = sum((names[i], other) in beaten for other in names)
        bounds = interval(tested.resampled[i], 1 - options.alpha)
        ranked.append(Ranked(names[i], scores[i], bounds, cluster, (1 + above, len(names) - below)))
    return tuple(ranked)
