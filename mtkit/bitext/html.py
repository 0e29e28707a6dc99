"""A page to read a bitext on: side by side, each sentence lighting up with its partner. One file, no network.

Without paragraphs a row is a bead. With `source_paragraphs` a row is a source paragraph with what
translates it; a bead that spans paragraphs keeps them in one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TextIO

from mtkit.bitext._page import SCRIPT, STYLE
from mtkit.core import Bead, Bitext

_LOW = 0.5  # below this a bead is more likely wrong than right
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def write(bitext: Bitext, target: TextIO) -> None:
    """A whole page.

    Confidence stands beside a bead wherever it is known, flags beside the sentence they are about.
    """
    title = _title(bitext)
    languages = escape(f"{bitext.source_lang} → {bitext.target_lang}")
    target.write(
        f'<!DOCTYPE html>\n<html lang="{_attribute(bitext.target_lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1><p>{languages} · {_summary(bitext)}</p></header>\n<main>\n"
    )
    for row in _rows(bitext):
        target.write(_row(bitext, row))
    target.write(
        "</main>\n<footer>Point at a sentence, or tap it, to see its partner.</footer>\n"
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _title(bitext: Bitext) -> str:
    names = [name for name in (bitext.source_name, bitext.target_name) if name]
    return _text(" – ".join(names)) if names else "Side by side"


def _summary(bitext: Bitext) -> str:
    parts = [f"{len(bitext.source)} and {len(bitext.target)} sentences"]
    alone = sum(not (bead.source and bead.target) for bead in bitext.beads)
    flagged = sum(bool(bead.flags) for bead in bitext.beads)
    if alone:
        parts.append(f"{alone} without a partner")
    if flagged:
        parts.append(f"{flagged} flagged")
    return ", ".join(parts)


def _rows(bitext: Bitext) -> Iterator[list[tuple[int, Bead]]]:
    """Numbered beads, grouped: by source paragraph where there are any, else each alone.

    A bead without a source sentence goes with the row before it, and the first ones with the row that
    follows.
    """
    paragraphs = bitext.source_paragraphs
    row: list[tuple[int, Bead]] = []
    last: int | None = None
    for number, bead in enumerate(bitext.beads):
        starts = paragraphs[bead.source[0]] if paragraphs and bead.source else None
        if row and (not paragraphs or (starts is not None and last is not None and starts != last)):
            yield row
            row = []
        row.append((number, bead))
        if paragraphs and bead.source:
            last = paragraphs[bead.source[-1]]
    if row:
        yield row


def _row(bitext: Bitext, row: list[tuple[int, Bead]]) -> str:
    source = _side(
        bitext.source, bitext.source_paragraphs, [(n, bead, bead.source) for n, bead in row], first=True
    )
    target = _side(
        bitext.target, bitext.target_paragraphs, [(n, bead, bead.target) for n, bead in row], first=False
    )
    return (
        f'<div class="row"><div lang="{_attribute(bitext.source_lang)}">{source}</div>'
        f'<div lang="{_attribute(bitext.target_lang)}">{target}</div></div>\n'
    )


def _side(
    sentences: tuple[str, ...],
    paragraphs: tuple[int, ...],
    beads: list[tuple[int, Bead, tuple[int, ...]]],
    *,
    first: bool,
) -> str:
    """One cell: the sentences of one side in spans, a new <p> where a paragraph begins."""
    pieces: list[str] = ["<p>"]
    last: int | None = None
    for number, bead, indices in beads:
        for i in indices:
            if paragraphs and last is not None and paragraphs[i] != last:
                pieces.append("</p><p>")
            last = paragraphs[i] if paragraphs else None
            pieces.append(_sentence(sentences[i], number, bead) + " ")
        if not indices:
            pieces.append(f'<span class="gap" data-b="{number}" title="no partner">∅</span> ')
        if not first:
            pieces.append(_notes(bead))
    pieces.append("</p>")
    return "".join(pieces)


def _sentence(text: str, number: int, bead: Bead) -> str:
    kinds = ["s"]
    if bead.flags:
        kinds.append("flagged")
    if not (bead.source and bead.target):
        kinds.append("alone")
    hint = f' title="{_attribute(_reasons(bead))}"' if bead.flags else ""
    return f'<span class="{" ".join(kinds)}" data-b="{number}" tabindex="0"{hint}>{_text(text)}</span>'


def _notes(bead: Bead) -> str:
    notes = ""
    if bead.confidence is not None:
        low = " low" if bead.confidence < _LOW else ""
        notes += f'<span class="conf{low}" title="confidence">{bead.confidence:.0%}</span> '
    if bead.flags:
        notes += f'<span class="why">⚑ {_text(_reasons(bead))}</span> '
    return notes


def _reasons(bead: Bead) -> str:
    return ", ".join(re.sub(r"[-_]+", " ", flag) for flag in bead.flags)


def _text(text: str) -> str:
    return escape(_CONTROL.sub("\ufffd", text), quote=False)


def _attribute(text: str) -> str:
    return escape(_CONTROL.sub("\ufffd", text), quote=True)
