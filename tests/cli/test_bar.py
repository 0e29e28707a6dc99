"""The line of progress on terminals of any width, seen as a terminal shows it."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from mtkit.batch.control import Progress
from mtkit.batch.summary import Summary
from mtkit.cli._bar import fitting
from mtkit.cli._batch_progress import progress_lines

SHOWN = """
import time
from mtkit.batch.control import Progress
from mtkit.batch.summary import Summary
from mtkit.cli._bar import say
from mtkit.cli._batch_progress import batch_progress
summary = Summary(planned=10_000, planned_bytes=1_000_000)
with batch_progress(quiet=False) as show:
    say("before")
    for i in range(1, 5):
        summary.documents = 1111 * i
        show(Progress(summary, 50_000 * i, 60_000 * i, bytes_read=200_000 * i, seconds=9.0 * i))
        time.sleep(0.3)
        if i == 3:
            say("in between")
say("after")
"""
_CODE = re.compile(r"\x1b\[(\??\d*(?:;\d+)*)([A-Za-z])|(\r)|(\n)")


def on_terminal(columns: int, *command: str) -> tuple[list[str], list[str]]:
    """What a program wrote to a terminal: all lines that were ever seen, and those that stand in the end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 65536):
            written += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    assert process.wait(60) == 0, written
    return _screen(written.decode())


def _screen(written: str) -> tuple[list[str], list[str]]:
    seen, lines, row, column, position = [], [""], 0, 0, 0
    for code in [*_CODE.finditer(written), None]:
        text = written[position : code.start() if code else len(written)]
        position = code.end() if code else len(written)
        lines[row] = lines[row][:column].ljust(column) + text + lines[row][column + len(text) :]
        column += len(text)
        seen.append(lines[row])
        if code is None:
            break
        if code[3]:
            column = 0
        elif code[4]:
            row, column = row + 1, 0
            lines += [""] * (row == len(lines))
        elif code[2] == "A":
            row = max(0, row - int(code[1] or 1))
        elif code[2] == "K":
            lines[row] = ""
    return seen, [line.rstrip() for line in lines if line.strip()]


@pytest.mark.parametrize(("columns", "said"), [(120, "sentences"), (80, "left"), (40, "left"), (15, "0")])
def test_one_line_that_fits_and_nothing_left_behind(columns: int, said: str) -> None:
    seen, stands = on_terminal(columns, sys.executable, "-c", SHOWN)
    assert stands == ["before", "in between", "after"]
    bars = [line for line in seen if "━" in line or "4444" in line]
    assert any(said in line for line in bars)
    assert max(map(len, bars)) <= columns


def test_a_batch_on_a_terminal_leaves_its_summary_alone(tmp_path: Path) -> None:
    source = tmp_path / "da"
    source.mkdir()
    for i in range(50):
        (source / f"{i}.txt").write_text(f"Nummer {i}.\n")
    call = (sys.executable, "-m", "mtkit", "batch", str(source), str(tmp_path / "en"), "--engine", "echo")
    _, stands = on_terminal(60, *call)
    assert stands[0] == "50 documents translated"
    assert len(stands) == 3


def test_a_terminal_that_cannot_rewrite_a_line_gets_no_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mtkit.cli import _bar

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    assert not _bar.watched()
    monkeypatch.setenv("TERM", "xterm")
    assert _bar.watched()


def test_the_longest_that_fits() -> None:
    said = ("x" * 30, "y" * 10, "z" * 3)
    assert [fitting(said, width)[:1] for width in (41, 40, 21, 20, 3)] == ["x", "y", "y", "z", "z"]
    assert fitting(said, 3) == "zz"


def test_time_left_is_told_within_the_first_hundred_sentences() -> None:
    progress = Progress(
        Summary(planned=40, planned_bytes=9000),
        sentences=64,
        sentences_read=200,
        bytes_read=9000,
        seconds=10.0,
    )
    assert progress_lines(progress)[1] == "0/40 documents, 64 sentences, 6.4/s, 21 s left"
