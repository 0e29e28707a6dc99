"""WebVTT subtitles (W3C WebVTT). The header, notes, styles, regions, identifiers, timings and cue
settings stay, voices and classes stay with their words; see _subtitles for the text.
"""

from __future__ import annotations

import html
from typing import BinaryIO

from mtkit.core import Document
from mtkit.errors import FormatError
from mtkit.formats._cues import parse_vtt
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
        return read_subtitles(source, name, Dialect(parse_vtt, html.unescape, _escape), target_lang)


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


FORMAT = VttFormat()
