"""`mtkit bench` and `mtkit testsets` from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtkit.cli import main
from tests.bench.conftest import POOR, REFERENCES, write


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.fixture
def here(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_outputs_without_a_model_and_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys,
        "bench",
        "--set",
        "small",
        "--system",
        "poor=poor.txt",
        "--metrics",
        "chrf",
        "--report",
        "r.html",
    )
    assert code == 0
    found = json.loads(out)
    assert found["measured"] == 1
    assert found["rows"][0]["scores"][0]["metric"] == "chrF2"
    assert Path("r.html").is_file()
    assert len(Path("results.jsonl").read_text("utf-8").splitlines()) == 1


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("option", ["--tolerance", "--speed-tolerance"])
def test_a_tolerance_that_is_no_number_opens_no_gate(capsys: pytest.CaptureFixture[str], option: str) -> None:
    arguments = ("bench", "--set", "small", "--system", "poor=poor.txt", option, "nan")
    code, _, err = run(capsys, *arguments)
    assert (code, Path("results.jsonl").exists()) == (2, False)
    assert "nan is not a finite number" in err


@pytest.mark.usefixtures("here")
def test_a_regression_exits_with_5_and_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("bench", "--set", "small", "--system", "s=out.txt", "--results")
    write(Path("out.txt"), REFERENCES)
    assert run(capsys, *arguments, "old.jsonl")[0] == 0
    assert run(capsys, *arguments, "new.jsonl", "--compare-to", "old.jsonl")[0] == 0
    write(Path("out.txt"), POOR)
    code, _, err = run(capsys, *arguments, "new.jsonl", "--compare-to", "old.jsonl")
    assert code == 5
    assert "worse: s on small: chrF2 100.00 ->" in err


@pytest.mark.usefixtures("here")
def test_nothing_to_compare_with_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "bench", "--set", "small", "--system", "poor=poor.txt", "--results", "old.jsonl")
    code, _, err = run(
        capsys, "bench", "--set", "small", "--system", "other=poor.txt", "--compare-to", "old.jsonl"
    )
    assert code == 1
    assert "nothing here can be compared with old.jsonl" in err


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ((), 2, "no test set"),
        (("--set", "small"), 2, "nothing to measure"),
        (("--set", "small", "--system", "poor.txt"), 2, "must be NAME=FILE"),
        (("--set", "small", "--system", "x=none.txt"), 1, "none.txt does not exist"),
        (("--set", "small", "--system", "x@other=poor.txt"), 2, "which is not here"),
        (("--set", "small", "--model", "m", "--decoding", "best"), 2, "no decoding is called 'best'"),
        (("--set", "nowhere", "--system", "x=poor.txt"), 2, "no test set is called 'nowhere'"),
        (("--set", "small", "--system", "x=poor.txt", "--metrics", "best"), 2, "no metric is called"),
        (("--set", "small", "--system", "x=poor.txt", "--metrics", "bleu,bleu"), 2, "two metrics"),
        (("--set", "small", "--system", "x=poor.txt", "--report", "no/r.html"), 1, "folder does not exist"),
        (("none.toml",), 1, "none.toml does not exist"),
        (("--set", "small", "--model", "no-such-model"), 4, "no-such-model"),
    ],
)
@pytest.mark.usefixtures("here")
def test_mistakes_are_one_line_and_a_way_out(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int, says: str
) -> None:
    code, out, err = run(capsys, "bench", *arguments)
    assert (code, out) == (status, "")
    assert says in err
    assert "Traceback" not in err
    assert not Path("results.jsonl").exists()


@pytest.mark.usefixtures("here")
def test_a_suite_file_and_options_that_replace_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("suite.toml").write_text(
        'sets = ["small"]\nmetrics = ["bleu"]\nconfidence = 0\n'
        'systems = [{name = "poor", file = "poor.txt"}]\n'
    )
    _, out, _ = run(capsys, "bench", "suite.toml", "--limit", "3", "--metrics", "ter", "-q")
    row = json.loads(out)["rows"][0]
    assert [s["metric"] for s in row["scores"]] == ["TER"]
    assert row["set"]["segments"] == 3


@pytest.mark.usefixtures("here")
def test_some_failures_exit_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(
        capsys, "bench", "--set", "small", "--system", "poor=poor.txt", "--model", "no-such-model"
    )
    assert code == 3
    assert [f["system"] for f in json.loads(out)["failures"]] == ["no-such-model · ctranslate2 · default"]
    assert "error: no-such-model" in err


def test_testsets_are_listed_and_described(capsys: pytest.CaptureFixture[str]) -> None:
    found = {d["name"]: d for d in json.loads(run(capsys, "testsets", "list")[1])}
    assert found["mtkit-news"]["here"]
    assert not found["ntrex-128"]["here"]
    code, out, _ = run(capsys, "testsets", "info", "ntrex-128", "--json")
    assert code == 0
    assert json.loads(out)["files"][0]["url"].startswith("https://")


@pytest.mark.usefixtures("here")
def test_testsets_add_and_verify(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "testsets", "add", "mine", "small")[0] == 0
    assert run(capsys, "testsets", "verify", "mine")[:2] == (0, "mine: as recorded\n")
    write(Path("small/x.en"), REFERENCES[::-1])
    code, out, _ = run(capsys, "testsets", "verify")
    assert code == 1
    assert "mine was changed" in out
