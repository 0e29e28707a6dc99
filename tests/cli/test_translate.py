"""`mtkit translate` as a program: what a user types, and what comes back."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "mtkit", "translate"]
TEXT = "Hunden sover i huset.\n\n- hunden og katten sover.\n\n/ritzau/\n"


def run(
    *arguments: str | Path, stdin: bytes = b"", timeout: float = 120, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=timeout,
        env={**os.environ, **environment},
    )


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """What went to stderr; never a traceback."""
    text = done.stderr.decode()
    assert "Traceback" not in text
    return text


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "artikel.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def dictionary(tiny_dictionary_model: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    os.environ["MTKIT_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    return ["--model", str(tiny_dictionary_model)]


def test_a_file_goes_to_standard_output(article: Path, dictionary: list[str]) -> None:
    done = run(article, *dictionary)
    assert done.stdout.decode() == "Hunden sleeps in house.\n\n- dog and cat sleeps.\n\n/ritzau/\n"
    assert (done.returncode, said(done)) == (0, "")


def test_a_pipe_and_a_dash_and_a_text_are_inputs(dictionary: list[str]) -> None:
    assert run(*dictionary, stdin=b"hunden sover.\n").stdout == b"dog sleeps.\n"
    assert run("-", *dictionary, stdin=b"hunden sover.").stdout == b"dog sleeps."
    assert run("--text", "hunden sover.", *dictionary).stdout == b"dog sleeps.\n"


def test_several_files_go_into_a_folder(article: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.txt"
    other.write_bytes(b"Hej.\r\n")
    done = run(article, other, "--engine", "echo", "-o", tmp_path / "ud")
    assert done.returncode == 0, said(done)
    assert (tmp_path / "ud" / "artikel.txt").read_text(encoding="utf-8") == TEXT
    assert (tmp_path / "ud" / "b.txt").read_bytes() == b"Hej.\r\n"


def test_an_output_that_exists_asks_for_force(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("mit")
    done = run(article, "--engine", "echo", "-o", out)
    assert (done.returncode, out.read_text()) == (1, "mit")
    assert "--force" in said(done)
    assert run(article, "--engine", "echo", "-o", out, "--force").returncode == 0
    assert out.read_text(encoding="utf-8") == TEXT


def test_the_segments_view_numbers_sentences(article: Path, dictionary: list[str]) -> None:
    done = run(article, *dictionary, "--view", "segments")
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [(r["paragraph"], r["sentence"], r["hypothesis"]) for r in rows] == [
        (1, 1, "Hunden sleeps in house."),
        (2, 1, "dog and cat sleeps."),
        (3, 1, "/ritzau/"),
    ]
    assert rows[0]["source"] == "Hunden sover i huset."
    assert rows[0]["score"] <= 0
    assert set(rows[0]) == {"paragraph", "sentence", "source", "hypothesis", "score", "flags", "origin"}


def test_side_by_side_is_one_escaped_page(tmp_path: Path) -> None:
    done = run("--text", "Se <script>alert(1)</script> & dø.", "--engine", "echo", "--view", "side-by-side")
    page = done.stdout.decode()
    assert page.startswith("<!DOCTYPE html>")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_translation_memory_can_be_written(article: Path, dictionary: list[str]) -> None:
    from lxml import etree

    done = run(article, *dictionary, "--to", "tmx")
    root = etree.fromstring(done.stdout)
    assert root.get("version") == "1.4"
    assert [s.text for s in root.iter("seg")][:2] == ["Hunden sover i huset.", "Hunden sleeps in house."]


@pytest.mark.parametrize("content", [b"", b"\n\n \n"])
def test_nothing_to_translate_is_no_failure(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tom.txt"
    path.write_bytes(content)
    done = run(path, "--engine", "echo")
    assert (done.returncode, done.stdout) == (0, content)
    assert said(done).startswith(f"warning: {path} ")
    if not content:
        assert "empty" in said(done)


def test_lines_stay_lines(tmp_path: Path) -> None:
    path = tmp_path / "linjer.txt"
    wrapped = (
        "Regeringen vil nu undersøge, om de nye regler for\n"
        "vindmøller kan indføres allerede næste år, siger\n"
        "ministeren til avisen.\n"
    )
    path.write_text(wrapped, encoding="utf-8")
    done = run(path, "--engine", "echo", "--split", "lines", "--view", "segments")
    assert len(done.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["no-such-file.txt"], 1, "does not exist"),
        (["."], 1, "is a folder"),
        (["a.txt", "--text", "b"], 2, "exclude each other"),
        (["--text", "Hej.", "--engine", "nosuch"], 2, "nosuch"),
        (["--text", "Hej.", "--to", "tmx", "--view", "segments"], 2, "exclude each other"),
        (["--text", "Hej.", "--beam", "2", "--fast"], 2, "exclude each other"),
        (["--text", "Hej.", "-o", ""], 2, "-o needs a name"),
        (["--text", "Hej.", "--model", "./no-such-folder"], 4, "no-such-folder"),
        (["--text", "Hej.", "--beam", "0"], 2, "beam"),
        (["--text", "Hej.", "--device", "cuda"], 4, "CUDA"),
        (["--text", "Hej.", "--engine", "echo", "-o", "/sys/kernel/out.txt"], 1, "permission denied"),
    ],
)
def test_mistakes_get_one_line_a_way_out_and_the_right_code(
    arguments: list[str], code: int, words: str
) -> None:
    done = run(*arguments)
    lines = [line for line in said(done).splitlines() if not line.startswith("model:")]
    assert done.returncode == code, lines
    assert words in lines[0]
    assert len(lines) == 2
    assert done.stdout == b""


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\r", b"abc\0def", os.urandom(5000)])
def test_a_binary_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    done = run(path, "--engine", "echo", "-o", tmp_path / "out.txt")
    assert done.returncode == 1
    assert "not text" in said(done)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.txt"]


def test_one_bad_file_does_not_stop_the_others(article: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"a\0b")
    done = run(bad, article, "--engine", "echo", "-o", tmp_path / "ud")
    assert done.returncode == 3
    assert "bad.txt" in said(done)
    assert [p.name for p in (tmp_path / "ud").iterdir()] == ["artikel.txt"]


def test_when_every_file_fails_nothing_is_partial(tmp_path: Path) -> None:
    done = run("no-such-1.txt", "no-such-2.txt", "--engine", "echo", "-o", tmp_path / "ud")
    assert done.returncode == 1
    assert said(done).count("error:") == 2


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("Blåbærgrød på øen.\n".encode("latin-1"), "Latin-1"),
        ("Blåbærgrød på øen.\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_other_encodings_are_read_and_said(tmp_path: Path, content: bytes, note: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    done = run(path, "--engine", "echo")
    assert done.stdout.decode().lstrip("\ufeff") == "Blåbærgrød på øen.\n"
    assert note in said(done)
    assert said(run(path, "--engine", "echo", "--quiet")) == ""


def test_decomposed_letters_are_translated_and_kept_out_of_the_way(dictionary: list[str]) -> None:
    import unicodedata

    done = run(*dictionary, "--text", unicodedata.normalize("NFD", "hunden sover på øen i åen."))
    assert done.stdout.decode() == "dog sleeps på øen in åen.\n"


def test_english_by_mistake_is_noticed() -> None:
    done = run(
        "--text", "The government has said that it will not be able to pay for the work.", "--engine", "echo"
    )
    assert "looks like English" in said(done)


def test_a_broken_pipe_ends_quietly(tmp_path: Path) -> None:
    path = tmp_path / "lang.txt"
    path.write_text("En linje med ord.\n" * 200_000, encoding="utf-8")
    command = f"{sys.executable} -m mtkit translate {path} --engine echo | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, timeout=120)
    assert done.stdout == b"En linje med ord.\n"
    assert done.stderr == b""


def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path) -> None:
    path = tmp_path / "lang.txt"
    path.write_text("".join(f"Dette er linje {i} med ord.\n" for i in range(400_000)), encoding="utf-8")
    out = tmp_path / "out.txt"
    process = subprocess.Popen(
        [*PROGRAM, str(path), "--engine", "echo", "-o", str(out)], stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not any(p.name.startswith(".mtkit-") for p in tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    assert errors.lstrip().startswith("error: interrupted")
    assert "Traceback" not in errors
    assert [p.name for p in tmp_path.iterdir()] == ["lang.txt"]


@pytest.mark.slow
def test_100_mb_on_one_line_go_through(tmp_path: Path) -> None:
    path = tmp_path / "stor.txt"
    path.write_bytes("Hunden sover i huset, og katten ser på. ".encode() * 2_500_000)
    done = run(path, "--engine", "echo", "-o", tmp_path / "out.txt", timeout=550)
    assert done.returncode == 0, said(done)
    assert (tmp_path / "out.txt").read_bytes() == path.read_bytes()


def test_a_read_only_home_is_no_obstacle(tiny_dictionary_model: Path) -> None:
    environment = {"HOME": "/sys/kernel", "XDG_CACHE_HOME": "/sys/kernel", "MTKIT_CACHE": ""}
    done = run("--text", "hunden sover.", "--model", tiny_dictionary_model, **environment)
    assert done.stdout == b"dog sleeps.\n", said(done)
