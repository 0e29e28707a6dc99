"""Statistics that were counted before, found again by what they were counted from."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mtkit.score._testset import System, Testset

if TYPE_CHECKING:
    from mtkit.score._metric import Floats, Metric

# Raised whenever statistics of the same texts could change.
_VERSION = 1
# Above so many files the older half goes: a file is 20 to 200 kB.
_MOST_FILES = 4_000


def cached_statistics(metric: Metric, system: System, testset: Testset, *, cache: bool = True) -> Floats:
    """`metric.statistics`, from the user's cache folder where the same texts were counted before.

    The key is a hash of the metric's identity and every text. A folder that cannot be read or written, or a
    file that is damaged, costs nothing but the time to count again.
    """
    if not cache or not metric.identity:
        return metric.statistics(system, testset)
    return _remembered(
        _key(metric.identity, system, testset), len(testset), lambda: metric.statistics(system, testset)
    )


def folder() -> Path:
    """Where statistics are kept: `MTKIT_CACHE`, or the user's cache folder."""
    if given := os.environ.get("MTKIT_CACHE"):
        return Path(given) / "statistics"
    import platformdirs

    return Path(platformdirs.user_cache_dir("mtkit", appauthor=False)) / "statistics"


def _key(identity: str, system: System, testset: Testset) -> str:
    digest = hashlib.sha256(f"{_VERSION} {identity}".encode())
    for texts in (system.hypotheses, *testset.references):
        digest.update(_packed(texts))
    return digest.hexdigest()


@lru_cache(maxsize=16)  # each text serves several metrics
def _packed(texts: tuple[str, ...]) -> bytes:
    """The hash of a list of texts; no two lists share one, since a line feed in a text is escaped."""
    joined = "\n".join(texts)
    if "\\" in joined or joined.count("\n") >= len(texts):
        joined = "\n".join(text.replace("\\", "\\\\").replace("\n", "\\n") for text in texts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).digest()


def _remembered(key: str, segments: int, count: Callable[[], Floats]) -> Floats:
    path = folder() / f"{key}.npy"
    found = _load(path, segments)
    if found is not None:
        return found
    counted = count()
    with contextlib.suppress(OSError):
        _save(path, counted)
    return counted


def _load(path: Path, segments: int) -> Floats | None:
    import numpy as np

    try:
        found = np.load(path, allow_pickle=False)
        if found.ndim == 2 and len(found) == segments and np.isfinite(found).all():
            return np.asarray(found, dtype=np.float64)
    except (OSError, ValueError, EOFError, TypeError):
        pass  # missing, unreadable, cut short or not ours
    return None


def _save(path: Path, statistics: Floats) -> None:
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".mtkit-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            np.save(stream, _compact(statistics), allow_pickle=False)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _prune(path.parent)


def _compact(statistics: Floats) -> Floats:
    """In float32, half the size, where that changes nothing."""
    import numpy as np

    small = statistics.astype(np.float32)
    return small if (small == statistics).all() else statistics


def _prune(kept: Path) -> None:
    with os.scandir(kept) as entries:
        files = [(entry.stat().st_mtime, entry.path) for entry in entries if entry.name.endswith(".npy")]
    if len(files) > _MOST_FILES:
        for _, path in sorted(files)[: len(files) // 2]:
            Path(path).unlink(missing_ok=True)
