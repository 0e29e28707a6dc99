"""Gale-Church on the same gold: the PyPI package galechurch, in an environment of its own.

python -m venv VENV && VENV/bin/pip install galechurch
python eval/align/peers.py --shared ../shared --python VENV/bin/python
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
from mtkit.core import Bitext

_SCRIPT = """
import galechurch, json, sys
for source, target in json.load(sys.stdin):
    print(json.dumps(galechurch.align(source, target).to_pharaoh_lines()))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--python", required=True, help="an interpreter that has galechurch")
    options = parser.parse_args()
    print(gold.HEADER)
    for name, texts in (
        ("Text+Berg", [gold.text_berg(options.shared, None)]),
        ("treebank hard", gold.treebank(options.shared, "hard")),
        ("treebank documents", gold.treebank(options.shared, "documents")),
    ):
        given = json.dumps([[text.source, text.target] for text in texts])
        done = subprocess.run(
            [options.python, "-c", _SCRIPT], input=given, check=True, capture_output=True, text=True
        )
        lines = iter(done.stdout.splitlines())
        print(gold.row(f"{name}, galechurch", texts, lambda text, lines=lines: _bitext(text, next(lines)))[0])


def _bitext(text: gold.Text, line: str) -> Bitext:
    beads = tuple(vecalign.read(json.loads(line), text.name))
    return Bitext(tuple(text.source), tuple(text.target), beads)


if __name__ == "__main__":
    main()
