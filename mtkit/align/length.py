"""Sentence lengths: long sentences translate to long ones (Gale & Church 1993)."""

from __future__ import annotations

from mtkit.align._evidence import Evidence, Texts, character_lengths


def gather(texts: Texts) -> list[Evidence]:
    """Lengths in characters of the two texts."""
    return [Evidence(lengths=((character_lengths(texts.source), character_lengths(texts.target)),))]
