"""The links of one translated sentence: from the engine's attention where there is any, and from the
lexicon."""

from __future__ import annotations

from collections.abc import Sequence

from mtkit.core import Translation
from mtkit.text.tokens import Token
from mtkit.words import attention, lexical
from mtkit.words.lexicon import load

LEAST = 0.04  # weights under this are noise


def links(
    translation: Translation,
    source: Sequence[Token],
    target: Sequence[Token],
    source_at: int = 0,
    target_at: int = 0,
    source_lang: str = "da",
    target_lang: str = "en",
) -> dict[tuple[int, int], float]:
    """Weights of (source word, target word) by index into `source` and `target`, the tokens of the sentence.

    `source_at` and `target_at` are where its text and translation begin in the texts that the tokens
    count from.
    """
    if not source or not target:
        return {}
    found = lexical.matrix([t.text for t in source], [t.text for t in target], load(source_lang, target_lang))
    if translation.attention:
        seen = attention.matrix(
            translation,
            [(t.start - source_at, t.end - source_at) for t in source],
            [(t.start - target_at, t.end - target_at) for t in target],
        )
        found = attention.combine(found, seen)
    return {
        (i, j): float(found[j, i])
        for j in range(len(target))
        for i in range(len(source))
        if found[j, i] >= LEAST
    }
