"""What the methods hand to the bead model: views of the sentences, and lengths that should agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar, cast

import numpy as np

from mtkit.align._view import Block, Matrix
from mtkit.align._vocabulary import Reals

GROUPS = (
    "spelling",
    "gloss",
    "lexicon",
    "translation",
)  # the order in which the bead model's weights take them

Kept = TypeVar("Kept")


class Comparison(Protocol):
    """Anything that can compare blocks of sentences, as View and Vectors do."""

    def block(self, i0: int, i1: int, j0: int, j1: int, kinds: Sequence[tuple[int, int]]) -> Block: ...


@dataclass(frozen=True, slots=True)
class Texts:
    """The two texts and everything that came with them.

    translation, target_translation: the other language's words for each source (target) sentence, or None.
    source_vectors, target_vectors: [sentences, dimensions] embeddings, or None.
    known: beads (i, j, m, n) found in an earlier pass, to learn from.
    kept: what a later pass can use again, by name.
    """

    source: Sequence[str]
    target: Sequence[str]
    source_lang: str = ""
    target_lang: str = ""
    translation: Sequence[str] | None = None
    target_translation: Sequence[str] | None = None
    source_vectors: Matrix | None = None
    target_vectors: Matrix | None = None
    known: Sequence[tuple[int, int, int, int]] = ()
    kept: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    def keep(self, name: str, make: Callable[[], Kept]) -> Kept:
        """What is called `name`, made the first time it is asked for."""
        if name not in self.kept:
            self.kept[name] = make()
        return cast("Kept", self.kept[name])


@dataclass(frozen=True, slots=True)
class Evidence:
    """One method's contribution.

    group:    where its views belong, one of GROUPS; views of a group are averaged.
    directed: two views, of which the first tells what covers the target and the second what covers the
    source. lengths:  pairs of lengths, [source sentences] and [target sentences], that are proportional in
    a good bead.
    """

    group: str = ""
    views: tuple[Comparison, ...] = ()
    directed: bool = False
    lengths: tuple[tuple[Reals, Reals], ...] = ()


class Method(Protocol):
    """A member module of mtkit.align."""

    def gather(self, texts: Texts) -> list[Evidence]:
        """What this method knows about the texts; nothing where it has nothing to go by."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """All the evidence there is, sorted by group."""

    groups: dict[str, list[Evidence]] = field(default_factory=dict)
    lengths: tuple[tuple[Reals, Reals], ...] = ()

    @property
    def model(self) -> str:
        """The name of the weights that fit: the groups at hand."""
        return "+".join(["length", *(name for name in GROUPS if name in self.groups)])

    def blocks(self, i0: int, i1: int, j0: int, j1: int, kinds: Sequence[tuple[int, int]]) -> list[Block]:
        """One block a group, in the order of GROUPS."""
        return [
            _mean([_one(evidence, i0, i1, j0, j1, kinds) for evidence in self.groups[name]])
            for name in GROUPS
            if name in self.groups
        ]


def collect(pieces: Sequence[Evidence]) -> Case:
    """Sort what the methods gave."""
    groups: dict[str, list[Evidence]] = {}
    lengths: list[tuple[Reals, Reals]] = []
    for piece in pieces:
        lengths.extend(piece.lengths)
        if piece.views:
            groups.setdefault(piece.group, []).append(piece)
    return Case(groups, tuple(lengths))


def _one(evidence: Evidence, i0: int, i1: int, j0: int, j1: int, kinds: Sequence[tuple[int, int]]) -> Block:
    blocks = [view.block(i0, i1, j0, j1, kinds) for view in evidence.views]
    mean = _mean(blocks)
    return Block(mean.cosine, blocks[0].of_target, blocks[1].of_source) if evidence.directed else mean


def _mean(blocks: list[Block]) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    first = blocks[0]
    return Block(
        {kind: _average([block.cosine[kind] for block in blocks]) for kind in first.cosine},
        {m: _average([block.of_target[m] for block in blocks]) for m in first.of_target},
        {n: _average([block.of_source[n] for block in blocks]) for n in first.of_source},
    )


def _average(matrices: list[Matrix]) -> Matrix:
    out: Matrix = np.mean(matrices, axis=0, dtype=np.float32)
    return out


def character_lengths(sentences: Sequence[str]) -> Reals:
    """Characters of each sentence, and one for its end."""
    return np.fromiter((len(s) + 1 for s in sentences), dtype=np.float64, count=len(sentences))
