"""Time, memory and quality of aligning long texts without a translation.

    python eval/align/scale.py --shared ../shared 1000 10000 20000 100000

Pairs of Europarl with 3 % of the sentences left out and 5 % merged on each side; each size in a process of
its own.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import resource
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("sizes", nargs="+", type=int)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_measure(options.shared, options.sizes[0])))
        return
    print(
        "| sentences | seconds | CPU seconds | peak RSS MiB | strict F1 |\n|---|---|---|---|---|", flush=True
    )
    for size in options.sizes:
        command = [sys.executable, __file__, "--shared", str(options.shared), "--one", str(size)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        texts = f"{found['sources']} × {found['targets']}"
        figures = f"{found['seconds']:.1f} | {found['cpu_seconds']:.1f} | {found['peak_rss_mib']:.0f}"
        print(f"| {texts} | {figures} | {found['f1']:.3f} |", flush=True)


def _measure(shared: Path, size: int) -> dict[str, float]:
    sys.path.insert(0, str(Path(__file__).parent / "train"))
    from corpus import Base, Unit
    from perturb import Damage, perturb

    from mtkit.align import align, evaluate
    from mtkit.core import Bead

    with lzma.open(shared / "train/europarl-2.tsv.xz", "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t")[:2] for line, _ in zip(lines, range(size), strict=False)]
    base = Base("europarl", tuple(Unit((s,), ("",), (t,)) for s, t in pairs))
    sample = perturb(base, Damage(deleted=0.03, merged=0.05), [base], random.Random(1))
    gold = [Bead(a, b) for a, b in sample.gold]
    del pairs, base
    started, cpu = time.perf_counter(), time.process_time()
    bitext = align(sample.source, sample.target)
    return {
        "sources": len(sample.source),
        "targets": len(sample.target),
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - cpu,
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "f1": evaluate([gold], [bitext.beads]).strict.f1,
    }


if __name__ == "__main__":
    main()
