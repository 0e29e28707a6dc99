"""Measure what makes a checkpoint faster and write it beside its weights, as mtkit.json.

    python eval/speed/tune.py                       for models/da-en-small
    python eval/speed/tune.py --model FOLDER --dry-run

target_vocabulary: the pieces that English text is spelled with: those that occur at least three times in the
English of MTKIT_SHARED (train and mono). The rest leaves the output layer.
uncertain: greedy output whose score is below this is decoded again with the beam. It is the lowest of a
grid of quantiles at which BLEU on FLORES dev and on 1,000 sentences of Tatoeba stays within 0.05 of the beam
for all. Both tables are printed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("MTKIT_SHARED") or ROOT.parent / "shared")
sys.path.insert(0, str(ROOT))

from mtkit.core import Decoding, Translation  # noqa: E402
from mtkit.engines._tokenizer import MarianTokens  # noqa: E402
from mtkit.engines._tuning import NAME, pack_ids  # noqa: E402
from mtkit.engines.ctranslate2 import CTranslate2Engine  # noqa: E402
from mtkit.store import conversion_cache  # noqa: E402

LEAST = 3  # occurrences
LINES = 60_000  # of each file
MARGIN = 0.05  # BLEU
QUANTILES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def english() -> Iterator[str]:
    """English lines: the target side of every training file, and the monolingual text."""
    for path in sorted((SHARED / "train").glob("*.tsv.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            for _, line in zip(range(LINES), stream, strict=False):
                yield line.rstrip("\n").split("\t")[1]
    for path in sorted((SHARED / "mono").glob("en_*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            for _, line in zip(range(LINES), stream, strict=False):
                yield line.rstrip("\n")


def target_vocabulary(tokens: MarianTokens) -> list[int]:
    """Ids of the pieces that English is spelled with."""
    counts: Counter[str] = Counter()
    lines = 0
    stream = english()
    while chunk := list(islice(stream, 20_000)):
        for pieces in tokens.encode_all(chunk):
            counts.update(pieces)
        lines += len(chunk)
    kept = [i for i, piece in enumerate(tokens.vocabulary.target) if counts[piece] >= LEAST]
    print(f"{len(kept)} of {len(tokens.vocabulary.target)} pieces spell {lines} lines of English")
    return kept


def test_sets() -> dict[str, tuple[list[str], list[str]]]:
    """Sources and references of the development sets."""
    found = {}
    for name, stem, most in (
        ("flores-dev", "flores-dev/flores-dev", 997),
        ("tatoeba", "tatoeba-v2021-08-07/tatoeba", 1000),
    ):
        sides = [
            (SHARED / "testsets" / f"{stem}.{lang}").read_text(encoding="utf-8").splitlines()
            for lang in ("da", "en")
        ]
        found[name] = sides[0][:most], sides[1][:most]
    return found


def uncertain(engine: CTranslate2Engine) -> float:
    """The threshold; prints BLEU for each share of sentences that the beam gets."""
    import sacrebleu

    tables = []
    for name, (sources, references) in test_sets().items():
        greedy = engine.translate(sources, Decoding(beam=1))
        beam = engine.translate(sources, Decoding(beam=4))
        tables.append((name, greedy, beam, references))
    scores = sorted(t.score for t in tables[0][1])
    best = scores[-1]
    full = [sacrebleu.corpus_bleu([t.text for t in beam], [refs]).score for _, _, beam, refs in tables]
    print("| share of FLORES dev with the beam | score below | " + " | ".join(t[0] for t in tables) + " |")
    print("|---|---|" + "---|" * len(tables))
    chosen = None
    for quantile in QUANTILES:
        below = scores[min(len(scores) - 1, int(quantile * len(scores)))] if quantile < 1 else best + 1
        bleu = [_mixed(greedy, beam, refs, below) for _, greedy, beam, refs in tables]
        print(f"| {quantile:.0%} | {below:.3f} | " + " | ".join(f"{b:.2f}" for b in bleu) + " |")
        if chosen is None and all(b >= f - MARGIN for b, f in zip(bleu, full, strict=True)):
            chosen = below
    return round(chosen if chosen is not None else 1.0, 3)


def _mixed(
    greedy: Sequence[Translation], beam: Sequence[Translation], references: Sequence[str], below: float
) -> float:
    import sacrebleu

    texts = [(b if g.score < below else g).text for g, b in zip(greedy, beam, strict=True)]
    return float(sacrebleu.corpus_bleu(texts, [references]).score)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "da-en-small")
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    options = parser.parse_args()
    path = options.model / NAME
    tuning = {"target_vocabulary": pack_ids(target_vocabulary(MarianTokens(options.model)))}
    if not options.dry_run:
        path.write_text(json.dumps(tuning) + "\n", encoding="utf-8")
    engine = CTranslate2Engine.load(options.model, cache=conversion_cache())
    tuning["uncertain"] = uncertain(engine)
    print(f"uncertain: {tuning['uncertain']}")
    if not options.dry_run:
        path.write_text(json.dumps(tuning) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
