"""mtkit align and mtkit evaluate-alignment, as a user calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from mtkit.cli import align as align_module
from mtkit.cli import evaluate_alignment as evaluate_module
from mtkit.cli import main
from tests.align.stories import story


@pytest.fixture
def texts(tmp_path: Path) -> tuple[str, str]:
    """A Danish text with CRLF and an English one with a byte-order mark; English line 5 is missing."""
    danish, english = story(20)
    del english[5]
    (tmp_path / "tale.da.txt").write_bytes("\r\n".join([*danish, ""]).encode())
    (tmp_path / "tale.en.txt").write_bytes(b"\xef\xbb\xbf" + "\n".join(english).encode())
    return str(tmp_path / "tale.da.txt"), str(tmp_path / "tale.en.txt")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(align_module.command, arguments, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value, result.stdout


def status(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return int(stop.value.code or 0), capsys.readouterr().err


def test_jsonl_holds_every_sentence_and_the_null(texts: tuple[str, str]) -> None:
    code, out = run(*texts, "--no-mt", "--to", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [r["source_indices"] for r in rows if r["kind"] == "1-0"] == [[5]]
    assert len(rows) == 20
    assert "\r" not in out
    assert "\ufeff" not in out


def test_filters_leave_out(texts: tuple[str, str]) -> None:
    assert len(run(*texts, "--no-mt", "--drop-nulls")[1].splitlines()) == 19
    assert run(*texts, "--no-mt", "--min-confidence", "1")[1] == ""


def test_a_bundled_or_given_translation_is_used(texts: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "told.txt").write_text("\n".join(story(20)[1]), encoding="utf-8")
    code, out = run(*texts, "--translation", str(tmp_path / "told.txt"), "--to", "vecalign")
    assert code == 0
    assert "[5]:[]" in out


def test_a_translation_of_another_length_is_refused(
    texts: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "told.txt").write_text("one\ntwo\n", encoding="utf-8")
    code, said = status(capsys, "align", *texts, "--translation", str(tmp_path / "told.txt"))
    assert code == 1
    assert "has 2 lines" in said


@pytest.mark.parametrize("form", ["tsv", "jsonl", "moses", "tmx", "vecalign", "html"])
def test_every_form_is_written_to_a_file_and_not_over_one(
    texts: tuple[str, str], tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = ["align", *texts, "--no-mt", "-q", "--to", form, "-o", str(out)]
    assert status(capsys, *arguments)[0] == 0
    written = [out] if form != "moses" else [tmp_path / "out.da", tmp_path / "out.en"]
    assert all(path.stat().st_size for path in written)
    assert status(capsys, *arguments)[0] == 1
    assert status(capsys, *arguments, "--force")[0] == 0


def test_running_text_is_cut_into_sentences_with_paragraphs(tmp_path: Path) -> None:
    danish, english = story(12)
    for name, lines in (("a.txt", danish), ("b.txt", english)):
        text = " ".join(lines[:6]) + "\n\n" + " ".join(lines[6:]) + "\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = run(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--no-mt", "--to", "jsonl")[1]
    rows = [json.loads(line) for line in out.splitlines()]
    assert len(rows) == 12
    assert rows[0]["source_paragraph"] != rows[-1]["source_paragraph"]


def test_vectors_come_from_files(
    texts: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vectors = np.random.default_rng(0).normal(size=(20, 16))
    np.save(tmp_path / "a.npy", vectors)
    np.save(tmp_path / "b.npy", np.delete(vectors, 5, axis=0))
    out = run(*texts, "--vectors", str(tmp_path / "a.npy"), str(tmp_path / "b.npy"), "--to", "vecalign")[1]
    assert "[5]:[]" in out
    code, said = status(capsys, "align", *texts, "--vectors", texts[0], texts[1])
    assert code == 1
    assert "holds no array" in said


def test_folders_are_paired_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    danish, english = story(10)
    for side, lines in (("da", danish), ("en", english)):
        (tmp_path / side / "sub").mkdir(parents=True)
        (tmp_path / side / f"one.{side}.txt").write_text("\n".join(lines), encoding="utf-8")
        (tmp_path / side / "sub" / "two.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "da" / "lonely.txt").write_text("Hej.", encoding="utf-8")
    (tmp_path / "da" / "broken.txt").write_bytes(b"\x00\x01\x02\x03" * 9)
    (tmp_path / "en" / "broken.txt").write_text("Hello.", encoding="utf-8")
    code, said = status(
        capsys,
        "align",
        str(tmp_path / "da"),
        str(tmp_path / "en"),
        "--dirs",
        "--no-mt",
        "-o",
        str(tmp_path / "out"),
    )
    assert code == 3
    assert "lonely.txt: no partner" in said
    assert "broken.txt is not text" in said
    assert (tmp_path / "out" / "one.tsv").read_text(encoding="utf-8").count("\n") == 10
    assert (tmp_path / "out" / "sub" / "two.tsv").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("missing.txt", "missing.en"), 1),
        (("-", "-"), 2),
        (("a", "b", "--dirs"), 2),
        (("a", "b", "--dirs", "-o", "x"), 2),
        (("a", "b", "--to", "pdf"), 2),
        (("a", "b", "--to", "moses", "-o", "x", "--source-lang", "en"), 2),
    ],
)
def test_mistakes_get_their_exit_code(
    arguments: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found, said = status(capsys, "align", "--no-mt", *arguments)
    assert found == code
    assert said.startswith("error: ")
    assert "Traceback" not in said


def test_evaluation_prints_vecalign_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gold").write_text("[0]:[0]\n[1,2]:[1]\n[]:[2]\n", encoding="utf-8")
    (tmp_path / "hyp").write_text("[0]:[0]:0.1\n[1]:[1]:0.2\n[2]:[]:0.2\n[]:[2]:0\n", encoding="utf-8")
    files = [str(tmp_path / "gold"), str(tmp_path / "hyp")]
    result = CliRunner().invoke(evaluate_module.command, [*files, "--json"])
    found = json.loads(result.stdout)
    assert found["with_nulls"]["precision_strict"] == 2 / 4
    assert found["with_nulls"]["recall_strict"] == 1 / 2
    assert found["without_nulls"]["precision_strict"] == 1 / 2
    assert found["with_nulls"]["recall_lax"] == 1.0
    assert status(capsys, "evaluate-alignment", *files, "--fail-under", "0.9")[0] == 5
    assert status(capsys, "evaluate-alignment", files[0])[0] == 2


def test_evaluation_reads_a_table_whose_first_sentence_begins_with_a_brace(tmp_path: Path) -> None:
    (tmp_path / "table").write_text("{navn} kom.\t{name} came.\t[0]:[0]\t0.9\t\n", encoding="utf-8")
    result = CliRunner().invoke(
        evaluate_module.command, [str(tmp_path / "table"), str(tmp_path / "table"), "--json"]
    )
    assert json.loads(result.stdout)["with_nulls"]["f1_strict"] == 1.0


def test_a_folder_without_dirs_is_told_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = status(capsys, "align", "--no-mt", str(tmp_path), str(tmp_path))
    assert code == 1
    assert "--dirs" in said


def test_the_commands_load_nothing_heavy() -> None:
    modules = "mtkit.cli.align, mtkit.cli.evaluate_alignment, mtkit.align"
    code = f"import sys, {modules}; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
