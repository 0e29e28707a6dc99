"""How fast mtkit is beside transformers and a careful hand-written CTranslate2 loop, as paired ratios.

Every round runs all systems on the same sentences, one after the other, in an order that turns from round
to round; a ratio is taken within a round, and the median over rounds is printed with its range. Systems:

  a  transformers, one sentence at a time, beam 4: what a user types first
  b  transformers, length-sorted batches of 16, beam 4
  c  CTranslate2 int8, beam 4, all distinct sentences sorted in one call, best batch size and threads
  d  mtkit at its default
  e  mtkit --fast

    python eval/speed/run.py                    all workloads (a quarter of an hour on two cores)
    python eval/speed/run.py --quick            one JSON line with the ratios, about a minute
    python eval/speed/run.py --model FOLDER     another checkpoint
    python eval/speed/run.py --shape opus       a checkpoint of opus-mt-da-en's shape that copies (copying.py)

With --shape opus, mtkit's engine layer alone stands in for d and e, with beam 4 as c has it and greedy, and
the share of sentences that each system gives back as they went in is printed; all must.

The sentences are Danish news from MTKIT_SHARED (by default ../shared beside the checkout), or --text FILE.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # idle torch threads must not spin under the others

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("MTKIT_SHARED") or ROOT.parent / "shared")
CORES = len(os.sched_getaffinity(0))
Run = Callable[[Sequence[str]], list[str]]


def news(path: Path | None) -> list[str]:
    """Distinct Danish sentences, in a fixed order."""
    if path:
        lines = path.read_text(encoding="utf-8").splitlines()
    else:
        with lzma.open(SHARED / "mono" / "da_leipzig_news2008_30k.txt.xz", "rt", encoding="utf-8") as stream:
            lines = [line.strip() for line in stream]
    return list(dict.fromkeys(line for line in lines if line))


def workloads(sentences: Sequence[str]) -> dict[str, list[str]]:
    """Documents (texts) by workload. Articles repeat bylines and stock phrases, as news agencies do."""
    seed = (ROOT / "seeds" / "hviderusland.da.txt").read_text(encoding="utf-8")
    pool = sentences[2000:]
    articles = []
    for i in range(2000):
        body = [pool[(i * 7 + k) % len(pool)] for k in range(5)]
        # One paragraph in five stood in an earlier article (background), and all end in the agency's line.
        body.append(pool[(i // 4) * 3 % len(pool)])
        articles.append("\n\n".join(body) + "\n\n/ritzau/\n")
    return {
        "1 sentence": [sentences[0]],
        "1 article": [seed],
        "1,000 distinct sentences": list(sentences[1000:2000]),
        "2,000 short articles": articles,
    }


class Mtkit:
    """mtkit as its users have it: the pipeline, guards and all."""

    def __init__(self, model: Path, *, fast: bool) -> None:
        from mtkit.decoding import Policy
        from mtkit.engines.ctranslate2 import CTranslate2Engine
        from mtkit.store import conversion_cache

        self.engine = CTranslate2Engine.load(model, cache=conversion_cache())
        self.policy = Policy(greedy_only=fast)

    def __call__(self, documents: Sequence[str]) -> list[str]:
        from mtkit.core import Segment
        from mtkit.translate import Translator

        # A new Translator a run, so that nothing is remembered from the run before.
        translator = Translator(self.engine, self.policy)
        return [t.segment.text for t in translator.segments(Segment(text) for text in documents)]


class ByHand:
    """What a good engineer writes: SentencePiece, all distinct sentences sorted in one call, int8, beam 4."""

    def __init__(
        self, model: Path, *, batch: int = 16, workers: int = CORES, cache: Path | None = None
    ) -> None:
        import ctranslate2
        import sentencepiece

        from mtkit.engines._conversion import convert
        from mtkit.store import conversion_cache

        self.source = sentencepiece.SentencePieceProcessor(model_file=str(model / "source.spm"))
        self.target = sentencepiece.SentencePieceProcessor(model_file=str(model / "target.spm"))
        self.model = ctranslate2.Translator(
            str(convert(model, cache or conversion_cache())),
            compute_type="int8",
            inter_threads=workers,
            intra_threads=CORES // workers,
        )
        self.batch = batch

    def __call__(self, documents: Sequence[str]) -> list[str]:
        from mtkit.text.segment import sentences

        distinct = list(dict.fromkeys(s.text for text in documents for s in sentences(text)))
        pieces = [[*p, "</s>"] for p in self.source.encode(distinct, out_type=str)]
        results = self.model.translate_batch(pieces, beam_size=4, max_batch_size=self.batch)
        return [self.target.decode(r.hypotheses[0]) for r in results]


class Transformers:
    """MarianMTModel.generate, float32, beam 4."""

    def __init__(self, model: Path, *, batch: int) -> None:
        import torch
        from transformers import MarianMTModel, MarianTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        torch.set_num_threads(CORES)
        self.tokenizer = MarianTokenizer.from_pretrained(model)
        self.model = MarianMTModel.from_pretrained(model, dtype=torch.float32).eval()
        self.batch = batch

    def __call__(self, documents: Sequence[str]) -> list[str]:
        import torch

        from mtkit.text.segment import sentences

        found = sorted({s.text for text in documents for s in sentences(text)}, key=len)
        outputs: list[str] = []
        for start in range(0, len(found), self.batch):
            chosen = found[start : start + self.batch]
            inputs = self.tokenizer(chosen, return_tensors="pt", padding=True)
            with torch.inference_mode():
                ids = self.model.generate(**inputs, num_beams=4)
            outputs += self.tokenizer.batch_decode(ids, skip_special_tokens=True)
        return outputs


def measure(systems: dict[str, Run], documents: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Seconds by system, one for each round."""
    names = list(systems)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        systems[name](documents[:2])
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.perf_counter()
            systems[name](documents)
            seconds[name].append(time.perf_counter() - start)
    return seconds


