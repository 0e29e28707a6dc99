"""What mtkit writes down about a model of the hub: the revision that it keeps, and the hash of every file.

The record stands beside the snapshots in the Hugging Face cache, so that it goes where the model goes.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

RECORD = "mtkit-record.json"
_COMMIT = re.compile(r"[0-9a-f]{40}")


def recorded_revision(place: Path) -> str:
    """The revision of a repository that mtkit obtained first and keeps; empty where it obtained none."""
    try:
        revision = json.loads((place / RECORD).read_bytes())["revision"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return revision if isinstance(revision, str) and _COMMIT.fullmatch(revision) else ""


def recorded_files(place: Path) -> dict[str, dict[str, Any]]:
    """`size` and `sha256` of each file of a repository as mtkit recorded them; empty where it did not."""
    try:
        files = json.loads((place / RECORD).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return (
        files if isinstance(files, dict) and all(isinstance(entry, dict) for entry in files.values()) else {}
    )


def damaged_sizes(place: Path, snapshot: Path) -> list[str]:
    """Names of recorded files that are missing or of another size: the quick check."""
    found = []
    for name, entry in recorded_files(place).items():
        path = snapshot / name
        if not path.is_file() or path.stat().st_size != entry.get("size"):
            found.append(name)
    return found


def write_record(
    place: Path, repository: str, endpoint: str, revision: str, snapshot: Path, files: list[str]
) -> None:
    """Write down the revision and the SHA-256 of every file, and make it the one that others find offline."""
    from mtkit.engines._fingerprint import file_hash

    sums = {
        name: {"size": (snapshot / name).stat().st_size, "sha256": file_hash(snapshot / name)}
        for name in files
    }
    content = {"repository": repository, "endpoint": endpoint, "revision": revision, "files": sums}
    _write(place / RECORD, json.dumps(content, indent=1))
    main = place / "refs" / "main"
    if not main.is_file():
        main.parent.mkdir(exist_ok=True)
        _write(main, revision)


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
