"""Score output whose sentences are not the reference's: bring all systems to one segmentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtkit.core import Bead


@dataclass(frozen=True, slots=True)
class Regrouped:
    """The same texts in fewer, longer segments that all systems and references share.

    groups: for each new segment the [first, last) sentences of the reference that it is made of.
    """

    groups: tuple[tuple[int, int], ...]
    systems: dict[str, tuple[str, ...]]

    def join(self, column: Sequence[str]) -> tuple[str, ...]:
        """A column that is parallel to the reference, or the reference itself, in the new segments."""
        return tuple(_joined(column[start:end]) for start, end in self.groups)


def regroup(
    sentences: int, systems: Mapping[str, Sequence[str]], beads: Mapping[str, Sequence[Bead]]
) -> Regrouped:
    """Join reference sentences that some system renders together, and each system's sentences accordingly.

    sentences: how many the reference has. systems: each one's sentences. beads: by system, from its sentences
    (source) to the reference's (target), each index in one bead. What a system added goes with the sentence
    before it; what it left out stays as an empty part: both cost it, and no text is dropped.
    """
    together = [False] * sentences  # whether reference sentence i belongs with i + 1
    for system_beads in beads.values():
        for bead in system_beads:
            if bead.target:
                for i in range(min(bead.target), max(bead.target)):
                    together[i] = True
    starts = [i for i in range(sentences) if i == 0 or not together[i - 1]]
    groups = tuple(zip(starts, [*starts[1:], sentences], strict=True))
    group_of = [number for number, (start, end) in enumerate(groups) for _ in range(start, end)]
    regrouped = {name: _by_group(systems[name], beads[name], group_of, len(groups)) for name in systems}
    return Regrouped(groups, regrouped)


def _by_group(
    hypothesis: Sequence[str], beads: Sequence[Bead], group_of: Sequence[int], groups: int
) -> tuple[str, ...]:
    where = [-1] * len(hypothesis)
    for bead in beads:
        for i in bead.source:
            where[i] = group_of[bead.target[0]] if bead.target else -1
    parts: list[list[str]] = [[] for _ in range(groups)]
    last = 0
    for sentence, group in zip(hypothesis, where, strict=True):
        last = group if group >= 0 else last
        parts[last].append(sentence)
    return tuple(_joined(part) for part in parts)


def _joined(sentences: Sequence[str]) -> str:
    return " ".join(sentence.strip() for sentence in sentences if sentence.strip())
