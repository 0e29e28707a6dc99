"""The segments that a tool marked in a unit of XLIFF 1.2 (`<mrk mtype="seg">`), in source and target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtkit.formats._codes import Content, plain_text
from mtkit.formats._xml import Element, to_bytes


def segment_marks(element: Element | None) -> Iterator[Element]:
    """The marked segments in a seg-source or target, in order."""
    for child in element.elements() if element else ():
        if child.local == "mrk" and child.attributes.get("mtype") == "seg":
            yield child
        else:
            yield from segment_marks(child)


def empty_marks(
    unit: Element, target: Element, contents: Sequence[Content], codec: str
) -> dict[int, Content]:
    """Which segments of a target that holds some are empty: their numbers in it, and what is to fill them."""
    sources = dict(zip(map(_mark_id, segment_marks(unit.find("seg-source"))), contents, strict=False))
    there = [(_mark_id(mark), plain_text(mark, codec)) for mark in segment_marks(target)]
    if not any(text for _, text in there):
        return {}
    wanted = {n: sources[mark] for n, (mark, text) in enumerate(there) if not text and mark in sources}
    return {n: content for n, content in wanted.items() if content.segments}


def _mark_id(mark: Element) -> str:
    return mark.attributes.get("mid", "")


def frames(segmented: Element | None, contents: list[Content]) -> list[tuple[bytes, bytes]]:
    """What stands around each content in the target: the marks of a seg-source, else nothing."""
    marks = list(segment_marks(segmented))
    if not marks or segmented is None:
        return [(b"", b"")]
    gaps: list[bytes] = [b""]
    split_at(segmented, marks, gaps, is_root=True)
    found = []
    for number, mark in enumerate(marks):
        right = mark.close + (gaps[-1] if number == len(marks) - 1 else b"")
        found.append((gaps[number] + mark.open, right))
    return found


def split_at(element: Element, marks: list[Element], gaps: list[bytes], *, is_root: bool = False) -> None:
    """Append to `gaps` the bytes between the marks, in order."""
    if not is_root:
        gaps[-1] += element.open
    for child in element.children:
        if isinstance(child, Element) and child in marks:
            gaps.append(b"")
        elif isinstance(child, Element):
            split_at(child, marks, gaps)
        else:
            gaps[-1] += to_bytes(child)
    if not is_root:
        gaps[-1] += element.close
