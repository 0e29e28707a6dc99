"""Text and tags between two block boundaries, on their way to segments."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

from mtkit.formats._html_pieces import Part
from mtkit.formats._inline import SIGNS, Item, entries

_BLANK: Final = " \t\n\r\f"
_BLANKS: Final = re.compile(r"[ \t\n\r\f]+")
_COLUMNS: Final = re.compile(r"(?<![ \n])( {2,})(?![ \n])")
# Signs that part the entries of a list in one line: "News | Sport", "Home › News".
_SIGN: Final = re.compile(
    rf"((?:(?<=[{_BLANK}])|^)(?:[{SIGNS}]|&(?:rsaquo|bull|middot);)(?=[{_BLANK}]|$))", re.IGNORECASE
)
_HIDDEN: Final = re.compile("[\u00ad\ud800-\udfff]")  # soft hyphens divide the source's words; broken bytes


def shown(text: str) -> str:
    """Text as a reader sees it: without soft hyphens and the line breaks of the file."""
    return _HIDDEN.sub("", _BLANKS.sub(" ", text))


def is_blank(item: Item[Part]) -> bool:
    """Whether an item is a blank between words."""
    return item.kind == "text" and item.text == " "


def text_items(raw: str, *, pre: bool) -> list[Item[Part]]:
    """Text in items of words, with blanks, signs that part entries, and what parts columns in `pre` apart."""
    core = raw.strip(_BLANK)
    before, _, after = raw.partition(core) if core else (raw, "", "")
    pieces = _COLUMNS.split(core) if pre else [p for part in _SIGN.split(core) for p in _with_ends(part)]
    parts = [before, *pieces, after]
    return [
        Item("text", Part(part), _preformatted(part) if pre else shown(html.unescape(part)))
        for part in parts
        if part
    ]


def _with_ends(raw: str) -> tuple[str, ...]:
    """Text, and the blanks at its ends apart."""
    core = raw.strip(_BLANK)
    return raw.partition(core) if core else (raw,)


def _preformatted(raw: str) -> str:
    return _HIDDEN.sub("", html.unescape(raw.replace("\r\n", "\n")))


def split(items: Sequence[Item[Part]], *, pre: bool = False) -> Iterator[list[Item[Part]]]:
    """Paragraphs that no block parts: two line breaks in a row do, and the links of a menu stand alone.

    Signs such as `|` that stand between words, outside of tags, part them too. In preformatted text the
    columns of a line are apart.
    """
    for group in _split_at_columns(items) if pre else _split_at_breaks(items):
        if _is_menu(group):
            yield from _split_at_links(group)
        elif pre:
            yield group
        else:
            yield from entries(group)


def _split_at_columns(items: Sequence[Item[Part]]) -> Iterator[list[Item[Part]]]:
    group: list[Item[Part]] = []
    depth = 0
    for item in items:
        depth = max(0, depth + (item.kind == "open") - (item.kind == "close"))
        group.append(item)
        if depth == 0 and item.kind == "text" and _COLUMNS.fullmatch(item.text):
            yield group
            group = []
    if group:
        yield group


def _split_at_breaks(items: Sequence[Item[Part]]) -> Iterator[list[Item[Part]]]:
    group: list[Item[Part]] = []
    depth = breaks = 0
    for item in items:
        is_break = item.name == "br" and item.kind == "text"
        is_text = item.kind in ("kept", "open") or (item.kind == "text" and item.text.strip() != "")
        if is_text and breaks >= 2 and depth == 0:
            yield group
            group = []
        if is_break:
            breaks += 1
        elif is_text or item.kind == "close":
            breaks = 0
        depth = max(0, depth + (item.kind == "open") - (item.kind == "close"))
        group.append(item)
    yield group


def _is_menu(items: Sequence[Item[Part]]) -> bool:
    """Whether all words stand in links, of which there are several, and none in another."""
    depth = links = 0
    for item in items:
        if item.kind == "open":
            if depth == 0:
                if item.name != "a":
                    return False
                links += 1
            depth += 1
        elif item.kind == "close":
            depth -= 1
            if depth < 0:
                return False
        elif depth == 0 and (item.kind == "kept" or any(c.isalnum() for c in item.text)):
            return False
    return links > 1 and depth == 0


def _split_at_links(items: Sequence[Item[Part]]) -> Iterator[list[Item[Part]]]:
    group: list[Item[Part]] = []
    depth = 0
    for item in items:
        if item.kind == "open" and depth == 0 and group:
            yield group
            group = []
        depth += (item.kind == "open") - (item.kind == "close")
        group.append(item)
        if item.kind == "close" and depth == 0:
            yield group
            group = []
    if group:
        yield group
