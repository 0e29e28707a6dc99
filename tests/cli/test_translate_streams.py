"""`mtkit translate` between pipes, devices, closed streams and a terminal."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ECHO = f"{sys.executable} -m mtkit translate --engine echo"


def shell(command: str) -> tuple[int, str, str]:
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def long_text(tmp_path: Path) -> Path:
    path = tmp_path / "lang.txt"
    path.write_text("En linje med ord.\n" * 100_000, encoding="utf-8")
    return path


def test_a_pipe_is_read_once() -> None:
    assert shell(f"{ECHO} <(echo Hej)") == (0, "Hej\n", "")
    assert shell(f"echo Hej | {ECHO} /dev/stdin") == (0, "Hej\n", "")


def test_a_device_is_written_and_never_replaced(tmp_path: Path) -> None:
    assert shell(f"{ECHO} --text Hej -o /dev/stdout | cat") == (0, "Hej\n", "")
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    assert shell(f"cat {fifo} & {ECHO} --text Hej -o {fifo} --force; wait") == (0, "Hej\n", "")
    assert fifo.is_fifo()


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("before")
    link.symlink_to(real)
    assert shell(f"{ECHO} --text Hej -o {link}")[0] == 1
    assert shell(f"{ECHO} --text Hej -o {link} --force")[0] == 0
    assert link.is_symlink()
    assert real.read_text() == "Hej\n"


@pytest.mark.parametrize("view", ["", "--view segments", "--to tmx"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_two_lines(long_text: Path, view: str) -> None:
    code, _, errors = shell(f"{ECHO} {long_text} {view} > /dev/full")
    assert code == 1
    assert errors.splitlines()[0] == "error: No space left on device"
    assert len(errors.splitlines()) == 2


def test_a_file_that_may_not_grow_is_not_left_behind(long_text: Path) -> None:
    out = long_text.parent / "ud.txt"
    code, _, errors = shell(f"ulimit -f 100; {ECHO} {long_text} -o {out}")
    assert (code, len(errors.splitlines())) == (1, 2)
    assert list(long_text.parent.iterdir()) == [long_text]


def test_closed_streams_are_no_surprise() -> None:
    assert shell(f"{ECHO} <&-") == (0, "", "warning: standard input is empty\n")
    assert shell(f"{ECHO} --text Hej 2>&-") == (0, "Hej\n", "")
    code, _, errors = shell(f"{ECHO} --text Hej >&-")
    assert (code, len(errors.splitlines())) == (1, 2)


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a run shows whose standard output and error are a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*ECHO.split(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", **environment},
    ):
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 1 << 16):
                shown += data
        except OSError:  # the other side is gone
            pass
    os.close(ours)
    return shown.decode()


def test_a_bar_and_a_translation_share_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "artikel.txt"
    path.write_text("".join(f"Linje {i} med ord.\n" for i in range(3000)), encoding="utf-8")
    shown = on_a_terminal(str(path))
    assert "sentences" in shown
    after = shown[shown.rindex("\x1b") :].partition("K")[2]  # the bar is wiped, and only then comes the text
    assert after.splitlines() == path.read_text().splitlines()
    assert "\x1b[" not in on_a_terminal(str(path), "--quiet")
    assert "\x1b[" not in on_a_terminal(str(path), TERM="dumb")
    assert "\x1b[3" not in on_a_terminal(str(path), NO_COLOR="1")
