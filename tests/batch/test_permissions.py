"""What may not be read or written: said, and alone in failing; also where the tests run as root."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.conftest import outputs

_RIGHTS = "-dac_override,-dac_read_search"  # by which root reads and writes what it may not


def unprivileged(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`mtkit batch` by a user whom permissions bind."""
    bind = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root can read everything, and there is no setpriv")
        bind = ["setpriv", f"--bounding-set={_RIGHTS}", f"--inh-caps={_RIGHTS}"]
    call = [*bind, sys.executable, "-m", "mtkit", "batch", *map(str, arguments), "--engine", "echo"]
    done = subprocess.run(call, capture_output=True, text=True, timeout=300, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_an_unreadable_file_and_folder_fail_alone_until_they_can_be_read(source: Path, target: Path) -> None:
    (source / "b.txt").write_text("Hej.\n")
    (source / "a.txt").chmod(0)
    (source / "sub").chmod(0)
    try:
        done = unprivileged(source, target)
    finally:
        (source / "sub").chmod(0o755)
    assert done.returncode == 3
    assert "a.txt cannot be read: permission denied" in done.stderr
    assert "sub: the folder cannot be read" in done.stderr
    assert set(outputs(target)) == {b"b.txt"}
    (source / "a.txt").chmod(0o644)
    again = unprivileged(source, target, "--retry-failed")
    assert (again.returncode, outputs(target)) == (0, outputs(source))


def test_a_target_folder_that_may_not_be_written_is_said(source: Path, target: Path) -> None:
    target.mkdir()
    target.chmod(0o555)
    done = unprivileged(source, target)
    assert done.returncode == 1
    assert "cannot be used: Permission denied" in done.stderr
    assert list(target.iterdir()) == []


def test_a_folder_in_the_target_that_may_not_be_written_fails_its_documents_alone(
    source: Path, target: Path
) -> None:
    (target / "sub").mkdir(parents=True)
    (target / "sub").chmod(0o555)
    done = unprivileged(source, target)
    assert done.returncode == 3
    assert "b.html cannot be written: Permission denied" in done.stderr
    assert set(outputs(target)) == {b"a.txt"}


def test_a_journal_that_may_not_be_written_is_said(source: Path, target: Path) -> None:
    assert unprivileged(source, target).returncode == 0
    (source / "a.txt").write_text("Nyt.\n")
    (target / ".mtkit" / "journal.db").chmod(0o444)
    done = unprivileged(source, target)
    assert done.returncode == 1
    assert "journal.db cannot be written: it or its folder is read-only" in done.stderr
    assert (target / "a.txt").read_text() != "Nyt.\n"
    assert unprivileged(source, target, "--status").returncode == 0
