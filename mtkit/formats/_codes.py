"""The inline codes that XLIFF and TMX share: elements in a segment's text, as markup over plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

from mtkit.core import Segment
from mtkit.errors import UsageError
from mtkit.formats._inline import Item, Run, take_apart
from mtkit.formats._rewrite import has_changed
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


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """A step as it is written: bytes, and between them the sub-flows (`<sub>`: the text of an image, say)."""

    parts: tuple[bytes | Content, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The inside of a `<source>`, `<seg>` or `<sub>`, taken apart; `subs` are the sub-flows in its codes."""

    raw: bytes
    run: Run[Code]
    subs: tuple[Content, ...] = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Its own text, if it has any, and that of its sub-flows."""
        own = (self.run.segment,) if self.run.segment else ()
        return (*own, *(segment for sub in self.subs for segment in sub.segments))

    def render(self, translated: Sequence[Segment], codec: str) -> bytes:
        """The inside of the target: the same codes around other text; the same bytes for the same text."""
        if not has_changed(self.segments, translated):
            return self.raw
        given = iter(translated)
        own = next(given) if self.run.segment else None
        inside = {id(sub): sub.render(tuple(islice(given, len(sub.segments))), codec) for sub in self.subs}

        def write(codes: Iterable[Code]) -> bytes:
            parts = (part for code in codes for part in code.parts)
            return b"".join(part if isinstance(part, bytes) else inside[id(part)] for part in parts)

        run = self.run
        if own is None or run.segment is None or own.text == run.segment.text:
            return write(item.payload for item in run.items)
        out = [write(item.payload for item in run.prefix)]
        for event in weave(own.text, own.spans, run.marks):
            if event.kind == "text":
                out.append(escape(event.value).encode(codec, "xmlcharrefreplace"))
            elif event.kind == "whole":
                out.append(write(run.insides[event.value]))
            else:
                out.append(write((run.insides[event.value][event.kind == "close"],)))
        return b"".join((*out, write(item.payload for item in run.suffix)))


def read_content(element: Element, codec: str, *, preserve: bool, kind: str = "message") -> Content:
    """Take the inside of an element apart. `preserve`: line breaks with indentation are meant (xml:space)."""
    items: list[Item[Code]] = []
    _walk(element.children, items, codec, preserve)
    raw = b"".join(to_bytes(child) for child in element.children)
    run = take_apart(items, kind)
    if run.segment:
        keep = placeholders(run.segment.text, run.segment.keep)
        run = replace(run, segment=replace(run.segment, keep=keep))
    subs = (part for item in items for part in item.payload.parts if isinstance(part, Content))
    return Content(raw, run, tuple(subs))


def with_targets(content: Content, there: str, target: Element | None, codec: str) -> tuple[Segment, ...]:
    """The segments of a content with what a target holds for them: `there`, and the text of its sub-flows."""
    subs = sub_texts(target, codec)
    segments = content.segments
    own = [there] if content.run.segment else []
    if len(own) + len(subs) != len(segments):
        subs = [""] * (len(segments) - len(own))
    return tuple(replace(s, target=text) for s, text in zip(segments, [*own, *subs], strict=True))


def sub_texts(target: Element | None, codec: str) -> list[str]:
    """The texts of the sub-flows in a target, in order."""
    return [plain_text(sub, codec) for sub in _sub_flows(target)] if target else []


def _sub_flows(element: Element) -> Iterator[Element]:
    for child in element.elements():
        if child.local == "sub":
            yield child
        yield from _sub_flows(child)


def translates_existing(options: Mapping[str, str] | None) -> bool:
    """Whether the option `existing` asks for targets that are there to be translated anew."""
    said = check_options(options, ("existing",)).get("existing", "keep")
    if said not in ("keep", "translate"):
        raise UsageError(f"existing is {said!r}", hint="it is keep or translate")
    return said == "translate"


def plain_text(element: Element, codec: str) -> str:
    """The text of a target that is there already, without its codes, as `read_content` would give it."""
    items: list[Item[Code]] = []
    _walk(element.children, items, codec, preserve=True)
    return "".join(item.text for item in items if item.kind in ("text", "kept")).strip()


def _walk(children: Sequence[Node], items: list[Item[Code]], codec: str, preserve: bool) -> None:
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
            items.append(Item("point", Code((child.raw,))))
    flush()


def _text_items(text: str, codec: str, preserve: bool) -> list[Item[Code]]:
    if not preserve:
        text = _INDENT.sub(" ", text)
    items: list[Item[Code]] = []
    position = 0
    for tag in _TAG.finditer(text):
        items += _words(text[position : tag.start()], codec)
        items.append(_written_tag(tag, codec))
        position = tag.end()
    return items + _words(text[position:], codec)


def _words(text: str, codec: str) -> list[Item[Code]]:
    core = text.strip()
    before, _, after = text.partition(core) if core else (text, "", "")
    return [Item("text", Code((_encode(part, codec),)), part) for part in (before, core, after) if part]


def _written_tag(tag: re.Match[str], codec: str) -> Item[Code]:
    """An HTML tag that is written out in a message (`&lt;b&gt;`)."""
    raw, name = Code((_encode(tag[0], codec),)), tag[2].lower()
    if tag[0].endswith("/>"):
        return Item("point", raw, name=name)
    return Item("close" if tag[1] else "open", raw, key=("written", name), name=name)


def _encode(text: str, codec: str) -> bytes:
    return escape(text).encode(codec, "xmlcharrefreplace")


def _element(element: Element, items: list[Item[Code]], codec: str, preserve: bool) -> None:
    local = element.local
    if local in _CONTAINERS and not _is_protected(element) and element.close:
        items.append(Item("open", Code((element.open,)), key=element, name=local))
        _walk(element.children, items, codec, preserve)
        items.append(Item("close", Code((element.close,)), key=element, name=local))
    elif local in _CONTAINERS and _is_protected(element):
        items.append(Item("kept", Code((to_bytes(element),)), inner_text(element), name=local))
    elif local in _OPENERS or local in _CLOSERS:
        kind: Literal["open", "close"] = "open" if local in _OPENERS else "close"
        code = Code(tuple(_parts(element, codec, preserve)))
        items.append(Item(kind, code, key=_pair_key(element), name=local))
    elif shown := _variable(element):
        items.append(Item("kept", Code((to_bytes(element),)), shown, name=local))
    else:
        items.append(Item("point", Code(tuple(_parts(element, codec, preserve))), name=local))


def _parts(node: Node, codec: str, preserve: bool) -> Iterator[bytes | Content]:
    """A code as it is written, its sub-flows apart."""
    if not isinstance(node, Element):
        yield node.raw
        return
    yield node.open
    if node.local == "sub":
        yield read_content(node, codec, preserve=preserve)
    else:
        for child in node.children:
            yield from _parts(child, codec, preserve)
    yield node.close


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
