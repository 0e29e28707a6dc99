"""The inline codes that XLIFF and TMX share: elements in a segment's text, as markup over plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mtkit.core import Segment
from mtkit.errors import UsageError
from mtkit.formats._inline import Item, Run, take_apart
from mtkit.formats._table import check_options
from mtkit.formats._tagged import PLACEHOLDER, placeholders
from mtkit.formats._weave import weave
from mtkit.formats._xml import Element, Node, Text, escape, inner_text, to_bytes

# XLIFF 1.2: g mrk x bx ex bpt ept ph it. XLIFF 2: pc mrk sc ec sm em ph cp. TMX 1.4b: hi bpt ept ph it ut.
_CONTAINERS: Final = frozenset({"g", "pc", "mrk", "hi"})
_OPENERS: Final = frozenset({"bpt", "bx", "sc", "sm"})
_CLOSERS: Final = frozenset({"ept", "ex", "ec", "em"})
# What a translator should see as part of the sentence: a variable, not a piece of markup.
_VARIABLE: Final = re.compile(rf"{PLACEHOLDER.pattern}|%%?[A-Za-z0-9_]+%%?|\$[A-Za-z_]\w*|@\w+")
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})(?:\s[^<>]{0,2000})?/?>")
_INDENT: Final = re.compile(r"[ \t]*\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Content:
    """The inside of a `<source>` or `<seg>`, taken apart."""

    raw: bytes
    run: Run[bytes]

    @property
    def segment(self) -> Segment | None:
        return self.run.segment

    def render(self, translated: Segment, codec: str) -> bytes:
        """The inside of the target: the same codes around other text; the same bytes for the same text."""
        segment = self.run.segment
        if segment is None or translated.text == segment.text:
            return self.raw
        parts = [item.payload for item in self.run.prefix]
        for event in weave(translated.text, translated.spans, self.run.marks):
            if event.kind == "text":
                parts.append(escape(event.value).encode(codec, "xmlcharrefreplace"))
            elif event.kind == "whole":
                parts += self.run.insides[event.value]
            else:
                parts.append(self.run.insides[event.value][event.kind == "close"])
        parts += [item.payload for item in self.run.suffix]
        return b"".join(parts)


def read_content(element: Element, codec: str, *, preserve: bool, kind: str = "message") -> Content:
    """Take the inside of an element apart. `preserve`: line breaks with indentation are meant (xml:space)."""
    items: list[Item[bytes]] = []
    _walk(element.children, items, codec, preserve)
    raw = b"".join(to_bytes(child) for child in element.children)
    run = take_apart(items, kind)
    if run.segment:
        run = replace(
            run, segment=replace(run.segment, keep=placeholders(run.segment.text, run.segment.keep))
        )
    return Content(raw, run)


def translates_existing(options: Mapping[str, str] | None) -> bool:
    """Whether the option `existing` asks for targets that are there to be translated anew."""
    said = check_options(options, ("existing",)).get("existing", "keep")
    if said not in ("keep", "translate"):
        raise UsageError(f"existing is {said!r}", hint="it is keep or translate")
    return said == "translate"


def plain_text(element: Element, codec: str) -> str:
    """The text of a target that is there already, without its codes, as `read_content` would give it."""
    items: list[Item[bytes]] = []
    _walk(element.children, items, codec, preserve=True)
    return "".join(item.text for item in items if item.kind in ("text", "kept")).strip()


def _walk(children: Sequence[Node], items: list[Item[bytes]], codec: str, preserve: bool) -> None:
    text: list[str] = []

    def flush() -> None:
        if text:
            items.extend(_text_items("".join(text), codec, preserve))
            text.clear()

    for child in children:
        if isinstance(child, Text):
            text.append(child.text)
        elif isinstance(child, Element):
            flush()
            _element(child, items, codec, preserve)
        elif child.raw.startswith(b"<!--") or child.raw.startswith(b"<?"):
            flush()
            items.append(Item("point", child.raw))
    flush()


def _text_items(text: str, codec: str, preserve: bool) -> list[Item[bytes]]:
    if not preserve:
        text = _INDENT.sub(" ", text)
    items: list[Item[bytes]] = []
    position = 0
    for tag in _TAG.finditer(text):
        items += _words(text[position : tag.start()], codec)
        items.append(_written_tag(tag, codec))
        position = tag.end()
    return items + _words(text[position:], codec)


def _words(text: str, codec: str) -> list[Item[bytes]]:
    core = text.strip()
    before, _, after = text.partition(core) if core else (text, "", "")
    return [Item("text", _encode(part, codec), part) for part in (before, core, after) if part]


def _written_tag(tag: re.Match[str], codec: str) -> Item[bytes]:
    """An HTML tag that is written out in a message (`&lt;b&gt;`)."""
    raw, name = _encode(tag[0], codec), tag[2].lower()
    if tag[0].endswith("/>"):
        return Item("point", raw, name=name)
    return Item("close" if tag[1] else "open", raw, key=("written", name), name=name)


def _encode(text: str, codec: str) -> bytes:
    return escape(text).encode(codec, "xmlcharrefreplace")


def _element(element: Element, items: list[Item[bytes]], codec: str, preserve: bool) -> None:
    local = element.local
    if local in _CONTAINERS and not _is_protected(element) and element.close:
        items.append(Item("open", element.open, key=element, name=local))
        _walk(element.children, items, codec, preserve)
        items.append(Item("close", element.close, key=element, name=local))
        return
    raw = to_bytes(element)
    if local in _CONTAINERS and _is_protected(element):
        items.append(Item("kept", raw, inner_text(element), name=local))
    elif local in _OPENERS:
        items.append(Item("open", raw, key=_pair_key(element), name=local))
    elif local in _CLOSERS:
        items.append(Item("close", raw, key=_pair_key(element), name=local))
    elif shown := _variable(element):
        items.append(Item("kept", raw, shown, name=local))
    else:
        items.append(Item("point", raw, name=local))


def _is_protected(element: Element) -> bool:
    return element.attributes.get("mtype") == "protected" or element.attributes.get("translate") == "no"


def _pair_key(element: Element) -> str:
    """What joins the two halves of a pair: XLIFF 1.2 `rid` or `id`, TMX `i`, XLIFF 2 `startRef`."""
    known = element.attributes
    return known.get("startRef") or known.get("rid") or known.get("i") or known.get("id") or ""


def _variable(element: Element) -> str:
    """The variable that a code stands for, where it is one."""
    for shown in (element.attributes.get("equiv-text"), element.attributes.get("equiv"), inner_text(element)):
        if shown and _VARIABLE.fullmatch(shown.strip()):
            return shown.strip()
    return ""
