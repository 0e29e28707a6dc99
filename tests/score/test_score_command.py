"""`mtkit score` and `mtkit compare` from outside, as a user runs them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sacrebleu.metrics import BLEU

from mtkit.cli import main


@pytest.fixture
def folder(
    tmp_path: Path, systems: dict[str, list[str]], reference: list[str], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """good.en, poor.en, ref.en and src.da in the current directory."""
    here = tmp_path / "work"
    here.mkdir()
    for name, lines in {**systems, "ref": reference}.items():
        (here / f"{name}.en").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (here / "src.da").write_text("\n".join("ord " * n for n in range(1, 9)) + "\n", encoding="utf-8")
    monkeypatch.chdir(here)
    return here


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.mark.usefixtures("folder")
def test_json_in_a_pipe_has_sacrebleus_numbers(
    capsys: pytest.CaptureFixture[str], systems: dict[str, list[str]], reference: list[str]
) -> None:
    code, out, err = run(capsys, "score", "good.en", "poor.en", "--ref", "ref.en")
    assert (code, err) == (0, "note: poor has 1 empty of 8 segments\n")
    found = json.loads(out)["systems"]
    assert [s["name"] for s in found] == ["good", "poor"]
    expected = BLEU().corpus_score(systems["good"], [reference]).score
    assert found[0]["scores"][0]["score"] == expected
    assert found[0]["scores"][0]["signature"].startswith("nrefs:1|case:mixed|eff:no|tok:13a")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "metric", "part"),
    [
        (["--tokenize", "intl"], "BLEU", "tok:intl"),
        (["--lowercase"], "BLEU", "case:lc"),
        (["--bleu-order", "2"], "BLEU", "eff:no"),
        (["--effective-order"], "BLEU", "eff:yes"),
        (["--smooth-method", "floor", "--smooth-value", "0.25"], "BLEU", "smooth:floor[0.25]"),
        (["--chrf-char-order", "4"], "chrF2", "nc:4"),
        (["--chrf-beta", "3"], "chrF3", "nc:6"),
        (["--metrics", "chrf", "--chrf-word-order", "1"], "chrF2+", "nw:1"),
        (["--chrf-whitespace"], "chrF2", "space:yes"),
        (["--chrf-lowercase"], "chrF2++", "case:lc"),
        (["--chrf-eps-smoothing"], "chrF2", "eff:no"),
        (["--ter-normalized"], "TER", "norm:yes"),
        (["--ter-no-punct"], "TER", "punct:no"),
        (["--ter-asian-support"], "TER", "asian:yes"),
        (["--ter-case-sensitive"], "TER", "case:mixed"),
    ],
)
def test_each_option_reaches_its_metric(
    capsys: pytest.CaptureFixture[str], options: list[str], metric: str, part: str
) -> None:
    code, out, _ = run(capsys, "score", "good.en", "--ref", "ref.en", *options)
    signatures = {s["metric"]: s["signature"] for s in json.loads(out)["systems"][0]["scores"]}
    assert code == 0
    assert part in signatures[metric].split("|")


@pytest.mark.usefixtures("folder")
def test_several_references_and_names(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "score", "mine=good.en", "-r", "ref.en", "-r", "poor.en", "-m", "bleu,chrf")
    report = json.loads(out)
    assert (code, report["references"], report["systems"][0]["name"]) == (0, 2, "mine")
    assert len(report["systems"][0]["scores"]) == 2
    assert "nrefs:2" in report["systems"][0]["scores"][0]["signature"]


def test_segments_go_to_a_file_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("score", "good.en", "--ref", "ref.en", "--src", "src.da", "--segments", "out.jsonl")
    assert run(capsys, *arguments)[0] == 0
    rows = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["line"] for row in rows] == list(range(1, 9))
    assert rows[4]["scores"]["chrF2"] == 100.0
    assert rows[0].keys() == {"system", "line", "scores", "hypothesis", "references", "source"}
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert "out.jsonl exists" in err
    assert run(capsys, *arguments, "--force")[0] == 0


@pytest.mark.usefixtures("folder")
def test_a_threshold_that_is_missed_exits_with_5(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "score", "good.en", "-r", "ref.en", "--fail-under", "chrf=60")[0] == 0
    code, out, err = run(capsys, "score", "good.en", "poor.en", "-r", "ref.en", "--fail-under", "chrf=60")
    assert code == 5
    assert json.loads(out)["systems"]
    assert "error: poor: chrF2" in err
    assert "good" not in err.partition("error:")[2]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("wrong", ["chrf", "chrf=much", "chrf=nan", "=", "comet=1"])
def test_thresholds_that_cannot_be_read_are_wrong_usage(
    capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    assert run(capsys, "score", "good.en", "-r", "ref.en", "--fail-under", wrong)[0] == 2


def test_different_lengths_name_both_files_and_counts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "short.en").write_text("one\ntwo\n", encoding="utf-8")
    for command in (["score", "short.en"], ["compare", "good.en", "short.en"]):
        code, out, err = run(capsys, *command, "-r", "ref.en")
        assert (code, out) == (1, "")
        assert "error: short.en has 2 lines, ref.en has 8" in err


@pytest.mark.usefixtures("folder")
def test_shapes_of_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("score", "good.en", "poor.en", "-r", "ref.en", "--confidence", "--confidence-n", "50")
    _, table, _ = run(capsys, *arguments, "--format", "table")
    _, markdown, _ = run(capsys, *arguments, "--format", "md")
    _, rows, _ = run(capsys, *arguments, "--format", "csv")
    _, plain, _ = run(capsys, *arguments, "--json")
    best = json.loads(plain)["systems"][0]["scores"][0]
    shown = f"{best['score']:.2f} ± {best['confidence']:.2f}"
    assert shown in table
    assert best["signature"] in table.replace("\n", "")
    assert f"| good | {shown} |" in markdown
    parsed = list(csv.DictReader(io.StringIO(rows)))
    assert len(parsed) == 8
    assert float(parsed[0]["score"]) == best["score"]
    assert [float(parsed[0]["low"]), float(parsed[0]["high"])] == best["interval"]


def test_lines_end_at_line_feeds_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line separator, next line or form feed within a line begins no new one."""
    (folder / "odd.en").write_bytes("a\u2028b\x85c\x0cd\r\ne\x1ff and more words \n".encode())
    (folder / "oddref.en").write_bytes(b"a b c d\ne f and more words")
    code, out, _ = run(capsys, "score", "odd.en", "-r", "oddref.en", "-m", "bleu,chrf")
    report = json.loads(out)
    assert (code, report["segments"]) == (0, 2)
    assert report["systems"][0]["scores"][1]["score"] == 100.0


