"""Documents of other programs, known by their first bytes, that must not be taken for plain text."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

from mtkit.errors import FormatError

HEAD_BYTES: Final = 256
_TO_WORD: Final = "convert it first: soffice --headless --convert-to docx FILE"
# First bytes, what has them, and the way out.
_KINDS: Final = (
    (rb"%PDF-", "a PDF and holds no running text", "give the document that it was made from"),
    (rb"\{\\rtf", "rich text (RTF)", _TO_WORD),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a Word file of the old kind (.doc), or like it", _TO_WORD),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", "an OpenDocument text", _TO_WORD),
    (rb"PK\x03\x04.{26}mimetypeapplication/epub", "an e-book (EPUB)", "unpack it and give its pages"),
    (rb"PK\x03\x04", "a zip file", "unpack it, or read it with --from docx"),
    (rb"\x1f\x8b", "a gzip file", "unpack it: gunzip FILE"),
)  # fmt: skip
_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*(<!doctype\s+html|<html\b|<\?xml\b)", re.I | re.S
)


def refuse_foreign(source: BinaryIO, name: str) -> str:
    """Raise FormatError for another program's document; returns what should be told of one with markup.

    `source` stands where it stood.
    """
    place = source.tell()
    head = source.read(HEAD_BYTES)
    source.seek(place)
    for start, kind, hint in _KINDS:
        if re.match(start, head, re.DOTALL):
            raise FormatError(f"{name} is {kind}", hint=hint)
    found = _MARKUP.match(head)
    if not found:
        return ""
    kind, option = ("XML", "xliff or --from tmx") if found[1].startswith(b"<?") else ("HTML", "html")
    return f"{name} looks like {kind} and is read as plain text, tags and all: see --from {option}"
