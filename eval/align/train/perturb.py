"""Turn base documents into harder ones whose beads are known: deletions, insertions, merges, splits, noise,
bad translations.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from corpus import Base

_CLAUSE = re.compile(r"(?<=[;:,.!?–]) +(?=\S)")
_LOOKALIKE = str.maketrans("elionrmu", "cI10urnv")  # what OCR takes letters for


@dataclass(frozen=True, slots=True)
class Damage:
    """How much of what is done, as shares of sentences."""

    deleted: float = 0.0
    inserted: float = 0.0  # places where a run of unrelated sentences comes in
    merged: float = 0.0
    split: float = 0.0
    noise: float = 0.0  # characters
    quality: float = 0.0  # share of the reference's words in the translation; 0 is the plain system's output
    broken: float = 0.0  # translations that are empty or somebody else's
    torn: float = 0.0  # sentences cut in two anywhere, as bad splitters and line ends do
    loose: float = 0.0  # target words that give way to others of the text, as in free translation


MILD = Damage(deleted=0.02, merged=0.03, split=0.02)
LEVELS = (
    Damage(),
    MILD,
    Damage(deleted=0.05, merged=0.10, quality=0.3),
    Damage(deleted=0.04, inserted=0.01, merged=0.12, split=0.10, quality=0.2),
    Damage(deleted=0.03, inserted=0.015, merged=0.22, split=0.15, noise=0.02, quality=0.15),
    Damage(deleted=0.10, inserted=0.01, merged=0.08, split=0.05, noise=0.005, broken=0.15),
)


@dataclass(slots=True)
class Piece:
    """A sentence on its way: text, translation, and the beads that it belongs to."""

    text: str
    translation: str
    beads: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Sample:
    """A training document; gold: beads as (source indices, target indices), nulls one by one."""

    name: str
    source: list[str]
    target: list[str]
    translation: list[str]
    gold: list[tuple[tuple[int, ...], tuple[int, ...]]]


def perturb(base: Base, damage: Damage, strangers: list[Base], chance: random.Random) -> Sample:
    """One sample; `strangers` lend the sentences that come in."""
    source, target = _pieces(base, damage, chance)
    source = _insert(_delete(source, damage.deleted, chance), damage.inserted, strangers, 0, chance)
    target = _insert(_delete(target, damage.deleted, chance), damage.inserted, strangers, 1, chance)
    source, target = _merge(source, damage.merged, chance), _merge(target, damage.merged, chance)
    if damage.torn:
        source, target = _tear(source, damage.torn, chance), _tear(target, damage.torn, chance)
    if damage.loose:
        words = [word for piece in target for word in piece.text.split()]
        for piece in target:
            piece.text = _loosen(piece.text, damage.loose, words, chance)
        for piece in source:
            piece.translation = _loosen(piece.translation, damage.loose / 2, words, chance)
    if damage.noise:
        for piece in (*source, *target):
            piece.text = _garble(piece.text, damage.noise, chance)
    translation = [piece.translation for piece in source]
    for k in range(len(translation)):
        if chance.random() < damage.broken:
            translation[k] = chance.choice(["", chance.choice(translation), "- No, no, no."])
    return Sample(
        base.name, [p.text for p in source], [p.text for p in target], translation, _gold(source, target)
    )


def _pieces(base: Base, damage: Damage, chance: random.Random) -> tuple[list[Piece], list[Piece]]:
    source, target = [], []
    for number, unit in enumerate(base.units):
        side = chance.randrange(2) if chance.random() < damage.split * 2 else None
        for text, line in zip(unit.source, unit.translation, strict=True):
            mixed = _improve(line, " ".join(unit.target), damage.quality, chance)
            piece = Piece(text, mixed, {number})
            source += _split(piece, chance) if side == 0 else [piece]
        for text in unit.target:
            piece = Piece(text, "", {number})
            target += _split(piece, chance) if side == 1 else [piece]
    return source, target


def _improve(line: str, reference: str, quality: float, chance: random.Random) -> str:
    """A better translation than the system's: some of its words give way to the reference's, in place."""
    ours, theirs = line.split(), reference.split()
    if not theirs or not quality:
        return line
    return " ".join(
        theirs[k * len(theirs) // len(ours)] if chance.random() < quality else word
        for k, word in enumerate(ours)
    )


def _split(piece: Piece, chance: random.Random) -> list[Piece]:
    """Two pieces, cut behind a punctuation mark and the translation in proportion; one where there is no
    place to cut.
    """
    cuts = (found.start() for found in _CLAUSE.finditer(piece.text))
    places = [at for at in cuts if 12 < at < len(piece.text) - 12]
    if not places:
        return [piece]
    at = chance.choice(places)
    told = piece.translation.split()
    middle = round(len(told) * at / len(piece.text))
    return [
        Piece(piece.text[:at], " ".join(told[:middle]), set(piece.beads)),
        Piece(piece.text[at:].strip(), " ".join(told[middle:]), set(piece.beads)),
    ]


def _delete(pieces: list[Piece], rate: float, chance: random.Random) -> list[Piece]:
    """Runs of 1 to 4 sentences are left out."""
    out, skip = [], 0
    for piece in pieces:
        if not skip and chance.random() < rate / 1.6:
            skip = chance.choice([1, 1, 1, 2, 2, 4])
        if skip:
            skip -= 1
        else:
            out.append(piece)
    return out


def _insert(
    pieces: list[Piece], rate: float, strangers: list[Base], side: int, chance: random.Random
) -> list[Piece]:
    """Runs of 1 to 25 sentences of other documents come in, belonging to nothing."""
    out: list[Piece] = []
    for piece in pieces:
        if chance.random() < rate:
            units = chance.choice(strangers).units
            at = chance.randrange(len(units))
            for unit in units[at : at + chance.choice([1, 2, 4, 10, 25])]:
                texts = unit.target if side else unit.source
                out += [Piece(t, m) for t, m in zip(texts, unit.translation or texts, strict=False)]
        out.append(piece)
    return out


def _merge(pieces: list[Piece], rate: float, chance: random.Random) -> list[Piece]:
    out: list[Piece] = []
    for piece in pieces:
        if out and chance.random() < rate:
            last = out.pop()
            piece = Piece(
                f"{last.text} {piece.text}",
                f"{last.translation} {piece.translation}",
                last.beads | piece.beads,
            )
        out.append(piece)
    return out


def _tear(pieces: list[Piece], rate: float, chance: random.Random) -> list[Piece]:
    """Sentences of three words and more are cut between two words, mostly near an end."""
    out = []
    for piece in pieces:
        words, told = piece.text.split(), piece.translation.split()
        if len(words) < 3 or chance.random() >= rate:
            out.append(piece)
            continue
        at = chance.choice([1, 1, 2, len(words) - 2, len(words) - 1, chance.randrange(1, len(words))])
        middle = round(len(told) * at / len(words))
        out.append(Piece(" ".join(words[:at]), " ".join(told[:middle]), set(piece.beads)))
        out.append(Piece(" ".join(words[at:]), " ".join(told[middle:]), set(piece.beads)))
    return out


def _loosen(text: str, rate: float, words: list[str], chance: random.Random) -> str:
    return " ".join(chance.choice(words) if chance.random() < rate else word for word in text.split())


def _garble(text: str, rate: float, chance: random.Random) -> str:
    return "".join(
        chance.choice(["", letter.translate(_LOOKALIKE), letter + " "]) if chance.random() < rate else letter
        for letter in text
    )


def _gold(source: list[Piece], target: list[Piece]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Connected components of sentences that share a base bead."""
    parent: dict[object, object] = {}

    def root(node: object) -> object:
        parent.setdefault(node, node)
        while parent[node] != node:
            node = parent[node]
        return node

    nodes = [(0, i, p) for i, p in enumerate(source)] + [(1, j, p) for j, p in enumerate(target)]
    for side, number, piece in nodes:
        root((side, number))
        for bead in piece.beads:
            parent[root((side, number))] = root(bead)
    groups: dict[object, tuple[list[int], list[int]]] = {}
    for side, number, _ in nodes:
        groups.setdefault(root((side, number)), ([], []))[side].append(number)
    gold: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for left, right in groups.values():
        if left and right:
            gold.append((tuple(left), tuple(right)))
        else:
            gold += [((i,), ()) for i in left] + [((), (j,)) for j in right]
    return gold
