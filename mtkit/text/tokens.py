"""Word tokens with their places: for word links, scoring buckets and checks, not for models."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Addresses, numbers with their separators, abbreviations, words with inner marks, any other character.
_WORD = re.compile(
    r"""
      (?:https?://|www\.)[^\s<>"'”»]*[^\s<>"'”».,;:!?)\]]
    | (?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+
    | \d+(?:[.,:/]\d+)*(?:[-'’][^\W\d_]+)*
    | (?:[^\W\d_]{1,2}\.)+[^\W\d_](?!\w)\.?
    | (?:[^\W_][\u0300-\u036f]*)+(?:[-'’.](?:[^\W_][\u0300-\u036f]*)+)*
    | \.{2,}
    | \S
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark: `text` is `source[start:end]`."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Token]:
    """The tokens of `text`, in order; together with the white space between them they are the whole of it.

    A word keeps its hyphens and apostrophes (`EU-landene`, `80'erne`, `don't`), a number its separators
    (`3.000,5`, `14.30`); URLs and e-mail addresses are one token; every other mark stands alone.
    """
    return [Token(m[0], m.start(), m.end()) for m in _WORD.finditer(text)]


def texts(text: str) -> list[str]:
    """The tokens of `text` without their places."""
    return _WORD.findall(text)
