"""A test set to benchmark on, and how one is read from a folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from mtkit import files
from mtkit.errors import InputError


@dataclass(frozen=True, slots=True)
class BenchSet:
    """Sources, references and, where known, the document of each segment.

    references: [references][segments]. documents: [segments] or empty.
    """

    name: str
    sources: tuple[str, ...]
    references: tuple[tuple[str, ...], ...]
    documents: tuple[str, ...] = ()
    licence: str = ""

    @property
    def sha256(self) -> str:
        """The hash of all that is translated and scored; names and licence stay out of it."""
        columns = [self.sources, *self.references, self.documents]
        return hashlib.sha256(json.dumps(columns, ensure_ascii=True).encode()).hexdigest()

    def __len__(self) -> int:
        return len(self.sources)

    def first(self, limit: int) -> BenchSet:
        """The first `limit` segments; all of them where it is 0."""
        if not limit or limit >= len(self):
            return self
        references = tuple(column[:limit] for column in self.references)
        return BenchSet(self.name, self.sources[:limit], references, self.documents[:limit], self.licence)


def from_folder(folder: Path, name: str, source_lang: str, target_lang: str, licence: str = "") -> BenchSet:
    """The set in a folder: the one file in the source language, all in the target language."""
    sources, references = side(folder, source_lang), side(folder, target_lang)
    if len(sources) != 1 or not references:
        raise InputError(
            f"{folder} is no test set: it has {len(sources)} files .{source_lang} and "
            f"{len(references)} .{target_lang}",
            hint=f"it needs one file .{source_lang} and at least one .{target_lang}, a segment a line",
        )
    documents = folder / "documents.txt"
    named = [*sources, *references, *([documents] if documents.is_file() else [])]
    columns = {str(path): lines_of(path) for path in named}
    _check(columns)
    read = list(columns.values())
    many = len(references)
    return BenchSet(
        name, read[0], tuple(read[1 : 1 + many]), read[1 + many] if documents.is_file() else (), licence
    )


def side(folder: Path, lang: str) -> list[Path]:
    """The files of one language in a folder: `x.da` or `x.da.txt`."""
    return sorted([*folder.glob(f"*.{lang}"), *folder.glob(f"*.{lang}.txt")])


def lines_of(path: Path) -> tuple[str, ...]:
    """The lines of a text file, ended by a line feed alone, without trailing white space."""
    with files.open_source(path) as stream:
        text, _ = files.decode(stream.read(), str(path))
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return tuple(line.rstrip() for line in lines)


def _check(columns: dict[str, tuple[str, ...]]) -> None:
    from mtkit.score import check_lengths

    counts = [(name, len(column)) for name, column in columns.items()]
    check_lengths(counts, hint="each file of a set needs the same segments in the same order")
