"""Has anything become worse? Rows of now against rows of before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtkit.bench.results import Row, comparable, latest, scale

QUALITY_TOLERANCE = 0.3  # points of BLEU or chrF
SPEED_TOLERANCE = 0.2  # a share: timings of one machine vary


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison with earlier results found.

    regressions, improvements: one line each. refused: why rows could not be compared. compared: how many
    figures were.
    """

    regressions: tuple[str, ...]
    improvements: tuple[str, ...]
    refused: tuple[str, ...]
    compared: int


def regressions(
    now: Sequence[Row],
    before: Sequence[Row],
    *,
    quality: float = QUALITY_TOLERANCE,
    speed: float = SPEED_TOLERANCE,
) -> Verdict:
    """Compare rows of the same system on the same test set.

    quality: points that a score may lose. speed: the share by which throughput may fall, or latency and peak
    memory rise. Speed is compared only between rows of one machine with the same number of threads.
    """
    old = {(row["system"], row["set"]["name"]): row for row in latest(list(before))}
    worse: list[str] = []
    better: list[str] = []
    refused: list[str] = []
    compared = 0
    for row in now:
        name = f"{row['system']} on {row['set']['name']}"
        earlier = old.get((row["system"], row["set"]["name"]))
        if earlier is None:
            refused.append(f"{name}: not among the earlier results")
            continue
        no_quality, no_speed = comparable(row, earlier)
        if no_quality:
            refused.append(f"{name}: quality not compared: {'; '.join(no_quality)}")
        else:
            compared += _compare_scores(name, row, earlier, quality, worse, better)
        if row.get("speed") or earlier.get("speed"):
            if no_speed:
                refused.append(f"{name}: speed not compared: {'; '.join(no_speed)}")
            else:
                compared += _compare_speed(name, row, earlier, speed, worse, better)
    return Verdict(tuple(worse), tuple(better), tuple(refused), compared)


def _compare_scores(
    name: str, row: Row, earlier: Row, tolerance: float, worse: list[str], better: list[str]
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
        if gain < -tolerance:
            worse.append(line)
        elif gain > tolerance:
            better.append(line)
    return compared


# key of `speed`, what it is called, whether more is better
_FIGURES = (
    ("source_tokens_per_second", "source tokens per second", True),
    ("latency_p50_ms", "median latency in ms", False),
    ("peak_memory_mib", "peak memory in MiB", False),
)


def _compare_speed(
    name: str, row: Row, earlier: Row, tolerance: float, worse: list[str], better: list[str]
) -> int:
    compared = 0
    for key, label, more_is_better in _FIGURES:
        was, now = earlier["speed"].get(key), row["speed"].get(key)
        if not was or not now:
            continue
        compared += 1
        ratio = now / was if more_is_better else was / now
        line = f"{name}: {label} {was:.0f} -> {now:.0f}"
        if ratio < 1 - tolerance:
            worse.append(line)
        elif ratio > 1 / (1 - tolerance):
            better.append(line)
    return compared
