"""Engines over a checkpoint of opus-mt-da-en's shape that copies (copying.py): `run.py --shape opus`.

a, b and c are those of run.py; on one sentence c has all threads. mtkit's engine layer runs alone, with beam
4 as c has it, and greedy. The output layer is whole for all of them, since a copy may need any piece.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from copying import build
from systems import CORES, ROOT, ByHand, EngineAlone, Run, Transformers, news, plain
from timing import best_batch, measure, ratios


class Comparison:
    """Runs systems on sentences; collects ratios to (c), and how many sentences each system copied."""

    def __init__(self) -> None:
        self.found: dict[str, object] = {}
        self.copied: dict[str, list[int]] = {}  # by system: sentences copied, sentences in all

    def run(self, name: str, systems: dict[str, Run], sentences: Sequence[str], rounds: int) -> None:
        """Measure; `name` is the workload's."""
        outputs: dict[str, list[str]] = {}
        seconds = measure({k: _keeping(k, v, outputs) for k, v in systems.items()}, sentences, rounds)
        for system, texts in outputs.items():
            count = self.copied.setdefault(system, [0, 0])
            count[0] += len(set(texts) & set(sentences))
            count[1] += len(sentences)
        self.found[name] = {
            f"{k}/c": [round(x, 2) for x in v] for k, v in ratios(seconds, "c").items() if k != "c"
        }
        self.found[f"{name}, seconds"] = {k: round(statistics.median(v), 3) for k, v in seconds.items()}


def _keeping(name: str, system: Run, outputs: dict[str, list[str]]) -> Run:
    """The system, with what it last gave kept in `outputs`."""

    def run(documents: Sequence[str]) -> list[str]:
        outputs[name] = system(documents)
        return outputs[name]

    return run


def article() -> list[str]:
    """The sentences of one article."""
    from mtkit.text.segment import sentences

    seed = (ROOT / "seeds" / "hviderusland.da.txt").read_text(encoding="utf-8")
    return plain([sentence.text for sentence in sentences(seed)])


def compare(folder: Path, text: Path | None, *, quick: bool, rounds: int) -> Comparison:
    """All systems on all workloads; a quick comparison gives transformers less to do."""
    sentences = plain(news(text)[1000:1200])
    cache = folder / "converted"
    batch = 16 if quick else best_batch(folder, sentences[:64], cache)
    alone, many = ByHand(folder, workers=1, cache=cache), ByHand(folder, batch=batch, cache=cache)
    own: dict[str, Run] = {
        "mtkit, beam 4": EngineAlone(folder, beam=4, cache=cache),
        "mtkit, greedy": EngineAlone(folder, beam=1, cache=cache),
    }
    slow: dict[str, Run] = {"a": Transformers(folder, batch=1), "b": Transformers(folder, batch=16)}
    comparison = Comparison()
    comparison.found |= {"shape": "opus-mt-da-en", "cores": CORES, "by_hand_batch": batch}
    comparison.run("1 sentence", {"c": alone} | own | slow, sentences[:1], rounds)
    comparison.run("1 article", {"c": many} | own, article(), rounds)
    comparison.run("100 distinct sentences", {"c": many} | own, sentences[:100], rounds)
    few, turns = (16, 1) if quick else (100, min(rounds, 3))
    comparison.run(f"transformers, {few} sentences", {"c": many} | slow, sentences[:few], turns)
    if not quick:
        comparison.run("transformers, 1 article", {"c": many} | slow, article(), turns)
    return comparison


def report(folder: Path | None, text: Path | None, *, quick: bool, rounds: int) -> int:
    """Compare over the checkpoint in `folder`, built if need be; print. 1 where a sentence was not copied."""
    with tempfile.TemporaryDirectory() as scratch:
        built = build(folder or Path(scratch) / "opus")
        made = compare(built, text, quick=quick, rounds=3 if quick else rounds)
    shares = {system: round(whole / of, 4) for system, (whole, of) in made.copied.items()}
    print(json.dumps(made.found | {"share copied": shares}, indent=None if quick else 1))
    return int(min(shares.values()) < 1)
