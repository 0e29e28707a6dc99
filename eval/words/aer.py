"""Alignment error rate of a way to link words, against links made by hand.

    python eval/words/aer.py ../shared/gold/cdt-dev/words.jsonl

All gold links are sure ones, so AER is 1 - 2 |A & G| / (|A| + |G|) (Och & Ney 2003).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Links = set[tuple[int, int]]


def read_gold(path: Path) -> Iterator[tuple[list[str], list[str], Links]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            pairs = (link.split("-") for link in row["links"].split())
            yield row["da"], row["en"], {(int(i), int(j)) for i, j in pairs}


def rates(found: Iterable[tuple[Links, Links]]) -> dict[str, float]:
    """AER, precision and recall over pairs of (predicted, gold) link sets."""
    both = predicted = gold = 0
    for a, g in found:
        both, predicted, gold = both + len(a & g), predicted + len(a), gold + len(g)
    return {
        "aer": 1 - 2 * both / (predicted + gold),
        "precision": both / max(1, predicted),
        "recall": both / gold,
    }


def measure(
    gold: list[tuple[list[str], list[str], Links]],
    link: Callable[[list[str], list[str]], Iterable[tuple[int, int]]],
) -> dict[str, float]:
    started = time.process_time()
    found = [(set(link(d, e)), g) for d, e, g in gold]
    seconds = time.process_time() - started
    return rates(found) | {"ms_per_pair": 1000 * seconds / len(gold)}


def main() -> None:
    from mtkit.words import lexical

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    options = parser.parse_args()
    gold = list(read_gold(options.gold))
    lexical.links(["a"], ["b"])  # the lexicon is read once, outside the clock
    print(json.dumps(measure(gold, lexical.links), indent=1))


if __name__ == "__main__":
    main()
