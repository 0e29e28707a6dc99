"""Measure what makes a checkpoint faster or better and write it beside its weights, as mtkit.json.

    python eval/speed/tune.py                       for models/da-en-small
    python eval/speed/tune.py --model FOLDER --dry-run

target_vocabulary: the pieces that English text is spelled with: those that occur at least three times in the
English of MTKIT_SHARED (train and mono). The rest leaves the output layer.
max_tokens: sentences of more subwords are cut at a clause; the limit with the best chrF on the long sentences
of FLORES dev.
batch: the most sentences of a batch, with that beam and greedy, that take the least processor time.
uncertain, beam: greedy output whose score is below `uncertain` is decoded again with that beam; 1 means
all of it, with no greedy pass. They are those of the fastest setting whose pipeline, guards and all, loses
less than 0.1 BLEU to bare CTranslate2 with all pieces and a beam of 4, on FLORES dev and on 1,000 sentences
of Tatoeba each.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("MTKIT_SHARED") or ROOT.parent / "shared")
sys.path.insert(0, str(ROOT))

import sacrebleu  # noqa: E402

from mtkit.core import Decoding, Translation  # noqa: E402
from mtkit.decoding import Decoder, Policy  # noqa: E402
from mtkit.engines._tokenizer import MarianTokens  # noqa: E402
from mtkit.engines._tuning import NAME, pack_ids  # noqa: E402
from mtkit.engines.ctranslate2 import CTranslate2Engine  # noqa: E402
from mtkit.store import conversion_cache  # noqa: E402

LEAST = 3  # occurrences
LINES = 60_000  # of each file
MARGIN = 0.1  # BLEU
ALWAYS = 1.0  # no score is so high, so that all of it is uncertain
LIMITS = (64, 80, 100, 140, 200)  # subwords
BATCHES = (4, 8, 12, 16, 24, 32)  # sentences
ROUNDS = 3
SHARES = (0.0, 0.1, 0.2, 0.3, 0.5)  # of all sentences that get the beam


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


def max_tokens(engine: CTranslate2Engine) -> int:
    """The limit of `LIMITS` to ship; prints the table."""
    sources, references = test_sets()["flores-dev"]
    counts = engine.count_tokens(sources)
    long = [i for i, count in enumerate(counts) if count > LIMITS[0]]
    print(f"| cut above | chrF of {len(long)} sentences of over {LIMITS[0]} subwords | BLEU |\n|---|---|---|")
    found: dict[int, float] = {}
    for engine.max_tokens in LIMITS:
        made = Decoder(engine, Policy(beam=4)).decode([sources[i] for i in long])
        texts, wanted = [each.text for each in made], [[references[i] for i in long]]
        found[engine.max_tokens] = sacrebleu.corpus_chrf(texts, wanted).score
        bleu = sacrebleu.corpus_bleu(texts, wanted).score
        print(f"| {engine.max_tokens} | {found[engine.max_tokens]:.2f} | {bleu:.2f} |", flush=True)
    return max(found, key=found.__getitem__)


@dataclass(frozen=True, slots=True)
class Setting:
    """A way to decode, with what it costs (CPU seconds) and gives (BLEU by test set)."""

    name: str
    uncertain: float
    beam: int
    seconds: float
    bleu: tuple[float, ...]


def search(engine: CTranslate2Engine, untuned: CTranslate2Engine) -> Setting:
    """The setting of `engine` to ship; prints the table. `untuned`: the same without mtkit.json."""
    sets = test_sets()
    sources = [source for lines, _ in sets.values() for source in lines]
    bounds = [len(lines) for lines, _ in sets.values()]
    references = [refs for _, refs in sets.values()]

    def measured(name: str, uncertain: float, beam: int, run: Callable[[], list[Translation]]) -> Setting:
        start = time.process_time()
        texts = [translation.text for translation in run()]
        seconds = time.process_time() - start
        parts = [texts[sum(bounds[:i]) : sum(bounds[: i + 1])] for i in range(len(bounds))]
        bleu = tuple(
            sacrebleu.corpus_bleu(part, [refs]).score for part, refs in zip(parts, references, strict=True)
        )
        print(f"| {name} | {seconds:.1f} | " + " | ".join(f"{b:.2f}" for b in bleu) + " |", flush=True)
        return Setting(name, uncertain, beam, seconds, bleu)

    def pipeline(name: str, uncertain: float, beam: int) -> Setting:
        engine.uncertain, engine.beam = uncertain, beam
        return measured(name, uncertain, beam, lambda: Decoder(engine, Policy()).decode(sources))

    print("| setting | CPU s | " + " | ".join(f"BLEU {name}" for name in sets) + " |")
    print("|---|---|" + "---|" * len(sets))
    bare = measured(
        "CTranslate2, all pieces, beam 4", ALWAYS, 4, lambda: untuned.translate(sources, Decoding(beam=4))
    )
    scores = sorted(t.score for t in engine.translate(sources, Decoding(beam=1)))
    found = [pipeline(f"beam {beam}", ALWAYS, beam) for beam in (4, 3, 2)]
    for share in SHARES:
        below = round(scores[int(share * len(scores))], 3) if share else float("-inf")
        found.append(pipeline(f"greedy, beam 4 for {share:.0%}", below, 4))
    good = [
        s
        for s in found
        if all(ours > theirs - MARGIN for ours, theirs in zip(s.bleu, bare.bleu, strict=True))
    ]
    return min(good or found[:1], key=lambda setting: setting.seconds)


def batch(engine: CTranslate2Engine) -> list[int]:
    """The best of `BATCHES` with the engine's beam and greedy; prints the table.

    Rounds of all sizes in turn, so that a neighbour of this process disturbs them alike.
    """
    sources, _ = test_sets()["flores-dev"]
    best: list[int] = []
    print("| sentences a batch | " + " | ".join(map(str, BATCHES)) + " |")
    print("|---|" + "---|" * len(BATCHES))
    for beam in (engine.beam, 1):
        seconds: dict[int, list[float]] = {size: [] for size in BATCHES}
        for _ in range(ROUNDS):
            for size in BATCHES:
                engine.batch = (size, size)
                start = time.process_time()
                engine.translate(sources, Decoding(beam=beam))
                seconds[size].append(time.process_time() - start)
        middle = {size: median(taken) for size, taken in seconds.items()}
        print(f"| CPU s, beam {beam} | " + " | ".join(f"{each:.2f}" for each in middle.values()) + " |")
        best.append(min(middle, key=middle.__getitem__))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "da-en-small")
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    options = parser.parse_args()
    path = options.model / NAME
    tuning: dict[str, object] = {
        "target_vocabulary": pack_ids(target_vocabulary(MarianTokens(options.model)))
    }
    if not options.dry_run:
        path.write_text(json.dumps(tuning) + "\n", encoding="utf-8")
    engine = CTranslate2Engine.load(options.model, cache=conversion_cache())
    engine.max_tokens = tuning["max_tokens"] = max_tokens(engine)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "model"
        shutil.copytree(options.model, plain, ignore=shutil.ignore_patterns("work", "recipe", NAME))
        chosen = search(engine, CTranslate2Engine.load(plain, cache=Path(folder) / "cache"))
    print(f"chosen: {chosen.name}")
    engine.beam = chosen.beam
    tuning |= {"uncertain": chosen.uncertain, "beam": chosen.beam, "batch": batch(engine)}
    if not options.dry_run:
        path.write_text(json.dumps(tuning) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
