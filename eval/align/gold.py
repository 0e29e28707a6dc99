"""The development gold, as the aligner takes it, and Vecalign's figures for what the aligner makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mtkit.align import evaluate
from mtkit.bitext import vecalign
from mtkit.core import Bead, Bitext


@dataclass(frozen=True, slots=True)
class Text:
    """A document pair with its gold beads and whatever translations it has."""

    name: str
    source: list[str]
    target: list[str]
    gold: list[Bead]
    translation: list[str] | None = None
    target_translation: list[str] | None = None


def treebank(shared: Path, file: str, translations: dict[str, str] | None = None) -> list[Text]:
    """`hard` or `documents` of the Copenhagen Dependency Treebank's development half."""
    texts = []
    for record in (shared / f"gold/cdt-dev/{file}.jsonl").open(encoding="utf-8"):
        row = json.loads(record)
        gold = [Bead(tuple(a), tuple(b)) for a, b in row["beads"]]
        told = [translations[s] for s in row["da"]] if translations else None
        texts.append(Text(row["doc"], row["da"], row["en"], gold, told))
    return texts


def text_berg(shared: Path, system: str | None, *, both: bool = False) -> Text:
    """The Text+Berg development document; `system`: google, europarlfull or europarllight."""
    folder = shared / "gold/text-berg-dev"

    def lines(name: str) -> list[str]:
        return (folder / name).read_text(encoding="utf-8").split("\n")[:-1]

    return Text(
        "text-berg-dev",
        lines("dev.de"),
        lines("dev.fr"),
        vecalign.read(lines("dev.defr"), "dev.defr"),
        lines(f"dev.de.{system}") if system else None,
        lines(f"dev.fr.{system}") if system and both else None,
    )


def row(name: str, texts: list[Text], run: Callable[[Text], Bitext]) -> tuple[str, list[Bitext]]:
    """A line of a table, and what was aligned for it."""
    found = [run(text) for text in texts]
    return line(name, texts, found), found


def line(name: str, texts: list[Text], found: list[Bitext]) -> str:
    """A line of a table: strict F1, precision, recall, strict F1 without nulls, lax F1."""
    right, ours = [text.gold for text in texts], [bitext.beads for bitext in found]
    full, bare = evaluate(right, ours), evaluate(right, ours, nulls=False)
    strict = full.strict
    figures = (strict.f1, strict.precision, strict.recall, bare.strict.f1, full.lax.f1)
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in figures) + " |"


HEADER = "| text, evidence | strict F1 | P | R | F1 without nulls | lax F1 |\n|---|---|---|---|---|---|"
