"""Plain text: every line is a segment, except that a hard-wrapped paragraph is one."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from mtkit import files
from mtkit.core import Document, Segment
from mtkit.errors import FormatError

if TYPE_CHECKING:
    import io

_LINE_END = re.compile(r"\r\n|\n|\r|\Z")
_WRITE_CHARACTERS = 1 << 18


class TxtFormat:
    """Plain text in any encoding; written as UTF-8 with the line ends it had."""

    name = "txt"
    title = "plain text file"
    suffixes = (".txt", ".text")

    def read(
        self, source: BinaryIO, name: str, *, source_lang: str = "da", target_lang: str = "en"
    ) -> Document:
        return TxtDocument(source, name)


class TxtDocument:
    """A text file read block by block, so that memory does not grow with it."""

    def __init__(self, source: BinaryIO, name: str) -> None:
        self.name = name
        self._text, encoding = files.open_text(source, name)
        self._bom = encoding.bom if encoding.codec == "utf-8" else b""
        self.notes = [encoding.note] if encoding.note else []
        # What stands before and after each segment that was handed out and not written yet.
        self._around: deque[tuple[str, str]] = deque()
        self._newline = ""

    def segments(self) -> Iterator[Segment]:
        from mtkit.text.paragraphs import blocks

        before = ""
        for block in blocks(self._lines()):
            end = "" if block.joined else _LINE_END.search(block.text).group()  # type: ignore[union-attr]
            body = block.text[: len(block.text) - len(end)] if end else block.text
            if block.joined:
                end = _LINE_END.search(block.lines[-1]).group()  # type: ignore[union-attr]
            elif not body.strip():
                before += block.text
                if len(before) > _WRITE_CHARACTERS:
                    yield self._hand_out(Segment("", kind="literal"), before, "")
                    before = ""
                continue
            yield self._hand_out(Segment(body, wrap=block.width if block.joined else 0), before, end)
            before = ""
        if before:
            yield self._hand_out(Segment("", kind="literal"), before, "")

    def _hand_out(self, segment: Segment, before: str, after: str) -> Segment:
        self._around.append((before, after))
        return segment

    def _lines(self) -> Iterator[str]:
        try:
            for line in _physical_lines(self._text):
                if "\0" in line:
                    raise FormatError(f"{self.name} is not text: it holds zero bytes", hint="give it text")
                if not self._newline and line.endswith(("\n", "\r")):
                    self._newline = _LINE_END.search(line).group()  # type: ignore[union-attr]
                yield line
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{self.name} is not valid {error.encoding.upper()} throughout: {error.reason}",
                hint="convert the file to UTF-8",
            ) from None

    def write(self, segments: Iterable[Segment], target: BinaryIO) -> None:
        target.write(self._bom)
        for segment in segments:
            before, after = self._around.popleft()
            text = (
                segment.text.replace("\n", self._newline) if segment.wrap and self._newline else segment.text
            )
            target.write(f"{before}{text}{after}".encode())


def _physical_lines(stream: io.TextIOWrapper) -> Iterator[str]:
    """Lines with their ends, where only \\n, \\r\\n and \\r end a line."""
    yield from stream


FORMAT = TxtFormat()
