"""What the report shows, computed from rows and from the translations behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtkit.bench.chart import Point, scatter, split_name, timed
from mtkit.bench.results import Row, load_outputs
from mtkit.bench.summary import summary
from mtkit.bench.table import speed_cells
from mtkit.bench.testset import BenchSet

if TYPE_CHECKING:
    from mtkit.bench.run import BenchRun
    from mtkit.score import Comparison

EXPLORED = 2_000  # segments of one set that the explorer holds: those on which systems differ most
_LONGEST = 4_000  # characters of one text in it


@dataclass(frozen=True, slots=True)
class Ranking:
    """One line of a set's table. cluster: 0 where there is nothing to compare with.

    bar: where the score and its interval lie on a scale of 0 to 100.
    """

    name: str
    detail: str
    cluster: int
    first: bool
    rank: str
    scores: tuple[str, ...]
    halves: tuple[str, ...]
    bar: tuple[float, float, float]
    speed: tuple[str, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of bucket as a table: labels with segments, and for each system a score and its shade."""

    by: str
    labels: tuple[tuple[str, int], ...]
    lines: tuple[tuple[str, str, tuple[tuple[str, float], ...]], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that the page shows of one test set."""

    name: str
    anchor: str
    segments: int
    described: dict[str, Any]
    metric: str
    metrics: tuple[str, ...]
    ranking: tuple[Ranking, ...]
    points: tuple[Point, ...]
    chart: str
    chart_narrow: str
    groups: tuple[Group, ...]
    pairs: tuple[dict[str, Any], ...]
    explorer: dict[str, Any] | None
    left_out: int
    test: str
    timed: bool
    summary: str


def panels(run: BenchRun) -> list[Panel]:
    """A panel for each test set of a run, in its order."""
    return [
        _panel(run, testset, rows, number)
        for number, testset in enumerate(run.sets, 1)
        if (rows := [row for row in run.rows if row["set"]["sha256"] == testset.sha256])
    ]


def _panel(run: BenchRun, testset: BenchSet, rows: list[Row], number: int) -> Panel:
    metrics = [score["metric"] for score in rows[0]["scores"]]
    metric = next((m for m in metrics if m.startswith("chrF")), metrics[0])
    kept = {row["system"]: found for row in rows if (found := load_outputs(run.results, row))}
    compared = _compare(run, testset, {name: texts for name, (texts, _) in kept.items()})
    points = timed(rows, metric)
    explorer = _explorer(testset, kept, run, compared, metric)
    groups = _groups(compared, metric) if compared else ()
    chosen = next((m for m in compared.metrics if m.metric == metric), None) if compared else None
    ranking = _ranking(rows, metric, metrics, compared)
    return Panel(
        testset.name,
        f"set-{number}",
        len(testset),
        rows[0]["set"],
        metric,
        tuple(metrics),
        ranking,
        tuple(sorted(points, key=lambda p: -p.quality)),
        scatter(points, metric),
        scatter(points, metric, width=400, height=430),
        groups,
        _pairs(compared, metric),
        explorer,
        max(0, len(testset) - EXPLORED) if explorer else 0,
        chosen.signature if chosen else "",
        any(row["speed"] for row in rows),
        summary(testset.name, metric, _in_front(ranking), points),
    )


def _compare(run: BenchRun, testset: BenchSet, texts: dict[str, list[str]]) -> Comparison | None:
    if len(texts) < 2:
        return None
    from mtkit.score import compare

    return compare(
        texts,
        testset.references,
        sources=testset.sources,
        documents=testset.documents,
        metrics=run.suite.metrics,
        seed=run.suite.seed,
        example_count=0,
    )


def _ranking(
    rows: Sequence[Row], metric: str, metrics: Sequence[str], compared: Comparison | None
) -> tuple[Ranking, ...]:
    places = {}
    if compared:
        found = next(m for m in compared.metrics if m.metric == metric)
        places = {ranked.name: ranked for ranked in found.ranking}
    by_metric = [{s["metric"]: s for s in row["scores"]} for row in rows]
    sign = 1 if by_metric[0][metric]["higher_is_better"] else -1
    order = sorted(range(len(rows)), key=lambda i: -sign * by_metric[i][metric]["score"])
    bounds = [_bounds(by_metric[i][metric]) for i in order]
    low, high = min(b[0] for b in bounds), max(b[2] for b in bounds)
    margin = max(1.0, (high - low) * 0.05)
    low, span = low - margin, high - low + 2 * margin
    lines: list[Ranking] = []
    for i, values in zip(order, bounds, strict=True):
        row = rows[i]
        place = places.get(row["system"])
        cluster = place.cluster if place else 0
        first = bool(cluster) and (not lines or lines[-1].cluster != cluster)
        rank = "" if not place else "–".join(dict.fromkeys(map(str, place.rank)))
        scores = tuple(f"{by_metric[i][m]['score']:.1f}" if m in by_metric[i] else "" for m in metrics)
        halves = tuple(f"{by_metric[i].get(m, {}).get('confidence', 0):.1f}" for m in metrics)
        bar = tuple(100 * (value - low) / span for value in values)
        name, detail = split_name(row["system"])
        lines.append(
            Ranking(
                name,
                detail,
                cluster,
                first,
                rank,
                scores,
                halves,
                (bar[0], bar[1], bar[2]),
                tuple(speed_cells(row)),
                row,
            )
        )
    return tuple(lines)


def _in_front(ranking: Sequence[Ranking]) -> list[tuple[str, str]]:
    """Names of the first cluster; of the first system alone where nothing was tested."""
    front = [line for line in ranking if line.cluster == 1] or list(ranking[:1])
    return [(line.name, line.detail) for line in front]


def _bounds(score: dict[str, Any]) -> tuple[float, float, float]:
    low, high = score.get("interval") or (score["score"], score["score"])
    return low, score["score"], high


def _groups(compared: Comparison, metric: str) -> tuple[Group, ...]:
    at = [m.metric for m in compared.metrics].index(metric)
    order = [ranked.name for ranked in compared.metrics[at].ranking]
    found = []
    for by in dict.fromkeys(bucket.by for bucket in compared.buckets):
        chosen = [bucket for bucket in compared.buckets if bucket.by == by]
        values = [value for bucket in chosen for value in bucket.scores[at]]
        low, span = min(values), max(max(values) - min(values), 1e-9)
        lines = []
        for name in order:
            i = compared.systems.index(name)
            shown = tuple(
                (f"{bucket.scores[at][i]:.1f}", (bucket.scores[at][i] - low) / span) for bucket in chosen
            )
            lines.append((*split_name(name), shown))
        labels = tuple((bucket.label, len(bucket.segments)) for bucket in chosen)
        found.append(Group(by, labels, tuple(lines)))
    return tuple(found)


def _pairs(compared: Comparison | None, metric: str) -> tuple[dict[str, Any], ...]:
    if compared is None:
        return ()
    found = next(m for m in compared.metrics if m.metric == metric)
    return tuple(
        {
            "a": " ".join(filter(None, split_name(pair.a))),
            "b": " ".join(filter(None, split_name(pair.b))),
            "difference": f"{pair.difference:+.2f}",
            "interval": f"{pair.interval[0]:+.2f} to {pair.interval[1]:+.2f}",
            "p": "< 0.001" if pair.p_adjusted < 0.001 else f"{pair.p_adjusted:.3f}",
            "significant": pair.significant,
            "counts": f"{pair.wins} / {pair.ties} / {pair.losses}",
        }
        for pair in found.pairs
    )


def _explorer(
    testset: BenchSet,
    kept: dict[str, tuple[list[str], list[list[str]]]],
    run: BenchRun,
    compared: Comparison | None,
    metric: str,
) -> dict[str, Any] | None:
    """Segments for the script: {systems, metric, rows: [{n, d, s, r, o: [[text, score, flags]]}]}."""
    if not kept:
        return None
    import numpy as np

    table = _segment_scores(testset, kept, run, compared, metric)  # [systems, segments]
    spread = np.ptp(table, axis=0)
    chosen = sorted(int(i) for i in np.argsort(-spread, kind="stable")[:EXPLORED])
    rows = []
    for i in chosen:
        outputs = [
            [texts[i][:_LONGEST], round(float(table[s, i]), 1), flags[i]]
            for s, (texts, flags) in enumerate(kept.values())
        ]
        row = {"n": i + 1, "s": testset.sources[i][:_LONGEST], "o": outputs}
        row["r"] = [column[i][:_LONGEST] for column in testset.references]
        if testset.documents:
            row["d"] = testset.documents[i]
        rows.append(row)
    return {"systems": [list(split_name(name)) for name in kept], "metric": metric, "rows": rows}


def _segment_scores(
    testset: BenchSet,
    kept: dict[str, tuple[list[str], list[list[str]]]],
    run: BenchRun,
    compared: Comparison | None,
    metric: str,
) -> Any:
    import numpy as np

    measured = compared.measured if compared else None
    if measured is None:
        from mtkit.score import score

        texts = {name: found for name, (found, _) in kept.items()}
        measured = score(
            texts, testset.references, sources=testset.sources, metrics=run.suite.metrics
        ).measured
    return np.stack(next(m for m in measured if m.metric.name == metric).segment_scores())
