"""One run at a time on a target folder, by a lock that dies with its process.

A POSIX record lock belongs to a process and not to an open file: a child that a killed run left behind holds
nothing of it, which a lock taken with flock would.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtkit.errors import OutputError
from mtkit.files import shown

_held: set[tuple[int, int]] = set()  # a record lock does not keep the same process out


def _busy(folder: Path) -> OutputError:
    return OutputError(
        f"another mtkit batch is running on {shown(folder)}",
        hint="wait for it, or look at it with 'mtkit batch --status'",
    )


@contextmanager
def locked(path: Path, folder: Path) -> Iterator[None]:
    """Hold the lock file `path` of the target `folder`. Raises OutputError where another run holds it."""
    try:
        import fcntl
    except ImportError:  # Windows
        with _locked_elsewhere(path, folder):
            yield
        return
    # Closing any handle of a file gives up all locks that its process has on it: look before opening.
    if _identity(path) in _held:
        raise _busy(folder)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise _busy(folder) from None
        identity = _identity(path)
        _held.add(identity)
        try:
            yield
        finally:
            _held.discard(identity)
    finally:
        os.close(handle)


def _identity(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return (-1, -1)
    return (facts.st_dev, facts.st_ino)


@contextmanager
def _locked_elsewhere(path: Path, folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        with FileLock(path, timeout=0):
            yield
    except Timeout:
        raise _busy(folder) from None


def is_locked(path: Path) -> bool:
    """Whether a run holds the lock file `path`."""
    if not path.exists():
        return False
    try:
        with locked(path, path.parent):
            return False
    except OutputError:
        return True
    except OSError:
        return False
