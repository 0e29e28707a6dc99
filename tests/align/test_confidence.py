"""Confidence: what it is made of, and that nulls and merges are trusted as they deserve."""

from __future__ import annotations

import math

import pytest

from mtkit.align import _confidence, _weights
from mtkit.align._confidence import Sign, calibrated, signs


def test_signs_of_a_path() -> None:
    source = ["x" * 20, "x" * 20, "x" * 2, "x" * 38]
    found = signs([(0, 0, 1, 1, 0.5), (1, 1, 2, 1, 0.9), (3, 2, 1, 0, 0.8)], source, ["y", "y"])
    odds = [0.0, math.log(9), math.log(4)]
    assert [s.part for s in found] == ["single", "merge", "null"]
    assert [s.odds for s in found] == pytest.approx(odds)
    assert [s.clarity for s in found] == pytest.approx([0, 0, sum(odds) / 3])
    assert [s.length for s in found] == pytest.approx([0, 0, math.log(38 / 20)])


def test_lengths_and_clarity_have_bounds() -> None:
    source = ["a", *["x" * 100] * 99, "x" * 9000]
    short, *_, long = signs([(i, 0, 1, 0, 1.0) for i in range(101)], source, [])
    assert short.length == -2.5
    assert long.length == 1.0
    assert short.clarity == 7.0


def test_calibration_is_a_logistic_function_of_the_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    scale = {"slope": 0.5, "offset": -1.0, "length": 2.0, "clarity": 0.25}
    monkeypatch.setattr(_weights, "content", lambda: {"calibration": {"null": scale}})
    odds = 0.5 * 3 - 1 + 2 * 0.1 + 0.25 * 4
    assert calibrated(Sign("null", 3.0, 0.1, 4.0)) == pytest.approx(1 / (1 + math.exp(-odds)))
    assert calibrated(Sign("merge", math.log(9))) == pytest.approx(0.9)  # no scale: the posterior itself


@pytest.mark.parametrize("part", ["single", "merge", "null"])
def test_the_shipped_scales_rise_with_the_odds(part: str) -> None:
    values = [calibrated(Sign(part, odds, 0.0, 3.0)) for odds in range(-20, 21, 2)]
    assert values == sorted(values)
    assert values[0] < 0.01
    assert values[-1] > 0.99


def test_a_fragment_left_alone_is_trusted_less_than_a_whole_sentence() -> None:
    odds = math.log(0.93 / 0.07)
    fragment, sentence = Sign("null", odds, -2.0, 3.0), Sign("null", odds, 0.3, 3.0)
    assert calibrated(fragment) < calibrated(sentence) - 0.1


def test_without_a_bead_there_are_no_signs() -> None:
    assert _confidence.signs([], [], []) == []
