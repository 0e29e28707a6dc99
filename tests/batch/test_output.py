"""Documents onto disk: a disk that fills up, a file that grows too large, a kill in between."""

import errno
import os
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mtkit.batch.journal import Entry, Journal
from mtkit.batch.output import PREFIX, Outputs, failure
from mtkit.errors import OutputError
from mtkit.files import DiskFullError
from tests.batch.conftest import echo, outputs, program, write_tree


def test_a_disk_that_fills_up_stops_the_run_and_keeps_what_is_done(tmp_path: Path, small_disk: Path) -> None:
    text = "Hunden sover i huset.\n" * 9000  # 200 kB
    source = write_tree(tmp_path / "da", {f"{i:02d}.txt": f"Nummer {i}.\n\n{text}" for i in range(30)})
    target = small_disk / "en"
    done = program(source, target, "--engine", "echo")
    assert done.returncode == 1, done.stderr
    assert "no space left" in done.stderr
    assert "run the same command again" in done.stderr
    stood = outputs(target)
    assert stood.items() <= outputs(source).items()  # no half documents, no temporary files
    subprocess.run(["mount", "-o", "remount,size=20m", small_disk], check=True)
    again = echo(source, target)
    assert again.documents + again.unchanged == 30
    assert again.unchanged == len(stood)
    assert outputs(target) == outputs(source)


def test_a_disk_that_fills_up_before_any_group_is_written_keeps_what_fits(
    tmp_path: Path, small_disk: Path
) -> None:
    text = "Hunden sover i huset. " * 1000  # 22 kB: the disk is full after 90
    source = write_tree(tmp_path / "da", {f"{i:03d}.txt": f"Nummer {i}.\n\n{text}" for i in range(120)})
    target = small_disk / "en"
    with pytest.raises(DiskFullError, match="no space left"):
        echo(source, target)
    stood = outputs(target)
    assert len(stood) > 30
    assert stood.items() <= outputs(source).items()
    subprocess.run(["mount", "-o", "remount,size=20m", small_disk], check=True)
    assert echo(source, target).unchanged == len(stood)
    assert outputs(target) == outputs(source)


def test_a_file_over_the_limit_fails_alone(tmp_path: Path) -> None:
    source = write_tree(tmp_path / "da", {"big.txt": "Hunden sover.\n\n" * 100_000, "a.txt": "Hej.\n"})
    code = (
        "import resource, sys; from mtkit.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)); main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "batch", source, tmp_path / "en", "--engine", "echo"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "big.txt cannot be written: File too large" in done.stderr
    assert outputs(tmp_path / "en") == {b"a.txt": b"Hej.\n"}
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def entry(target: bytes) -> Entry:
    return Entry(target, target, "document", "txt", 1, 1, "", "r", "writing")


def test_a_document_stands_only_after_its_group(tmp_path: Path) -> None:
    noted: list[Entry] = []
    with Journal(None) as journal:
        out = Outputs(tmp_path, journal, noted.extend)
        temporary, digest, size = out.write(b"s/a.txt", lambda stream: stream.write(b"hej") and None)
        out.add(replace(entry(b"s/a.txt"), output_hash=digest, output_size=size), [], temporary, 3)
        assert [p.name.startswith(PREFIX) for p in (tmp_path / "s").iterdir()] == [True]
        assert noted == []
        out.commit()
        known = journal.entry(b"s/a.txt")
    assert [p.name for p in (tmp_path / "s").iterdir()] == ["a.txt"]
    assert known is not None
    assert (known.state, known.output_size, known.output_modified) == (
        "done",
        3,
        (tmp_path / "s" / "a.txt").stat().st_mtime_ns,
    )


def test_outputs_have_the_modes_of_new_or_replaced_files(tmp_path: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hej."})
    before = os.umask(0o027)
    try:
        echo(source, tmp_path / "en")
    finally:
        os.umask(before)
    path = tmp_path / "en" / "a.txt"
    assert path.stat().st_mode & 0o777 == 0o640
    path.chmod(0o600)
    echo(source, tmp_path / "en", force=True)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_failed_to_be_written_leaves_nothing(tmp_path: Path) -> None:
    def full(stream: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Journal(None) as journal, pytest.raises(DiskFullError):
        Outputs(tmp_path, journal, lambda _: None).write(b"a.txt", full)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "no space left"),
        (errno.EDQUOT, "no space left"),
        (errno.ENOTDIR, "a file stands where a folder is needed"),
        (errno.EISDIR, "it is a folder"),
        (errno.EACCES, "Permission denied"),
    ],
)
def test_reasons(code: int, said: str) -> None:
    error = failure(Path("a.txt"), OSError(code, os.strerror(code)))
    assert isinstance(error, OutputError)
    assert said in error.message


@pytest.mark.parametrize("renamed", [True, False])
def test_a_run_that_died_around_the_rename_goes_on(tmp_path: Path, renamed: bool) -> None:
    """The journal said "writing"; whether the rename came about is read from the file itself."""
    source = write_tree(tmp_path / "da", {"a.txt": "Hej.", "b.txt": "Nej."})
    target = tmp_path / "en"
    echo(source, target)
    (source / "a.txt").write_text("Goddag.")
    echo(source, target)
    with Journal(target / ".mtkit" / "journal.db") as journal:
        known = journal.entry(b"a.txt")
        assert known is not None
        import hashlib

        old = hashlib.sha256(b"Hej.").hexdigest()
        journal.replace([replace(known, state="writing", previous_hash=old, output_modified=-1)])
    if not renamed:
        (target / "a.txt").write_text("Hej.")
    again = echo(source, target)
    assert (again.documents, again.unchanged, again.refused) == ((0, 2, 0) if renamed else (1, 1, 0))
    assert outputs(target) == outputs(source)
    assert echo(source, target).unchanged == 2
