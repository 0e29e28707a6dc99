"""Precision, recall and F1 of an alignment against gold beads, strict and lax (Thompson & Koehn 2019, their
score.py).

Strict: a bead is right where the gold has the very same one. Lax: also where one of its source sentences is
linked in the gold to one of its target sentences. Null beads count in precision and never in recall; papers
mix both ways, so `nulls=False` leaves them out of both. Documents are pooled: their counts are added up
before anything is divided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtkit.core import Bead
from mtkit.errors import InputError

Pair = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many of some beads were found elsewhere, as shares from 0 to 1; 0 where there is nothing to
    divide by.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Strict and lax agreement, and how many beads were compared."""

    strict: Agreement
    lax: Agreement
    gold_beads: int
    hypothesis_beads: int


def evaluate(
    gold: Sequence[Iterable[Bead]], hypotheses: Sequence[Iterable[Bead]], *, nulls: bool = True
) -> Evaluation:
    """Compare the beads of each document with its gold ones.

    Raises InputError where the numbers of documents differ.
    """
    if len(gold) != len(hypotheses):
        raise InputError(
            f"{len(gold)} gold documents for {len(hypotheses)} aligned ones",
            hint="give both in the same order",
        )
    found = _Counts()
    wanted = _Counts()
    for right, ours in zip(gold, hypotheses, strict=True):
        right_pairs, our_pairs = _pairs(right), _pairs(ours)
        full_right, full_ours = _matches(right_pairs), _matches(our_pairs)
        if nulls:
            found.add(our_pairs, right_pairs)
        else:
            found.add(full_ours, full_right)
        wanted.add(full_right, full_ours)
    return Evaluation(
        Agreement(found.share(found.same), wanted.share(wanted.same)),
        Agreement(found.share(found.touching), wanted.share(wanted.touching)),
        wanted.total,
        found.total,
    )


def _pairs(beads: Iterable[Bead]) -> set[Pair]:
    return {(bead.source, bead.target) for bead in beads if bead.source or bead.target}


def _matches(pairs: set[Pair]) -> set[Pair]:
    return {(source, target) for source, target in pairs if source and target}


@dataclass(slots=True)
class _Counts:
    """Beads that were looked for, those found as they are, and those that at least touch one."""

    total: int = 0
    same: int = 0
    touching: int = 0

    def add(self, pairs: set[Pair], others: set[Pair]) -> None:
        links: dict[int, set[int]] = {}
        for source, target in others:
            for i in source:
                links.setdefault(i, set()).update(target)
        same = len(pairs & others)
        self.total += len(pairs)
        self.same += same
        self.touching += same + sum(
            any(not links.get(i, set()).isdisjoint(target) for i in source)
            for source, target in pairs - others
        )

    def share(self, part: int) -> float:
        return part / self.total if self.total else 0.0
