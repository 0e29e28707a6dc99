"""Cut many sentences into batches that keep an engine busy and cost little padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences that are decoded together: their indices in the caller's list, and the longest, in tokens."""

    indices: tuple[int, ...]
    longest: int


def batches(lengths: Sequence[int], *, max_sentences: int, max_padded_tokens: int) -> Iterator[Batch]:
    """Length-sorted batches over sentences of `lengths` tokens, the longest sentences first.

    A batch holds at most `max_sentences` sentences and, unless it holds one alone, at most
    `max_padded_tokens` tokens, padding included. Longest first, because a long batch that starts last
    leaves the other workers idle.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    start = 0
    while start < len(order):
        longest = max(1, lengths[order[start]])
        size = max(1, min(max_sentences, max_padded_tokens // longest))
        yield Batch(tuple(order[start : start + size]), longest)
        start += size
