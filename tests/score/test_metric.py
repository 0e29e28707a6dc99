from __future__ import annotations

import pytest

from mtkit.errors import UsageError
from mtkit.score import known_metrics, metric
from mtkit.score._metric import same_metric


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("bleu", "BLEU"),
        ("BLEU", "BLEU"),
        ("chrf", "chrF2"),
        ("chrF2", "chrF2"),
        ("chrf+", "chrF2+"),
        ("chrf++", "chrF2++"),
        ("chrF2++", "chrF2++"),
        ("chrf3", "chrF3"),
        ("ter", "TER"),
    ],
)
def test_metrics_are_called_as_people_call_them(spec: str, name: str) -> None:
    assert metric(spec).name == name
    assert same_metric(spec, name)


@pytest.mark.parametrize("spec", ["bleurt", "chrf+++", "bleu2", "ter+", "", "!", "_cache", "external"])
def test_unknown_metrics_are_refused_with_a_way_out(spec: str) -> None:
    with pytest.raises(UsageError) as error:
        metric(spec)
    assert error.value.hint


@pytest.mark.parametrize(
    ("spec", "options"),
    [
        ("bleu", {"tokenize": "moses"}),
        ("bleu", {"smooth_method": "laplace"}),
        ("bleu", {"smooth_value": -1}),
        ("bleu", {"max_ngram_order": 0}),
        ("bleu", {"beta": 2}),
        ("chrf", {"char_order": 0}),
        ("chrf", {"beta": 0}),
    ],
)
def test_bad_options_are_refused(spec: str, options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        metric(spec, **options)


def test_chrf_and_chrf3_are_different_thresholds() -> None:
    assert same_metric("chrf", "chrF2")
    assert not same_metric("chrf", "chrF2++")
    assert not same_metric("chrf", "chrF3")


def test_known_metrics_can_all_be_made() -> None:
    assert known_metrics() == ["bleu", "chrf", "chrf++", "ter"]
    assert all(metric(name).name for name in known_metrics())
