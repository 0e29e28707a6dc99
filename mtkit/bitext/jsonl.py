"""JSON Lines: one object a bead, with everything that is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from mtkit.bitext._sides import source_text, target_text
from mtkit.core import Bead, Bitext
from mtkit.errors import FormatError

_HINT = "each line is an object with source_indices and target_indices, as 'mtkit align --to jsonl' writes it"


def write(bitext: Bitext, target: TextIO) -> None:
    """One line a bead, in the order of the text.

    Keys: source, target (texts, sentences joined by a space), source_indices, target_indices (lists of
    0-based sentence numbers), kind ("1-1"), score, confidence (null where unknown), flags; and
    source_paragraph, target_paragraph (the number of the first sentence's paragraph) where the bitext has
    paragraphs.
    """
    for bead in bitext.beads:
        record: dict[str, Any] = {
            "source": source_text(bitext, bead),
            "target": target_text(bitext, bead),
            "source_indices": list(bead.source),
            "target_indices": list(bead.target),
            "kind": bead.kind,
            "score": bead.score,
            "confidence": bead.confidence,
            "flags": list(bead.flags),
        }
        if bitext.source_paragraphs and bead.source:
            record["source_paragraph"] = bitext.source_paragraphs[bead.source[0]]
        if bitext.target_paragraphs and bead.target:
            record["target_paragraph"] = bitext.target_paragraphs[bead.target[0]]
        target.write(json.dumps(record, ensure_ascii=False) + "\n")


def read(source: Iterable[str], name: str) -> list[Bead]:
    """The beads of a file; source_indices and target_indices must be there, all other keys need not.

    Raises FormatError with the line's number.
    """
    return [_bead(line, name, number) for number, line in enumerate(source, 1) if line.strip()]


def _bead(line: str, name: str, number: int) -> Bead:
    try:
        record = json.loads(line)
        return Bead(
            source=tuple(sorted(_index(i) for i in record["source_indices"])),
            target=tuple(sorted(_index(j) for j in record["target_indices"])),
            score=float(record.get("score") or 0.0),
            confidence=None if record.get("confidence") is None else float(record["confidence"]),
            flags=tuple(str(flag) for flag in record.get("flags") or ()),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise FormatError(f"{name}, line {number}: not a bead", hint=_HINT) from None


def _index(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(value)
    return value
