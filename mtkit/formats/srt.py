"""SubRip subtitles. Numbers, timings, positions, tags and line ends stay; see _subtitles for the text.

pysubs2 reads these files too, but renumbers cues and drops coordinates and unknown tags, so that a file
would not come back as it was; the reader is mtkit's own.
"""

from __future__ import annotations

from typing import BinaryIO

from mtkit.core import Document
from mtkit.formats._cues import parse_srt
from mtkit.formats._subtitles import Dialect, read_subtitles


class SrtFormat:
    """SubRip subtitles; see the module."""

    name = "srt"
    title = "SubRip subtitles"
    suffixes = (".srt",)

    def read(
        self, source: BinaryIO, name: str, *, source_lang: str = "da", target_lang: str = "en"
    ) -> Document:
        return read_subtitles(source, name, Dialect(parse_srt, str, str), target_lang)


FORMAT = SrtFormat()
