"""Train the bead model's weights and write mtkit/align/weights.json.

    python eval/align/train/fit.py --shared ../shared --model models/da-en-small --work align-train

One set of weights for each combination of evidence. Text+Berg is never read here: it is the test of
carry-over. `--fold 0` and `--fold 1` leave out one half of the treebank, for held-out figures.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

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
    ("length", ["length"], False, None),
    ("length+spelling", _WORDS, False, None),
    ("length+translation", ["length", "translation"], True, None),
    ("length+spelling+translation", _ALL, True, None),
    ("length+spelling+gloss", _WORDS, False, "length+spelling"),
    ("length+spelling+lexicon", _WORDS, False, "length+spelling"),
    ("length+spelling+gloss+translation", _ALL, True, "length+spelling+translation"),
    ("length+spelling+lexicon+translation", _ALL, True, "length+spelling+translation"),
)


def main() -> None:
    options = _options()
    chance = random.Random(SEED)
    cdt = corpus.treebank(options.shared)
    if options.fold is not None:
        half = len(cdt) // 2
        cdt = cdt[half:] if options.fold == 0 else cdt[:half]
    documents = cdt + corpus.parallel(options.shared, chance)
    bases = corpus.translated(documents, _translator(options), options.work / "translations.json")
    samples = _samples(bases, chance)
    print(len(samples), "samples,", sum(len(s.gold) for s in samples), "beads", flush=True)
    counts = np.array([_opened(sample.gold) for sample in samples]).sum(0)
    opened = float(counts[0] / counts[1])
    fitted: dict[str, np.ndarray] = {}
    nulls: dict[str, int] = {}
    known: dict[tuple[str, int], list] = {}
    for name, methods, with_translation, teacher in MODELS:
        started = time.time()
        found = []
        for number, sample in enumerate(samples):
            texts = _texts(sample, number, with_translation)
            if teacher:
                texts = replace(texts, known=known[teacher, number])
            if "lexicon" in name:
                ours, theirs = ("en", "da") if _turned(number) else ("da", "en")
                texts = replace(texts, source_lang=ours, target_lang=theirs)
            found += likelihood.runs(
                texts, methods, _flipped(sample.gold) if _turned(number) else sample.gold
            )
        nulls[name] = found[0].deletion.shape[1]
        fitted[name] = likelihood.fit(found, rounds=options.rounds)
        print(
            name,
            len(found),
            "runs",
            f"{time.time() - started:.0f} s",
            np.round(fitted[name], 2).tolist(),
            flush=True,
        )
        _write(fitted, nulls, opened, options.output)
        if any(teacher == name for _, _, _, teacher in MODELS):
            weights = likelihood.as_weights(fitted[name], nulls[name])
            _align_all(samples, name, weights, methods, with_translation, known)


def _samples(bases: list[corpus.Base], chance: random.Random) -> list[perturb.Sample]:
    samples = []
    for number, base in enumerate(bases):
        count = 3 if base.name.startswith("cdt") else 1
        for k in range(count):
            level = perturb.LEVELS[(number * count + k) % len(perturb.LEVELS)]
            samples.append(perturb.perturb(base, level, bases, chance))
    return samples


def _turned(number: int) -> bool:
    """Whether a sample's sides are exchanged: those of every third one are, so that both count alike."""
    return number % 3 == 0


def _texts(sample: perturb.Sample, number: int, with_translation: bool) -> Texts:
    """A sample as the aligner takes it, in no language that there is a lexicon for."""
    translation = sample.translation if with_translation else None
    if _turned(number):
        return Texts(sample.target, sample.source, target_translation=translation)
    return Texts(sample.source, sample.target, translation=translation)


def _flipped(gold: list) -> list:
    return [(b, a) for a, b in gold]


def _align_all(
    samples: list, name: str, weights: Weights, methods: list[str], with_translation: bool, known: dict
) -> None:
    """What a first pass finds in each sample, for the gloss to learn from."""
    for number, sample in enumerate(samples):
        texts = _texts(sample, number, with_translation)
        low, high = _aligner.band(texts)
        found = _aligner.search(_aligner.field(texts, _aligner.gather(texts, methods)), weights, low, high)
        known[name, number] = [(f.i, f.j, f.m, f.n) for f in found if f.m and f.n and f.m + f.n <= 4]


def _opened(gold: list) -> tuple[int, int]:
    """Runs of nulls and match beads of a document."""
    runs = 0
    for side in (0, 1):
        alone = sorted(bead[side][0] for bead in gold if not bead[1 - side])
        runs += sum(k == 0 or alone[k - 1] != at - 1 for k, at in enumerate(alone))
    return runs, sum(bool(a and b) for a, b in gold)


def _steadied(name: str, fitted: dict[str, np.ndarray], nulls: dict[str, int]) -> Weights:
    """A model with a translation halfway to the one without it, so that a bad one cannot do much harm.

    Both are linear in the same features but for the translation's, which stand last; a model without a
    translation has its one pair of lengths twice.
    """
    weights = likelihood.as_weights(fitted[name], nulls[name])
    without = name.removesuffix("+translation")
    if without in (name, "length") or without not in fitted:
        return weights
    other = likelihood.as_weights(fitted[without], nulls[without])
    match = other.match.copy()
    match[7:9] += match[9:11]
    match[9:11] = 0
    match = np.concatenate([match, np.zeros(len(weights.match) - len(match))])
    null = np.append(other.null, 0.0)
    return Weights(
        (weights.match + match) / 2, (weights.null + null) / 2, (weights.opening + other.opening) / 2
    )


def _write(fitted: dict[str, np.ndarray], nulls: dict[str, int], opened: float, path: Path) -> None:
    models = {}
    for name in fitted:
        weights = _steadied(name, fitted, nulls)
        models[name] = {
            "match": [round(float(w), 4) for w in weights.match],
            "null": [round(float(w), 4) for w in weights.null],
            "opening": round(weights.opening, 4),
        }
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    data = {
        "recipe": "eval/align/train/fit.py",
        "opened": round(opened, 4),
        "calibration": old.get("calibration", {}),
        "models": models,
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _translator(options: argparse.Namespace):
    def translate(sentences: list[str]) -> list[str]:
        import ctranslate2
        import sentencepiece

        source, target = (
            sentencepiece.SentencePieceProcessor(str(options.model / f"{side}.spm"))
            for side in ("source", "target")
        )
        engine = ctranslate2.Translator(str(options.converted), inter_threads=1, intra_threads=1)
        tokens = [[*source.encode(s, out_type=str)[:200], "</s>"] for s in sentences]
        results = engine.translate_batch(tokens, beam_size=1, max_batch_size=64, max_decoding_length=250)
        return [target.decode([t for t in r.hypotheses[0] if t not in ("</s>", "<pad>")]) for r in results]

    return translate


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument(
        "--model", type=Path, required=True, help="folder of a Marian checkpoint (source.spm, target.spm)"
    )
    parser.add_argument(
        "--converted", type=Path, required=True, help="the same for CTranslate2 (ct2-transformers-converter)"
    )
    parser.add_argument("--work", type=Path, required=True, help="where translations are kept")
    parser.add_argument("--fold", type=int, choices=(0, 1))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--output", type=Path, default=Path("mtkit/align/weights.json"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    return options


if __name__ == "__main__":
    main()
