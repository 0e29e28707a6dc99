"""The quality table and the reliability of confidence, on gold that the weights were not trained on.

    python eval/align/measure.py --shared ../shared --fold0 w0.json --fold1 w1.json --work align-train

Text+Berg is never trained on, so it takes the shipped weights. The treebank's halves take weights trained
without them (eval/align/train/fit.py --fold 0 leaves out the first half). `--fit` fits the calibration on the
held-out treebank and writes it to mtkit/align/weights.json; the reliability on Text+Berg then is that of
unseen text.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import gold

from mtkit.align import _weights, align
from mtkit.core import Bead, Bitext

SHIPPED = Path(_weights.__file__).with_name(_weights.FILE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--shared", "--fold0", "--fold1", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--fit", action="store_true", help="fit the calibration and write it")
    options = parser.parse_args()
    calibration = _content(SHIPPED)["calibration"]
    if options.fit:
        calibration = _fit([bead for bead in _held_out(options, {}, say=False) if bead[0] is not None])
        data = _content(SHIPPED) | {"calibration": calibration}
        SHIPPED.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        print("calibration", calibration)
    print(gold.HEADER)
    held_out = _held_out(options, calibration, say=True)
    unseen = _text_berg(options.shared)
    for name, beads in (("treebank, held out", held_out), ("Text+Berg", unseen)):
        print(f"\nReliability, {name}\n")
        print("| confidence | beads | mean confidence | right |\n|---|---|---|---|")
        print(_reliability(beads))


def _content(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def _use(content: dict) -> None:
    """Let the aligner take these weights."""
    _weights.content.cache_clear()
    _weights.load.cache_clear()
    _weights.content = _Fixed(content)


class _Fixed:
    """What `_weights.content` is for a while."""

    def __init__(self, content: dict) -> None:
        self.content = content

    def __call__(self) -> dict:
        return self.content

    def cache_clear(self) -> None:
        """Nothing is cached."""


def _held_out(options: argparse.Namespace, calibration: dict, *, say: bool) -> list[tuple]:
    translations = json.loads((options.work / "translations.json").read_text(encoding="utf-8"))
    kinds = {
        "words learned on the fly, no lexicon": {"source_lang": ""},
        "lexicon": {},
        "lexicon, translation by the pilot model": {"mt": True},
    }
    beads: list[tuple] = []
    for file in ("hard", "documents"):
        for name, arguments in kinds.items():
            texts = gold.treebank(options.shared, file)
            half = len(texts) // 2
            line, found = gold.row(
                f"treebank {file}, {name}",
                texts,
                _runner(options, calibration, translations, dict(arguments), {t.name for t in texts[:half]}),
            )
            if say:
                print(line, flush=True)
                if file == "documents":
                    print(_documents(texts, found))
            beads += [
                pair for text, bitext in zip(texts, found, strict=True) for pair in _judged(text.gold, bitext)
            ]
    return beads


def _runner(options, calibration, translations, arguments, first_half):  # type: ignore[no-untyped-def]
    folds = [
        _content(options.fold0) | {"calibration": calibration},
        _content(options.fold1) | {"calibration": calibration},
    ]
    with_translation = arguments.pop("mt", False)

    def run(text: gold.Text) -> Bitext:
        _use(folds[0 if text.name in first_half else 1])
        told = [translations.get(s, "") for s in text.source] if with_translation else None
        return align(text.source, text.target, translation=told, **arguments)

    return run


def _documents(texts: list[gold.Text], found: list[Bitext]) -> str:
    single = lost = invented = 0
    for text, bitext in zip(texts, found, strict=True):
        right = {(b.source, b.target) for b in text.gold}
        ours = {(b.source, b.target) for b in bitext.beads}
        single += sum(len(a) == len(b) == 1 for a, b in right)
        lost += sum(len(a) == len(b) == 1 for a, b in right - ours)
        invented += sum(len(a) + len(b) > 2 and bool(a and b) for a, b in ours - right)
    share = 1 - lost / single
    return f"  1-1 beads found: {share:.4f} of {single}; merges that the gold does not have: {invented}"


def _text_berg(shared: Path) -> list[tuple]:
    _use(_content(SHIPPED))
    beads: list[tuple] = []
    languages = {"source_lang": "de", "target_lang": "fr"}
    kinds: list[tuple] = [
        ("lengths alone", None, False, {"methods": ["length"]}),
        ("no translation", None, False, {}),
    ]
    kinds += [
        (f"{s}, {'both ways' if b else 'one way'}", s, b, {})
        for s in ("google", "europarlfull", "europarllight")
        for b in (False, True)
    ]
    for name, system, both, more in kinds:
        text = gold.text_berg(shared, system, both=both)
        line, found = gold.row(
            f"Text+Berg, {name}",
            [text],
            lambda t, more=more: align(
                t.source,
                t.target,
                translation=t.translation,
                target_translation=t.target_translation,
                **languages,
                **more,
            ),
        )
        print(line, flush=True)
        if not more:
            beads += _judged(text.gold, found[0])
    return beads


def _judged(right: list[Bead], bitext: Bitext) -> list[tuple[float, bool, bool]]:
    """Confidence, whether the bead is a null, and whether the gold has it."""
    known = {(b.source, b.target) for b in right}
    return [
        (b.confidence or 0.0, not (b.source and b.target), (b.source, b.target) in known)
        for b in bitext.beads
    ]


def _fit(beads: list[tuple[float, bool, bool]]) -> dict[str, dict[str, float]]:
    """Platt's slope and offset for matches and for nulls, by Newton's method on the log likelihood."""
    out = {}
    for name, null in (("match", False), ("null", True)):
        chosen = np.array([(p, ok) for p, is_null, ok in beads if is_null == null])
        p = np.clip(chosen[:, 0], 1e-9, 1 - 1e-9)
        x = np.stack([np.log(p / (1 - p)), np.ones(len(p))], 1)
        w = np.array([1.0, 0.0])
        for _ in range(50):
            q = 1 / (1 + np.exp(-x @ w))
            slope = x.T @ (chosen[:, 1] - q)
            w = w + np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + 1e-6 * np.eye(2), slope)
        out[name] = {"slope": round(float(w[0]), 4), "offset": round(float(w[1]), 4)}
    return out


def _reliability(beads: list[tuple[float, bool, bool]]) -> str:
    edges = [0.0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0001]
    rows = []
    for low, high in pairwise(edges):
        chosen = [(p, ok) for p, _, ok in beads if low <= p < high]
        if chosen:
            mean, right = (sum(v[k] for v in chosen) / len(chosen) for k in (0, 1))
            rows.append(f"| {low:.2f} – {min(high, 1):.2f} | {len(chosen)} | {mean:.3f} | {right:.3f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
