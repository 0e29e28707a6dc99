"""What a batch is asked to do."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from mtkit.batch.tree import JOURNAL, OWN_FOLDER
from mtkit.decoding import Policy
from mtkit.errors import InputError, OutputError, UsageError
from mtkit.files import shown

VIEW_SUFFIX = {"document": "", "segments": ".jsonl", "side-by-side": ".html", "tmx": ".tmx"}


@dataclass(frozen=True, slots=True)
class Task:
    """A source folder (or file), a target folder, and how the one becomes the other.

    patterns: which files, see names.matches; none means all. view: "document", "segments", "side-by-side" or
    "tmx"; a view's suffix is put behind the whole name, so that no two documents ever share a target.
    options: the formats' own (column, output_column, split). memory: a translation memory's file.
    """

    source: Path
    target: Path
    patterns: tuple[str, ...] = ()
    view: str = "document"
    format_name: str = ""
    options: dict[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    memory: Path | None = None
    force: bool = False
    retry_failed: bool = False

    @property
    def base(self) -> Path:
        """The folder that sources' relative paths start from."""
        return self.source if self.source.is_dir() else self.source.parent

    @property
    def own_folder(self) -> Path:
        """Where the batch keeps its journal, lock and checkpoint."""
        return self.target / OWN_FOLDER

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.own_folder / JOURNAL

    @property
    def checkpoint(self) -> Path:
        """What the engine made for documents that are not finished."""
        return self.own_folder / "checkpoint.db"

    def check(self) -> None:
        """Refuse what cannot be. Raises UsageError, InputError and OutputError."""
        if self.view not in VIEW_SUFFIX:
            raise UsageError(f"there is no view {self.view!r}", hint=f"known: {', '.join(VIEW_SUFFIX)}")
        if self.format_name:
            from mtkit import formats

            formats.get(self.format_name)
        if not self.source.exists():
            raise InputError(f"{shown(self.source)} does not exist", hint="check the spelling of the path")
        if self.target.exists() and not self.target.is_dir():
            raise OutputError(f"{shown(self.target)} is a file", hint="name a folder for the translations")
        if self.target.resolve() == self.source.resolve():
            raise UsageError(
                "source and target are the same folder", hint="name another folder for the translations"
            )

    def options_of(self, format_name: str) -> dict[str, str]:
        """Of the options given, those that a format has: a folder holds many formats."""
        if not self.options:
            return {}
        from mtkit import formats

        known = getattr(formats.get(format_name), "options", ())
        return {key: value for key, value in self.options.items() if key in known}

    def recipe(self, configuration: str, corrections: str, format_name: str) -> str:
        """All but the source that can change an output of a format, as 16 hexadecimal digits.

        configuration: Translator.configuration. corrections: what tells one state of a person's corrections
        in the memory from another.
        """
        options = sorted(self.options_of(format_name).items())
        parts = [configuration, self.view, self.format_name, options, corrections]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
