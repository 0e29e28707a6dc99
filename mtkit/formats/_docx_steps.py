"""A Word paragraph's runs, fields and markup as steps (ECMA-376 part 1, §17.3, §17.16; DrawingML §21.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from mtkit.formats._xml import XML_SPACE, Element, Node, Text, inner_text, to_bytes

WORD: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
DRAWING: Final = frozenset(
    {"http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"}
)
_MATH: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math",
    }
)
_DROPPED: Final = frozenset({"proofErr", "lastRenderedPageBreak", "softHyphen"})  # about the old text only
_GONE: Final = frozenset({"del", "moveFrom"})  # tracked deletions: not to be seen, kept as they are
_CONTAINERS: Final = frozenset(
    {"hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo"}
)
_UNSTYLED: Final = frozenset({"lang", "noProof", "rPrChange", "webHidden"})  # makes no visible difference
# Fields whose result Word works out, or that hold no language; all others show text.
_COMPUTED: Final = frozenset(
    [
        *(
            "PAGE",
            "NUMPAGES",
            "SECTIONPAGES",
            "SECTION",
            "PAGEREF",
            "SEQ",
            "NOTEREF",
            "LISTNUM",
            "AUTONUM",
            "=",
        ),
        *(
            "DATE",
            "TIME",
            "CREATEDATE",
            "SAVEDATE",
            "PRINTDATE",
            "EDITTIME",
            "REVNUM",
            "NUMWORDS",
            "NUMCHARS",
        ),
        *(
            "FILENAME",
            "FILESIZE",
            "AUTHOR",
            "LASTSAVEDBY",
            "USERNAME",
            "USERINITIALS",
            "USERADDRESS",
            "SYMBOL",
        ),
        *("MERGEFIELD", "ADDIN", "CITATION", "BIBLIOGRAPHY", "EQ", "FORMCHECKBOX", "BARCODE", "DOCVARIABLE"),
    ]
)
_BLANK: Final = re.compile(r"[\t\r\n]+")


@dataclass(frozen=True, slots=True, eq=False)
class Bit:
    """Something that is written as it was: bytes around a node, or else `text` as a run of its own.

    node: paragraphs in it may be translated. style: the properties of the run.
    """

    before: bytes = b""
    node: Node | None = None
    after: bytes = b""
    text: str = ""
    style: bytes = b""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A step through a paragraph. style: the run properties of "text", as bytes.

    role: what a point is in a complex field: "begin", "code", "separate" or "end".
    """

    kind: Literal["text", "open", "close", "point", "kept"]
    bits: tuple[Bit, ...] = ()
    text: str = ""
    style: bytes = b""
    key: object = None
    name: str = ""
    role: str = ""


def _text(text: str, style: bytes, name: str = "") -> Step:
    return Step("text", (Bit(text=text, style=style),), text, style, name=name)


def namespace(element: Element) -> str:
    """The namespace of an element."""
    return element.name[1:].rpartition("}")[0]


def is_paragraph(element: Element) -> bool:
    """Whether this is a paragraph of a document or of a drawing, or the guide above a word (ruby)."""
    space = namespace(element)
    return (element.local == "p" and (space in WORD or space in DRAWING)) or (
        element.local == "rt" and space in WORD
    )


def visible_text(node: Node) -> str:
    """The text that a reader sees in a node, nested paragraphs and tracked deletions left out."""
    if not isinstance(node, Element) or node.local in _GONE or is_paragraph(node):
        return ""
    if node.local == "t" and namespace(node) in WORD | DRAWING:
        return inner_text(node)
    return "".join(visible_text(child) for child in node.children)


def steps_of(paragraph: Element) -> list[Step]:
    """All that a paragraph holds, in order, fields put together."""
    return _fields(list(_children(paragraph.children)))


def style_key(style: bytes) -> bytes:
    """Run properties without those that make no visible difference."""
    return _UNSEEN.sub(b"", style)


