"""Other aligners on the same gold, those in the package index: Gale-Church as in galechurch and in NLTK.

    python -m venv VENV && VENV/bin/pip install galechurch nltk
    python eval/align/peers.py --shared ../shared --python VENV/bin/python

Each runs in an environment of its own and is given nothing but the sentences.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import gold

from mtkit.bitext import vecalign
from mtkit.core import Bead, Bitext

# What the other environment runs: pairs of texts come in, and for each a line of beads goes out, as lists of
# `[i,…]:[j,…]` or of links (i, j).
SCRIPTS = {
    "galechurch": """
import galechurch, json, sys
for source, target in json.load(sys.stdin):
    print(json.dumps(galechurch.align(source, target).to_pharaoh_lines()))
""",
    "NLTK's Gale-Church": """
import json, sys
from nltk.translate.gale_church import align_blocks
for source, target in json.load(sys.stdin):
    print(json.dumps(align_blocks([len(s) for s in source], [len(t) for t in target])))
""",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--python", required=True, help="an interpreter that has galechurch and nltk")
    options = parser.parse_args()
    print(gold.HEADER)
    for name, texts in (
        ("Text+Berg", [gold.text_berg(options.shared, None)]),
        ("treebank hard", gold.treebank(options.shared, "hard")),
        ("treebank documents", gold.treebank(options.shared, "documents")),
    ):
        given = json.dumps([[text.source, text.target] for text in texts])
        for peer, script in SCRIPTS.items():
            done = subprocess.run(
                [options.python, "-c", script], input=given, check=True, capture_output=True, text=True
            )
            lines = iter(done.stdout.splitlines())
            row = gold.row(f"{name}, {peer}", texts, lambda text, lines=lines: _bitext(text, next(lines)))
            print(row[0], flush=True)


def _bitext(text: gold.Text, line: str) -> Bitext:
    found = json.loads(line)
    if found and isinstance(found[0], str):
        beads = vecalign.read(found, text.name)
    else:
        beads = _joined(found, len(text.source), len(text.target))
    return Bitext(tuple(text.source), tuple(text.target), tuple(beads))


def _joined(links: list[list[int]], sources: int, targets: int) -> list[Bead]:
    """Beads of links that rise: those that share a sentence are one; a sentence without a link is a null."""
    beads: list[tuple[set[int], set[int]]] = []
    for i, j in sorted(links):
        if beads and (i in beads[-1][0] or j in beads[-1][1]):
            beads[-1][0].add(i)
            beads[-1][1].add(j)
        else:
            beads.append(({i}, {j}))
    alone_i = set(range(sources)).difference(*(a for a, _ in beads))
    alone_j = set(range(targets)).difference(*(b for _, b in beads))
    out = [Bead(tuple(sorted(a)), tuple(sorted(b))) for a, b in beads]
    return [*out, *(Bead((i,), ()) for i in sorted(alone_i)), *(Bead((), (j,)) for j in sorted(alone_j))]


if __name__ == "__main__":
    main()
