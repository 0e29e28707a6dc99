"""A memory's corrections from TMX 1.4b, and its entries into it.

A unit that mtkit exported as a model's work and that comes back unchanged is no correction; one that was
edited on the way is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from mtkit.core import Bead, Bitext
from mtkit.errors import FormatError
from mtkit.memory.database import TranslationMemory, evenly_spaced

if TYPE_CHECKING:
    from mtkit.core import Translation

MACHINE = "machine"  # the flag of exported units that no person has seen
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})  # what they hold is markup, not text


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit that has both languages; machine: see MACHINE."""

    source: str
    target: str
    machine: bool


@dataclass(slots=True)
class Imported:
    """taken: corrections that are in the memory now. units: in the file; without: those that lack a language
    or a text; unchanged: a model's work that nobody edited."""

    units: int = 0
    taken: int = 0
    without: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)


def import_tmx(
    memory: TranslationMemory,
    source: BinaryIO,
    name: str,
    *,
    source_lang: str = "da",
    target_lang: str = "en",
) -> Imported:
    """Take the units of a TMX file as a person's corrections; it is read bit by bit.

    A unit of several sentences is taken sentence by sentence where both sides have equally many, for that is
    how documents are looked up. Raises FormatError for what is not TMX, and takes nothing then.
    """
    found = Imported()
    pairs = _corrections(memory, read_units(source, name, source_lang, target_lang, found), found)
    found.taken = memory.correct(
        piece for pair in pairs for piece in _sentence_pairs(*pair, source_lang, target_lang)
    )
    if found.units and found.without == found.units:
        raise FormatError(
            f"{name} has no unit with both {source_lang} and {target_lang}",
            hint="name its languages with --source-lang and --target-lang",
        )
    return found


def _corrections(
    memory: TranslationMemory, units: Iterator[Unit], found: Imported
) -> Iterator[tuple[str, str]]:
    for unit in units:
        if unit.machine and evenly_spaced(unit.target) in memory.made_of(unit.source):
            found.unchanged += 1
        else:
            yield unit.source, unit.target


def _sentence_pairs(
    source: str, target: str, source_lang: str, target_lang: str
) -> Iterator[tuple[str, str]]:
    from mtkit.text.segment import sentences

    yield source, target
    ours, theirs = sentences(source, source_lang), sentences(target, target_lang)
    if 1 < len(ours) == len(theirs):
        for mine, other in zip(ours, theirs, strict=True):
            yield mine.text, other.text


def read_units(
    source: BinaryIO, name: str, source_lang: str, target_lang: str, found: Imported
) -> Iterator[Unit]:
    """The units of a TMX file that have both languages, counted in `found`; entities are not expanded and
    nothing is fetched."""
    from lxml import etree

    root = None
    try:
        events = etree.iterparse(
            source,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in events:
            if root is None:
                root = element
                if _local(element) != "tmx":
                    raise FormatError(
                        f"{name} is not TMX: it begins with <{_local(element)}>", hint="give it a TMX file"
                    )
            if event == "end" and _local(element) == "tu":
                found.units += 1
                unit = _unit(element, source_lang, target_lang)
                if unit is None:
                    found.without += 1
                else:
                    yield unit
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise FormatError(f"{name} is not TMX: {error.msg}", hint="check that it is complete") from None
    if root is None:
        raise FormatError(f"{name} is empty", hint="give it a TMX file")


def _unit(tu: Any, source_lang: str, target_lang: str) -> Unit | None:
    variants = [child for child in tu if _local(child) == "tuv"]
    source, target = (_segment(variants, lang) for lang in (source_lang, target_lang))
    if not source or not target:
        return None
    flags = [child.text for child in tu if _local(child) == "prop" and child.get("type") == "x-flag"]
    return Unit(source, target, MACHINE in flags)


def _segment(variants: list[Any], language: str) -> str:
    """The text of the variant in a language: the exact tag first, then the same primary subtag."""
    wanted = language.lower().replace("_", "-")
    tags = [((v.get(_XML_LANG) or v.get("lang") or "").lower().replace("_", "-"), v) for v in variants]
    same = [v for tag, v in tags if tag == wanted]
    alike = [v for tag, v in tags if tag.partition("-")[0] == wanted.partition("-")[0]]
    for variant in (same or alike)[:1]:
        for child in variant:
            if _local(child) == "seg":
                return "".join(_text(child)).strip()
    return ""


def _text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and _local(child) not in _CODES:
            yield from _text(child)
        yield child.tail or ""


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def export_tmx(
    memory: TranslationMemory,
    target: TextIO,
    *,
    source_lang: str = "da",
    target_lang: str = "en",
    corrections_only: bool = False,
) -> int:
    """Write the entries as TMX, corrections first; what a model made is marked as such. Returns how many."""
    from mtkit import registry

    entries = [e for e in memory.entries() if e.origin == "person" or not corrections_only]
    bitext = Bitext(
        source=tuple(e.source for e in entries),
        target=tuple(e.text for e in entries),
        beads=tuple(Bead((i,), (i,), score=e.score, flags=_flags(e)) for i, e in enumerate(entries)),
        source_lang=source_lang,
        target_lang=target_lang,
    )
    registry.load("mtkit.bitext", "tmx").write(bitext, target)
    return len(entries)


def _flags(entry: Translation) -> tuple[str, ...]:
    return entry.flags if entry.origin == "person" else (MACHINE, *entry.flags)
