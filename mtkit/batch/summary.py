"""What a run did, in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from mtkit.batch.journal import Entry
from mtkit.errors import ExitStatus

_MOST_LINES = 20


@dataclass(slots=True)
class Summary:
    """documents: translated in this run; done: all whose translation stands.

    unchanged: nothing was to be done. failed, refused, skipped, gone: see plan.Item; what still stands from
    earlier runs is counted. sentences, from_memory, retried, flagged (and flags, by kind): of this run.
    seconds: of work, the loading of the model left out. reasons: the first few failures, one line each.
    """

    planned: int = 0
    planned_bytes: int = 0
    documents: int = 0
    unchanged: int = 0
    failed: int = 0
    refused: int = 0
    skipped: int = 0
    gone: int = 0
    sentences: int = 0
    from_memory: int = 0
    retried: int = 0
    flagged: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    interrupted: bool = False
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Documents whose translation stands."""
        return self.documents + self.unchanged

    @property
    def sentences_per_second(self) -> float:
        """The rate of this run; 0 where it did nothing."""
        return self.sentences / self.seconds if self.seconds else 0.0

    @property
    def status(self) -> ExitStatus:
        """The exit code that says how it went."""
        if self.interrupted:
            return ExitStatus.INTERRUPTED
        return ExitStatus.PARTIAL if self.failed + self.refused else ExitStatus.OK

    def add(self, entries: Iterable[Entry]) -> None:
        """Count documents of this run."""
        for entry in entries:
            if entry.state == "skipped":
                self.skipped += 1
                continue
            if entry.state != "done":
                self.failed += 1
                self.say(entry.reason)
                continue
            self.documents += 1
            self.sentences += entry.sentences
            self.from_memory += entry.from_memory
            self.retried += entry.retried
            self.flagged += entry.flagged
            for flag, number in entry.flags.items():
                self.flags[flag] = self.flags.get(flag, 0) + number
            self.notes += entry.notes[: max(0, _MOST_LINES - len(self.notes))]

    def say(self, reason: str) -> None:
        """Keep a reason, of the first few."""
        if len(self.reasons) < _MOST_LINES:
            self.reasons.append(reason)

    def as_dict(self) -> dict[str, Any]:
        """All numbers, for JSON."""
        return {**asdict(self), "done": self.done, "sentences_per_second": self.sentences_per_second}
