"""Confidence as a probability: Platt's scaling of posterior log odds, fitted on texts of many kinds that the
weights have not seen.

    python eval/align/train/calibrate.py --shared ../shared --work align-train

The bead model was fitted on a few ways of damaging text, and is too sure of itself on others. So it is
judged here on corpora that it was not fitted on, each document damaged in its own way and to its own degree,
with and without the lexicon and a translation. The scales go into mtkit/align/weights.json; neither the
treebank nor Text+Berg is read. What the scale of nulls looks at beside the odds has to earn its place: the
script prints the log loss of each choice on every corpus in turn, with scales fitted on the others.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import corpus
import heldout
import perturb
from corpus import Base, Unit

from mtkit.align import _confidence, align
from mtkit.text.segment import sentences

SEED = 11
# documents from each corpus; fit.py reads none of these
CORPORA = {
    "europarl-3": 32,
    "debian-security": 24,
    "ms-misc": 20,
    "manpages": 14,
    "misc-docs": 14,
    "gnome-ui": 8,
    "tor": 4,
}
TRANSLATED = 3  # every third document has a translation
PAIRS = (40, 80, 120, 160)  # in a document
READ = 30_000  # pairs of a corpus that documents are taken from
_MOST = 6  # sentences in a pair
PARTS = {
    "single": ("slope", "offset"),
    "merge": ("slope", "offset"),
    "null": ("slope", "offset", "length", "clarity"),
}
CHOICES = (("slope", "offset"), ("slope", "offset", "length"), ("slope", "offset", "length", "clarity"))


@dataclass(frozen=True, slots=True)
class Judged:
    """One bead that was found: in a text of which corpus, how it looks, and whether it is right."""

    corpus: str
    sign: _confidence.Sign
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="where translations are kept")
    parser.add_argument("--model", help="what translates; default: mtkit's own default")
    parser.add_argument("--draws", type=int, default=1, help="how often documents and damage are drawn")
    parser.add_argument("--weights", type=Path, default=Path("mtkit/align/weights.json"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    content = json.loads(options.weights.read_text(encoding="utf-8"))
    beads = []
    for draw in range(options.draws):
        beads += held_out(options.shared, content, options.model, options.work, seed=SEED + draw)
    report(beads)
    content["calibration"] = fit(beads)
    options.weights.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def held_out(
    shared: Path, content: dict[str, Any], model: str | None, work: Path, *, seed: int = SEED
) -> list[Judged]:
    """Every bead that these weights find in the damaged documents, half of them with the lexicon."""
    chance = random.Random(seed)
    named = _documents(shared, chance)
    # strangers come in with their references for a translation
    plain = [
        Base(name, tuple(Unit(a, (" ".join(b),) * len(a), b) for a, b in units)) for name, units in named
    ]
    translated = corpus.translated(named[::TRANSLATED], model, work)
    out = []
    with heldout.weights({**content, "calibration": {}}):
        for number, base in enumerate(plain):
            others = [other for other in plain if other is not base]
            at, rest = divmod(number, TRANSLATED)
            sample = perturb.perturb(base if rest else translated[at], _damage(chance), others, chance)
            out += _judged(sample, chance.choice(["", "da"]), None if rest else sample.translation)
    return out


def _documents(shared: Path, chance: random.Random) -> list[tuple[str, list]]:
    """Runs of neighbouring pairs, as named lists of (source sentences, target sentences).

    A pair of several sentences is kept where one side has a single one: a merge made by a translator.
    """
    out = []
    for name, count in CORPORA.items():
        with lzma.open(shared / f"train/{name}.tsv.xz", "rt", encoding="utf-8") as lines:
            pairs = [line.rstrip("\n").split("\t")[:2] for line, _ in zip(lines, range(READ), strict=False)]
        for number in range(count):
            size = min(chance.choice(PAIRS), len(pairs) // 2)
            at = chance.randrange(len(pairs) - size)
            units = []
            for danish, english in pairs[at : at + size]:
                source = tuple(s.text for s in sentences(danish, "da"))
                target = tuple(s.text for s in sentences(english, "en"))
                if min(len(source), len(target)) == 1 and len(source) + len(target) <= _MOST:
                    units.append((source, target))
            out.append((f"{name}:{number}", units))
    chance.shuffle(out)
    return out


def _damage(chance: random.Random) -> perturb.Damage:
    """A way of its own for each document: some damages are left out, the others are of any degree."""

    def up_to(most: float, share: float) -> float:
        return chance.random() * most if chance.random() < share else 0.0

    return perturb.Damage(
        deleted=up_to(0.12, 1 / 2),
        inserted=up_to(0.02, 1 / 2),
        merged=up_to(0.25, 1),
        split=up_to(0.2, 1),
        noise=up_to(0.06, 1 / 3),
        quality=up_to(0.5, 1 / 2),
        broken=up_to(0.3, 1 / 3),
        torn=up_to(0.15, 1 / 3),
        loose=up_to(0.5, 1 / 3),
    )


def _judged(sample: perturb.Sample, lang: str, told: list[str] | None) -> list[Judged]:
    gold = {(tuple(a), tuple(b)) for a, b in sample.gold}
    bitext = align(sample.source, sample.target, source_lang=lang, translation=told)
    path, i, j = [], 0, 0
    for bead in bitext.beads:
        path.append((i, j, len(bead.source), len(bead.target), bead.confidence or 0.0))
        i, j = i + len(bead.source), j + len(bead.target)
    signs = _confidence.signs(path, sample.source, sample.target)
    name = sample.name.partition(":")[0]
    return [
        Judged(name, sign, (bead.source, bead.target) in gold)
        for bead, sign in zip(bitext.beads, signs, strict=True)
    ]


def fit(beads: list[Judged]) -> dict[str, dict[str, float]]:
    """The scales of single pairs, merges and nulls."""
    out = {}
    for part, names in PARTS.items():
        chosen = [bead for bead in beads if bead.sign.part == part]
        found = _logistic(*_table(chosen, names))
        out[part] = {name: round(float(w), 4) for name, w in zip(names, found, strict=True)}
    return out


def report(beads: list[Judged]) -> None:
    """Log loss in nats a bead, on each corpus with a scale fitted on the others, for every choice."""
    print("| part | beads | right | " + " | ".join(", ".join(names) for names in CHOICES) + " |")
    print("|---|---|---|" + "---|" * len(CHOICES))
    for part in PARTS:
        chosen = [bead for bead in beads if bead.sign.part == part]
        losses = [
            f"{_left_out(chosen, names):.4f}" if set(names) <= set(PARTS[part]) else "–" for names in CHOICES
        ]
        right = sum(bead.right for bead in chosen) / len(chosen)
        print(f"| {part} | {len(chosen)} | {right:.3f} | {' | '.join(losses)} |")


def _left_out(beads: list[Judged], names: tuple[str, ...]) -> float:
    total = 0.0
    for name in CORPORA:
        others = [bead for bead in beads if bead.corpus != name]
        x, right = _table([bead for bead in beads if bead.corpus == name], names)
        odds = x @ _logistic(*_table(others, names))
        total += float(np.logaddexp(0, np.where(right, -odds, odds)).sum())
    return total / len(beads)


def _table(beads: list[Judged], names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    values = [bead.sign.values() for bead in beads]
    x = np.array([[value[name] for name in names] for value in values]).reshape(-1, len(names))
    return x, np.array([bead.right for bead in beads], dtype=bool)


def _logistic(x: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method, with a breath of a penalty."""
    w = np.zeros(x.shape[1])
    for _ in range(50):
        q = 1 / (1 + np.exp(-x @ w))
        slope = x.T @ (right - q) - 0.1 * w
        w = w + np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + 0.1 * np.eye(len(w)), slope)
    return w


if __name__ == "__main__":
    main()
