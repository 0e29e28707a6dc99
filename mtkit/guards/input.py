"""What never reaches the model, and a document that is English already."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mtkit.guards import protected
from mtkit.guards.language import english_share


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
