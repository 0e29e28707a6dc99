"""Documents: bytes to segments and back. One module a format, `FORMAT` in each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import BinaryIO

from mtkit import registry
from mtkit.core import Document, Format
from mtkit.errors import UsageError

PACKAGE = "mtkit.formats"


def get(name: str) -> Format:
    """The format called `name`. Raises UsageError, with the names there are, when there is none."""
    member: Format = registry.load(PACKAGE, name).FORMAT
    return member


def name_for(path: str) -> str:
    """The name of the format that a file name's suffix stands for; unknown suffixes are plain text."""
    suffix = PurePath(path).suffix.lower()
    members = registry.names(PACKAGE)
    if suffix[1:] in members:
        return suffix[1:]
    for name in members if suffix else ():
        if suffix in get(name).suffixes:
            return name
    return "txt"


def read(
    source: BinaryIO,
    path: str,
    *,
    format_name: str = "",
    source_lang: str = "da",
    target_lang: str = "en",
    options: Mapping[str, str] | None = None,
) -> Document:
    """Open the document `source`, called `path`; its suffix names the format unless `format_name` does.

    `options` are the format's own (the column of a table, say). Raises FormatError for bytes that are not of
    that format, and UsageError for options that it does not have.
    """
    chosen = get(format_name or name_for(path))
    if not options:
        return chosen.read(source, path, source_lang=source_lang, target_lang=target_lang)
    known = getattr(chosen, "options", ())
    for option in options:
        if option not in known:
            raise UsageError(
                f"--{option.replace('_', '-')} does not fit a {chosen.title}",
                hint=f"{path} is read as {chosen.name}",
            )
    return chosen.read(source, path, source_lang=source_lang, target_lang=target_lang, options=options)  # type: ignore[call-arg]
