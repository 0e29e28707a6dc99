"""Real measurements of a real, small model."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

import mtkit
from mtkit.bench import Outputs, SetSpec, Suite, Way, bench, read_results
from mtkit.bench._worker import latencies, percentile
from mtkit.core import Decoding, Translation
from mtkit.decoding import Policy
from mtkit.engines.echo import EchoEngine
from mtkit.errors import InputError, UsageError
from mtkit.score import score
from mtkit.translate import Translator
from tests.bench.conftest import REFERENCES, write


def test_a_model_is_measured_once_and_everything_is_in_its_row(
    folder: Path, tmp_path: Path, tiny_dictionary_model: Path
) -> None:
    suite = Suite(
        models=(str(tiny_dictionary_model), "no-such-model"),
        ways=(Way("fast", fast=True),),
        sets=(SetSpec(str(folder)),),
        threads=(1,),
        confidence=100,
    )
    run = mtkit.bench(suite, tmp_path / "results.jsonl")
    assert [failure.system.split(" · ")[0] for failure in run.failures] == ["no-such-model"]
    assert run.measured == 1
    row = run.rows[0]
    assert row["system"].endswith("· ctranslate2 · fast · 1 threads")
    assert {s["metric"]: s["score"] for s in row["scores"]}["chrF2"] == pytest.approx(100)
    speed = row["speed"]
    assert speed["sentences_per_second"] == pytest.approx(row["sentences"] / speed["seconds"])
    assert speed["source_tokens_per_second"] == pytest.approx(speed["source_tokens"] / speed["seconds"])
    assert 0 < speed["latency_p50_ms"] <= speed["latency_p95_ms"]
    assert speed["load_seconds"] > 0
    assert 30 < speed["peak_memory_mib"] < 2_000
    files = ("config.json", "vocab.json", "model.safetensors")
    assert row["model"]["bytes"] >= sum((tiny_dictionary_model / name).stat().st_size for name in files)
    assert len(row["model"]["sha256"]) == 64
    assert row["configuration"]["ctranslate2"]

    again = bench(suite, tmp_path / "results.jsonl")
    assert again.measured == 0
    assert again.rows == run.rows


class Counting(EchoEngine):
    """Counts the sentences that reach it."""

    asked = 0

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        wanted = list(sentences)
        self.asked += len(wanted)
        return super().translate(wanted, decoding)


def test_latency_is_never_that_of_a_remembered_sentence() -> None:
    engine = Counting()
    found = latencies(lambda: Translator(engine, Policy()), ["En kat.", "En hund."], passes=3)
    assert (len(found), engine.asked) == (2, 6)


def test_outputs_get_the_scores_that_mtkit_score_gives(folder: Path, tmp_path: Path) -> None:
    poor = (folder.parent / "poor.txt").read_text("utf-8").split("\n")[:-1]
    suite = Suite(sets=(SetSpec(str(folder)),), systems=(Outputs("poor", str(folder.parent / "poor.txt")),))
    run = bench(suite, tmp_path / "results.jsonl")
    expected = score({"poor": poor}, [REFERENCES], metrics=suite.metrics, confidence=1000).as_dict()
    assert run.rows[0]["scores"] == expected["systems"][0]["scores"]
    assert run.rows[0]["speed"] is None


def test_an_interrupted_benchmark_goes_on_where_it_stopped(folder: Path, tmp_path: Path) -> None:
    outputs = [Outputs(name, str(folder.parent / f"{name}.txt")) for name in ("perfect", "poor")]
    suite = Suite(sets=(SetSpec(str(folder)),), systems=tuple(outputs), confidence=100)
    write(folder.parent / "late.txt", REFERENCES)

    def stop(line: str, done: int, total: int) -> None:
        assert total == 2
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench(suite, tmp_path / "results.jsonl", progress=stop)
    assert len(read_results(tmp_path / "results.jsonl")) == 1
    assert bench(suite, tmp_path / "results.jsonl").measured == 1


def test_another_test_set_is_measured_anew(folder: Path, tmp_path: Path) -> None:
    suite = Suite(sets=(SetSpec(str(folder)),), systems=(Outputs("poor", str(folder.parent / "poor.txt")),))
    bench(suite, tmp_path / "results.jsonl")
    write(folder / "x.en", [line.title() for line in REFERENCES])
    assert bench(suite, tmp_path / "results.jsonl").measured == 1


def test_outputs_of_another_length_name_both_counts(folder: Path, tmp_path: Path) -> None:
    write(folder.parent / "short.txt", REFERENCES[:2])
    suite = Suite(sets=(SetSpec(str(folder)),), systems=(Outputs("s", str(folder.parent / "short.txt")),))
    with pytest.raises(InputError, match=r"short\.txt has 2 lines, the set small has 5"):
        bench(suite, tmp_path / "results.jsonl")


def test_with_several_sets_outputs_say_which_is_theirs(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "other")
    sets = (SetSpec(str(folder)), SetSpec(str(tmp_path / "other")))
    poor = str(folder.parent / "poor.txt")
    with pytest.raises(UsageError, match="for which test set"):
        bench(Suite(sets=sets, systems=(Outputs("poor", poor),)), tmp_path / "r.jsonl")
    run = bench(Suite(sets=sets, systems=(Outputs("poor", poor, "other"),)), tmp_path / "r.jsonl")
    assert [row["set"]["name"] for row in run.rows] == ["other"]


def test_percentiles_are_of_the_nearest_rank() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.95)) == (50.0, 95.0)
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([], 0.5) is None
