"""Many resamples of a test set at once: a product of what is drawn and what was counted.

A resample's statistics are the sum of its units' rows, so those of all resamples are one matrix product
[trials, units] @ [units, k]. Units are segments, or documents whose segments stay together. The draws are
those that sacreBLEU makes with the same seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

# Values drawn at once, which bounds the memory that resampling takes.
_CHUNK = 1 << 22
# numpy draws booleans 32 to a random word and drops what is left over, so that only chunks of whole words
# continue the very stream that one call would give.
_WORD = 32


def swaps(units: int, trials: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    """[rows, units] which units keep their system in a trial, each with probability 1/2, in chunks of
    rows."""
    generator = np.random.default_rng(seed)
    for rows in _chunks(units, trials):
        yield generator.integers(2, size=(rows, units), dtype=bool)


def bootstraps(units: int, trials: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """[rows, units] how often each unit is drawn in a resample of the same size, in chunks of rows."""
    if units * trials <= _CHUNK:  # the usual 1,000 resamples of a usual test set: kept for the next test
        yield _only_chunk(units, trials, seed)
        return
    generator = np.random.default_rng(seed)
    for rows in _chunks(units, trials):
        yield _counted(generator, units, rows)


@lru_cache(maxsize=2)
def _only_chunk(units: int, trials: int, seed: int) -> NDArray[np.int64]:
    return _counted(np.random.default_rng(seed), units, trials)


def _counted(generator: np.random.Generator, units: int, rows: int) -> NDArray[np.int64]:
    drawn = generator.choice(units, size=(rows, units), replace=True)
    drawn += (np.arange(rows) * units)[:, None]
    return np.bincount(drawn.ravel(), minlength=rows * units).reshape(rows, units)


def resampled_sums(
    draws: Iterator[NDArray[np.bool_]] | Iterator[NDArray[np.int64]], statistics: Sequence[Floats]
) -> list[Floats]:
    """For each of several [units, k] the [trials, k] sums of every trial, in float64.

    Whole numbers are summed without any rounding, whatever the order.
    """
    stacked = np.concatenate(statistics, axis=1)  # [units, all k]
    precise = _precision(stacked)
    stacked = stacked.astype(precise)
    sums = np.concatenate([chunk.astype(precise) @ stacked for chunk in draws]).astype(np.float64)
    edges = np.cumsum([0, *(s.shape[1] for s in statistics)])
    return [sums[:, start:end] for start, end in pairwise(edges)]


def by_block(statistics: Floats, blocks: Sequence[str]) -> Floats:
    """[segments, k] to [blocks, k]: the sums over the segments of each document, in order of first
    appearance."""
    numbers: dict[str, int] = {}
    index = np.array([numbers.setdefault(block, len(numbers)) for block in blocks])
    summed = np.zeros((len(numbers), statistics.shape[1]))
    np.add.at(summed, index, statistics)
    return summed


def _chunks(units: int, trials: int) -> Iterator[int]:
    rows = max(_WORD, _CHUNK // max(units, 1) // _WORD * _WORD)
    for start in range(0, trials, rows):
        yield min(rows, trials - start)


def _precision(stacked: Floats) -> type[np.floating[Any]]:
    """float32, which is twice as fast, where even the largest sum is a whole number that it holds exactly."""
    largest = float(np.abs(stacked).max(initial=0.0)) * len(stacked)
    whole = largest < 2**24 and bool((stacked == np.rint(stacked)).all())
    return np.float32 if whole else np.float64
