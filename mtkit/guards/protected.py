"""Stretches of text that mean something to a machine: addresses, placeholders, tags, control tokens.

A translation must hold each of them as the source has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_DOMAINS = "dk|com|org|net|eu|info|se|no|de|uk|fr|nl|io|gov|edu|int|nu|gl|fo|ai|dev|tv"
_HINTS = ("@", "{", "%", "$", "<", "&", "://")
_DOMAIN_HINT = re.compile(r"[\w-]\.\w\w")

_PATH = r"""[^\s<>"«»“”]*[^\s<>"«»“”.,;:!?)\]}'’]"""  # the mark that ends a sentence is no part of it

# Every repetition is anchored by what may not stand before it, or bounded, so that a search is linear.
_PROTECTED = rf"""(?P<url>
      (?:https?|ftp)://{_PATH}
    | (?<![\w.+-])[\w+-][\w.+-]*@[\w-]+(?:\.[\w-]+)+                      # mail
    | (?<![\w.@/-])www\.(?:[\w-]+\.)+[A-Za-z]{{2,12}}(?::\d{{1,5}})?(?:[/?\#]{_PATH}|/)?
    | (?<![\w.@/-])(?:[\w-]+\.)+(?:{_DOMAINS})(?![\w@])(?:/{_PATH}|/)?
    | (?<![\w.@/])@[A-Za-z_]\w{{1,30}}                                    # a handle
    ) | (?P<placeholder>
      \{{\{{[^{{}}]{{0,80}}\}}\}}                                         # {{{{ user }}}}
    | \$\{{[^{{}}]{{1,80}}\}}                                             # ${{VAR}}
    | (?<![\w$])\$[A-Za-z_]\w{{1,60}}                                     # $VAR
    | \{{[^{{}}\s]{{0,60}}\}}                                             # {{0}} {{name:>8}}
    | %\([\w.-]{{1,40}}\)[-+0\#]?\d{{0,6}}(?:\.\d{{1,6}})?[diouxXeEfFgGcrs]  # %(name)d
    | (?<![\w%])%(?:\d{{1,3}}\$)?[-+0\#]?\d{{0,6}}(?:\.\d{{1,6}})?(?:hh|ll|[hlz])?[diouxXeEfFgGcrs@](?!\w)
    | (?<![\w%])%[A-Z_]{{2,40}}%                                          # %PATH%
    | &(?:[A-Za-z]{{2,10}}|\#\d{{1,7}}|\#x[0-9A-Fa-f]{{1,6}});            # &nbsp;
    | </?[A-Za-z][^<>]{{0,200}}>                                          # <b> </s> <unk>
    | >>\w{{1,12}}<<                                                      # a language token
    )"""


@dataclass(frozen=True, slots=True)
class Protected:
    """`text` was found at [start, end); `kind` is "url" (mail and handles too), "placeholder" or "keep"."""

    kind: str
    text: str
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when it is first needed: most texts hold nothing of the kind."""
    return re.compile(_PROTECTED, re.VERBOSE)


def may_hold_protected(text: str) -> bool:
    """Whether a search is worth while; costs a tenth of one. Never False where `find` finds something."""
    for hint in _HINTS:
        if hint in text:
            return True
    return ">>" in text or ("." in text and _DOMAIN_HINT.search(text) is not None)


def find(text: str, keep: tuple[str, ...] = ()) -> list[Protected]:
    """Protected stretches of `text`, disjoint and in order; a string of `keep` wins over what it overlaps."""
    found: list[Protected] = []
    if may_hold_protected(text):
        for match in _pattern().finditer(text):
            found.append(Protected(match.lastgroup or "url", match.group(), match.start(), match.end()))
    wanted = sorted({k for k in keep if k.strip()}, key=lambda k: (-len(k), k))
    if not wanted:
        return found
    pattern = re.compile("|".join(map(re.escape, wanted)))
    kept = [Protected("keep", m.group(), m.start(), m.end()) for m in pattern.finditer(text)]
    return _merge(found, kept)


def _merge(found: list[Protected], kept: list[Protected]) -> list[Protected]:
    merged = list(kept)
    i = 0
    for item in found:
        while i < len(kept) and kept[i].end <= item.start:
            i += 1
        if i == len(kept) or kept[i].start >= item.end:
            merged.append(item)
    return sorted(merged, key=lambda item: item.start)


def blank(text: str, items: list[Protected]) -> str:
    """`text` with a space in the place of each of `items`, which `find` gave for it."""
    pieces, end = [], 0
    for item in items:
        pieces.append(text[end : item.start])
        end = item.end
    return " ".join([*pieces, text[end:]])


def touching(text: str, items: list[Protected]) -> list[Protected]:
    """`items` with those that touch made one ("<b>dr.dk</b>")."""
    joined: list[Protected] = []
    for item in items:
        if joined and joined[-1].end == item.start:
            start = joined.pop().start
            item = Protected(item.kind, text[start : item.end], start, item.end)
        joined.append(item)
    return joined
