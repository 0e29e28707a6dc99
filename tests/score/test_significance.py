from __future__ import annotations

import numpy as np
import pytest
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

from mtkit.score import compare, metric
from mtkit.score._significance import clusters, holm, interval, significance


def _texts(seed: int, segments: int = 60) -> tuple[list[str], dict[str, list[str]]]:
    """Sentences of random words, and systems that change some of them, so differences are near chance."""
    random = np.random.default_rng(seed)
    words = np.array([f"w{i}" for i in range(80)])
    reference = [" ".join(words[random.integers(80, size=random.integers(4, 15))]) for _ in range(segments)]

    def noisy(rate: float) -> list[str]:
        out = []
        for line in reference:
            tokens = line.split()
            out.append(" ".join(words[random.integers(80)] if random.random() < rate else t for t in tokens))
        return out

    return reference, {"a": noisy(0.2), "b": noisy(0.22), "c": noisy(0.25)}


@pytest.mark.parametrize(
    ("test_type", "method", "trials"), [("bs", "sacrebleu-bs", 300), ("ar", "sacrebleu-ar", 400)]
)
@pytest.mark.parametrize(("spec", "peer"), [("bleu", BLEU), ("chrf", CHRF), ("chrf++", CHRF), ("ter", TER)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sacrebleus_tests_give_its_p_values(
    test_type: str, method: str, trials: int, spec: str, peer: type, seed: int
) -> None:
    reference, systems = _texts(seed)
    theirs = PairedTest(
        list(systems.items()),
        {spec: peer(references=[reference], **({"word_order": 2} if spec == "chrf++" else {}))},
        None,
        test_type=test_type,
        n_samples=trials,
    )
    (expected,) = [v for k, v in theirs()[1].items() if k != "System"]
    found = compare(
        systems, [reference], metrics=[spec], method=method, trials=trials, baseline="a", example_count=0
    )
    p_values = {frozenset((pair.a, pair.b)): pair.p for pair in found.metrics[0].pairs}
    assert [p_values[frozenset("ab")], p_values[frozenset("ac")]] == [r.p_value for r in expected[1:]]


def test_equal_systems_do_not_differ_where_sacrebleu_says_they_do() -> None:
    reference, systems = _texts(4)
    same = {"a": systems["a"], "twin": list(systems["a"])}
    found = {
        method: compare(same, [reference], metrics=["bleu"], method=method, trials=200).metrics[0].pairs[0].p
        for method in ("ar", "bootstrap", "sacrebleu-ar")
    }
    assert found["ar"] == found["bootstrap"] == 1.0
    assert found["sacrebleu-ar"] == pytest.approx(1 / 201)


def test_one_different_sentence_is_no_evidence() -> None:
    reference, systems = _texts(5)
    other = ["something else altogether", *systems["a"][1:]]
    found = compare({"a": systems["a"], "b": other}, [reference], metrics=["chrf"], trials=500)
    assert found.metrics[0].pairs[0].p == 1.0


def test_a_better_system_is_found_under_every_honest_test(
    systems: dict[str, list[str]], reference: list[str]
) -> None:
    many = {name: lines * 10 for name, lines in systems.items()}
    for method in ("ar", "bootstrap"):
        (pair,) = compare(many, [reference * 10], metrics=["ter"], method=method).metrics[0].pairs
        assert (pair.a, pair.b) == ("good", "poor")  # lower TER is better
        assert pair.difference < 0
        assert pair.interval[0] <= pair.difference <= pair.interval[1] < 0
        assert pair.significant


def test_the_same_seed_gives_the_same_numbers() -> None:
    reference, systems = _texts(6)
    first, second, other = (
        compare(systems, [reference], seed=seed, trials=300).as_dict() for seed in (1, 1, 2)
    )
    assert first == second
    assert first["metrics"] != other["metrics"]


def test_blocks_make_dependent_sentences_count_once() -> None:
    """Ten copies of each sentence are no ten pieces of evidence."""
    reference, systems = _texts(7, segments=40)
    copies = {name: [line for line in lines for _ in range(10)] for name, lines in systems.items()}
    documents = [f"d{i}" for i in range(40) for _ in range(10)]
    many = [line for line in reference for _ in range(10)]
    chosen = {name: copies[name] for name in "ac"}
    by_segment = compare(chosen, [many], metrics=["bleu"]).metrics[0].pairs[0].p
    by_block = compare(chosen, [many], metrics=["bleu"], documents=documents, blocks=True)
    plain = (
        compare({name: systems[name] for name in "ac"}, [reference], metrics=["bleu"]).metrics[0].pairs[0].p
    )
    assert by_block.units == "documents"
    assert by_block.metrics[0].pairs[0].p == pytest.approx(plain, abs=0.001)
    assert by_segment < plain / 3


def test_holm_on_the_example_of_its_definition() -> None:
    # sorted: .005*4, .01*3, .03*2 = .06, .04*1 -> .06 (never below the one before)
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.6]) == [1.0, 1.0]
    assert holm([]) == []


def test_clusters_need_every_pair_across_the_border() -> None:
    wins = {(0, 2), (1, 2), (0, 3), (1, 3)}
    assert clusters([0, 1, 2, 3], lambda a, b: (a, b) in wins) == [1, 1, 2, 2]
    assert clusters([0, 1, 2, 3], lambda a, b: (a, b) in wins - {(1, 3)}) == [1, 1, 1, 1]


def test_interval_takes_sacrebleus_bounds() -> None:
    assert interval(np.arange(1000.0)[::-1]) == (25.0, 974.0)
    assert interval(np.arange(1000.0), 0.9) == (50.0, 949.0)


def test_p_values_of_whole_and_of_fractional_statistics_agree() -> None:
    """TER's reference lengths are fractions with several references; the tests must not care."""
    random = np.random.default_rng(3)
    chosen = metric("ter")
    first = np.stack([random.integers(0, 9, 50), random.integers(8, 20, 50)], axis=1).astype(float)
    second = np.stack([random.integers(0, 11, 50), first[:, 1]], axis=1).astype(float)
    whole = significance([chosen], [[first, second]], "ar", pairs=[(0, 1)], trials=500)[0]
    fractional = significance([chosen], [[first / 3, second / 3]], "ar", pairs=[(0, 1)], trials=500)[0]
    assert whole.p[0, 1] == fractional.p[0, 1]