def test_other_encodings_and_gzip_are_read(
    folder: Path, capsys: pytest.CaptureFixture[str], reference: list[str]
) -> None:
    text = "\n".join(reference) + "\n"
    (folder / "bom.en").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (folder / "wide.en").write_bytes(text.encode("utf-16"))
    (folder / "packed.en.gz").write_bytes(gzip.compress(text.encode()))
    code, out, _ = run(capsys, "score", "bom.en", "wide.en", "packed.en.gz", "-r", "ref.en", "-m", "chrf")
    assert code == 0
    assert [(s["name"], s["scores"][0]["score"]) for s in json.loads(out)["systems"]] == [
        ("bom", 100.0),
        ("wide", 100.0),
        ("packed", 100.0),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.en", b""), ("binary.en", bytes(range(256)) * 20), ("broken.en.gz", b"\x1f\x8bnothing")],
)
def test_files_that_hold_no_text_get_one_clear_line(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    (folder / name).write_bytes(content)
    code, out, err = run(capsys, "score", name, "-r", "ref.en")
    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert name in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["score", "nobody.en", "-r", "ref.en"], 1),
        (["score", ".", "-r", "ref.en"], 1),
        (["score", "good.en"], 2),
        (["score", "-r", "ref.en"], 2),
        (["score", "-", "-r", "-"], 2),
        (["score", "good.en", "x=good.en", "x=poor.en", "-r", "ref.en"], 2),
        (["score", "good.en", "-r", "ref.en", "-m", "bleurt"], 2),
        (["score", "good.en", "-r", "ref.en", "-m", ","], 2),
        (["score", "good.en", "-r", "ref.en", "--tokenize", "moses"], 2),
        (["score", "good.en", "-r", "ref.en", "--metric-command", "COMET"], 2),
        (["score", "good.en", "poor.en", "-r", "ref.en", "--metric-file", "COMET=ref.en"], 2),
        (["score", "good.en", "-r", "ref.en", "--metric-file", "COMET=ref.en"], 1),
        (["score", "good.en", "-r", "ref.en", "--lower-is-better", "BLEU"], 2),
        (["score", "good.en", "-r", "ref.en", "-r", "poor.en", "--align"], 2),
        (["score", "good.en", "-r", "ref.en", "-m", "external"], 2),
        (["score", "good.en", "-r", "ref.en", "--metric-command", "bleu=cat"], 2),
        (["score", "good.en", "-r", "ref.en", "--metric-command", "chrF=cat"], 2),
        (["score", "good.en", "-r", "ref.en", "--metric-command", "X=a", "--metric-command", "X=b"], 2),
        (["score", "good.en", "-r", "ref.en", "--metric-command", "A|B=cat"], 2),
        (["score", "good.en", "-r", "ref.en", "--smooth-method", "floor", "--smooth-value", "nan"], 2),
        (["compare", "good.en", "-r", "ref.en"], 2),
        (["compare", "good.en", "poor.en", "-r", "ref.en", "--baseline", "x"], 2),
        (["compare", "good.en", "poor.en", "-r", "ref.en", "--blocks"], 2),
        (["compare", "good.en", "poor.en", "-r", "ref.en", "--alpha", "2"], 2),
        (["compare", "good.en", "poor.en", "-r", "ref.en", "--docs", "nobody"], 1),
    ],
)
def test_mistakes_get_the_right_code_and_a_way_out(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    found, out, err = run(capsys, *arguments)
    assert (found, out) == (code, "")
    assert err.startswith("error: ")
    assert len(err.splitlines()) == 2


@pytest.mark.usefixtures("folder")
def test_every_threshold_counts_even_two_of_one_metric(capsys: pytest.CaptureFixture[str]) -> None:
    both = ["--fail-under", "chrf=99", "--fail-under", "chrf=1"]
    code, _, err = run(capsys, "score", "good.en", "-r", "ref.en", "-q", *both)
    assert code == 5
    assert "is under 99" in err


def test_numbers_of_another_length_name_their_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "n.txt").write_text("1\n" * 7, encoding="utf-8")
    code, _, err = run(capsys, "score", "good.en", "-r", "ref.en", "--metric-file", "X=n.txt")
    assert code == 1
    assert "n.txt has 7 numbers, good has 8 segments" in err


