"""Any other metric: a command that scores lines, or a file of scores (COMET in an environment of its own,
say)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtkit.errors import InputError, UsageError
from mtkit.score._testset import System, Testset

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from mtkit.score._metric import Floats

_COLUMN_BREAKS = str.maketrans("\t\n\r", "   ")


@dataclass(frozen=True, slots=True)
class External:
    """A metric that is computed elsewhere, one number a segment; the score of a corpus is their mean.

    command: run once a system, without a shell. It reads tab-separated lines (source, hypothesis, references;
             the source is empty where unknown) and prints one number for each.
    values:  instead of a command, each system's numbers, by the system's name.
    Statistics: [segments, 2] the number, and 1.
    """

    name: str
    command: str = ""
    values: Mapping[str, Sequence[float]] = field(default_factory=dict)
    higher_is_better: bool = True

    def __post_init__(self) -> None:
        if bool(self.command) == bool(self.values):
            raise UsageError(
                f"metric {self.name} needs a command or numbers, one of the two", hint="give one of them"
            )
        # A signature is one line, with bars between its parts.
        if not self.name.strip() or "|" in self.name or not self.name.isprintable():
            raise UsageError(
                f"{self.name!r} cannot be the name of a metric", hint="give it a short name such as COMET"
            )

    @property
    def identity(self) -> str:
        return ""  # what a command does can change at any time: never cached

    def statistics(self, system: System, testset: Testset) -> Floats:
        import numpy as np

        numbers = self._run(system, testset) if self.command else self._given(system)
        if len(numbers) != len(testset):
            raise InputError(
                f"{self.name} gave {len(numbers)} numbers for the {len(testset)} segments of {system.name}",
                hint="it must give one number a line, one line a segment",
            )
        return np.stack([np.array(numbers, dtype=np.float64), np.ones(len(numbers))], axis=1)

    def corpus_score(self, statistics: Floats) -> float:
        return math.fsum(statistics[:, 0]) / len(statistics)

    def segment_scores(self, statistics: Floats) -> Floats:
        import numpy as np

        return np.asarray(statistics[:, 0], dtype=np.float64)

    def formula(self, sums: Floats, dtype: DTypeLike = "float64") -> Floats:
        from mtkit.score import _formulas

        return _formulas.mean(sums, dtype)

    def signature(self, references: int, **extra: str | int) -> str:
        # A hash, since a command can hold the signature's own separators, and a folder's name is nobody's
        # business.
        how = f"command:{_digest(self.command)}" if self.command else "file:given"
        pairs = [f"nrefs:{references}", *(f"{key}:{value}" for key, value in extra.items()), how]
        return "|".join(pairs)

    def _given(self, system: System) -> Sequence[float]:
        if system.name not in self.values:
            raise UsageError(
                f"metric {self.name} has no numbers for {system.name}",
                hint="give one file of numbers for each system, in the order of the systems",
            )
        return self.values[system.name]

    def _run(self, system: System, testset: Testset) -> list[float]:
        lines = []
        for i, hypothesis in enumerate(system.hypotheses):
            source = testset.sources[i] if testset.sources else ""
            columns = (source, hypothesis, *(reference[i] for reference in testset.references))
            lines.append("\t".join(column.translate(_COLUMN_BREAKS) for column in columns) + "\n")
        return parse_numbers(
            self._output("".join(lines).encode("utf-8", "replace")), f"the command of metric {self.name}"
        )

    def _output(self, table: bytes) -> bytes:
        import shlex
        import subprocess  # slow to import, and few need it

        try:
            words = shlex.split(self.command)
        except ValueError as error:
            raise UsageError(
                f"the command of metric {self.name} cannot be read: {error}", hint="check its quotes"
            ) from None
        if not words:
            raise UsageError(f"the command of metric {self.name} is empty", hint="write NAME=COMMAND")
        try:
            done = subprocess.run(words, input=table, capture_output=True, check=False)
        except OSError as error:
            reason = error.strerror or error
            raise InputError(
                f"cannot run the command of metric {self.name}: {words[0]}: {reason}", hint="check its path"
            ) from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise InputError(
                f"the command of metric {self.name} failed with exit code {done.returncode}",
                hint=f"it said: {said[-1]}" if said else "it said nothing",
            )
        return done.stdout


def parse_numbers(data: bytes, name: str) -> list[float]:
    """One finite number a line. Raises InputError, with the line, for anything else."""
    numbers = []
    lines = data.decode("utf-8-sig", "replace").split("\n")
    if lines and not lines[-1].strip():
        lines.pop()
    for i, line in enumerate(lines, 1):
        try:
            number = float(line)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise InputError(
                f"line {i} of {name} is not a number: {line.strip()[:40]!r}", hint="one number a line"
            )
        numbers.append(number)
    return numbers


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


METRIC = External
