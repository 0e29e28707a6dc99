"""Run one candidate on one test set in a process of its own, and bring its errors home."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from mtkit import errors
from mtkit.bench.suite import Candidate, Suite
from mtkit.errors import MtkitError


def probe(candidate: Candidate, suite: Suite) -> dict[str, Any]:
    """What the candidate is: `signature`, `model` (name, sha256, bytes; None without one), `notes`."""
    return _worker({**_task(candidate, suite), "only_probe": True})


def measure(candidate: Candidate, suite: Suite, sources: tuple[str, ...]) -> dict[str, Any]:
    """Translations, flags and `speed` of the candidate on these segments."""
    return _worker({**_task(candidate, suite), "only_probe": False, "sources": sources})


def _task(candidate: Candidate, suite: Suite) -> dict[str, Any]:
    return {
        "model": candidate.model,
        "engine": candidate.engine,
        "device": candidate.device,
        "threads": candidate.threads,
        "policy": {
            "beam": candidate.way.beam,
            "greedy_only": candidate.way.fast,
            "guards": candidate.way.guards,
            "source_lang": suite.source_lang,
            "target_lang": suite.target_lang,
        },
        "repeats": suite.repeats,
        "latency_sentences": suite.latency_sentences,
        "seed": suite.seed,
    }


def _worker(task: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="mtkit-bench-") as folder:
        given, found = Path(folder) / "task.json", Path(folder) / "result.json"
        given.write_text(json.dumps(task), "utf-8")
        command = [sys.executable, "-m", "mtkit.bench._worker", str(given), str(found)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if not found.is_file():
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [
                f"status {done.returncode}"
            ]
            raise MtkitError(
                f"the measuring process died: {last[0]}",
                hint="not enough memory? try fewer threads or a smaller set",
            )
        result: dict[str, Any] = json.loads(found.read_text("utf-8"))
    if "error" in result:
        error = result["error"]
        kind = getattr(errors, error["kind"], MtkitError)
        raise kind(error["message"], hint=error["hint"])
    return result