def ratios(seconds: dict[str, list[float]], base: str) -> dict[str, tuple[float, float, float]]:
    """How many times faster than `base` each system is: median, least and most over the rounds."""
    found = {}
    for name, own in seconds.items():
        each = [b / s for b, s in zip(seconds[base], own, strict=True)]
        found[name] = (statistics.median(each), min(each), max(each))
    return found


def best_batch(model: Path, documents: Sequence[str], cache: Path | None = None) -> int:
    """The batch size at which the hand-written loop is fastest here."""
    sizes = {}
    for batch in (8, 16, 32, 64):
        loop = ByHand(model, batch=batch, cache=cache)
        loop(documents[:50])
        sizes[batch] = min(_timed(loop, documents) for _ in range(2))
    return min(sizes, key=lambda b: sizes[b])


def _timed(system: Run, documents: Sequence[str]) -> float:
    start = time.perf_counter()
    system(documents)
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="default: models/da-en-small")
    parser.add_argument("--text", type=Path, help="one Danish sentence a line")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--shape", choices=["opus"], help="a copying checkpoint, kept in --model if given")
    options = parser.parse_args()
    if options.shape:
        from shape import report

        return report(options.model, options.text, quick=options.quick, rounds=options.rounds)
    options.model = options.model or ROOT / "models" / "da-en-small"
    sentences = news(options.text)
    jobs = workloads(sentences)
    batch = 32 if options.quick else best_batch(options.model, sentences[:400])
    fast: dict[str, Run] = {
        "c": ByHand(options.model, batch=batch),
        "d": Mtkit(options.model, fast=False),
        "e": Mtkit(options.model, fast=True),
    }
    if options.quick:
        jobs = {
            "300 distinct sentences": jobs["1,000 distinct sentences"][:300],
            "200 short articles": jobs["2,000 short articles"][:200],
        }
    result: dict[str, object] = {"model": options.model.name, "cores": CORES, "by_hand_batch": batch}
    for name, documents in jobs.items():
        seconds = measure(fast, documents, 3 if options.quick else options.rounds)
        result[name] = {
            f"{k}/c": [round(x, 2) for x in v] for k, v in ratios(seconds, "c").items() if k != "c"
        }
        result[f"{name}, seconds"] = {k: round(statistics.median(v), 3) for k, v in seconds.items()}
    result["against transformers"] = _against_transformers(options, sentences, fast["d"])
    if options.quick:
        print(json.dumps(result))
    else:
        print(json.dumps(result, indent=1))
    return 0


def _against_transformers(
    options: argparse.Namespace, sentences: Sequence[str], default: Run
) -> dict[str, object]:
    """Fewer sentences, since (a) takes a while: 24 for a quick run, 100 otherwise."""
    few = sentences[1000 : 1024 if options.quick else 1100]
    slow: dict[str, Run] = {
        "a": Transformers(options.model, batch=1),
        "b": Transformers(options.model, batch=16),
        "d": default,
    }
    seconds = measure(slow, few, 1 if options.quick else 3)
    return {f"{k}/a": [round(x, 1) for x in v] for k, v in ratios(seconds, "a").items() if k != "a"}


if __name__ == "__main__":
    sys.exit(main())
