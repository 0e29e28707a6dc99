"""What is counted while a document goes by, and its sentences that deserve a look."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtkit.batch.journal import WorstSentence
from mtkit.translate import Counts, SegmentTranslation

_WORST = 5


@dataclass(slots=True)
class Tally:
    """What is counted while a document goes by."""

    counts: Counts = field(default_factory=Counts)
    segments: int = 0
    characters: int = 0
    worst: list[tuple[tuple[bool, float, tuple[int, int]], WorstSentence]] = field(default_factory=list)

    def watch(self, translated: Iterator[SegmentTranslation]) -> Iterator[SegmentTranslation]:
        paragraph = 0
        for segment in translated:
            self.segments += 1
            self.characters += len(segment.source.text)
            self.counts.read += len(segment.sentences)
            self.counts.add(segment.sentences)
            paragraph += bool(segment.sentences)
            for number, sentence in enumerate(segment.sentences, 1):
                if sentence.origin in ("model", "retry", "memory"):
                    rank = (bool(sentence.flags), -sentence.score, (-paragraph, -number))
                    if len(self.worst) == _WORST and rank <= self.worst[0][0]:
                        continue
                    each = WorstSentence(
                        paragraph, number, sentence.source, sentence.text, sentence.score, sentence.flags
                    )
                    push = heapq.heappush if len(self.worst) < _WORST else heapq.heapreplace
                    push(self.worst, (rank, each))
            yield segment
