"""Check a model's files against their hashes, and remove a downloaded model with all that was made of it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from mtkit.engines._fingerprint import file_hash
from mtkit.errors import ModelError, OutputError
from mtkit.store.locations import ModelFolder, checkpoint_files, conversion_cache, hub_cache
from mtkit.store.record import recorded_files
from mtkit.store.transfer import git_hash

SUMS = "SHA256SUMS"  # beside the files of a model, as sha256sum writes it
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """A file, its SHA-256 (empty if it is missing) and its state: "ok", "changed", "missing" or "no sum"."""

    name: str
    sha256: str
    state: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of checking a model. problem: why it cannot be loaded, whatever its sums say."""

    model: ModelFolder
    files: tuple[FileCheck, ...]
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether every file is there and unchanged as far as sums tell, and the model can be loaded."""
        return not self.problem and all(file.state in ("ok", "no sum") for file in self.files)


def verify(model: ModelFolder) -> Verification:
    """Hash every file of a model and compare with what is recorded of it; then load all of it.

    The sums come from mtkit's record of a download, from a file SHA256SUMS beside the model, or from the
    names under which the Hugging Face cache keeps files, which are hashes.
    """
    expected = _expected(model)
    try:
        present = {path.name: path for path in checkpoint_files(model.path)}
        problem = _load(model.path)
    except ModelError as error:
        present, problem = {}, error.message
    names = [*present, *(name for name in expected if name not in present)]
    return Verification(
        model, tuple(_check(model.path / name, expected.get(name)) for name in names), problem
    )


def _expected(model: ModelFolder) -> dict[str, str]:
    """Hashes by file name: SHA-256, or git's SHA-1 where the cache has nothing better."""
    if model.origin == "hub":
        recorded = recorded_files(model.path.parent.parent)
        if recorded:
            return {name: str(entry.get("sha256")) for name, entry in recorded.items()}
        links = (path for path in model.path.iterdir() if path.is_symlink())
        return {path.name: path.readlink().name for path in links}
    try:
        lines = (model.path / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    pairs = [line.split(maxsplit=1) for line in lines if line.strip()]
    return {pair[1].lstrip("*"): pair[0] for pair in pairs if len(pair) == 2 and _SHA256.fullmatch(pair[0])}


def _check(path: Path, expected: str | None) -> FileCheck:
    try:
        sha256 = file_hash(path)
        found = git_hash(path) if expected and _SHA1.fullmatch(expected) else sha256
    except FileNotFoundError:
        return FileCheck(path.name, "", "missing")
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}", hint="check its permissions") from None
    if not expected or not (_SHA256.fullmatch(expected) or _SHA1.fullmatch(expected)):
        return FileCheck(path.name, sha256, "no sum")
    return FileCheck(path.name, sha256, "ok" if found == expected else "changed")


def _load(folder: Path) -> str:
    """Read the whole checkpoint; what is wrong with it, or nothing."""
    from mtkit.engines._checkpoint import read_architecture, read_weights
    from mtkit.engines._tokenizer import MarianTokens

    try:
        read_architecture(folder)
        MarianTokens(folder)
        read_weights(folder)
    except ModelError as error:
        return error.message
    return ""


def remove(model: ModelFolder) -> int:
    """Delete a downloaded model and the conversions made of it; the number of bytes that this frees.

    Raises ModelError for a model that mtkit did not download: it comes with mtkit, or is somebody's folder.
    """
    if model.origin != "hub":
        own = (
            "it is a part of mtkit"
            if model.origin == "bundled"
            else "to remove it, delete its folder yourself"
        )
        raise ModelError(
            f"{model.name} is not a downloaded model: {model.path}",
            hint=f"'mtkit models rm' removes only what 'mtkit models pull' brings; {own}",
        )
    from mtkit.engines._conversion import remove_conversions

    place = model.path.parent.parent
    freed = _disk_usage(place)
    with contextlib.suppress(ModelError):  # of a damaged model nothing was made
        freed += remove_conversions(conversion_cache(), model.sha256)
    try:
        shutil.rmtree(place)
    except OSError as error:
        raise OutputError(f"{error.filename or place} cannot be removed: {error.strerror}") from None
    shutil.rmtree(hub_cache() / ".locks" / place.name, ignore_errors=True)
    return freed


def _disk_usage(folder: Path) -> int:
    """Bytes of all files below, links not followed."""
    return sum(
        os.lstat(os.path.join(root, name)).st_size  # noqa: PTH118
        for root, _, names in os.walk(folder)
        for name in names
    )
