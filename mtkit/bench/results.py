"""results.jsonl: one row a system and test set, appended and never changed, with what makes it comparable."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mtkit import __version__, files
from mtkit.errors import InputError, OutputError

FORMAT = 1
Row = dict[str, Any]


def digest(content: object, length: int = 8) -> str:
    """A short hash of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:length]


@cache
def host() -> dict[str, Any]:
    """The machine, as far as it bears on speed; no name and no address of it."""
    from mtkit.engines.ctranslate2 import available_cores

    return {
        "processor": _processor(),
        "cores": available_cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def signature(row: Mapping[str, Any]) -> str:
    """The mtkit signature of a row: what was measured, on what, how; short enough for a footnote.

    Equal `set` and `metrics` make two rows' quality comparable; equal `host` and `threads` their speed too.
    """
    model = row["model"]["sha256"][:8] if row.get("model") else row["outputs_sha256"][:8]
    parts = {
        "mtkit": __version__,
        "set": row["set"]["sha256"][:8],
        "n": row["set"]["segments"],
        "model" if row.get("model") else "outputs": model,
        "how": digest(row["configuration"]),
        "metrics": digest([score["signature"] for score in row["scores"]]),
        "seed": row["seed"],
        "threads": row["threads"],
        "host": digest(row["host"]),
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items())


def comparable(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Why two rows' quality, and why their speed, must not be compared; empty lists where they may."""
    quality = []
    if a["set"]["sha256"] != b["set"]["sha256"]:
        quality.append(f"test sets differ ({_named(a['set'])}; {_named(b['set'])})")
    if _scales(a).isdisjoint(_scales(b)):
        quality.append("no metric is computed in the same way")
    speed = [] if a["set"]["sha256"] == b["set"]["sha256"] else ["test sets differ"]
    speed += [f"{key} differ" for key in ("host", "threads") if a[key] != b[key]]
    if not (a.get("speed") and b.get("speed")):
        speed.append("not both were timed")
    return quality, speed


def _named(described: Mapping[str, Any]) -> str:
    return f"{described['name']}, {described['segments']} segments, {described['sha256'][:8]}"


def _scales(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(score["metric"], scale(score["signature"])) for score in row["scores"]}


def scale(metric_signature: str) -> str:
    """A metric's signature without what only its interval depends on."""
    parts = metric_signature.split("|")
    return "|".join(p for p in parts if p.partition(":")[0] not in ("bs", "seed", "version"))


def read_results(path: str | Path) -> list[Row]:
    """The rows of a file; a last line that was cut off by a kill is left out.

    Raises InputError where a line is no row of a benchmark.
    """
    with files.open_source(path) as stream:
        lines = stream.read().split(b"\n")
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row["format"] != FORMAT or not row["scores"] or not _is_whole(row):
                raise KeyError("format")
            rows.append(row)
        except (ValueError, KeyError, TypeError):
            if number == len(lines):  # no line feed after it: it was being written
                continue
            raise InputError(
                f"{path}, line {number}: not a result of mtkit bench", hint="name another file with --results"
            ) from None
    return rows


_KEYS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("key", "signature", "when", "system", "outputs_sha256"), (str,)),
    **dict.fromkeys(("configuration", "set", "host", "flags", "versions"), (dict,)),
    **dict.fromkeys(("model", "speed"), (dict, type(None))),
    **dict.fromkeys(("sentences", "flagged_sentences"), (int, type(None))),
    **dict.fromkeys(("seed", "threads"), (int,)),
    "scores": (list,),
}
_SET_KEYS: dict[str, tuple[type, ...]] = {"name": (str,), "sha256": (str,), "segments": (int,)}
_SCORE_KEYS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("metric", "signature"), (str,)),
    "score": (int, float),
    "higher_is_better": (bool,),
}


def _is_whole(row: Row) -> bool:
    """Whether everything that is read of a row is there; a file can be edited, or come from elsewhere."""
    shapes = [(row, _KEYS), (row["set"], _SET_KEYS), *((score, _SCORE_KEYS) for score in row["scores"])]
    return all(isinstance(part[key], kinds) for part, wanted in shapes for key, kinds in wanted.items())


def latest(rows: list[Row]) -> list[Row]:
    """Of several rows of one system on one set, the last; none of a model that has changed since."""
    newest = {row["model"]["name"]: row["model"]["sha256"] for row in rows if row["model"]}
    current = [r for r in rows if not r["model"] or newest[r["model"]["name"]] == r["model"]["sha256"]]
    return list({(row["system"], row["set"]["sha256"]): row for row in current}.values())


def append(path: Path, row: Row) -> None:
    """Add a row in one write. Raises OutputError where that cannot be."""
    line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as out:
            if out.tell():
                out.seek(-1, os.SEEK_END)
                if out.read(1) != b"\n":  # what a kill left of a row: it ends here
                    _cut_tail(out)
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}", hint="name another with --results"
        ) from None


def _cut_tail(out: Any) -> None:
    out.seek(0)
    content = out.read()
    out.truncate(content.rfind(b"\n") + 1)


def outputs_path(results: Path, row: Mapping[str, Any]) -> Path:
    """Where a row's translations lie: by their content, beside the results."""
    return results.with_suffix(".outputs") / f"{row['outputs_sha256'][:16]}.jsonl"


def save_outputs(results: Path, row: Mapping[str, Any], texts: list[str], flags: list[list[str]]) -> None:
    """Keep the translations that a row was computed from: {"text", "flags"} a segment."""
    path = outputs_path(results, row)
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path.parent} cannot be made: {error.strerror}", hint="name another --results"
        ) from None
    with files.atomic_write(path, force=True) as out:
        for text, found in zip(texts, flags, strict=True):
            out.write(json.dumps({"text": text, "flags": found}, ensure_ascii=False).encode() + b"\n")


def load_outputs(results: Path, row: Mapping[str, Any]) -> tuple[list[str], list[list[str]]] | None:
    """The translations behind a row, and each one's flags; None where they were not kept."""
    path = outputs_path(results, row)
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        texts = [line["text"] for line in lines]
        flags = [line["flags"] for line in lines]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (texts, flags) if hash_texts(texts) == row["outputs_sha256"] else None


def hash_texts(texts: list[str]) -> str:
    """The hash by which translations are known."""
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()
