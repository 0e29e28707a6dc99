"""What every metric must do, found by the registry: a new one is tested without being named here."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mtkit.score
from mtkit import registry
from mtkit.score import Metric, System, Testset, compare, known_metrics, metric, score

MEMBERS = registry.names("mtkit.score")


def _made(name: str, systems: dict[str, list[str]]) -> Metric:
    """The member with its defaults; one that needs to be told something gets numbers of its own."""
    kind: Any = registry.load("mtkit.score", name).METRIC
    if all(f.default is not MISSING or f.default_factory is not MISSING for f in fields(kind)):
        return metric(name)
    made: Metric = kind(name="X", values={n: [len(s) for s in lines] for n, lines in systems.items()})
    return made


@pytest.mark.parametrize("name", MEMBERS)
def test_statistics_and_formula_give_the_corpus_score(
    name: str, systems: dict[str, list[str]], reference: list[str]
) -> None:
    chosen = _made(name, systems)
    testset = Testset((tuple(reference),))
    rows = chosen.statistics(System("good", tuple(systems["good"])), testset)
    assert rows.ndim == 2
    assert len(rows) == len(reference)
    assert float(chosen.formula(rows.sum(axis=0))) == pytest.approx(chosen.corpus_score(rows), rel=1e-12)
    both = chosen.formula(np.stack([rows.sum(axis=0), rows[:4].sum(axis=0)]))
    assert both.shape == (2,)
    assert both[1] == pytest.approx(chosen.corpus_score(rows[:4]), rel=1e-12)
    assert chosen.segment_scores(rows).shape == (len(reference),)


@pytest.mark.parametrize("name", MEMBERS)
def test_signatures_hold_what_is_added_and_have_sacrebleus_form(
    name: str, systems: dict[str, list[str]]
) -> None:
    signature = _made(name, systems).signature(2, seed=7)
    pairs = dict(part.split(":", 1) for part in signature.split("|"))
    assert (pairs["nrefs"], pairs["seed"]) == ("2", "7")


@pytest.mark.parametrize("name", MEMBERS)
def test_every_metric_can_be_compared(name: str, systems: dict[str, list[str]], reference: list[str]) -> None:
    found = compare(systems, [reference], metrics=[_made(name, systems)], trials=50, example_count=1)
    assert 0 < found.metrics[0].pairs[0].p <= 1


NEW_METRIC = '''
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Words:
    """The mean number of words."""

    higher_is_better: ClassVar[bool] = True
    name: ClassVar[str] = "WORDS"
    identity: ClassVar[str] = "words 1"

    def statistics(self, system, testset):
        import numpy as np

        return np.array([[len(h.split()), 1] for h in system.hypotheses], dtype=float)

    def corpus_score(self, statistics):
        return float(self.formula(statistics.sum(axis=0)))

    def segment_scores(self, statistics):
        return statistics[:, 0]

    def formula(self, sums, dtype="float64"):
        return sums[..., 0] / sums[..., 1]

    def signature(self, references, **extra):
        return "|".join(f"{k}:{v}" for k, v in {"nrefs": references, **extra}.items())


METRIC = Words
'''


def test_a_new_metric_is_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, systems: dict[str, list[str]], reference: list[str]
) -> None:
    (tmp_path / "words.py").write_text(NEW_METRIC, encoding="utf-8")
    monkeypatch.setattr(mtkit.score, "__path__", [*mtkit.score.__path__, str(tmp_path)])
    assert "words" in known_metrics()
    report = score(systems, [reference], metrics=["bleu", "words"], confidence=50)
    found = report.systems[0].scores[1]
    assert found.score == np.mean([len(line.split()) for line in systems["good"]])
    assert found.interval is not None
    assert found.interval[0] < found.score < found.interval[1]
