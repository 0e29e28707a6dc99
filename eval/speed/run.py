"""How fast mtkit is beside transformers and a careful hand-written CTranslate2 loop, as paired ratios.

Every round runs all systems on the same sentences, one after the other, in an order that turns from round
to round; a ratio is taken within a round, and the median over rounds is printed with its range. Systems:

  a  transformers, one sentence at a time, beam 4: what a user types first
  b  transformers, length-sorted batches of 16, beam 4
  c  CTranslate2 int8, beam 4, all distinct sentences sorted in one call, best batch size (--quick: 8)
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
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from shape import report
from systems import CORES, ROOT, ByHand, Mtkit, Run, Transformers, news
from timing import best_batch, measure, ratios


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
        return report(options.model, options.text, quick=options.quick, rounds=options.rounds)
    options.model = options.model or ROOT / "models" / "da-en-small"
    sentences = news(options.text)
    jobs = workloads(sentences)
    fast: dict[str, Run] = {
        "d": Mtkit(options.model, fast=False),
        "e": Mtkit(options.model, fast=True),
    }
    if options.quick:
        jobs = {
            "300 distinct sentences": jobs["1,000 distinct sentences"][:300],
            "200 short articles": jobs["2,000 short articles"][:200],
        }
    result: dict[str, object] = {"model": options.model.name, "cores": CORES}
    for name, documents in jobs.items():
        batch = 8 if options.quick else best_batch(options.model, documents[:200])
        systems = {"c": ByHand(options.model, batch=batch), **fast}
        seconds = measure(systems, documents, 3 if options.quick else options.rounds)
        result[f"{name}, batch by hand"] = batch
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