_UNSEEN: Final = re.compile(
    rb"<(\w+:)?rPr\s*/>|</?(\w+:)?rPr>|<(\w+:)?(lang|noProof|webHidden)\b[^>]*/>|<(\w+:)?rPrChange\b.*?</(\w+:)?rPrChange>"
    rb"|\s(lang|altLang|dirty|err|noProof|smtClean)=\"[^\"]*\"|\s+(?=/?>)",
    re.DOTALL,
)


def _children(children: Iterable[Node]) -> Iterator[Step]:
    for child in children:
        if isinstance(child, Element):
            yield from _element(child)
        elif child.raw.strip():
            yield Step("point", (Bit(child.raw),))


def _element(element: Element) -> Iterator[Step]:
    local = element.local
    if namespace(element) in _MATH:
        formula = _inside(element).strip()
        yield Step("kept" if formula else "point", (Bit(node=element),), formula, name="math")
    elif local == "r":
        yield from _run(element)
    elif local == "br" and namespace(element) in DRAWING:
        yield _text("\n", b"", "br")
    elif local == "fld" and element.find("t"):
        yield Step("kept", (Bit(node=element),), _inside(element), name=local)
    elif local in _DROPPED:
        return
    elif local == "sdt" and element.find("sdtContent"):
        yield from _content_control(element)
    elif local == "fldSimple":
        yield from _simple_field(element)
    elif local not in _GONE and element.close and (local in _CONTAINERS or element.find("r")):
        yield from _container(element)
    else:
        yield Step("point", (Bit(node=element),), name=local)


def _container(element: Element) -> Iterator[Step]:
    opening, rest = element.open, list(element.children)
    while (
        rest and isinstance(rest[0], Element) and (rest[0].local.endswith("Pr") or rest[0].local == "fldData")
    ):
        opening += to_bytes(rest.pop(0))
    yield Step("open", (Bit(opening),), key=element, name=element.local)
    yield from _children(rest)
    yield Step("close", (Bit(element.close),), key=element, name=element.local)


def _content_control(element: Element) -> Iterator[Step]:
    content = element.find("sdtContent")
    assert content is not None
    at = element.children.index(content)
    before = b"".join((element.open, *map(to_bytes, element.children[:at]), content.open))
    after = b"".join((content.close, *map(to_bytes, element.children[at + 1 :]), element.close))
    if not content.close or any(is_paragraph(e) for e in content.elements()):
        yield Step("point", (Bit(node=element),), name="sdt")
        return
    yield Step("open", (Bit(before),), key=element, name="sdt")
    yield from _children(content.children)
    yield Step("close", (Bit(after),), key=element, name="sdt")


def _simple_field(element: Element) -> Iterator[Step]:
    code = next((v for k, v in element.attributes.items() if k.rpartition("}")[2] == "instr"), "")
    shown = _inside(element).strip()
    if not _is_computed(code):
        yield from _container(element)
    elif shown:
        yield Step("kept", (Bit(node=element),), shown, name="field")
    else:
        yield Step("point", (Bit(node=element),), name="field")


def _inside(element: Element) -> str:
    """The text that a field shows."""
    if element.local == "t":
        return inner_text(element)
    return "".join(_inside(child) for child in element.elements())


def _is_computed(code: str) -> bool:
    words = code.replace("=", " = ", 1).split()
    return bool(words) and words[0].upper() in _COMPUTED


def _run(run: Element) -> Iterator[Step]:
    properties = run.find("rPr")
    style = to_bytes(properties) if properties else b""
    hidden = properties is not None and properties.find("vanish") is not None
    if hidden:
        yield Step("point", (Bit(node=run),), name="hidden")
        return
    for child in run.elements():
        if child is not properties:
            yield from _run_child(run, child, style)


