"""The files of a source folder: links, loops, odd names, the target inside."""

import os
import socket
from pathlib import Path

import pytest

from mtkit.batch.tree import clean, leads_into_source, walk
from tests.batch.conftest import echo, outputs, write_tree


def found(root: Path, target: Path, *patterns: str) -> dict[str, str]:
    """What a walk meets: state by path."""
    return {f.source: f.state for f in walk(root, target, patterns)}


def test_hidden_files_and_what_batches_keep_are_left_out(tmp_path: Path) -> None:
    names = ["a.txt", ".hidden", ".git/config", ".mtkit-batch-x", ".mtkit/journal.db", "s/b.txt"]
    root = write_tree(tmp_path / "da", dict.fromkeys(names, "x"))
    assert found(root, tmp_path / "en") == {"a.txt": "", "s/b.txt": ""}
    assert found(root, tmp_path / "en", ".hid*") == {".hidden": ""}


def test_links_that_loop_are_skipped(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "da", {"s/a.txt": "x"})
    (root / "s" / "up").symlink_to(root)
    (root / "s" / "self").symlink_to(".")
    (root / "s" / "above").symlink_to(tmp_path)
    (root / "twice").symlink_to(root / "s")
    expected = dict.fromkeys(["s/up", "s/self", "s/above", "twice"], "skipped")
    assert found(root, tmp_path / "en") == {"s/a.txt": "", **expected}


def test_a_folder_outside_is_followed_once(tmp_path: Path) -> None:
    outside = write_tree(tmp_path / "outside", {"x.txt": "x"})
    (outside / "loop").symlink_to(outside)
    root = write_tree(tmp_path / "da", {"a.txt": "x"})
    (root / "link").symlink_to(outside)
    assert found(root, tmp_path / "en") == {"a.txt": "", "link/x.txt": "", "link/loop": "skipped"}


def test_links_that_lead_nowhere_fail_and_pipes_are_skipped(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "da", {"a.txt": "x"})
    (root / "nowhere.txt").symlink_to("missing")
    (root / "itself.txt").symlink_to("itself.txt")
    os.mkfifo(root / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(root / "socket.txt"))
        states = found(root, tmp_path / "en")
    assert states == {
        "a.txt": "",
        "nowhere.txt": "failed",
        "itself.txt": "failed",
        "pipe.txt": "skipped",
        "socket.txt": "skipped",
    }


def test_the_target_may_be_inside_the_source(tmp_path: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hej.", "s/b.txt": "Hej."})
    target = source / "s" / "english"
    assert echo(source, target).documents == 2
    assert sorted(outputs(target)) == [b"a.txt", b"s/b.txt"]
    assert echo(source, target).unchanged == 2


def test_another_batch_inside_the_source_is_not_a_source(tmp_path: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hej."})
    echo(source, source / "english")
    assert found(source, source / "again") == {"a.txt": "", "english": "skipped"}


@pytest.mark.parametrize("name", [b"two\nlines.txt", b"\xe6\xf8\xe5.txt", b" .txt", b"-rf.txt", b"a\\b.txt"])
def test_odd_names_are_kept(tmp_path: Path, name: bytes) -> None:
    source = tmp_path / "da"
    source.mkdir()
    (source / os.fsdecode(name)).write_bytes(b"Hej.\n")
    assert echo(source, tmp_path / "en").documents == 1
    assert outputs(tmp_path / "en") == {name: b"Hej.\n"}
    assert echo(source, tmp_path / "en").unchanged == 1


def test_one_file_is_a_tree_of_one(tmp_path: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hej.", "b.txt": "Nej."})
    assert echo(source / "a.txt", tmp_path / "en").documents == 1
    assert outputs(tmp_path / "en") == {b"a.txt": b"Hej."}


def test_where_a_target_lies(tmp_path: Path) -> None:
    source, target = tmp_path / "da", tmp_path / "en"
    for folder in (source / "x", target / "y", source / "en"):
        folder.mkdir(parents=True)
    assert leads_into_source(source / "x", source, target)
    assert not leads_into_source(target / "y", source, target)
    assert not leads_into_source(source / "en", source, source / "en")
    assert leads_into_source(source / "x", source, tmp_path)


def test_clean_removes_temporary_files_only(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a/.mtkit-batch-1": "", "b/c/.mtkit-batch-2": "", "b/keep.txt": ""})
    assert clean(tmp_path, ".mtkit-batch-") == 2
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["keep.txt"]