def test_an_external_metric_from_a_command_and_from_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "count.py").write_text(
        "import sys\nfor line in sys.stdin: print(len(line.split('\\t')[1].split()))\n", encoding="utf-8"
    )
    for name, value in (("good", "0.9"), ("poor", "0.4")):
        (folder / f"{name}.comet").write_text(f"{value}\n" * 8, encoding="utf-8")
    code, out, _ = run(
        capsys,
        *("score", "good.en", "poor.en", "-r", "ref.en", "-m", "chrf"),
        *("--metric-command", f"WORDS={sys.executable} count.py"),
        *("--metric-file", "COMET=good.comet", "--metric-file", "COMET=poor.comet"),
        *("--lower-is-better", "WORDS"),
    )
    assert code == 0
    scores = {s["name"]: {x["metric"]: x for x in s["scores"]} for s in json.loads(out)["systems"]}
    assert list(scores["good"]) == ["chrF2", "WORDS", "COMET"]
    assert scores["good"]["COMET"]["score"] == pytest.approx(0.9)
    assert scores["good"]["WORDS"]["higher_is_better"] is False


@pytest.mark.usefixtures("folder")
def test_compare_in_every_shape(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "docs").write_text("\n".join("aabbccdd") + "\n", encoding="utf-8")
    arguments = ["compare", "good.en", "poor.en", "-r", "ref.en", "-s", "src.da", "--docs", "docs"]
    arguments += ["--trials", "99", "--examples", "1"]
    code, plain, _ = run(capsys, *arguments)
    assert code == 0
    found = json.loads(plain)
    (pair,) = found["metrics"][0]["pairs"]
    assert (pair["a"], pair["b"], found["trials"], found["units"]) == ("good", "poor", 99, "segments")
    assert {b["by"] for b in found["buckets"]} == {"length", "rare words", "document"}
    _, table, _ = run(capsys, *arguments, "--format", "table")
    _, markdown, _ = run(capsys, *arguments, "--format", "md")
    _, rows, _ = run(capsys, *arguments, "--format", "csv")
    for shape in (table, markdown):
        assert "good - poor" in shape
        assert f"{pair['p']:.4f}" in shape
        assert "Most different: segment 7" in shape
    assert "<del>" in markdown
    assert float(next(csv.DictReader(io.StringIO(rows)))["p"]) == pair["p"]
    _, blocks, _ = run(capsys, *arguments, "--blocks")
    assert json.loads(blocks)["units"] == "documents"


