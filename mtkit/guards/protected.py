"""Stretches of text that mean something to a machine: addresses, placeholders, tags, control tokens.

And what a Danish model has no pieces for: other scripts, emoji.

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

# Letters from Greek to Hangul but for Latin with two marks, arrows and dingbats, ideographs, emoji.
_OTHER = (
    "\u0370-\u1cff\u1f00-\u1fff\u2190-\u2bff\u2e80-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U0001f000-\U0003ffff"
)

# Every repetition is anchored by what may not stand before it, or bounded, so that a search is linear.
_PROTECTED = rf"""(?P<url>
      (?:https?|ftp)://{_PATH}
    | (?<![\w.+-])[\w+-][\w.+-]*@[\w-]+(?:\.[\w-]+)+                      # mail
    | (?<![\w.@/-])www\.(?:[\w-]+\.)+[A-Za-z]{{2,12}}(?::\d{{1,5}})?(?:[/?\#]{_PATH}|/)?
    | (?<![\w.@/-])(?:[\w-]+\.)+(?:{_DOMAINS})(?![\w@])(?:/{_PATH}|/)?
    | (?<![\w.@/])@[A-Za-z_]\w{{1,30}}                                    # a handle
    ) | (?P<placeholder>
      \{{\{{[^{{}}]{{0,80}}\}}\}}                                         # {{{{ user }}}}
    | [$%\#]\{{[^{{}}]{{1,80}}\}}                                         # ${{VAR}} %{{name}} #{{name}}
    | %<\w{{1,40}}>[-+0\#]?\d{{0,6}}(?:\.\d{{1,6}})?[diouxXeEfFgGcrs]       # %<name>d
    | (?<![\w$])\$[A-Za-z_]\w{{1,60}}                                     # $VAR
    | \{{[^{{}}\s]{{0,60}}\}}                                             # {{0}} {{name:>8}}
    | %\([\w.-]{{1,40}}\)[-+0\#]?\d{{0,6}}(?:\.\d{{1,6}})?[diouxXeEfFgGcrs]  # %(name)d
    | (?<![\w%])%(?:\d{{1,3}}\$)?[-+0\#]?\d{{0,6}}(?:\.\d{{1,6}})?(?:hh|ll|[hlz])?[diouxXeEfFgGcrs@](?!\w)
    | (?<![\w%])%[A-Z_]{{2,40}}%                                          # %PATH%
    | &(?:[A-Za-z]{{2,10}}|\#\d{{1,7}}|\#x[0-9A-Fa-f]{{1,6}});            # &nbsp;
    | </?[A-Za-z][^<>]{{0,200}}>                                          # <b> </s> <unk>
    | >>\w{{1,12}}<<                                                      # a language token
    ) | (?P<script>[{_OTHER}][{_OTHER}\ufe0f\u200d\u20e3]*)"""
_OTHER_SCRIPT = re.compile(f"[{_OTHER}]")


@dataclass(frozen=True, slots=True)
class Protected:
    """`text` was found at [start, end).

    kind: "url" (mail and handles too), "placeholder", "script" or "keep".
    """

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
    if ">>" in text or ("." in text and _DOMAIN_HINT.search(text) is not None):
        return True
    return not text.isascii() and _OTHER_SCRIPT.search(text) is not None


def find(text: str, keep: tuple[str, ...] = ()) -> list[Protected]:
    """Protected stretches of `text`, disjoint and in order; a string of `keep` wins over what it overlaps."""
    found: list[Protected] = []
    if may_hold_protected(text):
        for match in _pattern().finditer(text):
            found.append(Protected(match.lastgroup or "url", match.group(), match.start(), match.end()))
        found = _without_main_script(text, found)
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


def _without_main_script(text: str, found: list[Protected]) -> list[Protected]:
    """A script is foreign only where the better part of the letters is Latin: there are other models."""
    foreign = sum(map(str.isalpha, "".join(item.text for item in found if item.kind == "script")))
    if not foreign or 2 * foreign < sum(map(str.isalpha, text)):
        return found
    return [item for item in found if item.kind != "script"]


def without_joiners(text: str) -> str:
    """`text` without what only joins or colours emoji, which no engine is given."""
    return text.replace("\ufe0f", "").replace("\u200d", "")


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
