"""What a batch costs: against one bare call of the engine, in memory, and when there is nothing to do.

    python eval/batch/run.py speed  [--documents 2000] [--beam 1] [--rounds 3] [--guards]
    python eval/batch/run.py memory [--documents 100000]
    python eval/batch/run.py again  [--documents 10000]

Documents are made from the shared Danish text (MTKIT_SHARED, by default ../shared beside the checkout).
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MTKIT_SHARED") or ROOT.parent / "shared")
NEWS = ("da_leipzig_news2008_30k.txt.xz", "da_lcc_newscrawl2011_10k.txt.xz", "da_lcc_mixed2014_10k.txt.xz")
SENTENCES = 5  # in a short document: a headline and two paragraphs of two sentences


def news() -> Iterator[str]:
    """Sentences of news, without end."""
    while True:
        for name in NEWS:
            with lzma.open(SHARED / "mono" / name, "rt", encoding="utf-8") as lines:
                yield from filter(None, map(str.strip, lines))


def make_documents(folder: Path, number: int, *, sentences: Iterator[str] | None = None) -> int:
    """Short documents in folders of a hundred, as plain text and HTML in turn; bytes written."""
    source = sentences or news()
    size = 0
    for i in range(number):
        headline, a, b, c, d = itertools.islice(source, SENTENCES)
        if i % 2:
            path, text = folder / f"{i // 100:04d}/{i:06d}.txt", f"{headline}\n\n{a} {b}\n\n{c} {d}\n"
        else:
            path = folder / f"{i // 100:04d}/{i:06d}.html"
            text = f"<html><body><h1>{headline}</h1>\n<p>{a} {b}</p>\n<p>{c} {d}</p></body></html>\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_text(text, encoding="utf-8")
    return size


@dataclass
class Cost:
    wall_seconds: float
    cpu_seconds: float


class Stopwatch:
    """Wall and CPU time (all threads of this process) since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def stop(self) -> Cost:
        return Cost(time.perf_counter() - self._wall, time.process_time() - self._cpu)


def speed(documents: int, beam: int, rounds: int, model: str | None, with_guards: bool) -> None:
    """A batch over short documents, and one CTranslate2 call over all their distinct sentences, in turn."""
    from mtkit import store
    from mtkit.batch.run import run
    from mtkit.batch.task import Task
    from mtkit.core import Decoding
    from mtkit.decoding import Policy
    from mtkit.text.normalize import normalize

    engine = store.load_engine(model)
    engine.close = lambda: None  # it is used again
    asked: dict[str, None] = {}

    class Noting:
        """Notes what the batch asks the engine for, once."""

        def __getattr__(self, name: str) -> object:
            return getattr(engine, name)

        def translate(self, sentences, decoding):
            batch = list(sentences)
            asked.update(dict.fromkeys(batch))
            return engine.translate(batch, decoding)

    with tempfile.TemporaryDirectory() as folder:
        size = make_documents(Path(folder) / "da", documents)
        for guards in (False, True) if with_guards else (False,):
            policy = Policy(beam=beam, greedy_only=beam == 1, guards=guards)
            results = []
            for round_number in range(rounds + 1):
                target = Path(folder) / f"en{guards}{round_number}"
                watch = Stopwatch()
                summary = run(
                    Task(Path(folder) / "da", target, policy=policy),
                    Noting if not round_number else lambda: engine,
                )
                batch = watch.stop()
                pieces = [[*p, "</s>"] for p in engine._tokens.encode_all(map(normalize, asked))]
                longest = Decoding().max_ratio * max(map(len, pieces)) + Decoding().max_extra
                watch = Stopwatch()
                engine._model.translate_batch(
                    pieces, beam_size=beam, max_batch_size=64 if beam == 1 else 16,
                    max_decoding_length=min(510, int(longest)), max_input_length=0, return_scores=True,
                    replace_unknowns=True,
                )  # fmt: skip
                bare = watch.stop()
                if round_number:  # the first warms up, and notes the sentences
                    results.append((batch, bare))
            show = {
                "what": "speed", "documents": documents, "bytes": size, "sentences": summary.sentences,
                "distinct": len(asked), "beam": beam, "guards": guards, "failed": summary.failed,
                "retried": summary.retried,
                "wall_ratio": statistics.median(a.wall_seconds / b.wall_seconds for a, b in results),
                "cpu_ratio": statistics.median(a.cpu_seconds / b.cpu_seconds for a, b in results),
                "rounds": [{"batch": asdict(a), "bare": asdict(b)} for a, b in results],
            }  # fmt: skip
            print(json.dumps(show))


MEASURED = """
import json, resource, sys
from mtkit.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([int(ended.code or 0), used.ru_maxrss / 1024, used.ru_utime + used.ru_stime]))
"""


def measured(*arguments: str) -> dict[str, float]:
    """A program of its own: exit code, peak memory, CPU seconds, and seconds from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - start
    code, mib, cpu = json.loads(done.stdout.splitlines()[-1])
    return {"exit": code, "peak_rss_mib": mib, "cpu_seconds": cpu, "seconds": seconds}


def memory(documents: int) -> None:
    """Peak memory for many documents against that for a thousand, with the echo engine."""
    found = {}
    for number in (1000, documents):
        with tempfile.TemporaryDirectory() as folder:
            make_documents(Path(folder) / "da", number)
            cost = measured("batch", f"{folder}/da", f"{folder}/en", "--engine", "echo", "-q")
            found[number] = cost["peak_rss_mib"]
            print(json.dumps({"what": "memory", "documents": number, **cost}), flush=True)
    print(json.dumps({"what": "memory", "ratio": found[documents] / found[1000]}))


def again(documents: int, engine: str) -> None:
    """A rerun with nothing to do: a whole program, from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        stock = itertools.cycle(itertools.islice(news(), 100))
        make_documents(Path(folder) / "da", documents, sentences=stock)
        call = ["batch", f"{folder}/da", f"{folder}/en", "--engine", engine, "-q"]
        first = measured(*call)
        print(json.dumps({"what": "first", "documents": documents, "engine": engine, **first}), flush=True)
        for _ in range(5):
            cost = measured(*call)
            print(json.dumps({"what": "again", "documents": documents, "engine": engine, **cost}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["speed", "memory", "again"])
    parser.add_argument("--documents", type=int)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model")
    parser.add_argument("--guards", action="store_true", help="speed: measure with the guards on, too")
    parser.add_argument("--engine", default="ctranslate2")
    given = parser.parse_args()
    if given.what == "speed":
        speed(given.documents or 2000, given.beam, given.rounds, given.model, given.guards)
    elif given.what == "memory":
        memory(given.documents or 100_000)
    else:
        again(given.documents or 10_000, given.engine)


if __name__ == "__main__":
    main()
