"""n-grams that two texts share, for many segments at once.

sacreBLEU counts n-grams in a dictionary for each segment and order. Here an n-gram is one whole number, its
segment in the highest bits and its first symbol next, so that sorting the longest n-grams once groups those
of every order. The numbers are exact, no hashes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.floating[Any]]

_BITS = 63
# Segments counted together: enough to make numpy's calls cheap, few enough to stay in the processor's cache.
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Sequences:
    """Symbols of all segments one after another. ids: [symbols] from 1; lengths: [segments]."""

    ids: Integers
    lengths: Integers

    def part(self, first: int, last: int) -> Sequences:
        """The segments from `first` up to, not including, `last`."""
        start, end = self.lengths[:first].sum(), self.lengths[:last].sum()
        return Sequences(self.ids[start:end], self.lengths[first:last])


def shared_ngrams(hypothesis: Sequences, reference: Sequences, order: int) -> Floats:
    """[segments, order, 3] for each n up to `order`: n-grams of the hypothesis, of the reference, in both.

    An n-gram that one side has several times counts as often as the other side has it too.
    """
    segments = len(hypothesis.lengths)
    counts = np.zeros((segments, order, 3))
    for n in range(1, order + 1):
        counts[:, n - 1, 0] = np.maximum(hypothesis.lengths - n + 1, 0)
        counts[:, n - 1, 1] = np.maximum(reference.lengths - n + 1, 0)
    for first in range(0, segments, _BLOCK):
        last = min(first + _BLOCK, segments)
        counts[first:last, :, 2] = _common(hypothesis.part(first, last), reference.part(first, last), order)
    return counts


def word_sequences(*columns: Sequence[Sequence[str]]) -> list[Sequences]:
    """Words as numbers, the same in every column of [segments][words]."""
    flat = [list(chain.from_iterable(column)) for column in columns]
    vocabulary = {word: i for i, word in enumerate(dict.fromkeys(chain.from_iterable(flat)), 1)}
    made = []
    for words, column in zip(flat, columns, strict=True):
        ids = np.fromiter(map(vocabulary.__getitem__, words), dtype=np.int64, count=len(words))
        made.append(Sequences(ids, _lengths(column)))
    return made


def character_sequences(*columns: Sequence[str]) -> list[Sequences]:
    """Characters as numbers, the same in every column of [segments] texts."""
    made = []
    for column in columns:
        codes = np.frombuffer("".join(column).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        made.append(Sequences(codes.astype(np.int64) + 1, _lengths(column)))
    return made


def _lengths(column: Sequence[Sequence[Any]]) -> Integers:
    return np.fromiter(map(len, column), dtype=np.int64, count=len(column))


def _common(hyp: Sequences, ref: Sequences, order: int) -> Floats:
    """[segments, order] n-grams that both sides have."""
    segments = len(hyp.lengths)
    hyp_ids, ref_ids, symbols = _renumbered(hyp.ids, ref.ids)
    bits = symbols.bit_length()
    if segments.bit_length() + order * bits + 1 > _BITS:
        if segments == 1:
            return _counted(hyp.ids.tolist(), ref.ids.tolist(), order)
        half = segments // 2
        return np.concatenate(
            [
                _common(hyp.part(0, half), ref.part(0, half), order),
                _common(hyp.part(half, segments), ref.part(half, segments), order),
            ]
        )
    ours = _keys(hyp_ids, hyp.lengths, order, bits) << 1
    theirs = _keys(ref_ids, ref.lengths, order, bits) << 1 | 1  # the lowest bit tells the sides apart
    keys = np.sort(np.concatenate([ours, theirs]))
    found = np.zeros((segments, order))
    if len(keys):
        for n in range(1, order + 1):
            found[:, n - 1] = _common_of_order(keys, n, order, bits, segments)
    return found


def _renumbered(first: Integers, second: Integers) -> tuple[Integers, Integers, int]:
    """Symbols numbered from 1 without gaps, and how many there are."""
    top = int(max(first.max(initial=0), second.max(initial=0)))
    seen = np.zeros(top + 1, dtype=np.int64)
    seen[first] = 1
    seen[second] = 1
    number = np.cumsum(seen)
    return number[first], number[second], int(number[-1])


def _keys(ids: Integers, lengths: Integers, order: int, bits: int) -> Integers:
    """[symbols] the n-gram that starts at each: segment, then `order` symbols, 0 beyond the segment's end."""
    keys = np.repeat(np.arange(len(lengths)), lengths)
    left = np.cumsum(lengths)[keys] - np.arange(len(ids))  # symbols up to the segment's end
    padded = np.concatenate([ids, np.zeros(order, dtype=np.int64)])
    for n in range(order):
        keys = keys << bits | np.where(left > n, padded[n : n + len(ids)], 0)
    return keys


def _common_of_order(keys: Integers, n: int, order: int, bits: int, segments: int) -> Floats:
    """[segments] n-grams of one order that both sides have, from sorted keys of the longest order."""
    grams = keys >> (1 + bits * (order - n))
    starts = np.flatnonzero(np.concatenate([[True], grams[1:] != grams[:-1]]))
    distinct = grams[starts]
    theirs = np.add.reduceat(keys & 1, starts)
    ours = np.diff(np.append(starts, len(keys))) - theirs
    whole = distinct & ((1 << bits) - 1) != 0  # the segment does not end within it
    common = np.minimum(ours, theirs) * whole
    summed = np.bincount(distinct >> (bits * n), weights=common, minlength=segments)
    return summed.astype(np.float64)


def _counted(ours: list[int], theirs: list[int], order: int) -> Floats:
    """[1, order] for a segment with so many different symbols that a number cannot hold an n-gram."""
    found = np.zeros((1, order))
    for n in range(1, order + 1):
        first, second = (
            Counter(tuple(side[i : i + n]) for i in range(len(side) - n + 1)) for side in (ours, theirs)
        )
        found[0, n - 1] = (first & second).total()
    return found
