"""Rows on disk, and when two of them may be compared."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from mtkit.bench import BenchRun, bench, comparable, read_results
from mtkit.bench.results import append, latest, load_outputs, outputs_path, signature
from mtkit.errors import InputError


def test_a_row_cut_off_by_a_kill_is_measured_again(outputs_run: BenchRun) -> None:
    path = outputs_run.results
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    assert len(read_results(path)) == 1
    again = bench(outputs_run.suite, path)
    assert again.measured == 1
    assert [row["key"] for row in read_results(path)] == [row["key"] for row in outputs_run.rows]


def test_results_are_only_ever_appended_to(outputs_run: BenchRun) -> None:
    before = outputs_run.results.read_bytes()
    append(outputs_run.results, outputs_run.rows[0])
    assert outputs_run.results.read_bytes().startswith(before)


@pytest.mark.parametrize("line", ["no json", "[]", '{"format": 99}', "{}"])
def test_another_file_is_no_results(tmp_path: Path, line: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(line + "\n" + line + "\n")
    with pytest.raises(InputError, match="line 1: not a result of mtkit bench"):
        read_results(path)


@pytest.mark.parametrize("lost", ["key", "system", "set", "host", "speed", "outputs_sha256"])
def test_a_row_that_lacks_something_is_no_result(outputs_run: BenchRun, tmp_path: Path, lost: str) -> None:
    row = {key: value for key, value in outputs_run.rows[0].items() if key != lost}
    path = tmp_path / "edited.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps({**row, lost: 3.5}) + "\n", "utf-8")
    with pytest.raises(InputError, match="line 1: not a result"):
        read_results(path)


def test_a_row_whose_scores_lack_something_is_no_result(outputs_run: BenchRun, tmp_path: Path) -> None:
    path = tmp_path / "edited.jsonl"
    path.write_text(json.dumps({**outputs_run.rows[0], "scores": [1]}) + "\n", "utf-8")
    with pytest.raises(InputError, match="line 1: not a result"):
        read_results(path)


def test_translations_that_were_changed_are_not_taken_for_the_rows_own(outputs_run: BenchRun) -> None:
    row = outputs_run.rows[0]
    assert load_outputs(outputs_run.results, row) is not None
    path = outputs_path(outputs_run.results, row)
    path.write_text(path.read_text("utf-8").replace("dog", "wolf"), "utf-8")
    assert load_outputs(outputs_run.results, row) is None


def test_rows_on_one_set_with_one_metric_are_comparable(outputs_run: BenchRun) -> None:
    a, b = outputs_run.rows
    quality, speed = comparable(a, b)
    assert quality == []
    assert speed == ["not both were timed"]


def test_rows_on_other_texts_or_other_metrics_are_refused(outputs_run: BenchRun) -> None:
    a = outputs_run.rows[0]
    other = copy.deepcopy(a)
    other["set"]["sha256"] = "0" * 64
    (why,) = comparable(a, other)[0]
    assert "test sets differ" in why
    assert f"5 segments, {a['set']['sha256'][:8]}; " in why
    assert why.endswith("5 segments, 00000000)")
    other = copy.deepcopy(a)
    for score in other["scores"]:
        score["signature"] = score["signature"].replace("nrefs:1", "nrefs:2")
    assert comparable(a, other)[0] == ["no metric is computed in the same way"]


def test_the_signature_is_one_short_line_that_changes_with_what_matters(outputs_run: BenchRun) -> None:
    row = outputs_run.rows[0]
    assert row["signature"] == signature(row)
    assert len(row["signature"]) < 160
    for key, value in (("seed", 1), ("threads", 3), ("host", {"cores": 99}), ("configuration", {})):
        assert signature({**row, key: value}) != row["signature"]


def test_rows_are_plain_json_with_what_reproduces_them(outputs_run: BenchRun) -> None:
    row = json.loads(outputs_run.results.read_text("utf-8").splitlines()[0])
    assert {"signature", "set", "scores", "seed", "host", "threads", "versions", "configuration"} <= set(row)
    assert row["set"]["segments"] == 5
    assert row["versions"]["sacrebleu"]


def test_rows_of_a_model_that_has_changed_since_are_past() -> None:
    def row(system: str, model: str | None, content: str) -> dict[str, object]:
        known = {"name": model, "sha256": content} if model else None
        return {"system": system, "model": known, "set": {"sha256": "s"}}

    old, other, new = row("a · beam 4", "a", "1"), row("b", "b", "1"), row("a · fast", "a", "2")
    output = row("google", None, "")
    again = row("a · fast", "a", "2")
    assert latest([old, other, new, output, again]) == [other, again, output]