@pytest.mark.usefixtures("folder")
def test_compare_takes_rare_words_from_another_text(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "large.txt").write_text((folder / "ref.en").read_text(encoding="utf-8") * 3, encoding="utf-8")
    _, out, _ = run(
        capsys,
        "compare",
        "good.en",
        "poor.en",
        "-r",
        "ref.en",
        "--trials",
        "40",
        "--frequencies",
        "large.txt",
    )
    labels = [b["label"] for b in json.loads(out)["buckets"] if b["by"] == "rare words"]
    assert labels == ["0%-5%"]


def test_output_that_was_split_otherwise_can_be_aligned(
    folder: Path, capsys: pytest.CaptureFixture[str], reference: list[str]
) -> None:
    merged = [f"{reference[0]} {reference[1]}", *reference[2:]]
    (folder / "merged.en").write_text("\n".join(merged) + "\n", encoding="utf-8")
    assert run(capsys, "score", "merged.en", "-r", "ref.en")[0] == 1
    code, out, _ = run(
        capsys, "score", "merged.en", "-r", "ref.en", "--align", "--split", "lines", "-m", "chrf"
    )
    assert code == 0
    (found,) = json.loads(out)["systems"][0]["scores"]
    assert found["score"] == 100.0
    assert "align:" in found["signature"]
    code, out, _ = run(
        capsys,
        "score",
        "merged.en",
        "-r",
        "ref.en",
        "-s",
        "src.da",
        "--align",
        "--split",
        "lines",
        "-m",
        "ter",
    )
    assert (code, json.loads(out)["segments"]) == (0, 7)
    code, out, _ = run(capsys, "score", "merged.en", "poor.en", "-r", "ref.en", "--align", "-m", "chrf")
    assert code == 0
    assert "split:sentences" in json.loads(out)["systems"][0]["scores"][0]["signature"]


def test_documents_of_other_formats_are_read(
    folder: Path, capsys: pytest.CaptureFixture[str], reference: list[str]
) -> None:
    rows = "".join(json.dumps({"text": line}) + "\n" for line in reference)
    (folder / "table.jsonl").write_text(rows, encoding="utf-8")
    code, out, _ = run(capsys, "score", "table.jsonl", "-r", "ref.en", "-m", "chrf")
    assert code == 0
    assert json.loads(out)["systems"][0]["scores"][0]["score"] == 100.0


@pytest.mark.parametrize("command", ["score", "compare"])
def test_help_has_an_example_and_loads_nothing_heavy(command: str) -> None:
    program = (
        "import sys\n"
        "from mtkit.cli import main\n"
        "try:\n"
        f"    main([{command!r}, '--help'])\n"
        "except SystemExit:\n"
        "    heavy = {'numpy', 'sacrebleu', 'rich', 'lxml', 'torch', 'ctranslate2'} & set(sys.modules)\n"
        "    sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"mtkit {command} " in done.stdout.partition("Examples:")[2]


@pytest.mark.usefixtures("folder")
def test_standard_input_can_be_a_system() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from mtkit.cli import main; main()",
            "score",
            "-",
            "-r",
            "ref.en",
            "-m",
            "chrf",
        ],
        input=Path("ref.en").read_bytes(),
        capture_output=True,
        check=True,
        env={**os.environ},
    )
    assert json.loads(done.stdout)["systems"][0]["scores"][0]["score"] == 100.0
