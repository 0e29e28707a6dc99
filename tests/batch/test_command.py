"""`mtkit batch` as a program: the plan, the summary, the status, Ctrl-C."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mtkit.batch.control import Progress
from mtkit.batch.status import status
from mtkit.batch.summary import Summary
from mtkit.cli._batch_progress import duration, log_lines, progress_line, progress_lines
from mtkit.cli.batch import command
from mtkit.engines.echo import EchoEngine
from mtkit.errors import UsageError
from tests.batch.conftest import PROGRAM, echo, outputs, program, write_tree


def invoke(*arguments: str | Path) -> tuple[int, str, str]:
    """The command in this process: exit code, standard output, standard error."""
    result = CliRunner().invoke(command, [*map(str, arguments)], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.return_value or 0, result.stdout, result.stderr


def test_a_run_and_its_summary(source: Path, target: Path) -> None:
    code, out, said = invoke(source, target, "--engine", "echo")
    assert (code, out) == (0, "")
    assert said.splitlines()[:2] == [
        "3 documents translated",
        "  5 sentences, 0 from memory, 0 retried, 0 flagged",
    ]
    code, out, said = invoke(source, target, "--engine", "echo", "--json")
    assert json.loads(out)["unchanged"] == 3
    assert said == "0 documents translated, 3 unchanged\n"
    assert invoke(source, target, "--engine", "echo", "-q") == (0, "", "")


def test_a_dry_run_shows_the_plan_and_writes_nothing(source: Path, target: Path) -> None:
    code, out, said = invoke(source, target, "--engine", "echo", "--dry-run")
    assert (code, said) == (0, "")
    assert "to translate: 3 documents" in out
    assert not target.exists()
    echo(source, target)
    (source / "a.txt").write_text("Nyt.\n")
    os.utime(source / "sub" / "b.html", ns=(1, 1))
    write_tree(source, {"new.txt": "Hej.", "bad\nname.txt": b"\0"})
    before = (target / ".mtkit" / "journal.db").read_bytes()
    plan = json.loads(invoke(source, target, "--engine", "echo", "--dry-run", "--json")[1])
    assert (target / ".mtkit" / "journal.db").read_bytes() == before
    states = {file["source"]: (file["state"], file["todo"]) for file in plan["files"]}
    assert states == {
        "a.txt": ("changed", True),
        "new.txt": ("new", True),
        "bad\\nname.txt": ("new", True),
        "sub/b.html": ("done", False),
        "sub/c.csv": ("done", False),
    }
    assert plan["todo"] == {"documents": 3, "bytes": 10}
    assert plan["formats"]["txt"] == {"documents": 3, "bytes": 10}


def test_failures_are_said_and_the_code_is_3(source: Path, target: Path) -> None:
    write_tree(source, {"bad\n.txt": b"\0\0"})
    code, _, said = invoke(source, target, "--engine", "echo", "-q")
    assert code == 3
    assert said.startswith("error: bad\\n.txt is not text")
    assert invoke("--status", target)[0] == 0


def test_status_in_json_and_for_people(source: Path, target: Path) -> None:
    write_tree(source, {"bad.txt": b"\0"})
    echo(source, target)
    found = json.loads(invoke("--status", target, "--json")[1])
    assert found["states"] == {"done": 3, "failed": 1}
    assert (found["sentences"], found["pending"], found["running"]) == (5, 0, False)
    assert found["sentences_per_second"] > 0
    assert {f["format"]: f["documents"] for f in found["formats"]} == {"txt": 1, "html": 1, "csv": 1}
    assert found["problems"][0]["source"] == "bad.txt"
    assert found["last_run"]["outcome"] == "done"
    code, out, _ = invoke(source, target, "--status")
    assert (code, "Problems" in out) == (0, True)


def test_the_worst_sentences_come_flagged_first(tmp_path: Path, target: Path) -> None:
    from collections.abc import Iterable

    from mtkit.batch.run import run
    from mtkit.batch.task import Task
    from mtkit.core import Decoding, Translation
    from mtkit.decoding import Policy
    from mtkit.engines.echo import EchoEngine

    class Scored(EchoEngine):
        def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
            scores = {"A": -3.0, "B": -1.0, "C": -2.0}
            return [Translation(s, s, scores[s[0]], ("number",) if s[0] == "B" else ()) for s in sentences]

    source = write_tree(tmp_path / "da", {"a.txt": "A her.\n\nB her. C her.\n", "b.txt": "C her. A her.\n"})
    summary = run(Task(source, target, policy=Policy(beam=1, guards=False)), Scored)
    assert (summary.flagged, summary.flags) == (1, {"number": 1})
    found = status(target)
    assert [(w["source"], w["document"], w["paragraph"], w["sentence"]) for w in found.worst] == [
        ("B her.", "a.txt", 2, 1),
        ("A her.", "a.txt", 1, 1),
        ("C her.", "a.txt", 2, 2),
    ]  # each once
    assert found.flags == {"number": 1}


def test_ctrl_c_writes_what_is_done_and_says_how_to_go_on(tmp_path: Path, target: Path) -> None:
    files = {f"{i:04d}.txt": f"Nummer {i} er her. Hunden sover {i} gange.\n" for i in range(4000)}
    source = write_tree(tmp_path / "da", files)
    call = [*PROGRAM, str(source), str(target), "--engine", "echo"]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and len(list(target.glob("*.txt"))) < 10:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert out == ""
    assert "Traceback" not in said
    assert said.endswith("interrupted\n  run the same command again to go on\n")
    stood = outputs(target)
    assert 10 <= len(stood) < 4000
    assert f"{len(stood)} of 4000 documents translated" in said
    assert not [name for name in stood if name.startswith(b".")]
    assert status(target).pending == 4000 - len(stood)
    again = echo(source, target)
    assert (again.unchanged, again.documents) == (len(stood), 4000 - len(stood))
    assert outputs(target) == outputs(source)


def test_ctrl_c_before_the_engine_is_there_stops_at_once(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(*_: object, **__: object) -> EchoEngine:
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("a download goes on, although nothing is there to be written")

    monkeypatch.setattr("mtkit.store.load_engine", download)
    result = CliRunner().invoke(command, [str(source), str(target)], standalone_mode=False)
    assert isinstance(result.exception, click.Abort)
    assert outputs(target) == {}


def test_wrong_usage(source: Path, target: Path) -> None:
    for arguments in ([source], ["--status"], [source, target, target]):
        result = CliRunner().invoke(command, [*map(str, arguments)], standalone_mode=False)
        assert "folder" in str(result.exception)


def test_an_empty_name_is_no_folder(source: Path) -> None:
    for arguments in (["", "en"], [str(source), ""], ["--status", ""]):
        result = CliRunner().invoke(command, arguments, standalone_mode=False)
        assert isinstance(result.exception, UsageError)
        assert "name is empty" in result.exception.message


def test_a_message_is_one_line_whatever_the_names(source: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd\nname"
    odd.write_text("Det er ingen hukommelse og ingen mappe.")
    for arguments in (
        [tmp_path / "no\nfolder", tmp_path / "en"],
        [source, odd],
        [source, tmp_path / "en", "--memory", odd],
        [source, tmp_path / "en", "--memory", tmp_path / "no\nfolder/memory"],
    ):
        done = program(*arguments, "--engine", "echo")
        assert done.returncode == 1
        assert [line[:2] for line in done.stderr.splitlines()] == ["er", "  "], done.stderr


def test_options_that_exclude_each_other(source: Path, target: Path) -> None:
    for options in (["--beam", "4", "--fast"], ["--to", "tmx", "--view", "segments"]):
        call = [*map(str, (source, target)), "--engine", "echo", *options]
        result = CliRunner().invoke(command, call, standalone_mode=False)
        assert isinstance(result.exception, UsageError)
        assert "exclude each other" in result.exception.message
    assert not target.exists()


def test_a_log_gets_a_line_a_minute() -> None:
    lines: list[str] = []
    now = 0.0
    show = log_lines(lines.append, lambda: now)
    summary = Summary(planned=10, planned_bytes=1000, documents=4)
    for now in (1.0, 59.0, 60.0, 61.0, 119.0, 121.0):
        show(Progress(summary, sentences=50, sentences_read=50, bytes_read=500, seconds=now))
    assert lines == [
        "4 of 10 documents, 50 sentences, 0.8/s, about 1 min 0 s left",
        "4 of 10 documents, 50 sentences, 0.4/s, about 2 min 1 s left",
    ]


def test_second_tries_are_shown_where_nothing_else_moves() -> None:
    progress = Progress(Summary(planned=2, planned_bytes=9), sentences=9, sentences_read=9, bytes_read=9)
    assert "again" not in "".join((progress_line(progress), *progress_lines(progress)))
    progress.again = 4
    assert progress_line(progress).endswith("9 sentences, 4 tried again")
    assert all(line.endswith(("4 again", "4 tried again")) for line in progress_lines(progress))


def test_times_for_people() -> None:
    assert [duration(s) for s in (0.25, 42.4, 200, 7500)] == ["0.2 s", "42 s", "3 min 20 s", "2 h 5 min"]
