"""The quality tables and the reliability of confidence, on gold that the weights were not trained on.

    python eval/align/measure.py --shared ../shared --work align-train

Text+Berg is never trained on, so it takes the shipped weights. The treebank's halves take weights trained
without them, which eval/align/train/fit.py leaves in the work folder; with --shipped the shipped ones, which
were fitted on the treebank as well. Translations of the treebank are made
by --model (by default the model that mtkit takes), and kept in the work folder by the model's content: a new
model is measured with the same command.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "train"))
import corpus
import gold
import heldout

from mtkit.align import _weights, align
from mtkit.core import Bitext

FOLDS = ("fold0.json", "fold1.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--shipped", action="store_true", help="the shipped weights for the treebank too")
    parser.add_argument("--model", help="what translates the treebank; default: mtkit's own default")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.shipped:
        folds = [_weights.content()] * 2
    else:
        folds = [json.loads((options.work / name).read_text(encoding="utf-8")) for name in FOLDS]
    print(gold.HEADER, flush=True)
    seen = _treebank(options, folds)
    unseen = _text_berg(options.shared)
    for name, beads in (
        (f"treebank, {'shipped weights' if options.shipped else 'held out'}", seen),
        ("Text+Berg", unseen),
    ):
        print(f"\nReliability, {name}\n")
        print("| confidence | beads | mean confidence | right |\n|---|---|---|---|")
        print(_reliability(beads))


def _treebank(options: argparse.Namespace, folds: list[dict[str, Any]]) -> list[tuple[float, bool, bool]]:
    beads = []
    for file in ("hard", "documents"):
        plain = gold.treebank(options.shared, file)
        told = corpus.translations([s for text in plain for s in text.source], options.model, options.work)
        for name, (arguments, translated) in heldout.EVIDENCE.items():
            texts = gold.treebank(options.shared, file, told) if translated else plain
            found = heldout.align_halves(texts, folds, arguments)
            print(gold.line(f"treebank {file}, {name}", texts, found), flush=True)
            if file == "documents":
                print(_documents(texts, found), flush=True)
            for text, bitext in zip(texts, found, strict=True):
                beads += heldout.judged(text.gold, bitext)
    return beads


def _documents(texts: list[gold.Text], found: list[Bitext]) -> str:
    """What became of the gold's 1-1 beads, and the merges that are not in the gold.

    A merge is invented if it joins sentences of two gold beads; one that adds a sentence which the gold
    leaves alone, or takes a part of a gold merge, only draws a border elsewhere.
    """
    single = lost = other = invented = 0
    for text, bitext in zip(texts, found, strict=True):
        right = {(b.source, b.target) for b in text.gold}
        single += sum(len(a) == len(b) == 1 for a, b in right)
        ours = {(b.source, b.target) for b in bitext.beads}
        lost += sum(len(a) == len(b) == 1 for a, b in right - ours)
        for a, b in ours - right:
            if a and b and len(a) + len(b) > 2:
                other += 1
                touched = [(c, d) for c, d in right if c and d and (set(a) & set(c) or set(b) & set(d))]
                invented += len(touched) > 1
    share = 1 - lost / single
    return (
        f"  1-1 beads found: {share:.4f} of {single}; merges not in the gold: {other}, "
        f"of which join several gold beads: {invented}"
    )


def _text_berg(shared: Path) -> list[tuple[float, bool, bool]]:
    rows: list[tuple[str, str | None, bool, tuple[str, ...]]] = [
        ("lengths alone", None, False, ("length",)),
        ("no translation", None, False, ("length", "lexical")),
    ]
    rows += [
        (
            f"{system}, {'both ways' if both else 'one way'}",
            system,
            both,
            ("length", "lexical", "translation"),
        )
        for system in ("google", "europarlfull", "europarllight")
        for both in (False, True)
    ]
    beads: list[tuple[float, bool, bool]] = []
    for name, system, both, methods in rows:
        text = gold.text_berg(shared, system, both=both)
        found = align(
            text.source,
            text.target,
            source_lang="de",
            target_lang="fr",
            translation=text.translation,
            target_translation=text.target_translation,
            methods=methods,
        )
        print(gold.line(f"Text+Berg, {name}", [text], [found]), flush=True)
        if len(methods) > 1:
            beads += heldout.judged(text.gold, found)
    return beads


def _reliability(beads: list[tuple[float, bool, bool]]) -> str:
    edges = [0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0001]
    rows = []
    for low, high in pairwise(edges):
        chosen = [(p, ok) for p, _, ok in beads if low <= p < high]
        if chosen:
            mean, right = (sum(v[k] for v in chosen) / len(chosen) for k in (0, 1))
            rows.append(f"| {low:.2f} – {min(high, 1):.2f} | {len(chosen)} | {mean:.3f} | {right:.3f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
