"""Which encoding an HTML file is in (WHATWG HTML §13.2.3), and how its text becomes bytes again."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from mtkit.errors import FormatError

_META: Final = re.compile(rb"<meta[^>]{0,1000}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)")
_KNOWN: Final = re.compile(
    r"utf-?8|iso-?8859-\d+|latin-?\d|windows-\d+|cp125\d|koi8-[ru]|gbk|gb18030|gb2312|big5|euc-(jp|kr)|shift_jis"
    r"|us-ascii|ascii|macintosh|ibm866",
    re.IGNORECASE,
)
_HEAD_BYTES: Final = 4096
_ERRORS: Final = "mtkit.html"


@dataclass(frozen=True, slots=True)
class Charset:
    """An HTML file's codec, its byte-order mark, and what to tell the reader."""

    codec: str
    bom: bytes = b""
    note: str = ""

    def encode(self, text: str) -> bytes:
        """The bytes of `text`; what the codec lacks becomes a character reference."""
        return text.encode(self.codec, _ERRORS)


def decode(data: bytes, name: str) -> tuple[str, Charset]:
    """The text of an HTML file; bytes that are not of its encoding are kept as lone surrogates.

    Raises FormatError for what is binary, or could not be written back.
    """
    charset = _detect(data, name)
    body = data[len(charset.bom) :]
    try:
        text = body.decode(charset.codec, "surrogateescape")
        if "\0" not in text and charset.encode(text) == body:
            return text, charset
    except UnicodeError:
        pass
    raise FormatError(f"{name} is not an HTML file, or is damaged", hint="save it as UTF-8")


def _detect(data: bytes, name: str) -> Charset:
    for bom, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            return Charset(codec, bom)
    declared = _META.search(data, 0, _HEAD_BYTES) or _XML.match(data, 0, _HEAD_BYTES)
    said = declared[1].decode("ascii").lower() if declared else ""
    if said and _KNOWN.fullmatch(said) and not said.startswith("utf"):
        # Browsers read Latin-1 and ASCII as Windows-1252.
        codec = "cp1252" if re.fullmatch(r"iso-?8859-1|latin-?1|(us-)?ascii", said) else said
        try:
            return Charset(codecs.lookup(codec).name)
        except LookupError:
            pass
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if said.startswith("utf") and _mostly_utf8(data):
            return Charset("utf-8", note=f"{name}: some bytes are not valid UTF-8; they stay as they are")
        return Charset("cp1252", note=f"{name}: not UTF-8; read as Windows-1252 (Latin-1)")
    return Charset("utf-8")


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= c <= "\udcff" for c in text)
    return broken * 2 < sum(c > "\x7f" for c in text)


def _write_error(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00]), error.start + 1
    if "\ud800" <= character <= "\udfff":
        return "&#65533;", error.start + 1
    return f"&#{ord(character)};", error.start + 1


codecs.register_error(_ERRORS, _write_error)
