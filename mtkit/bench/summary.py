"""What the report says in words: the upshot of a test set, and where its numbers come from."""

from __future__ import annotations

from collections.abc import Sequence

from mtkit.bench.chart import Point
from mtkit.bench.results import Row


def summary(testset: str, metric: str, front: Sequence[tuple[str, str]], points: Sequence[Point]) -> str:
    """What a reader should take away from one test set, in a sentence or two.

    front: (name, detail) of the systems of the first significance cluster.
    """
    best = max(p.quality for p in points if (p.name, p.detail) in front)
    names = _listed([_called(name, detail) for name, detail in front])
    if len(points) == 1:
        text = f"On {testset}, {names} reaches {metric} {best:.1f}."
    elif len(front) == 1:
        text = f"On {testset}, {names} is best ({metric} {best:.1f})."
    else:
        text = f"On {testset}, {names} are in front (up to {metric} {best:.1f}) and cannot be told apart."
    quick = [p for p in points if p.speed]
    if len(quick) > 1:
        fastest = max(quick, key=lambda p: p.speed or 0)
        slowest = min(quick, key=lambda p: p.speed or 0)
        ratio = (fastest.speed or 0) / (slowest.speed or 1)
        text += (
            f" Of what was timed, {_called(fastest.name, fastest.detail)} is fastest with "
            f"{fastest.speed:,.0f} source tokens a second, {ratio:.1f} times as many as "
            f"{_called(slowest.name, slowest.detail)}, "
            f"at {metric} {fastest.quality:.1f} against {slowest.quality:.1f}."
        )
    elif quick:
        text += f" {_called(quick[0].name, '')} translates {quick[0].speed:,.0f} source tokens a second."
    return text


def _called(name: str, detail: str) -> str:
    return f"{name} ({detail.rpartition(', ')[2]})" if detail else name


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def provenance(rows: Sequence[Row]) -> dict[str, list[str]]:
    """For the page's foot: `metric_signatures`, `hosts`, `versions`, one line each."""
    signatures = [f"{score['metric']}|{score['signature']}" for row in rows for score in row["scores"]]
    hosts = [
        f"{row['host']['processor']}, {row['host']['cores']} cores, {row['host']['system']}"
        for row in rows
        if row["host"]
    ]
    versions = [", ".join(f"{name} {number}" for name, number in row["versions"].items()) for row in rows]
    return {
        "metric_signatures": list(dict.fromkeys(signatures)),
        "hosts": list(dict.fromkeys(hosts)),
        "versions": list(dict.fromkeys(versions)),
    }
