"""Do the two engines give the same text: CTranslate2 and transformers, both in float32, greedy and beam 4.

    python eval/engines/run.py [--lines 100]        (two minutes)

On the first lines of FLORES dev from MTKIT_SHARED (by default ../shared beside the checkout), without
guards and with the whole output vocabulary, which is what the reference engine has.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("MTKIT_SHARED") or ROOT.parent / "shared")


def main() -> None:
    import sacrebleu

    from mtkit.core import Decoding
    from mtkit.engines.ctranslate2 import CTranslate2Engine
    from mtkit.engines.transformers import TransformersEngine

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "da-en-small")
    options = parser.parse_args()
    sources, references = (
        (SHARED / "testsets" / "flores-dev" / f"flores-dev.{lang}")
        .read_text(encoding="utf-8")
        .splitlines()[: options.lines]
        for lang in ("da", "en")
    )
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "model"
        shutil.copytree(options.model, plain, ignore=shutil.ignore_patterns("work", "recipe", "mtkit.json"))
        fast = CTranslate2Engine.load(plain, compute_type="float32")
        reference = TransformersEngine.load(plain, device="cpu")
        print("| decoding | identical | BLEU CTranslate2 | BLEU transformers |")
        print("|---|---|---|---|")
        for name, beam in (("greedy", 1), ("beam 4", 4)):
            texts = [[t.text for t in e.translate(sources, Decoding(beam=beam))] for e in (fast, reference)]
            same = sum(a == b for a, b in zip(*texts, strict=True))
            bleu = [sacrebleu.corpus_bleu(each, [references]).score for each in texts]
            print(f"| {name} | {same} of {len(sources)} | {bleu[0]:.2f} | {bleu[1]:.2f} |")


if __name__ == "__main__":
    main()
