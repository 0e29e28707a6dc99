"""What each setting of CTranslate2 is worth for this model: CPU seconds on one thread, identical token lists.

    python eval/speed/means.py                  300 news sentences, 5 rounds in turn (two minutes)
    python eval/speed/means.py --rounds 1       a look

No part of mtkit's pipeline runs but its tokenizer and its conversion. The first row is the careful
hand-written loop; "faster" is its median over the row's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent))

from systems import ROOT, news

Setting = tuple[str, bool, dict[str, Any]]
SETTINGS: tuple[Setting, ...] = (
    ("by hand: all pieces, beam 4, batches of 32", False, {"beam_size": 4, "max_batch_size": 32}),
    ("output layer trimmed, beam 4, batches of 32", True, {"beam_size": 4, "max_batch_size": 32}),
    ("the same, batches of 16", True, {"beam_size": 4, "max_batch_size": 16}),
    (
        "the same, unknown pieces named",
        True,
        {"beam_size": 4, "max_batch_size": 16, "replace_unknowns": True},
    ),
    ("beam 2, batches of 16", True, {"beam_size": 2, "max_batch_size": 16}),
    ("greedy, all pieces, batches of 16", False, {"beam_size": 1, "max_batch_size": 16}),
    ("greedy, batches of 8", True, {"beam_size": 1, "max_batch_size": 8}),
    ("greedy, batches of 16", True, {"beam_size": 1, "max_batch_size": 16}),
    ("greedy, batches of 64", True, {"beam_size": 1, "max_batch_size": 64}),
    (
        "greedy, batches of 16, with scores",
        True,
        {"beam_size": 1, "max_batch_size": 16, "return_scores": True},
    ),
    (
        "the encoder alone, batches of 16",
        True,
        {"beam_size": 1, "max_batch_size": 16, "max_decoding_length": 1},
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "da-en-small")
    parser.add_argument("--text", type=Path, help="one Danish sentence a line")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    import ctranslate2

    from mtkit.engines._conversion import convert
    from mtkit.engines._tokenizer import MarianTokens
    from mtkit.engines._tuning import read_tuning
    from mtkit.store import conversion_cache
    from mtkit.text.normalize import normalize

    def load(vocabulary: tuple[int, ...] | None) -> Any:
        folder = convert(options.model, conversion_cache(), target_vocabulary=vocabulary)
        return ctranslate2.Translator(str(folder), compute_type="int8", inter_threads=1, intra_threads=1)

    models = {False: load(None), True: load(read_tuning(options.model).target_vocabulary)}
    lines = map(normalize, news(options.text)[1000:1300])
    pieces = [[*each, "</s>"] for each in MarianTokens(options.model).encode_all(lines)]
    pieces.sort(key=len, reverse=True)
    seconds: dict[str, list[float]] = {name: [] for name, _, _ in SETTINGS}
    for _ in range(options.rounds):
        for name, trimmed, chosen in SETTINGS:
            start = time.process_time()
            models[trimmed].translate_batch(pieces, **{"max_decoding_length": 200, **chosen})
            seconds[name].append(time.process_time() - start)
    base = statistics.median(seconds[SETTINGS[0][0]])
    print(f"{len(pieces)} sentences, {sum(map(len, pieces))} source tokens\n")
    print("| setting | CPU s, median (range) | faster |\n|---|---|---|")
    for name, found in seconds.items():
        middle = statistics.median(found)
        print(f"| {name} | {middle:.2f} ({min(found):.2f}–{max(found):.2f}) | {base / middle:.2f} |")


if __name__ == "__main__":
    main()
