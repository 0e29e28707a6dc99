"""Encoded pairs on disk, and the batches that training draws from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

EOS = 0


class Writer:
    """Collects encoded pairs and writes them as one folder of arrays."""

    def __init__(self) -> None:
        self.pieces: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
        self.weights: list[float] = []
        self.corpora: list[int] = []
        self.names: dict[str, int] = {}

    def add(self, source: list[int], target: list[int], weight: float, corpus: str) -> None:
        """One pair of piece ids, without end marks; both get theirs here."""
        for column, ids in zip(self.pieces, (source, target), strict=True):
            column.append(np.array([*ids, EOS], dtype=np.uint16))
        self.weights.append(weight)
        self.corpora.append(self.names.setdefault(corpus, len(self.names)))

    def write(self, folder: Path) -> None:
        """Writes the arrays; an older folder of that name is overwritten."""
        folder.mkdir(parents=True, exist_ok=True)
        for side, column in zip(("source", "target"), self.pieces, strict=True):
            lengths = np.array([len(row) for row in column], dtype=np.int64)
            np.save(folder / f"{side}.npy", np.concatenate(column))
            np.save(folder / f"{side}_offsets.npy", np.concatenate([[0], np.cumsum(lengths)]))
        np.save(folder / "weight.npy", np.array(self.weights, dtype=np.float32))
        np.save(folder / "corpus.npy", np.array(self.corpora, dtype=np.uint8))
        (folder / "corpora.json").write_text(json.dumps(self.names), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Column:
    """One side of all pairs: pieces end to end, and where each row begins."""

    pieces: np.ndarray  # [pieces] uint16
    offsets: np.ndarray  # [pairs + 1] int64

    @property
    def lengths(self) -> np.ndarray:
        """Pieces of each row, its end mark counted: [pairs]."""
        return np.diff(self.offsets)

    def row(self, index: int) -> list[int]:
        """One row, its end mark last."""
        ids: list[int] = self.pieces[self.offsets[index] : self.offsets[index + 1]].tolist()
        return ids

    def rows(self, indices: np.ndarray, fill: int) -> np.ndarray:
        """The rows side by side, filled up to the longest: [rows, longest] int64."""
        starts, lengths = self.offsets[indices], self.offsets[indices + 1] - self.offsets[indices]
        steps = np.arange(int(lengths.max()))
        inside = steps < lengths[:, None]
        at = np.where(inside, starts[:, None] + steps, 0)
        return np.where(inside, self.pieces[at].astype(np.int64), fill)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Encoded pairs with the number of times that one pass draws each (a fraction is a chance)."""

    source: Column
    target: Column
    weight: np.ndarray  # [pairs] float32

    def __len__(self) -> int:
        return len(self.weight)

    def reversed(self) -> Pairs:
        """The same pairs in the other direction."""
        return Pairs(self.target, self.source, self.weight)


def read(*folders: Path, without: str = "") -> Pairs:
    """The pairs of several folders, one after another; those of the corpus `without` are never drawn."""
    columns = []
    for side in ("source", "target"):
        pieces = [np.load(folder / f"{side}.npy") for folder in folders]
        offsets = [np.load(folder / f"{side}_offsets.npy") for folder in folders]
        shifts = np.cumsum([0, *[len(part) for part in pieces[:-1]]])
        moved = [part[:-1] + shift for part, shift in zip(offsets, shifts, strict=True)]
        end = np.array([sum(len(part) for part in pieces)])
        columns.append(Column(np.concatenate(pieces), np.concatenate([*moved, end])))
    weight = np.concatenate([weights(folder, without) for folder in folders])
    return Pairs(columns[0], columns[1], weight)


def weights(folder: Path, without: str = "") -> np.ndarray:
    """How often each pair of a folder is drawn; 0 for those of the corpus `without`."""
    weight: np.ndarray = np.load(folder / "weight.npy")
    number = json.loads((folder / "corpora.json").read_text(encoding="utf-8")).get(without)
    return weight if number is None else np.where(np.load(folder / "corpus.npy") == number, 0, weight)


def batches(
    pairs: Pairs, seed: int, pool: int, tokens: int, pass_number: int = 0, skip: int = 0
) -> Iterator[tuple[int, int, np.ndarray]]:
    """Endless batches as (pass number, batch number in it, indices of the pairs).

    A pass draws every pair as often as its weight says, shuffles, sorts within pools of `pool` pairs by
    length and cuts batches of at most `tokens` padded pieces a side. It depends on the seed and the pass's
    number alone, so (pass number, batches to skip) is all that a resumed run has to know.
    """
    while True:
        rng = np.random.default_rng([seed, pass_number])
        drawn = np.floor(pairs.weight + rng.random(len(pairs))).astype(np.int64)
        order = rng.permutation(np.repeat(np.arange(len(pairs)), drawn))
        longest = np.maximum(pairs.source.lengths, pairs.target.lengths)
        number = 0
        for start in range(0, len(order), pool):
            chunk = order[start : start + pool]
            noise = rng.random(len(chunk))
            chunk = chunk[np.lexsort((noise, pairs.source.lengths[chunk], longest[chunk]))]
            cuts = _cuts(longest[chunk], tokens)
            for cut in rng.permutation(len(cuts)):
                if number >= skip:
                    yield pass_number, number, chunk[slice(*cuts[cut])]
                number += 1
        pass_number, skip = pass_number + 1, 0


def _cuts(lengths: np.ndarray, tokens: int) -> list[tuple[int, int]]:
    """Where to cut rows sorted by length so that rows x longest stays within `tokens`."""
    cuts, start = [], 0
    for end in range(1, len(lengths) + 1):
        if end == len(lengths) or (end + 1 - start) * int(lengths[end]) > tokens:
            cuts.append((start, end))
            start = end
    return cuts
