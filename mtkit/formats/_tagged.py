"""Text with tags written in it (`<i>`, `{\\an8}`), as markup over plain text and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mtkit.core import Segment
from mtkit.formats._inline import Item, Run, take_apart
from mtkit.formats._weave import weave

# What a program puts a value into. printf's flags leave out the space: "100 % sikker" is Danish.
PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}"  # {{ user }}
    r"|\$\{[^{}\n]{1,80}\}|%\{\w{1,60}\}"  # ${user} %{user}
    r"|\{[\w.!:\[\],#<>^+-]{0,80}\}"  # {0} {name!r:>10}
    r"|%\(\w{1,60}\)[-+#0]*\d*(?:\.\d+)?[a-zA-Z]"  # %(name)d
    r"|%(?:\d+\$)?[-+#0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t|L|q)?[diouxXeEfFgGcsaAp@](?!\w)"
    r"|%\d{1,2}(?![\d%,.]|\s*%)"  # %1
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_-]{0,30})(?:\s[^<>]{0,2000})?(/?)>")
_CODE = re.compile(r"<(code|kbd|samp|var)(?:\s[^<>]{0,2000})?>([^<>]{1,2000})</\1>", re.IGNORECASE)
_VOID = frozenset({"br", "img", "hr", "wbr", "input"})


def read_tagged(text: str, kind: str, *, decode: Callable[[str], str] | None = None) -> Run[str]:
    """Take a text with HTML-like tags apart. `decode` turns what stands between tags into plain text.

    What stands in tags of code is kept with them.
    """
    items: list[Item[str]] = []
    position = 0
    for tag in _TAG.finditer(text):
        if tag.start() < position:
            continue
        items += words(text[position : tag.start()], decode)
        code = _CODE.match(text, tag.start())
        shown = (decode(code[2]) if decode else code[2]).strip() if code else ""
        items.append(Item("kept", code[0], shown, name=code[1].lower()) if code and shown else tag_item(tag))
        position = code.end() if code and shown else tag.end()
    return take_apart([*items, *words(text[position:], decode)], kind)


def tag_item(tag: re.Match[str]) -> Item[str]:
    """A tag as an Item; its name joins the opening and the closing one."""
    name = tag[2].lower()
    if tag[3] or name in _VOID:
        return Item("point", tag[0], name=name)
    return Item("close" if tag[1] else "open", tag[0], key=name, name=name)


def words(text: str, decode: Callable[[str], str] | None = None) -> list[Item[str]]:
    """Text as Items, the white space at its ends apart."""
    core = text.strip()
    before, _, after = text.partition(core) if core else (text, "", "")
    return [Item("text", part, decode(part) if decode else part) for part in (before, core, after) if part]


def write_tagged(run: Run[str], translated: Segment, encode: Callable[[str], str] | None = None) -> str:
    """The text again, with the same tags around the translated words."""
    parts = [item.payload for item in run.prefix]
    for event in weave(translated.text, translated.spans, run.marks):
        if event.kind == "text":
            parts.append(encode(event.value) if encode else event.value)
        elif event.kind == "whole":
            parts += run.insides[event.value]
        else:
            parts.append(run.insides[event.value][event.kind == "close"])
    return "".join([*parts, *(item.payload for item in run.suffix)])


def placeholders(text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[tuple[int, int], ...]:
    """Ranges of `text` that a program puts values into, and those of `taken`, in order."""
    found = [m.span() for m in PLACEHOLDER.finditer(text)]
    new = [(a, b) for a, b in found if all(b <= start or end <= a for start, end in taken)]
    return tuple(sorted([*taken, *new]))
