"""Where the systems differ: scores over segments of one length, of rare words, of one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from mtkit.score._testset import Testset
from mtkit.text import tokens

if TYPE_CHECKING:
    from mtkit.score._scoring import Measured

_LENGTHS = (10, 20, 30, 40, 60)
_RARE_SHARES = (0.05, 0.10, 0.20, 0.30)
# A word that the text itself has no more often than this is rare in it.
_RARE_COUNT = 1


@dataclass(frozen=True, slots=True)
class Bucket:
    """The segments of one kind, and each system's score over them.

    by: "length" (words of the source, or of the reference where there is none), "rare words" (share of
    words that the text holds once) or "document". scores: [metrics][systems].
    """

    by: str
    label: str
    segments: tuple[int, ...]
    scores: tuple[tuple[float, ...], ...]


def buckets(
    testset: Testset, measured: Sequence[Measured], frequencies: Mapping[str, int] | None = None
) -> tuple[Bucket, ...]:
    """Split the test set in each way that it allows, and score each part.

    frequencies: how often words occur in a larger text of the reference's language, to tell rare ones by
    (at most once there); by default the references count for themselves.
    """
    groups = [("length", *group) for group in _by_length(testset)]
    groups += [("rare words", *group) for group in _by_rare_words(testset, frequencies)]
    groups += [("document", *group) for group in _by_document(testset)]
    return tuple(
        Bucket(by, label, tuple(members), _scores(members, measured)) for by, label, members in groups
    )


def _scores(members: Sequence[int], measured: Sequence[Measured]) -> tuple[tuple[float, ...], ...]:
    chosen = list(members)
    return tuple(tuple(m.metric.corpus_score(rows[chosen]) for rows in m.statistics) for m in measured)


def _by_length(testset: Testset) -> list[tuple[str, list[int]]]:
    texts = testset.sources or testset.references[0]
    lengths = [len(text.split()) for text in texts]
    edges = (0, *_LENGTHS)
    labels = [f"{low}-{high - 1}" for low, high in pairwise(edges)] + [f"{edges[-1]}+"]
    return _grouped([sum(length >= edge for edge in _LENGTHS) for length in lengths], labels)


def _by_rare_words(testset: Testset, frequencies: Mapping[str, int] | None) -> list[tuple[str, list[int]]]:
    words = [_words(text) for text in testset.references[0]]
    counts = Counter(chain.from_iterable(words)) if frequencies is None else frequencies
    common = {word for word, count in counts.items() if count > _RARE_COUNT}.__contains__
    shares = [(len(line) - sum(map(common, line))) / max(1, len(line)) for line in words]
    edges = (0.0, *_RARE_SHARES)
    labels = [f"{low:.0%}-{high:.0%}" for low, high in pairwise(edges)] + [f"{edges[-1]:.0%}+"]
    return _grouped([sum(share >= edge for edge in _RARE_SHARES) for share in shares], labels)


def _words(text: str) -> list[str]:
    return [word for word in tokens.texts(text.lower()) if word[0].isalnum()]


def _by_document(testset: Testset) -> list[tuple[str, list[int]]]:
    names = list(dict.fromkeys(testset.documents))
    numbers = {name: i for i, name in enumerate(names)}
    return _grouped([numbers[document] for document in testset.documents], names)


def _grouped(numbers: Sequence[int], labels: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Labels with the segments that have their number; empty groups are left out."""
    members: list[list[int]] = [[] for _ in labels]
    for segment, number in enumerate(numbers):
        members[number].append(segment)
    return [(label, group) for label, group in zip(labels, members, strict=True) if group]
