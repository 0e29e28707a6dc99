"""Train the bead model's weights and their calibration, and write mtkit/align/weights.json.

    python eval/align/train/fit.py --shared ../shared --work align-train

One set of weights for each combination of evidence. Text+Berg is never read here: it is the test of
carry-over. Beside the shipped weights two more sets are fitted, each without one half of the treebank, and
kept as fold0.json and fold1.json in the work folder: with them eval/align/measure.py judges each half. The
calibration of confidence is fitted on other corpora (calibrate.py).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import calibrate
import corpus
import likelihood
import perturb

from mtkit.align import _aligner
from mtkit.align._evidence import Texts
from mtkit.align._scorer import Weights

SEED = 6
# name of the model, methods, whether the translation is there, and the model whose beads the gloss learns
# from
_WORDS, _ALL = ["length", "lexical"], ["length", "lexical", "translation"]
MODELS = (
    ("length+spelling", _WORDS, False, None),
    ("length+spelling+translation", _ALL, True, None),
    ("length+spelling+gloss", _WORDS, False, "length+spelling"),
    ("length+spelling+lexicon", _WORDS, False, "length+spelling"),
    ("length+spelling+gloss+translation", _ALL, True, "length+spelling+translation"),
    ("length+spelling+lexicon+translation", _ALL, True, "length+spelling+translation"),
    ("length", ["length"], False, None),
    ("length+translation", ["length", "translation"], True, None),
)
SETS = ("all", "fold0", "fold1")  # what is fitted: on everything, without the first half, without the second


@dataclass(frozen=True, slots=True)
class Document:
    """A training document, and which set it has to be left out of: none ("") or that of its half."""

    sample: perturb.Sample
    left_out_of: str
    turned: bool  # whether its sides are exchanged: those of every third one are, so that both count alike

    @property
    def gold(self) -> list:
        gold = self.sample.gold
        return [(b, a) for a, b in gold] if self.turned else gold

    def texts(self, *, translation: bool, lexicon: bool) -> Texts:
        """The document as the aligner takes it; without a language where there is to be no lexicon."""
        sample = self.sample
        told = sample.translation if translation else None
        languages = ("da", "en") if lexicon else ("", "")
        if self.turned:
            return Texts(sample.target, sample.source, *languages[::-1], target_translation=told)
        return Texts(sample.source, sample.target, *languages, translation=told)


def main() -> None:
    options = _options()
    documents = _documents(options)
    counts = np.array([_opened(document.gold) for document in documents]).sum(0)
    opened = float(counts[0] / counts[1])
    print(len(documents), "documents,", sum(len(d.gold) for d in documents), "beads", flush=True)
    fitted: dict[str, dict[str, Weights]] = {name: {} for name in SETS}
    known: dict[str, list] = {}
    for name, methods, translation, teacher in MODELS:
        started = time.process_time()
        found: list[list[likelihood.Run]] = []
        for number, document in enumerate(documents):
            texts = document.texts(translation=translation, lexicon="lexicon" in name)
            if teacher:
                texts = replace(texts, known=known[teacher][number])
            found.append(likelihood.runs(texts, methods, document.gold))
        for chosen in SETS if "spelling" in name else SETS[:1]:
            runs = [r for d, rs in zip(documents, found, strict=True) if d.left_out_of != chosen for r in rs]
            fitted[chosen][name] = likelihood.fit(runs, start=fitted["all"].get(name))
        if any(teacher == name for _, _, _, teacher in MODELS):
            known[name] = [
                # each half by weights that have not seen it, so that the gloss is as good as on a new text
                _aligned(d, fitted[d.left_out_of or "all"][name], methods, translation)
                for d in documents
            ]
        print(f"{name}: {time.process_time() - started:.0f} CPU s", flush=True)
        for chosen in SETS:
            _write(options.work / f"{chosen}.json", _content(fitted[chosen], opened, {}))
    content = _content(fitted["all"], opened, {})
    calibration = calibrate.fit(calibrate.held_out(options.shared, content, options.model, options.work))
    for chosen in SETS:
        _write(options.work / f"{chosen}.json", _content(fitted[chosen], opened, calibration))
    _write(options.output, _content(fitted["all"], opened, calibration))


def _documents(options: argparse.Namespace) -> list[Document]:
    chance = random.Random(SEED)
    treebank = corpus.treebank(options.shared)
    named = treebank + corpus.parallel(options.shared, chance)
    bases = corpus.translated(named, options.model, options.work)
    strangers = bases[len(treebank) :]
    out = []
    for number, base in enumerate(bases):
        in_treebank = number < len(treebank)
        half = ("fold0" if number < len(treebank) // 2 else "fold1") if in_treebank else ""
        count = 3 if in_treebank else 1
        for k in range(count):
            level = perturb.LEVELS[(number * count + k) % len(perturb.LEVELS)]
            sample = perturb.perturb(base, level, strangers, chance)
            out.append(Document(sample, half, turned=len(out) % 3 == 0))
    return out


def _aligned(document: Document, weights: Weights, methods: list[str], translation: bool) -> list:
    """What a first pass finds in a document, for the gloss to learn from."""
    texts = document.texts(translation=translation, lexicon=False)
    low, high = _aligner.band(texts)
    found = _aligner.search(_aligner.field(texts, _aligner.gather(texts, methods)), weights, low, high)
    return [(f.i, f.j, f.m, f.n) for f in found if f.m and f.n and f.m + f.n <= 4]


def _opened(gold: list) -> tuple[int, int]:
    """Runs of nulls and match beads of a document."""
    runs = 0
    for side in (0, 1):
        alone = sorted(bead[side][0] for bead in gold if not bead[1 - side])
        runs += sum(k == 0 or alone[k - 1] != at - 1 for k, at in enumerate(alone))
    return runs, sum(bool(a and b) for a, b in gold)


def _steadied(name: str, fitted: dict[str, Weights]) -> Weights:
    """A model with a translation halfway to the one without it, so that a bad one cannot do much harm.

    Both are linear in the same features but for the translation's, which stand last among the groups' and
    among the boundaries'; a model without a translation has its one pair of lengths twice.
    """
    weights = fitted[name]
    without = name.removesuffix("+translation")
    if without in (name, "length"):
        return weights
    other = fitted[without]
    match = other.match.copy()
    match[7:9] += match[9:11]
    match[9:11] = 0
    boundaries = 2 * without.count("+")
    more = len(weights.match) - len(match) - 2
    match = np.concatenate([match[:-boundaries], np.zeros(more), match[-boundaries:], np.zeros(2)])
    null = np.append(other.null, 0.0)
    return Weights(
        (weights.match + match) / 2, (weights.null + null) / 2, (weights.opening + other.opening) / 2
    )


def _content(fitted: dict[str, Weights], opened: float, calibration: dict) -> dict:
    models = {}
    for name in fitted:
        weights = _steadied(name, fitted)
        models[name] = {
            "match": [round(float(w), 4) for w in weights.match],
            "null": [round(float(w), 4) for w in weights.null],
            "opening": round(weights.opening, 4),
        }
    return {
        "recipe": "eval/align/train/fit.py",
        "opened": round(opened, 4),
        "calibration": calibration,
        "models": models,
    }


def _write(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--model", help="what translates the training texts; default: mtkit's own default")
    parser.add_argument("--work", type=Path, required=True, help="where translations and folds are kept")
    parser.add_argument("--output", type=Path, default=Path("mtkit/align/weights.json"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    return options


if __name__ == "__main__":
    main()
