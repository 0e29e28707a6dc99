from __future__ import annotations

import json

import pytest

from mtkit.errors import InputError, UsageError
from mtkit.score import compare


def test_all_pairs_better_system_first(systems: dict[str, list[str]], reference: list[str]) -> None:
    three = {**systems, "perfect": reference}
    found = compare(three, [reference], metrics=["bleu", "ter"], trials=200)
    for metric in found.metrics:
        assert [r.name for r in metric.ranking] == ["perfect", "good", "poor"]
        assert [(p.a, p.b) for p in metric.pairs] == [
            ("perfect", "good"),
            ("perfect", "poor"),
            ("good", "poor"),
        ]
        assert all(p.wins + p.ties + p.losses == len(reference) for p in metric.pairs)
        assert all(p.p_adjusted >= p.p for p in metric.pairs)
    assert found.metrics[0].pairs[0].ties == 2  # the lines that `good` has right


def test_clusters_and_ranks_on_clear_differences(systems: dict[str, list[str]], reference: list[str]) -> None:
    many = {"good": systems["good"] * 8, "twin": systems["good"] * 8, "poor": systems["poor"] * 8}
    (metric,) = compare(many, [reference * 8], metrics=["chrf"], trials=999).metrics
    assert [(r.name, r.cluster, r.rank) for r in metric.ranking] == [
        ("good", 1, (1, 2)),
        ("twin", 1, (1, 2)),
        ("poor", 2, (3, 3)),
    ]


def test_a_baseline_limits_the_pairs(systems: dict[str, list[str]], reference: list[str]) -> None:
    three = {**systems, "perfect": reference}
    found = compare(three, [reference], baseline="poor", trials=50)
    assert [(p.a, p.b) for p in found.metrics[0].pairs] == [("perfect", "poor"), ("good", "poor")]


def test_examples_are_the_extremes(systems: dict[str, list[str]], reference: list[str]) -> None:
    found = compare(systems, [reference], sources=reference, example_count=1, examples_by="chrf", trials=50)
    best, worst, different = found.examples
    assert (best.kind, best.segment) == ("best", 4)
    assert all(0 <= example.segment < len(reference) for example in found.examples)
    assert (different.kind, different.segment) == ("different", 6)  # one system left it empty
    assert worst.outputs[1].score == min(
        example.outputs[1].score for example in found.examples if example.kind == "worst"
    )
    assert {output.system for output in best.outputs} == {"good", "poor"}


def test_examples_turn_round_where_lower_is_better(
    systems: dict[str, list[str]], reference: list[str]
) -> None:
    found = compare(systems, [reference], metrics=["ter"], example_count=1, trials=50)
    best, worst, _ = found.examples
    assert sum(o.score for o in best.outputs) < sum(o.score for o in worst.outputs)


def test_agreeing_systems_have_no_most_different_sentence(reference: list[str]) -> None:
    found = compare({"a": reference, "b": reference}, [reference], trials=50)
    assert {example.kind for example in found.examples} == {"best", "worst"}


def test_the_dictionary_is_plain_json(systems: dict[str, list[str]], reference: list[str]) -> None:
    found = compare(systems, [reference], documents=list("aabbbccd"), trials=50)
    plain = json.loads(json.dumps(found.as_dict()))
    assert plain["metrics"][0]["pairs"][0]["p"] == found.metrics[0].pairs[0].p
    assert plain["buckets"][0]["scores"]["BLEU"].keys() == {"good", "poor"}
    assert plain["examples"][0]["outputs"][0]["diff"][0].keys() == {"operation", "reference", "hypothesis"}
    assert "measured" not in plain


def test_the_signature_names_the_test(systems: dict[str, list[str]], reference: list[str]) -> None:
    signatures = {
        method: compare(systems, [reference], metrics=["bleu"], method=method, trials=60).metrics[0].signature
        for method in ("ar", "bootstrap", "sacrebleu-bs", "sacrebleu-ar")
    }
    assert signatures["sacrebleu-bs"].startswith("nrefs:1|bs:60|seed:12345|case:mixed")
    assert signatures["sacrebleu-ar"].startswith("nrefs:1|ar:60|seed:12345|case:mixed")
    assert "|method:mtkit-ar|" in signatures["ar"]
    assert len(set(signatures.values())) == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "t-test"}, "no test is called"),
        ({"alpha": 0.0}, "alpha"),
        ({"baseline": "nobody"}, "baseline"),
        ({"blocks": True}, "documents"),
        ({"examples_by": "comet"}, "examples"),
        ({"metrics": []}, "no metric"),
        ({"metrics": ["chrf", "chrF2"]}, "twice"),
    ],
)
def test_bad_options_are_refused(
    options: dict[str, object], message: str, systems: dict[str, list[str]], reference: list[str]
) -> None:
    with pytest.raises(UsageError, match=message):
        compare(systems, [reference], **options)


def test_one_system_is_no_comparison(reference: list[str]) -> None:
    with pytest.raises(UsageError, match="two systems"):
        compare({"a": reference}, [reference])


def test_documents_must_cover_every_segment(systems: dict[str, list[str]], reference: list[str]) -> None:
    with pytest.raises(InputError, match="has 7 segments"):
        compare(systems, [reference], documents=list("aaaaaaa"))


def test_one_segment_can_be_compared() -> None:
    found = compare({"a": ["x y z w"], "b": ["x y"]}, [["x y z w"]], trials=50)
    assert found.metrics[0].pairs[0].p == 1.0
