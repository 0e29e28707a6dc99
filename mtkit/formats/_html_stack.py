"""Which HTML elements are open, with end tags left out as HTML allows, and what holds inside them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from mtkit.formats import _html_rules as rules

_MAX_DEPTH: Final = 512  # as browsers have it; what is nested deeper is taken as flat


@dataclass(frozen=True, slots=True)
class Open:
    """An open element. translate: whether its text is translated. pre: whether its white space is kept.

    block: whether it parts paragraphs.
    """

    name: str
    translate: bool = True
    pre: bool = False
    block: bool = False


class Stack:
    """The open elements, outermost first."""

    def __init__(self) -> None:
        self._open: list[Open] = [Open("")]
        self._count: Counter[str] = Counter()

    @property
    def top(self) -> Open:
        """The innermost open element."""
        return self._open[-1]

    @property
    def kind(self) -> str:
        """The kind of a Segment that begins here."""
        for one in reversed(self._open):
            if one.name in rules.KINDS:
                return rules.KINDS[one.name]
            if one.name in rules.BLOCK and one.name not in ("div", "p", "section"):
                break
        return "paragraph"

    def is_block(self, name: str) -> bool:
        """Whether the innermost open element of that name parts paragraphs."""
        return self._count[name] > 0 and next(one.block for one in reversed(self._open) if one.name == name)

    def end_implied(self, name: str) -> None:
        """End the elements that the start tag `name` ends."""
        if rules.ends_paragraph(name) and self._count["p"]:
            self._end({"p"}, rules.bounds_scope)
        ended = rules.ended_by(name)
        if ended and any(self._count[one] for one in ended[0]):
            self._end(ended[0], ended[1].__contains__)

    def push(self, element: Open) -> None:
        """Open an element."""
        if len(self._open) < _MAX_DEPTH:
            self._open.append(element)
            self._count[element.name] += 1

    def close(self, name: str) -> None:
        """End the innermost element of that name with all that is open in it; nothing where none is."""
        if not self._count[name]:
            return
        if rules.reaches_out(name):
            self._end({name}, lambda other: other == "")
        else:
            self._end({name}, rules.bounds_scope)

    def _end(self, names: frozenset[str] | set[str], bound: object) -> None:
        assert callable(bound)
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].name in names:
                for one in self._open[at:]:
                    self._count[one.name] -= 1
                del self._open[at:]
                return
            if bound(self._open[at].name):
                return
