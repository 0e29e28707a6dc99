"""Measure one configuration in a process of its own: `python -m mtkit.bench._worker TASK.json RESULT.json`.

A fresh process, because peak memory and load time mean nothing in one that has done other work.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit.errors import MtkitError

if TYPE_CHECKING:
    from mtkit.core import Engine
    from mtkit.translate import Translator

_WARM_UP = 3
_LATENCY_PASSES = 3


def main(task_path: str, result_path: str) -> None:
    """Do the task and write what came of it, an error of a known kind included."""
    _die_with_parent()
    task = json.loads(Path(task_path).read_text("utf-8"))
    try:
        result = probe(task) if task["only_probe"] else measure(task)
    except MtkitError as error:
        result = {"error": {"kind": type(error).__name__, "message": error.message, "hint": error.hint}}
    Path(result_path).write_text(json.dumps(result, ensure_ascii=False), "utf-8")


def probe(task: dict[str, Any]) -> dict[str, Any]:
    """Load the engine once, which converts the model where needed, and say what it is."""
    engine, notes = _load(task)
    signature = _translator(engine, task).signature
    engine.close()
    model = None
    if signature.get("model"):
        from mtkit import store

        folder = store.resolve(task["model"], download=False)
        model = {"name": folder.name, "sha256": signature["model"], "bytes": folder.size}
    return {"signature": signature, "notes": notes, "model": model}


def measure(task: dict[str, Any]) -> dict[str, Any]:
    """Load, translate everything `repeats` times, then single sentences one by one."""
    from mtkit.core import Segment

    started = time.perf_counter()
    engine, _ = _load(task)
    load_seconds = time.perf_counter() - started
    sources: list[str] = task["sources"]
    _translator(engine, task).sentences(_sample(sources, _WARM_UP, seed=0))
    rounds = []
    for _ in range(task["repeats"]):
        translator = _translator(engine, task)
        started, cpu = time.perf_counter(), time.process_time()
        done = list(translator.segments(Segment(source) for source in sources))
        rounds.append((time.perf_counter() - started, time.process_time() - cpu))
    sentences = [t for segment in done for t in segment.sentences]
    tokens = sum(engine.count_tokens([t.source for t in sentences]))
    seconds = statistics.median(wall for wall, _ in rounds)
    cpu_seconds = statistics.median(used for _, used in rounds)
    peak = peak_memory_mib()
    singles = _sample([t.source for t in sentences], task["latency_sentences"], seed=task["seed"])
    singly = latencies(lambda: _translator(engine, task), singles)
    engine.close()
    return {
        "outputs": [segment.segment.text for segment in done],
        "flags": [sorted({flag for t in segment.sentences for flag in t.flags}) for segment in done],
        "sentences": len(sentences),
        "flagged_sentences": sum(bool(t.flags) for t in sentences),
        "speed": {
            "seconds": seconds,
            "cpu_seconds": cpu_seconds,
            "rounds": len(rounds),
            "sentences_per_second": len(sentences) / seconds,
            "source_tokens_per_second": tokens / seconds,
            "source_tokens_per_cpu_second": tokens / cpu_seconds if cpu_seconds else None,
            "source_tokens": tokens,
            "latency_p50_ms": percentile(singly, 0.50),
            "latency_p95_ms": percentile(singly, 0.95),
            "latency_sentences": len(singly),
            "load_seconds": load_seconds,
            "peak_memory_mib": peak,
        },
    }


def _load(task: dict[str, Any]) -> tuple[Engine, list[str]]:
    from mtkit import store

    notes: list[str] = []
    engine = store.load_engine(
        task["model"] or None,
        task["engine"],
        device=task["device"],
        threads=task["threads"],
        download=False,
        note=notes.append,
    )
    return engine, notes


def _translator(engine: Engine, task: dict[str, Any]) -> Translator:
    from mtkit.decoding import Policy
    from mtkit.translate import Translator

    return Translator(engine, Policy(**task["policy"]))


def _sample(texts: Sequence[str], count: int, *, seed: int) -> list[str]:
    distinct = list(dict.fromkeys(text for text in texts if text.strip()))
    return random.Random(seed).sample(distinct, min(count, len(distinct)))  # noqa: S311  (no secret)


def latencies(
    make: Callable[[], Translator], sentences: Sequence[str], passes: int = _LATENCY_PASSES
) -> list[float]:
    """Milliseconds of each sentence, given to the pipeline alone: the median of some passes over all.

    `make` gives a translator for each pass, since one remembers what it has translated.
    """
    rounds = []
    for _ in range(passes):
        translator, found = make(), []
        for sentence in sentences:
            started = time.perf_counter()
            translator.sentences([sentence])
            found.append(1000 * (time.perf_counter() - started))
        rounds.append(found)
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that `share` of all do not exceed (nearest rank); None of no values."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(100 * share) // 100) - 1)] if ordered else None


def peak_memory_mib() -> float:
    """The most memory that this process had in use at once (resident set).

    From /proc where there is one: Linux' getrusage counts what the parent had before the program started.
    """
    try:
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    import resource  # not on every system

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _die_with_parent() -> None:
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
