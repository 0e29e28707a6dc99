"""Base documents for training the bead model: sentence pairs in order, with a machine translation of each
source sentence.

From the Copenhagen Dependency Treebank's development half (hand-aligned beads) and from clean parallel text.
"""

from __future__ import annotations

import json
import lzma
import random
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Unit:
    """One bead of a base document: its sentences on both sides and the source sentences' translations."""

    source: tuple[str, ...]
    translation: tuple[str, ...]
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """A document before it is perturbed."""

    name: str
    units: tuple[Unit, ...]


# pairs from each corpus, in runs of RUN: order is kept inside a run, so that corpora in document order keep
# their neighbours
CORPORA = {
    "europarl-1": 1600,
    "tatoeba": 400,
    "debian-news": 800,
    "gnome-docs": 400,
    "ms-business-central": 300,
    "web-yaml": 400,
}
RUN = 80
TOGETHER = 10  # treebank documents are short: so many make one base document


def treebank(shared: Path) -> list[tuple[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]]:
    """Documents as named lists of (source sentences, target sentences), from the gold beads."""
    rows = [json.loads(line) for line in (shared / "gold/cdt-dev/documents.jsonl").open(encoding="utf-8")]
    out = []
    for k in range(0, len(rows), TOGETHER):
        out.append((f"cdt-{k:03d}", _ordered(rows[k : k + TOGETHER])))
    return out


def _ordered(rows: list[dict[str, list]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Beads in the order of the text, nulls in their places; a crossing bead is left out with its
    sentences.
    """
    units = []
    for row in rows:
        of_source = {i: bead for bead in row["beads"] for i in bead[0]}
        of_target = {j: bead for bead in row["beads"] for j in bead[1]}
        i = j = 0
        while i < len(row["da"]) or j < len(row["en"]):
            left, right = of_source.get(i), of_target.get(j)
            if left is not None and not left[1]:
                units.append(((row["da"][i],), ()))
                i += 1
            elif right is not None and not right[0]:
                units.append(((), (row["en"][j],)))
                j += 1
            elif left is not None and left is right and left[0] == list(range(i, i + len(left[0]))):
                units.append((tuple(row["da"][k] for k in left[0]), tuple(row["en"][k] for k in left[1])))
                i, j = i + len(left[0]), j + len(left[1])
            else:
                break  # crossing: the rest of this short document is left out
    return units


def parallel(
    shared: Path, chance: random.Random
) -> list[tuple[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]]:
    """Runs of neighbouring pairs from the training corpora."""
    out = []
    for corpus, wanted in CORPORA.items():
        with lzma.open(shared / f"train/{corpus}.tsv.xz", "rt", encoding="utf-8") as lines:
            pairs = [
                tuple(line.rstrip("\n").split("\t")[:2])
                for line, _ in zip(lines, range(40_000), strict=False)
            ]
        for number in range(wanted // RUN):
            at = chance.randrange(max(len(pairs) - RUN, 1))
            out.append((f"{corpus}-{number}", [((s,), (t,)) for s, t in pairs[at : at + RUN] if s and t]))
    return out


def translated(
    documents: list[tuple[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]], model: str | None, work: Path
) -> list[Base]:
    """The documents with translations by a model of mtkit's."""
    told = translations([s for _, units in documents for source, _ in units for s in source], model, work)
    return [
        Base(name, tuple(Unit(source, tuple(told[s] for s in source), target) for source, target in units))
        for name, units in documents
    ]


def translations(sentences: list[str], model: str | None, work: Path) -> dict[str, str]:
    """Sentence to translation, as `mtkit align` translates.

    They are kept in the folder `work`, in a file named for the model's content: what is missing is added.
    """
    from mtkit import store
    from mtkit.decoding import Policy
    from mtkit.translate import Translator

    engine = store.load_engine(model, "ctranslate2", device="cpu", threads=1)
    translator = Translator(engine, Policy(greedy_only=True, source_lang="da"))
    cache = work / f"translations-{translator.configuration}.json"
    known: dict[str, str] = json.loads(cache.read_text(encoding="utf-8")) if cache.exists() else {}
    wanted = list(dict.fromkeys(s for s in sentences if s not in known))
    if wanted:
        known.update(zip(wanted, (t.text for t in translator.sentences(wanted)), strict=True))
        cache.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    return known
