from __future__ import annotations

import json

import pytest

import mtkit.score
from mtkit.errors import UsageError
from mtkit.score import score


def test_the_package_is_callable_like_its_function(
    systems: dict[str, list[str]], reference: list[str]
) -> None:
    assert mtkit.score(systems, [reference]).as_dict() == score(systems, [reference]).as_dict()


def test_the_default_metrics_and_the_keys_of_the_report(
    systems: dict[str, list[str]], reference: list[str]
) -> None:
    plain = json.loads(json.dumps(score(systems, [reference]).as_dict()))
    assert [s["name"] for s in plain["systems"]] == ["good", "poor"]
    assert [s["metric"] for s in plain["systems"][0]["scores"]] == ["BLEU", "chrF2", "chrF2++", "TER"]
    assert plain["systems"][0]["scores"][0].keys() == {"metric", "score", "signature", "higher_is_better"}
    assert (plain["segments"], plain["references"]) == (8, 1)


def test_confidence_adds_an_interval_around_the_score(
    systems: dict[str, list[str]], reference: list[str]
) -> None:
    for system in score(systems, [reference], confidence=100).as_dict()["systems"]:
        for found in system["scores"]:
            low, high = found["interval"]
            assert low < found["score"] < high
            assert found["confidence"] == (high - low) / 2
            assert "bs:100|seed:12345" in found["signature"]


def test_thresholds_turn_round_for_ter(systems: dict[str, list[str]], reference: list[str]) -> None:
    report = score(systems, [reference])
    assert report.failing({"chrf": 0.0, "ter": 1000.0}) == []
    (line,) = report.failing({"chrF2": 60.0})
    assert line.startswith("poor: chrF2 ")
    assert line.endswith("is under 60")
    assert report.failing({"TER": 0.5})[0].endswith("is over 0.5")
    with pytest.raises(UsageError, match="no score is called 'comet'"):
        report.failing({"comet": 1.0})


def test_notes_tell_of_empty_and_of_tokenized_output() -> None:
    lines = [f"Sentence {i} ends here ." for i in range(120)]
    notes = score({"x": [*lines, ""]}, [[*lines, "y"]]).notes
    assert any("looks tokenized" in note for note in notes)
    assert any("1 empty of 121" in note for note in notes)


def test_what_is_added_to_a_signature_stands_before_the_version(
    systems: dict[str, list[str]], reference: list[str]
) -> None:
    report = score(systems, [reference], metrics=["bleu"], extra={"align": "mtkit"})
    assert "|align:mtkit|version:" in report.systems[0].scores[0].signature


def test_empty_hypotheses_score_nothing_and_do_no_harm(reference: list[str]) -> None:
    report = score({"x": [""] * len(reference)}, [reference], confidence=50)
    assert [s.score for s in report.systems[0].scores] == [0.0, 0.0, 0.0, 100.0]


def test_a_perfect_system_is_perfect(reference: list[str]) -> None:
    scores = [s.score for s in score({"x": reference}, [reference]).systems[0].scores]
    assert scores == pytest.approx([100.0, 100.0, 100.0, 0.0])
