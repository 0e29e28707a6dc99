from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mtkit.errors import InputError, UsageError
from mtkit.score import compare, score
from mtkit.score.external import External, parse_numbers

# Scores a hypothesis by its length, and shows on stderr what it was given.
LENGTH = """
import sys
for line in sys.stdin.buffer.read().decode("utf-8").split("\\n")[:-1]:
    source, hypothesis, reference = line.split("\\t")
    print(len(hypothesis) + 1000 * len(source))
"""


def _command(tmp_path: Path, program: str) -> str:
    script = tmp_path / "my metric.py"
    script.write_text(program, encoding="utf-8")
    return f"{sys.executable} '{script}'"


def test_a_command_scores_every_segment(tmp_path: Path) -> None:
    external = External("LEN", command=_command(tmp_path, LENGTH))
    report = score(
        {"x": ["ab\tc", "æøå"]}, [["r", "s"]], sources=["k", ""], metrics=[external], confidence=50
    )
    assert report.measured[0].segment_scores()[0].tolist() == [1004.0, 3.0]
    (found,) = report.systems[0].scores
    assert found.score == 503.5
    assert found.metric == "LEN"
    assert found.interval == (3.0, 1004.0)
    assert str(tmp_path) not in found.signature


def test_external_numbers_get_the_same_statistics() -> None:
    better = [0.9, 0.8, 0.85, 0.95] * 20
    worse = [0.7, 0.81, 0.6, 0.5] * 20
    comet = External("COMET", values={"a": worse, "b": better})
    lines = ["x"] * 80
    (found,) = compare({"a": lines, "b": lines}, [lines], metrics=[comet]).metrics
    assert [ranked.name for ranked in found.ranking] == ["b", "a"]
    assert found.pairs[0].significant
    assert (found.pairs[0].wins, found.pairs[0].losses) == (60, 20)
    assert found.ranking[0].score == pytest.approx(0.875)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("print(1)", "gave 1 numbers for the 2 segments of x"),
        ("print(1); print('much')", "line 2 of the command of metric M is not a number: 'much'"),
        ("print(1); print('nan')", "line 2 .* is not a number"),
        ("import sys; sys.exit('no model here')", "failed with exit code 1"),
    ],
)
def test_a_command_that_fails_says_what_and_how(tmp_path: Path, program: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        score({"x": ["a", "b"]}, [["a", "b"]], metrics=[External("M", command=_command(tmp_path, program))])
    assert error.value.hint


def test_what_a_failing_command_said_is_the_hint(tmp_path: Path) -> None:
    program = "import sys; sys.exit('no model here')"
    with pytest.raises(InputError) as error:
        score({"x": ["a"]}, [["a"]], metrics=[External("M", command=_command(tmp_path, program))])
    assert error.value.hint == "it said: no model here"


@pytest.mark.parametrize("command", ["/no/such/program", "'unbalanced", "   "])
def test_commands_that_cannot_run(command: str) -> None:
    with pytest.raises((InputError, UsageError), match="command of metric M"):
        score({"x": ["a"]}, [["a"]], metrics=[External("M", command=command)])


def test_nothing_external_is_cached(cache: Path) -> None:
    score({"x": ["a"]}, [["a"]], metrics=[External("M", values={"x": [1.0]})])
    assert not cache.exists()


def test_numbers_are_one_a_line() -> None:
    assert parse_numbers(b"1\n-2.5\r\n3e2\n", "f") == [1.0, -2.5, 300.0]
    assert parse_numbers(b"\xef\xbb\xbf1\n", "f") == [1.0]  # with a byte order mark
    assert parse_numbers(b"", "f") == []
    for wrong in (b"1\n\n2\n", b"1,5\n", b"inf\n", b"\xff\xfe"):
        with pytest.raises(InputError, match=r"line . of f"):
            parse_numbers(wrong, "f")


def test_a_half_character_reaches_the_command_as_a_question_mark(tmp_path: Path) -> None:
    metric = External("LENGTH", command=_command(tmp_path, LENGTH))
    assert score({"s": ["a\ud800b"]}, [["ab"]], metrics=[metric]).systems[0].scores[0].score == 3.0
