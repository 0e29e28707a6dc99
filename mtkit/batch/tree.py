"""The files of a source folder, found without ever holding them all: links, loops and odd names included."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mtkit.batch.names import matches
from mtkit.files import TEMPORARY_PREFIX

OWN_FOLDER = ".mtkit"  # in the target folder: journal, lock, checkpoint
JOURNAL = "journal.db"


@dataclass(frozen=True, slots=True)
class Found:
    """A file below the source folder, or something that cannot be translated and why.

    source: path relative to the source folder. modified: nanoseconds. state: "" for a document,
    "failed" for what should be one and cannot be read, "skipped" for what is none.
    """

    source: str
    size: int = 0
    modified: int = 0
    state: str = ""
    reason: str = ""


def walk(root: Path, target: Path, patterns: tuple[str, ...] = ()) -> Iterator[Found]:
    """Every document below `root` whose relative path fits `patterns`, in no particular order.

    The target folder, hidden files and what batches keep for themselves are left out. Links to files and to
    folders outside `root` are followed; a link to a folder that is met by another name is skipped, so that no
    loop is ever entered.
    """
    if not root.is_dir():
        yield from _single(root)
        return
    hidden = any(part.startswith(".") for p in patterns for part in p.removeprefix("./").split("/"))
    inside = root.resolve()
    skipped = _identity(target)
    met = {_identity(root)}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = os.scandir(root / folder)
        except OSError as error:
            yield Found(folder or ".", state="failed", reason=f"the folder cannot be read: {error.strerror}")
            continue
        with entries:
            for entry in entries:
                if entry.name.startswith(TEMPORARY_PREFIX) or entry.name == OWN_FOLDER:
                    continue
                if entry.name.startswith(".") and not hidden:
                    continue
                path = f"{folder}/{entry.name}" if folder else entry.name
                if not _is_folder(entry):
                    if matches(path, patterns):
                        yield _file(path, entry)
                elif (identity := _identity(entry)) == skipped:
                    continue
                elif entry.is_symlink() and (identity in met or _within(Path(entry.path), inside)):
                    yield Found(
                        path, state="skipped", reason="a link to a folder that is met by another name"
                    )
                elif os.path.exists(f"{entry.path}/{OWN_FOLDER}/{JOURNAL}"):  # noqa: PTH110  (Path's raises)
                    yield Found(path, state="skipped", reason="what another mtkit batch wrote")
                else:
                    if entry.is_symlink():
                        met.add(identity)
                    waiting.append(path)


def _single(path: Path) -> Iterator[Found]:
    """A source that is one file: a tree of one."""
    with os.scandir(path.parent) as entries:
        for entry in entries:
            if entry.name == path.name:
                yield _file(entry.name, entry)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _file(path: str, entry: os.DirEntry[str]) -> Found:
    try:
        facts = entry.stat()
    except OSError as error:
        if entry.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP):
            return Found(path, state="failed", reason="it is a link that leads nowhere")
        return Found(path, state="failed", reason=f"it cannot be read: {error.strerror}")
    if not stat.S_ISREG(facts.st_mode):
        return Found(path, state="skipped", reason="it is no file (a pipe, a socket or a device)")
    return Found(path, facts.st_size, facts.st_mtime_ns)


def _identity(path: Path | os.DirEntry[str]) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return (-1, -1)
    return (facts.st_dev, facts.st_ino)


def _within(path: Path, folder: Path) -> bool:
    """Whether a link ends in `folder`, or above it, from where `folder` would be met again."""
    try:
        end = path.resolve()
    except (OSError, RuntimeError):
        return True
    return end.is_relative_to(folder) or folder.is_relative_to(end)


def leads_into_source(target: Path, source_root: Path, target_root: Path) -> bool:
    """Whether a file written in the folder `target` would land among the sources; both roots are resolved."""
    end = target.resolve()
    if not end.is_relative_to(source_root):
        return False
    return source_root.is_relative_to(target_root) or not end.is_relative_to(target_root)


def clean(folder: Path, prefix: str) -> int:
    """Delete the temporary files that a killed run left below `folder`; how many there were."""
    gone = 0
    for where, _, names in os.walk(folder):
        for name in names:
            if name.startswith(prefix):
                try:
                    Path(where, name).unlink()
                    gone += 1
                except OSError:
                    # It is told from documents by its name, so that it harms nobody where it stays.
                    continue
    return gone
