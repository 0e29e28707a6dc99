"""Boundary F1 and speed of mtkit's sentence splitter and its peers, on running text (see gold.py).

    python -m venv peers && peers/bin/pip install -r eval/segment/requirements.txt
    PYTHONPATH=. peers/bin/python eval/segment/run.py --write

prints the table and puts it into README.md. `--errors SET` shows mtkit's errors instead.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import statistics
import time
from pathlib import Path

import gold
import peers

HERE = Path(__file__).resolve().parent
SETS = ("flores.da", "cdt.da", "flores.en", "cdt.en")
ROUNDS = 3


def ends_of(splitter: peers.Splitter, text: str) -> set[int]:
    """Offsets in `text` where the splitter ends a sentence inside a line; it is given every line by itself.

    Sentences are placed by their characters other than white space, so that a splitter may trim as it likes;
    single characters may be lost on the way (some splitters drop zero-width ones).
    """
    ends: set[int] = set()
    position = 0
    for line in text.split("\n"):
        places = [i for i, char in enumerate(line) if not char.isspace()]
        seen = 0
        for sentence in splitter(line):
            for char in sentence:
                if not char.isspace():
                    ahead = places[seen : seen + 5]
                    seen += next((k for k, i in enumerate(ahead) if line[i] == char), -1) + 1
            if 0 < seen < len(places):
                ends.add(position + places[seen - 1] + 1)
        if seen != len(places):
            raise SystemExit(f"the splitter changed the text: {len(places)} characters in, {seen} out")
        position += len(line) + 1
    return ends


def f1(found: set[int], right: frozenset[int]) -> tuple[float, int, int]:
    """F1, boundaries missed, boundaries too many."""
    hits = len(found & right)
    missed, extra = len(right) - hits, len(found) - hits
    return 2 * hits / (2 * hits + missed + extra), missed, extra


def milliseconds(splitter: peers.Splitter, text: str) -> float:
    """CPU milliseconds for 1,000 words: the least of a few rounds, as other work only ever adds."""
    lines = text.split("\n")
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for line in lines:
            list(splitter(line))
        times.append(time.process_time() - start)
    return min(times) * 1e6 / len(text.split())


def measure(shared: Path) -> list[str]:
    """Rows of the table, one a splitter."""
    texts = {name: gold.running_text(gold.read_lines(shared, name), gold.decisions(name)) for name in SETS}
    rows = [
        "| splitter | FLORES da | CDT da | both da | FLORES en | CDT en | both en | ms per 1,000 words |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, make in peers.PEERS.items():
        cells, speeds = [], []
        for lang in ("da", "en"):
            splitter = make(lang, shared)
            counts = [0, 0, 0]
            for which in (f"flores.{lang}", f"cdt.{lang}"):
                running = texts[which]
                found = ends_of(splitter, running.text)
                score, missed, extra = f1(found, running.ends)
                counts = [counts[0] + len(found & running.ends), counts[1] + missed, counts[2] + extra]
                cells.append(f"{score:.4f} ({missed}, {extra})")
                speeds.append(milliseconds(splitter, running.text))
            cells.append(f"**{2 * counts[0] / (2 * counts[0] + counts[1] + counts[2]):.4f}**")
        rows.append(f"| {name}{version(name)} | {' | '.join(cells)} | {statistics.mean(speeds):.1f} |")
        print(rows[-1], flush=True)
    return rows


def version(name: str) -> str:
    package = {"punkt, trained": "nltk", "spaCy sentencizer": "spacy", "mtkit": ""}.get(name, name)
    return f" ({package} {importlib.metadata.version(package)})" if package else ""


def show_errors(shared: Path, name: str) -> None:
    running = gold.running_text(gold.read_lines(shared, name), gold.decisions(name))
    found = ends_of(peers.mtkit(name[-2:], shared), running.text)
    for kind, places in (("missed", running.ends - found), ("extra", found - running.ends)):
        for end in sorted(places):
            print(
                kind,
                running.text[max(0, end - 60) : end],
                "|",
                running.text[end : end + 50].replace("\n", "⏎"),
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--errors", choices=SETS, help="show mtkit's errors on this set")
    given = parser.parse_args()
    shared = Path(os.environ.get("MTKIT_SHARED") or HERE.parents[2] / "shared")
    if given.errors:
        show_errors(shared, given.errors)
        return
    rows = measure(shared)
    if given.write:
        readme = HERE / "README.md"
        before, _, rest = readme.read_text(encoding="utf-8").partition("<!-- table -->\n")
        after = rest.partition("<!-- end -->")[2]
        readme.write_text(
            before + "<!-- table -->\n" + "\n".join(rows) + "\n<!-- end -->" + after, encoding="utf-8"
        )


if __name__ == "__main__":
    main()
