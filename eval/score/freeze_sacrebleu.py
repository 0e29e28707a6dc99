"""Freeze what sacreBLEU itself finds for six real systems: scores, signatures, p-values, intervals.

    python eval/score/freeze_sacrebleu.py SHARED/testsets/flores-dev > tests/golden/score_flores_dev.json

Uses sacreBLEU alone, nothing of mtkit. Takes about a minute.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

BASELINE = "opusmt"
KINDS = {"BLEU": lambda r: BLEU(references=r), "chrF2": lambda r: CHRF(references=r)}


def lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        return [line.rstrip() for line in stream]


def main() -> None:
    folder = Path(sys.argv[1])
    reference = lines(folder / "flores-dev.en")
    names = sorted(path.stem for path in (folder / "systems").glob("*.en"))
    names.sort(key=lambda name: name != BASELINE)
    systems = [(name, lines(folder / "systems" / f"{name}.en")) for name in names]
    found: dict[str, object] = {
        "sacrebleu": sacrebleu.__version__,
        "baseline": BASELINE,
        "scores": {},
        "tests": {},
    }
    for metric in (BLEU(), CHRF(), CHRF(word_order=2), TER()):
        for name, hypotheses in systems:
            score = metric.corpus_score(hypotheses, [reference])
            row = {"score": score.score, "signature": str(metric.get_signature())}
            found["scores"].setdefault(name, {})[score.name] = row
    for test in ("ar", "bs"):
        for kind, make in KINDS.items():
            signatures, results = PairedTest(systems, {kind: make([reference])}, None, test_type=test)()
            rows = {
                name: {
                    "p": r.p_value,
                    "mean": float(r.mean) if r.mean else None,
                    "ci": float(r.ci) if r.ci else None,
                }
                for name, r in zip(results["System"], results[kind], strict=True)
            }
            found["tests"].setdefault(test, {})[kind] = {"signature": str(signatures[kind]), "systems": rows}
    json.dump(found, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
