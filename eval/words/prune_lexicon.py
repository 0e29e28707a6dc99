"""Cut the table that train_lexicon.py learned down to what helps, and write the file that mtkit/words ships.

python eval/words/prune_lexicon.py table.npz mtkit/words/da-en.lexicon.xz
"""

from __future__ import annotations

import argparse
import collections
import re
from pathlib import Path

import numpy as np

from mtkit.words.lexicon import pack

DISCOUNT = 4.0
WORD = re.compile(r"[^\W\d_][^\s\d:]*")


def prune(table: dict[str, np.ndarray], least_count: float, least_p: float, most: int) -> dict:
    """Pairs with evidence enough in either direction; a word keeps at most `most` translations."""
    n_english = len(table["english"])
    found: dict[str, list[tuple[float, str, float, float]]] = collections.defaultdict(list)
    danish, english = table["danish"], table["english"]
    d_of, e_of = table["keys"] // n_english, table["keys"] % n_english
    counts = table["counts"]
    # A word seen a few times says little, however sure the model is: discount by how often it was seen.
    seen_d, seen_e = table["danish_counts"][d_of], table["english_counts"][e_of]
    p = table["forward"] * seen_d / (seen_d + DISCOUNT)
    q = table["backward"] * seen_e / (seen_e + DISCOUNT)
    good = (counts >= least_count) & ((p >= least_p) | (q >= least_p)) & (np.sqrt(p * q) >= least_p / 3)
    for n in np.flatnonzero(good):
        d, e = str(danish[d_of[n]]), str(english[e_of[n]])
        if WORD.fullmatch(d) and WORD.fullmatch(e):
            found[d].append((float(counts[n]), e, float(p[n]), float(q[n])))
    return {
        d: {e: (p, q) for _, e, p, q in sorted(entries, reverse=True)[:most]}
        for d, entries in sorted(found.items())
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--least-count", type=float, default=0.2)
    parser.add_argument("--least-p", type=float, default=0.005)
    parser.add_argument("--most", type=int, default=40)
    options = parser.parse_args()
    table = dict(np.load(options.table))
    kept = prune(table, options.least_count, options.least_p, options.most)
    packed = pack(
        kept.items(),
        [round(float(w), 5) for w in table["jumps_forward"]],
        [round(float(w), 5) for w in table["jumps_backward"]],
    )
    options.out.write_bytes(packed)
    pairs = sum(map(len, kept.values()))
    print(f"{len(kept)} words, {pairs} pairs, {len(packed) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
