"""Systems timed in turn on the same sentences, and compared within a round."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from systems import ByHand, Run


def measure(systems: dict[str, Run], documents: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Seconds by system, one for each round."""
    names = list(systems)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        systems[name](documents[:2])
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.perf_counter()
            systems[name](documents)
            seconds[name].append(time.perf_counter() - start)
    return seconds


def ratios(seconds: dict[str, list[float]], base: str) -> dict[str, tuple[float, float, float]]:
    """How many times faster than `base` each system is: median, least and most over the rounds."""
    found = {}
    for name, own in seconds.items():
        each = [b / s for b, s in zip(seconds[base], own, strict=True)]
        found[name] = (statistics.median(each), min(each), max(each))
    return found


def best_batch(model: Path, documents: Sequence[str], cache: Path | None = None) -> int:
    """The batch size at which the hand-written loop is fastest on these documents."""
    sizes = {}
    for batch in (4, 8, 16, 32, 64):
        loop = ByHand(model, batch=batch, cache=cache)
        loop(documents[:50])
        sizes[batch] = min(_timed(loop, documents) for _ in range(3))
    return min(sizes, key=lambda b: sizes[b])


def _timed(system: Run, documents: Sequence[str]) -> float:
    start = time.perf_counter()
    system(documents)
    return time.perf_counter() - start
