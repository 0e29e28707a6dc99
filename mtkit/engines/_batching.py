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

    A batch holds at most `max_sentences` sentences, all of one `length_class`, and, unless it holds one
    alone, at most `max_padded_tokens` tokens, padding included. Longest first, because a long batch that
    starts last leaves the other workers idle.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    start = 0
    while start < len(order):
        longest = max(1, lengths[order[start]])
        alike = length_class(longest)
        end = start + max(1, min(max_sentences, max_padded_tokens // longest))
        chosen = tuple(i for i in order[start:end] if length_class(lengths[i]) == alike)
        yield Batch(chosen, longest)
        start += len(chosen)


def length_class(length: int) -> int:
    """The longest of the lengths that may be padded together with `length`: 15, 31, 63 and so on.

    What becomes of a sentence must not hang on its company. So what holds for a whole batch, like the most
    tokens that its output may have, is taken from this and not from the longest sentence in it. And padding
    stays within a class, since sums over fewer than 16 places are rounded differently than over more.
    """
    return max(15, (1 << length.bit_length()) - 1)
