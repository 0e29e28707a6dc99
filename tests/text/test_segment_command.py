"""`mtkit segment`."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mtkit.cli import program
from mtkit.errors import InputError

TEXT = "Overskrift\n\n- Hr. Jensen kom. Så gik han.\n"
LONG = (
    "Rusland beskylder unavngivne udenlandske magter for at blande sig i sager. Det siger en talsmand "
    "for præsidenten onsdag i en udtalelse til pressen, som har spurgt ham ud om valget og alt det andet."
)


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(program, ["segment", *map(str, arguments)], input=stdin, catch_exceptions=False)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "artikel.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_one_sentence_a_line_with_its_marker(article: Path) -> None:
    done = run(article)
    assert done.exit_code == 0
    assert done.stdout == "Overskrift\n- Hr. Jensen kom.\nSå gik han.\n"
    assert done.stderr == ""


def test_json_says_where(article: Path) -> None:
    rows = json.loads(run("--json", article).stdout)
    assert [TEXT[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]
    assert [(row["paragraph"], row["sentence"], row["marker"]) for row in rows] == [
        (1, 1, ""),
        (2, 1, "-"),
        (2, 2, ""),
    ]
    assert rows[1]["lines"] == [3, 3]
    assert not rows[1]["joined"]


def test_joined_lines_are_said(tmp_path: Path) -> None:
    path = tmp_path / "brudt.txt"
    text = "Kort linje\n\n" + textwrap.fill(LONG, 60) + "\n"
    path.write_text(text, encoding="utf-8")
    done = run(path)
    assert done.stderr.startswith("note: lines 3 to 6 are one paragraph, wrapped at")
    assert done.stdout.splitlines()[1] == LONG[: LONG.index(" Det siger")]
    rows = json.loads(run("--json", path).stdout)
    assert all(" ".join(text[row["start"] : row["end"]].split()) == row["text"] for row in rows)
    assert [row["joined"] for row in rows] == [False, True, True]
    lines = run("--split", "lines", path)
    assert lines.stderr == ""
    assert "".join(lines.stdout.split()) == "".join(text.split())


def test_standard_input_and_language() -> None:
    done = run("-", "--lang", "en", stdin=b"The answer is no. It is.")
    assert done.stdout == "The answer is no.\nIt is.\n"


def test_other_formats(tmp_path: Path) -> None:
    path = tmp_path / "side.html"
    path.write_text("<p>Hr. Jensen kom. Så gik <b>han</b>.</p>", encoding="utf-8")
    assert run(path).stdout == "Hr. Jensen kom.\nSå gik han.\n"
    assert json.loads(run("--json", path).stdout)[1]["sentence"] == 2


def test_nothing_to_show(tmp_path: Path) -> None:
    path = tmp_path / "tom.txt"
    path.write_bytes(b"")
    done = run(path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "holds no text" in done.stderr
    assert json.loads(run("--json", path).stdout) == []


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "gammel.txt"
    path.write_bytes("Blåbærgrød er godt. Ærø også.".encode("latin-1"))
    done = run(path)
    assert done.stdout == "Blåbærgrød er godt.\nÆrø også.\n"
    assert "Latin-1" in done.stderr


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        run(tmp_path / "ingen.txt")


def test_bytes_that_break_far_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "brudt.txt"
    path.write_bytes(b"Det er godt.\n" * 10_000 + b"\xff\xfe\n")
    with pytest.raises(InputError, match="not valid"):
        run(path)
