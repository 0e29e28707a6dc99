"""The segments worth reading: the best, the worst, and those on which the systems differ most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtkit.score._diff import Edit, word_diff
from mtkit.score._testset import System, Testset

if TYPE_CHECKING:
    from mtkit.score._metric import Floats, Metric


@dataclass(frozen=True, slots=True)
class Output:
    """What one system made of a segment; `diff` is against the first reference."""

    system: str
    hypothesis: str
    score: float
    diff: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A segment (0-based) and every system's output for it. kind: "best", "worst" or "different"."""

    kind: str
    segment: int
    source: str
    reference: str
    outputs: tuple[Output, ...]


def examples(
    systems: Sequence[System], testset: Testset, metric: Metric, scores: Sequence[Floats], count: int
) -> tuple[Example, ...]:
    """`count` segments of each kind by one metric's [systems][segments] scores, the most telling first.

    Best and worst go by the mean over systems, different by the distance between best and worst system.
    Segments with equal values come in the order of the text; those on which all systems agree are never
    "different".
    """
    import numpy as np

    table = np.stack(scores)  # [systems, segments]
    good = table if metric.higher_is_better else -table
    mean, spread = good.mean(axis=0), np.ptp(good, axis=0)
    chosen = [("best", int(i)) for i in np.argsort(-mean, kind="stable")[:count]]
    chosen += [("worst", int(i)) for i in np.argsort(mean, kind="stable")[:count]]
    chosen += [("different", int(i)) for i in np.argsort(-spread, kind="stable")[:count] if spread[i] > 0]
    return tuple(_example(kind, i, systems, testset, [float(s) for s in table[:, i]]) for kind, i in chosen)


def _example(
    kind: str, i: int, systems: Sequence[System], testset: Testset, scores: Sequence[float]
) -> Example:
    reference = testset.references[0][i]
    outputs = tuple(
        Output(system.name, system.hypotheses[i], value, word_diff(system.hypotheses[i], reference))
        for system, value in zip(systems, scores, strict=True)
    )
    return Example(kind, i, testset.sources[i] if testset.sources else "", reference, outputs)