def _run_child(run: Element, child: Element, style: bytes) -> Iterator[Step]:
    local = child.local
    kind = next((v for k, v in child.attributes.items() if k.rpartition("}")[2] == "type"), "")
    if local == "t":
        yield from _words(child, style)
    elif local == "tab":
        yield _text("\t", style, "tab")
    elif local == "cr" or (local == "br" and kind in ("", "textWrapping")):
        yield _text("\n", style, "br")
    elif local == "noBreakHyphen":
        yield _text("\u2011", style)
    elif local == "ruby" and (base := child.find("rubyBase")) and base.close:
        yield from _ruby(run, child, base, style)
    elif local not in _DROPPED:
        bit = Bit(run.open + style, child, run.close)
        role = ""
        if local == "fldChar":
            kinds = (v for k, v in child.attributes.items() if k.rpartition("}")[2] == "fldCharType")
            role = next(kinds, "")
        elif local in ("instrText", "delInstrText"):
            role = "code"
        name = "break" if local == "br" else local  # of a page or a column
        yield Step("point", (bit,), inner_text(child) if role == "code" else "", name=name, role=role)


def _ruby(run: Element, ruby: Element, base: Element, style: bytes) -> Iterator[Step]:
    """Words with a guide above them: the words are text, the guide is a paragraph of its own."""
    at = ruby.children.index(base)
    guide = (Bit(node=child) for child in ruby.children[:at])
    rest = b"".join(map(to_bytes, ruby.children[at + 1 :]))
    opening = (Bit(run.open + style + ruby.open), *guide, Bit(base.open))
    yield Step("open", opening, key=ruby, name="ruby")
    yield from _children(base.children)
    yield Step("close", (Bit(base.close + rest + ruby.close + run.close),), key=ruby, name="ruby")


def _words(element: Element, style: bytes) -> Iterator[Step]:
    text = "".join(child.text for child in element.children if isinstance(child, Text))
    if namespace(element) in WORD:
        text = _BLANK.sub(" ", text)
        if element.attributes.get(XML_SPACE) != "preserve":
            text = text.strip()
    text = text.replace("\u00ad", "")
    core = text.strip()
    before, _, after = text.partition(core) if core else (text, "", "")
    for part in (before, core, after):
        if part:
            yield _text(part, style)


def _fields(steps: list[Step]) -> list[Step]:
    """Put complex fields together: computed ones are kept whole, of others the result is translated."""
    out: list[Step] = []
    begins: list[
        tuple[int, int]
    ] = []  # where in `out` a field begins, and where its result does (-1: not yet)
    for step in steps:
        out.append(step)
        if step.role == "begin":
            begins.append((len(out) - 1, -1))
        elif step.role == "separate" and begins:
            begins[-1] = (begins[-1][0], len(out) - 1)
        elif step.role == "end" and begins:
            start, result = begins.pop()
            _field(out, start, result)
    return out


def _field(out: list[Step], start: int, result: int) -> None:
    """Replace out[start:], one whole field, by what it is to a translator."""
    field = out[start:]
    if not _is_balanced(field):
        return
    bits = tuple(bit for step in field for bit in step.bits)
    head = out[start : result + 1] if result >= 0 else field
    code = "".join(step.text for step in head if step.role == "code")
    shown = (
        "".join(step.text for step in out[result + 1 :] if step.kind in ("text", "kept"))
        if result >= 0
        else ""
    )
    key = object()
    if not shown.strip():
        out[start:] = [Step("point", bits, name="field")]
    elif _is_computed(code):
        out[start:] = [Step("kept", bits, shown, name="field")]
    else:
        opening = tuple(bit for step in head for bit in step.bits)
        inside = [replace(step, role="") for step in out[result + 1 : -1]]
        first = Step("open", opening, key=key, name="field")
        last = Step("close", out[-1].bits, key=key, name="field")
        out[start:] = [first, *inside, last]


def _is_balanced(steps: list[Step]) -> bool:
    depth = 0
    for step in steps:
        depth += (step.kind == "open") - (step.kind == "close")
        if depth < 0:
            return False
    return depth == 0
