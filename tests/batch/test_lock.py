"""One run at a time on a folder; the lock goes with its process, orphans or not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtkit.batch.lock import is_locked, locked
from mtkit.errors import OutputError
from tests.batch.conftest import echo, program

HOLD = """
import os, sys, time
from pathlib import Path
from mtkit.batch.lock import locked
with locked(Path(sys.argv[1]), Path(sys.argv[1]).parent):
    child = os.fork()
    if child:
        print(child, flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_refused_in_the_same_process(tmp_path: Path) -> None:
    with locked(tmp_path / "lock", tmp_path):
        assert is_locked(tmp_path / "lock")
        with (
            pytest.raises(OutputError, match="another mtkit batch is running"),
            locked(tmp_path / "lock", tmp_path),
        ):
            pass
        assert is_locked(tmp_path / "lock")  # refusing must not have given it up
    assert not is_locked(tmp_path / "lock")
    with locked(tmp_path / "lock", tmp_path):
        pass


def test_no_lock_file_is_no_lock(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "lock")
    assert list(tmp_path.iterdir()) == []


def test_an_orphan_keeps_no_lock(tmp_path: Path, source: Path, target: Path) -> None:
    """A child that was forked while the lock was held outlives its killed parent, and holds nothing."""
    (target / ".mtkit").mkdir(parents=True)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, target / ".mtkit" / "lock"], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    try:
        refused = program(source, target, "--engine", "echo")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "another mtkit batch is running" in refused.stderr
        assert program("--status", target).returncode == 1  # nothing is there yet
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        os.kill(child, 0)  # it is alive
        for _ in range(100):
            if not is_locked(target / ".mtkit" / "lock"):
                break
            time.sleep(0.01)
        assert echo(source, target).documents == 3
    finally:
        os.kill(child, signal.SIGKILL)
        holder.stdout.close()
