"""The hash of a checkpoint's content: what caches and signatures know a model by."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

from mtkit.engines._checkpoint import weight_files
from mtkit.errors import ModelError

_OTHER_FILES = ("config.json", "vocab.json", "target_vocab.json", "source.spm", "target.spm")


def content_hash(folder: Path, cache: Path | None = None) -> str:
    """SHA-256 in hexadecimal over all that decides a checkpoint's output: weights, configuration, tokenizer.

    With a `cache` folder the hash is remembered there, and taken again as long as no file's size, times or
    inode have changed, which saves reading the weights. Raises ModelError where there are no weights to read.
    """
    files = [*weight_files(folder), *(path for name in _OTHER_FILES if (path := folder / name).is_file())]
    try:
        state = [_state(path) for path in files]
        known = _remembered(cache, folder, state) if cache else ""
        if known:
            return known
        digest = hashlib.sha256()
        for path in files:
            digest.update(f"{path.name} {file_hash(path)}\n".encode())
    except OSError as error:
        raise ModelError(
            f"{error.filename or folder} cannot be read: {error.strerror}", hint="check its permissions"
        ) from None
    if cache:
        _remember(cache, folder, state, digest.hexdigest())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of one file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _state(path: Path) -> list[str | int]:
    stat = path.stat()
    return [path.name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def _note(cache: Path, folder: Path) -> Path:
    return cache / f"{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]}.hash.json"


def _remembered(cache: Path, folder: Path, state: list[list[str | int]]) -> str:
    try:
        note = json.loads(_note(cache, folder).read_bytes())
        return str(note["sha256"]) if note["files"] == state else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _remember(cache: Path, folder: Path, state: list[list[str | int]], sha256: str) -> None:
    """Keep the hash where that is possible; it is only a short cut."""
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump({"sha256": sha256, "files": state}, stream)
            Path(name).replace(_note(cache, folder))
        finally:
            Path(name).unlink(missing_ok=True)
