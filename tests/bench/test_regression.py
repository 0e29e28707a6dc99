"""Regressions of quality and speed."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from mtkit.bench import BenchRun, Outputs, SetSpec, Suite, bench, paired_test, regressions
from tests.bench.conftest import POOR, REFERENCES, SOURCES, write

SPEED = {"source_tokens_per_second": 1000.0, "latency_p50_ms": 20.0, "peak_memory_mib": 100.0}


@pytest.fixture
def row(outputs_run: BenchRun) -> dict[str, Any]:
    return {**copy.deepcopy(outputs_run.rows[1]), "speed": dict(SPEED), "host": {"cores": 2}}


def changed(row: dict[str, Any], *, points: float = 0.0, **speed: float) -> dict[str, Any]:
    other = copy.deepcopy(row)
    for score in other["scores"]:
        score["score"] += points
    other["speed"].update(speed)
    return other


def test_the_same_rows_are_no_regression(row: dict[str, Any]) -> None:
    verdict = regressions([row], [row])
    assert (verdict.regressions, verdict.improvements, verdict.refused) == ((), (), ())
    assert verdict.compared == 5


def test_a_lower_score_is_a_regression_beyond_the_tolerance(row: dict[str, Any]) -> None:
    assert regressions([changed(row, points=-0.2)], [row]).regressions == ()
    assert len(regressions([changed(row, points=-0.2)], [row], quality=0.1).regressions) == 2
    assert len(regressions([changed(row, points=+0.4)], [row]).improvements) == 2


@pytest.mark.parametrize(
    ("figure", "value"),
    [("source_tokens_per_second", 700.0), ("latency_p50_ms", 30.0), ("peak_memory_mib", 140.0)],
)
def test_slower_and_larger_is_a_regression(row: dict[str, Any], figure: str, value: float) -> None:
    assert len(regressions([changed(row, **{figure: value})], [row]).regressions) == 1
    assert regressions([changed(row, **{figure: value})], [row], speed=0.5).regressions == ()


def test_speed_of_another_machine_is_not_compared(row: dict[str, Any]) -> None:
    other = {**changed(row, source_tokens_per_second=1.0), "host": {"cores": 64}}
    verdict = regressions([other], [row])
    assert verdict.regressions == ()
    assert "host differ" in verdict.refused[0]


def test_where_a_lower_score_is_better_a_higher_one_is_a_regression(row: dict[str, Any]) -> None:
    for score in row["scores"]:
        score["higher_is_better"] = False
    assert len(regressions([changed(row, points=1.0)], [row]).regressions) == 2


def test_the_last_of_several_earlier_rows_counts(row: dict[str, Any]) -> None:
    assert regressions([row], [changed(row, points=+5), row]).regressions == ()


def test_an_earlier_row_on_the_same_texts_counts_before_a_later_one_on_others(row: dict[str, Any]) -> None:
    elsewhere = changed(row, points=+5)
    elsewhere["set"]["sha256"] = "0" * 64
    by_another_metric = {**row, "scores": [{**row["scores"][0], "metric": "TER"}]}
    verdict = regressions([changed(row, points=-2)], [row, elsewhere, by_another_metric])
    assert len(verdict.regressions) == 2
    assert verdict.refused == ()


def test_a_greater_loss_that_may_be_chance_is_none(row: dict[str, Any]) -> None:
    worse = changed(row, points=-2.0)
    tests = {"BLEU": 0.2, "chrF2": 0.01}
    verdict = regressions([worse], [row], test=lambda now, before, metric: tests[metric])
    assert [line.split(": ")[1].split()[0] for line in verdict.chance] == ["BLEU"]
    assert [line.split(": ")[1].split()[0] for line in verdict.regressions] == ["chrF2"]
    assert "(p = 0.01)" in verdict.regressions[0]
    assert regressions([worse], [row], test=lambda *_: None).chance == ()


def test_the_difference_is_tested_on_the_outputs_that_both_runs_kept(tmp_path: Path) -> None:
    for name, lines in (("x.da", SOURCES), ("x.en", REFERENCES)):
        write(tmp_path / "large" / name, lines * 5)
    systems = []
    for name, lines in (("perfect", REFERENCES), ("poor", POOR)):
        systems.append(Outputs(name, str(write(tmp_path / f"{name}.txt", lines * 5))))
    suite = Suite(sets=(SetSpec(str(tmp_path / "large")),), systems=tuple(systems), confidence=100)
    run = bench(suite, tmp_path / "results.jsonl")
    perfect, poor = run.rows
    test = paired_test(run, run.results)
    assert test(poor, poor, "chrF2") == 1.0
    p = test(poor, perfect, "chrF2")
    assert p is not None
    assert p < 0.001
    assert test(poor, perfect, "TER") is None  # not among this run's metrics
    assert paired_test(run, tmp_path / "no.jsonl")(poor, perfect, "chrF2") is None


def test_a_handful_of_segments_is_not_tested(outputs_run: BenchRun) -> None:
    perfect, poor = outputs_run.rows
    assert paired_test(outputs_run, outputs_run.results)(poor, perfect, "chrF2") is None
