"""Plain text: every line is a segment, except that a hard-wrapped paragraph is one."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO

from mtkit import files
from mtkit.core import Document, Segment
from mtkit.errors import FormatError
from mtkit.formats._foreign import refuse_foreign

if TYPE_CHECKING:
    from mtkit.text.paragraphs import Block

_BLANK_CHARACTERS = 1 << 18  # a file of nothing but blank lines is written on from time to time


class TxtFormat:
    """Plain text in any encoding; written as UTF-8 with the line ends it had.

    The option `split` = "lines" keeps every line by itself, so that as many come out as went in.
    """

    name = "txt"
    title = "plain text file"
    suffixes = (".txt", ".text")
    options = ("split",)

    def read(
        self,
        source: BinaryIO,
        name: str,
        *,
        source_lang: str = "da",
        target_lang: str = "en",
        options: Mapping[str, str] | None = None,
    ) -> Document:
        """Open a text; see core.Format. Raises FormatError for what is not text."""
        note = refuse_foreign(source, name)
        document = TxtDocument(source, name, lines_only=(options or {}).get("split") == "lines")
        document.notes += [note] if note else []
        return document


class TxtDocument:
    """A text file read block by block, so that memory does not grow with it."""

    def __init__(self, source: BinaryIO, name: str, *, lines_only: bool) -> None:
        self.name = name
        self._lines_only = lines_only
        self._text, encoding = files.open_text(source, name)
        self._bom = encoding.bom if encoding.codec == "utf-8" else b""
        self.notes = [encoding.note] if encoding.note else []
        # For each segment that was handed out and not written yet: the blank lines before it, and its block.
        self._pending: deque[tuple[str, Block | None]] = deque()

    def segments(self) -> Iterator[Segment]:
        """One a line that holds text, or a hard-wrapped paragraph."""
        from mtkit.text.paragraphs import Block, blocks

        blank: list[str] = []
        held = 0
        lines = self._lines()
        single = (Block((line,), False, line.rstrip("\r\n")) for line in lines)
        for block in single if self._lines_only else blocks(lines):
            if block.text.strip():
                self._pending.append(("".join(blank), block))
                yield Segment(block.text)
            else:
                blank += block.lines
                held += sum(map(len, block.lines))
                if held < _BLANK_CHARACTERS:
                    continue
                self._pending.append(("".join(blank), None))
                yield Segment("", kind="literal")
            blank, held = [], 0
        if blank:
            self._pending.append(("".join(blank), None))
            yield Segment("", kind="literal")

    def _lines(self) -> Iterator[str]:
        r"""Lines with their ends; only \n, \r\n and \r end a line."""
        try:
            for line in self._text:
                if "\0" in line:
                    raise FormatError(
                        f"{self.name} is not text: it holds zero bytes", hint="give it a text file"
                    )
                yield line
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{self.name} is not valid {error.encoding.upper()} throughout: {error.reason}",
                hint="convert the file to UTF-8",
            ) from None
        finally:
            with contextlib.suppress(ValueError):  # where writing failed, the owner has closed it already
                self._text.detach()  # the stream is its owner's to close

    def write(self, segments: Iterable[Segment], target: BinaryIO) -> None:
        """Write the text with other segments; see core.Document."""
        target.write(self._bom)
        for segment in segments:
            blank, block = self._pending.popleft()
            text = block.lay_out(segment.text) if block else ""
            target.write(f"{blank}{text}".encode("utf-8", "surrogatepass"))


FORMAT = TxtFormat()
