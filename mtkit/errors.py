"""What can go wrong for a user, and the exit code that says so."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit codes of every mtkit command."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    NO_MODEL = 4
    THRESHOLD = 5
    INTERRUPTED = 130


class MtkitError(Exception):
    """A failure that a user can act on: one line that says what is wrong, and one that says what to do.

    `message` is a single line without a final stop; `hint` says the way out. The command line prints both and
    exits with `status`.
    """

    status = ExitStatus.FAILED

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.hint)


def _rebuild(kind: type[MtkitError], message: str, hint: str) -> MtkitError:
    return kind(message, hint=hint)


class UsageError(MtkitError):
    """The call itself is wrong, whatever the files hold."""

    status = ExitStatus.USAGE


class InputError(MtkitError):
    """A file cannot be read, or does not hold what it should."""


class OutputError(MtkitError):
    """A result cannot be written."""


class FormatError(InputError):
    """A document is not what its format demands."""


class ModelError(MtkitError):
    """A model is missing, damaged or not usable here."""

    status = ExitStatus.NO_MODEL


class ThresholdError(MtkitError):
    """A score fell under what `--fail-under` or `--compare-to` asked for."""

    status = ExitStatus.THRESHOLD
