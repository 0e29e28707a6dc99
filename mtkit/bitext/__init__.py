"""Bitexts as files: one module a form, each with `write(bitext, target)`, some with `read(source, name)`.

`write` takes an open text stream (UTF-8, newline="" where it is a file). `read` gives the beads of a file;
most forms do not hold the sentences one by one, so the texts stay with whoever has the documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TextIO

from mtkit.core import Bead, Bitext


class Writer(Protocol):
    """A member module of mtkit.bitext."""

    def write(self, bitext: Bitext, target: TextIO) -> None:
        """Write every bead of the bitext. Raises nothing of its own: any text can be written in any form."""
        ...


class Reader(Protocol):
    """A member module that can be read as well."""

    def read(self, source: Iterable[str], name: str) -> list[Bead]:
        """The beads of a file, in its order; `name` is for messages.

        Raises FormatError with the line's number.
        """
        ...
