"""Time, memory and quality of aligning long texts without a translation, and of texts made to be hard.

    python eval/align/scale.py --shared ../shared 1000 10000 20000 100000
    python eval/align/scale.py --shared ../shared --adversarial 100000

Europarl pairs with 3 % of the sentences left out and 5 % merged on each side; each size in a process of its
own, on one thread. `--adversarial` takes the same sentences in ways that give the search nothing to hold on
to: all equal, strangers (another part of Europarl on the other side), the halves swapped, ten on one side.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

KINDS = ("parallel", "equal", "strangers", "swapped", "ten")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--adversarial", action="store_true", help="texts without a path worth finding")
    parser.add_argument("--one", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("sizes", nargs="+", type=int)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_measure(options.shared, options.sizes[0], options.one)))
        return
    print(
        "| text | sentences | seconds | CPU seconds | peak RSS MiB | strict F1 |\n|---|---|---|---|---|---|"
    )
    for size in options.sizes:
        for kind in KINDS[1:] if options.adversarial else KINDS[:1]:
            print(_row(options.shared, size, kind), flush=True)


def _row(shared: Path, size: int, kind: str) -> str:
    command = [sys.executable, __file__, "--shared", str(shared), "--one", kind, str(size)]
    settings = {**os.environ, **dict.fromkeys(_THREADS, "1")}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=settings)
    found = json.loads(done.stdout)
    f1 = "–" if found["f1"] is None else f"{found['f1']:.3f}"
    figures = f"{found['seconds']:.1f} | {found['cpu_seconds']:.1f} | {found['peak_rss_mib']:.0f} | {f1}"
    return f"| {kind} | {found['sources']} × {found['targets']} | {figures} |"


def _measure(shared: Path, size: int, kind: str) -> dict[str, Any]:
    from mtkit.align import align, evaluate

    source, target, gold = _texts(shared, size, kind)
    started, cpu = time.perf_counter(), time.process_time()
    bitext = align(source, target)
    spent = time.perf_counter() - started, time.process_time() - cpu
    return {
        "sources": len(source),
        "targets": len(target),
        "seconds": spent[0],
        "cpu_seconds": spent[1],
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "f1": evaluate([gold], [bitext.beads]).strict.f1 if gold else None,
    }


def _texts(shared: Path, size: int, kind: str) -> tuple[list[str], list[str], list[Any]]:
    """Source, target, and the gold beads where there are any."""
    pairs = _pairs(shared, 2 * size if kind == "strangers" else size)
    danish, english = [s for s, _ in pairs], [t for _, t in pairs]
    half = size // 2
    if kind == "equal":
        return [danish[0]] * size, [english[0]] * size, []
    if kind == "strangers":
        return danish[:size], english[size:], []
    if kind == "swapped":
        return danish, english[half:] + english[:half], []
    if kind == "ten":
        return danish, english[:: max(size // 10, 1)][:10], []
    return _perturbed(pairs)


def _pairs(shared: Path, size: int) -> list[tuple[str, str]]:
    with lzma.open(shared / "train/europarl-2.tsv.xz", "rt", encoding="utf-8") as lines:
        cells = (line.rstrip("\n").split("\t") for line, _ in zip(lines, range(size), strict=False))
        return [(cell[0], cell[1]) for cell in cells]


def _perturbed(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str], list[Any]]:
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "train")]
    from corpus import Base, Unit
    from perturb import Damage, perturb

    from mtkit.core import Bead

    base = Base("europarl", tuple(Unit((s,), ("",), (t,)) for s, t in pairs))
    sample = perturb(base, Damage(deleted=0.03, merged=0.05), [base], random.Random(1))
    return sample.source, sample.target, [Bead(a, b) for a, b in sample.gold]


if __name__ == "__main__":
    main()
