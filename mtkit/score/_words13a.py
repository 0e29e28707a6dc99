"""The words that sacreBLEU's tokenizer 13a finds (mteval-v13a, used by WMT), for a whole column at once.

sacreBLEU replaces line by line, and Python fills in each replacement by itself. Here the lines are one text
that is split and joined again. Lines cannot touch: each stands between two spaces, and no rule looks past
one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Marks that are words of their own, wherever they stand.
_ALONE = '{|}~[\\]^_`!"#$%&()*+:;<=>?@/'
_ENTITIES = (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))
# A period or comma is one unless a digit stands before it, or after it; a dash is one after a digit. A match
# takes both its characters, so that the next begins after them.
_AFTER_OTHER = re.compile(r"([^0-9])([.,])")
_BEFORE_OTHER = re.compile(r"([.,])([^0-9])")
_AFTER_DIGIT = re.compile(r"([0-9])(-)")


def words_13a(texts: Sequence[str]) -> list[list[str]]:
    """[texts][words] of each text, white space at its end left out."""
    if not texts:
        return []
    lines = [text.rstrip() for text in texts]
    joined = " \n ".join(lines)
    if joined.count("\n") != len(lines) - 1:  # line feeds within a text
        lines = [line.replace("<skipped>", "").replace("-\n", "").replace("\n", " ") for line in lines]
        joined = " \n ".join(lines)
    joined = f" {joined} ".replace("<skipped>", "")
    if "&" in joined:
        for entity, character in _ENTITIES:
            joined = joined.replace(entity, character)
    for mark in _ALONE:
        if mark in joined:
            joined = joined.replace(mark, f" {mark} ")
    joined = _spaced(_AFTER_OTHER, joined, before=False, after=True)
    joined = _spaced(_BEFORE_OTHER, joined, before=True, after=False)
    joined = _spaced(_AFTER_DIGIT, joined, before=False, after=True)
    return [line.split() for line in joined.split("\n")]


def _spaced(pair: re.Pattern[str], text: str, *, before: bool, after: bool) -> str:
    """A space between the two characters of every match, and before or after them."""
    parts = pair.split(text)
    found = len(parts) // 3
    spread = [" "] * (6 * found + 1)
    spread[0::6] = parts[0::3]
    spread[2::6] = parts[1::3]
    spread[4::6] = parts[2::3]
    if not before:
        spread[1::6] = [""] * found
    if not after:
        spread[5::6] = [""] * found
    return "".join(spread)
