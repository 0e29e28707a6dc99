"""Has anything become worse? Rows of now against rows of before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mtkit.bench.results import Row, comparable, load_outputs, scale

if TYPE_CHECKING:
    from mtkit.bench.run import BenchRun

ALPHA = 0.05
FEWEST = 20  # segments below which even a ruin may look like chance, so that nothing is tested
# From a row of now, one of before and a metric's name to the p-value; None where there is nothing to test.
Test = Callable[[Row, Row, str], float | None]
QUALITY_TOLERANCE = 0.3  # points of BLEU or chrF
SPEED_TOLERANCE = 0.2  # a share: timings of one machine vary


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison with earlier results found.

    regressions, improvements: one line each. chance: what is lower by more than the tolerance, and may be by
    chance. refused: why rows could not be compared. compared: how many figures were.
    """

    regressions: tuple[str, ...]
    improvements: tuple[str, ...]
    refused: tuple[str, ...]
    compared: int
    chance: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    worse: list[str] = field(default_factory=list)
    better: list[str] = field(default_factory=list)
    chance: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def paired_test(run: BenchRun, before: Path) -> Test:
    """Approximate randomisation over the translations that both results files kept beside them; of sets of
    FEWEST segments or more."""

    def test(now: Row, earlier: Row, metric: str) -> float | None:
        ours, theirs = load_outputs(run.results, now), load_outputs(before, earlier)
        testset = next((s for s in run.sets if s.sha256 == now["set"]["sha256"]), None)
        if ours is None or theirs is None or testset is None or len(testset) < FEWEST:
            return None
        if ours[0] == theirs[0]:
            return 1.0
        from mtkit.score import compare
        from mtkit.score import metric as make

        spec = next((spec for spec in run.suite.metrics if make(spec).name == metric), None)
        if spec is None:
            return None
        both = {"now": ours[0], "before": theirs[0]}
        return compare(both, testset.references, metrics=[spec], example_count=0).metrics[0].pairs[0].p

    return test


def regressions(
    now: Sequence[Row],
    before: Sequence[Row],
    *,
    quality: float = QUALITY_TOLERANCE,
    speed: float = SPEED_TOLERANCE,
    test: Test | None = None,
) -> Verdict:
    """Compare rows of the same system on the same test set.

    quality: points that a score may lose. test: says of a greater loss whether it may be chance (see
    `paired_test`); without one, or where it cannot be tested, every greater loss is a regression. speed: the
    share by which throughput may fall, or latency and peak memory rise. Speed is compared only between rows
    of one machine with the same number of threads.
    """
    found = _Found()
    compared = 0
    for row in now:
        name = f"{row['system']} on {row['set']['name']}"
        earlier = _earlier(row, before)
        if earlier is None:
            found.refused.append(f"{name}: not among the earlier results")
            continue
        no_quality, no_speed = comparable(row, earlier)
        if no_quality:
            found.refused.append(f"{name}: quality not compared: {'; '.join(no_quality)}")
        else:
            compared += _compare_scores(name, row, earlier, quality, test, found)
        if row.get("speed") or earlier.get("speed"):
            if no_speed:
                found.refused.append(f"{name}: speed not compared: {'; '.join(no_speed)}")
            else:
                compared += _compare_speed(name, row, earlier, speed, found)
    return Verdict(
        tuple(found.worse), tuple(found.better), tuple(found.refused), compared, tuple(found.chance)
    )


def _earlier(row: Row, before: Sequence[Row]) -> Row | None:
    """The last earlier row of the same system and set that can be compared; else the last of that name."""
    found = [old for old in before if old["system"] == row["system"]]
    same = [old for old in found if old["set"]["sha256"] == row["set"]["sha256"]]
    comparable_ones = [old for old in same if not comparable(row, old)[0]]
    named = [old for old in found if old["set"]["name"] == row["set"]["name"]]
    return next((rows[-1] for rows in (comparable_ones, same, named) if rows), None)


def _compare_scores(
    name: str, row: Row, earlier: Row, tolerance: float, test: Test | None, found: _Found
) -> int:
    old = {(s["metric"], scale(s["signature"])): s["score"] for s in earlier["scores"]}
    compared = 0
    for score in row["scores"]:
        was = old.get((score["metric"], scale(score["signature"])))
        if was is None:
            continue
        compared += 1
        gain = score["score"] - was if score["higher_is_better"] else was - score["score"]
        line = f"{name}: {score['metric']} {was:.2f} -> {score['score']:.2f}"
        p = test(row, earlier, score["metric"]) if test and abs(gain) > tolerance else None
        if p is not None:
            line += f" (p = {p:.3g})"
        if gain < -tolerance:
            (found.worse if p is None or p < ALPHA else found.chance).append(line)
        elif gain > tolerance and (p is None or p < ALPHA):
            found.better.append(line)
    return compared


# key of `speed`, what it is called, whether more is better
_FIGURES = (
    ("source_tokens_per_second", "source tokens per second", True),
    ("latency_p50_ms", "median latency in ms", False),
    ("peak_memory_mib", "peak memory in MiB", False),
)


def _compare_speed(name: str, row: Row, earlier: Row, tolerance: float, found: _Found) -> int:
    compared = 0
    for key, label, more_is_better in _FIGURES:
        was, now = earlier["speed"].get(key), row["speed"].get(key)
        if not was or not now:
            continue
        compared += 1
        ratio = now / was if more_is_better else was / now
        line = f"{name}: {label} {was:.0f} -> {now:.0f}"
        if ratio < 1 - tolerance:
            found.worse.append(line)
        elif ratio > 1 / (1 - tolerance):
            found.better.append(line)
    return compared
