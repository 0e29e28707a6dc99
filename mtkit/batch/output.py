"""Documents onto disk: written under temporary names, synced in groups, renamed, then noted.

At any moment each target is what it was before or the whole new document, and the journal knows which of the
two it may be: it is told before the renames what the new ones hold, and after them that they stand.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from mtkit.batch.journal import Entry, Journal, WorstSentence
from mtkit.errors import MtkitError, OutputError
from mtkit.files import TEMPORARY_PREFIX, DiskFullError, shown

PREFIX = f"{TEMPORARY_PREFIX}batch-"
_GROUP_DOCUMENTS = 256
_GROUP_SECONDS = 2.0
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Ready:
    """A document that lies under its temporary name."""

    entry: Entry
    worst: tuple[WorstSentence, ...]
    temporary: Path
    target: Path
    characters: int


class Outputs:
    """Writes documents below `folder` and notes them in the journal; `noted` is told of each group."""

    def __init__(self, folder: Path, journal: Journal, noted: Callable[[list[Entry]], None]) -> None:
        self._folder, self._journal, self._noted = folder, journal, noted
        self._ready: list[Ready] = []
        self._failed: list[Entry] = []
        self._since = time.monotonic()
        umask = os.umask(0)
        os.umask(umask)
        self._mode = 0o666 & ~umask

    def write(self, target: bytes, content: Callable[[BinaryIO], None]) -> tuple[Path, str, int]:
        """A document under a temporary name beside its target: that name, its SHA-256 and its size."""
        path = self._folder / os.fsdecode(target)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=PREFIX, dir=path.parent)
        except OSError as error:
            raise failure(path, error) from None
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w+b") as stream:
                content(stream)
                stream.flush()
                stream.seek(0)
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                os.fchmod(stream.fileno(), self._mode_of(path))
                return temporary, digest, os.fstat(stream.fileno()).st_size
        except BaseException as error:
            temporary.unlink(missing_ok=True)
            _let_go(error)
            if isinstance(error, OSError):
                raise failure(path, error) from None
            raise

    def _mode_of(self, path: Path) -> int:
        try:
            return path.stat().st_mode & 0o777
        except OSError:
            return self._mode

    def add(self, entry: Entry, worst: Iterable[WorstSentence], temporary: Path, characters: int) -> None:
        """A document that was written; it is renamed and noted with its group."""
        target = self._folder / os.fsdecode(entry.target)
        self._ready.append(Ready(entry, tuple(worst), temporary, target, characters))
        self._commit_in_groups()

    def add_failed(self, entry: Entry) -> None:
        """A document that came to nothing; it is noted with its group."""
        self._failed.append(entry)
        self._commit_in_groups()

    def _commit_in_groups(self) -> None:
        waiting = len(self._ready) + len(self._failed)
        if waiting >= _GROUP_DOCUMENTS or time.monotonic() - self._since > _GROUP_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Sync, rename and note all that is ready. Raises OutputError; what was not renamed is as before.

        Where that fails before the first is renamed, all stay ready.
        """
        ready, failed = list(self._ready), list(self._failed)
        now = time.monotonic()
        if not ready and not failed:
            self._since = now
            return
        entries = _timed(ready, now - self._since)
        written: list[tuple[Entry, os.stat_result]] = []
        _sync([r.temporary for r in ready])
        self._journal.begin_writing([(e, r.worst) for e, r in zip(entries, ready, strict=True)])
        self._since = now
        self._ready.clear()
        self._failed.clear()
        try:
            for each, entry in zip(ready, entries, strict=True):
                try:
                    each.temporary.replace(each.target)
                    written.append((entry, each.target.stat()))
                except OSError as error:
                    failed.append(replace(entry, state="failed", reason=failure(each.target, error).message))
            _sync({r.target.parent for r in ready})
            self._journal.end_writing((entry.target, facts) for entry, facts in written)
            self._journal.put(failed)
        finally:
            for each in ready:
                each.temporary.unlink(missing_ok=True)
        self._noted([*(replace(entry, state="done") for entry, _ in written), *failed])

    def save_what_fits(self) -> None:
        """Commit what can be: on a full disk the later half of what is ready makes room for the earlier."""
        while self._ready or self._failed:
            try:
                self.commit()
            except DiskFullError:
                keep = len(self._ready) // 2
                for each in self._ready[keep:]:
                    each.temporary.unlink(missing_ok=True)
                if not self._ready:
                    return
                del self._ready[keep:]
            except MtkitError:
                return

    def discard(self) -> None:
        """Delete what is ready and was not noted."""
        for each in self._ready:
            each.temporary.unlink(missing_ok=True)
        self._ready.clear()


def _let_go(error: BaseException | None) -> None:
    """Close what a document's writer had open when it failed, now, while its source is there."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__


def _timed(ready: list[Ready], seconds: float) -> list[Entry]:
    """Entries with the time they took: documents share the engine, so by their share of the characters."""
    total = sum(r.characters + 1 for r in ready)
    finished = time.time()
    return [
        replace(r.entry, state="writing", seconds=seconds * (r.characters + 1) / total, finished=finished)
        for r in ready
    ]


def _sync(paths: Iterable[Path]) -> None:
    """Bring files or folders to disk: file system by file system where the system can, else one by one."""
    waiting = list(paths)
    if not waiting:
        return
    try:
        _sync_all(waiting)
    except OSError as error:
        raise failure(waiting[0].parent, error) from None


def _sync_all(waiting: list[Path]) -> None:
    if sys.platform == "linux" and len(waiting) > 1 and _sync_file_systems(waiting):
        return
    for path in waiting:
        if path.is_dir() and os.name == "nt":
            continue
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sync_file_systems(paths: Iterable[Path]) -> bool:
    """syncfs(2) once a file system: for 256 small files 75 times faster than as many fsyncs (ext4)."""
    try:
        call = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return False
    for path in {p.stat().st_dev: p for p in paths}.values():
        handle = os.open(path, os.O_RDONLY)
        try:
            if call(handle):
                return False
        finally:
            os.close(handle)
    return True


def failure(path: Path, error: OSError) -> MtkitError:
    """What a user should be told when `path` cannot be written."""
    name = shown(path)
    if error.errno in _FULL:
        return DiskFullError(
            f"{name} cannot be written: no space left",
            hint="free some space and run the same command again: what is done is kept",
        )
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return OutputError(f"{name} cannot be written: a file stands where a folder is needed")
    if error.errno == errno.EISDIR:
        return OutputError(f"{name} cannot be written: it is a folder")
    return OutputError(f"{name} cannot be written: {error.strerror or error}")
