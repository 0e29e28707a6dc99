"""What happens around a run: who is told how far it is, and who may stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mtkit.batch.summary import Summary


@dataclass(slots=True)
class Progress:
    """How far a run is; `summary` counts documents that are written.

    again: sentences that were tried once more, or more often, since others were done: those that failed
    their guards.
    """

    summary: Summary
    sentences: int = 0  # that went through the engine or came from memory
    sentences_read: int = 0
    bytes_read: int = 0
    again: int = 0
    seconds: float = 0.0  # of work, the loading of the model left out

    @property
    def share(self) -> float:
        """The part of all work that is done, 0 to 1: sentences done of those expected from bytes read."""
        if not self.bytes_read or not self.sentences_read:
            return 0.0
        expected = self.sentences_read * max(1.0, self.summary.planned_bytes / self.bytes_read)
        return min(1.0, self.sentences / expected)


@dataclass(slots=True)
class Control:
    """What happens around a run: `progress` is told of each step; `stop` is asked whether to end early."""

    progress: Callable[[Progress], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False
    note: Callable[[str], None] = lambda _: None


class Stopped(BaseException):
    """Asked to stop, at a point where nothing is half done; no document may take it for its own failure."""
