"""What never reaches the model, and a document that is English already."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mtkit.guards import protected
from mtkit.guards.language import english_share

_LITERAL = r"(?:</?s>|<pad>|<unk>|>>\w{2,12}<<)\s*"


def passes_through(text: str) -> bool:
    """Whether `text` comes through as it is: no letters, or none outside addresses and placeholders.

    Models invent sentences for what holds no words ("-" became "- No, no, no").
    """
    if not any(map(str.isalpha, text)):
        return True
    if not protected.may_hold_protected(text):
        return False
    return not any(map(str.isalpha, protected.blank(text, protected.find(text))))


def in_capitals(source: str) -> bool:
    """Whether `source` is two words or more, all in capitals."""
    return source.isupper() and sum(len(word) > 1 for word in re.findall(r"\w+", source)) >= 2


def looks_english(sentences: Iterable[str]) -> bool:
    """Whether what was given as Danish is mostly English, by its function words; needs four of them."""
    return english_share(sentences) > 0.6


def literal_pieces(text: str) -> list[str]:
    """`text` cut around literal control tokens (`</s>`, `<pad>`, `>>eng<<`): text, token, text, …, text.

    Pieces with an odd index are tokens with the space after them and stay as they are; the others are to be
    translated (some may be empty). One piece when there is none. Joining all gives `text` back.
    """
    if "<" not in text and ">>" not in text:
        return [text]
    pieces: list[str] = []
    end = 0
    for match in re.finditer(_LITERAL, text, re.IGNORECASE):
        pieces += [text[end : match.start()], match.group()]
        end = match.end()
    return [*pieces, text[end:]]
