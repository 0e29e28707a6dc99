"""WebVTT subtitles (W3C WebVTT). The header, notes, styles, regions, identifiers, timings and cue
settings stay, voices and classes stay with their words; see _subtitles for the text. A header that names
the source language names the target's once any text has changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from mtkit.core import Document
from mtkit.errors import FormatError
from mtkit.formats._cues import parse_vtt
from mtkit.formats._rewrite import LanguageMark, Piece, Verbatim
from mtkit.formats._subtitles import Dialect, read_subtitles


class VttFormat:
    """WebVTT subtitles; see the module."""

    name = "vtt"
    title = "WebVTT subtitles"
    suffixes = (".vtt",)

    def read(
        self, source: BinaryIO, name: str, *, source_lang: str = "da", target_lang: str = "en"
    ) -> Document:
        head = source.read(64)
        source.seek(0)
        if head and b"WEBVTT" not in head.replace(b"\0", b"")[:12]:
            raise FormatError(
                f"{name} is not a WebVTT file: its first line is not WEBVTT",
                hint="name its format, srt perhaps",
            )
        between = partial(_between, source_lang=source_lang, target_lang=target_lang)
        return read_subtitles(source, name, Dialect(parse_vtt, html.unescape, _escape, between), target_lang)


def _between(part: str, source_lang: str, target_lang: str) -> Iterator[Piece]:
    """What stands between cues; where the header names the source language, it names the target's later."""
    header = re.match(r"(\ufeff?WEBVTT[^\n]*\n(?:[^\n]+\n)*?Language:[ \t]*)([\w-]+)", part)
    if header and header[2].split("-")[0].lower() == source_lang.split("-")[0].lower():
        yield Verbatim(header[1].encode())
        yield LanguageMark(header[2].encode(), target_lang.encode())
        part = part[header.end() :]
    yield Verbatim(part.encode())


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


FORMAT = VttFormat()
