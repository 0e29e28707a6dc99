"""Open, decode and write files safely: the one place that touches the file system for documents."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mtkit.errors import FormatError, InputError, OutputError

TEMPORARY_PREFIX = ".mtkit-"  # what atomic_write leaves when it is killed; safe to delete
_SNIFF_BYTES = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class DiskFullError(OutputError):
    """No space is left: nothing else would fare better."""


def shown(path: str | bytes | os.PathLike[str]) -> str:
    """A path for people and for JSON: what cannot be printed on one line becomes \\n, \\xff and the like."""
    text = os.fsdecode(path)
    return text if text.isprintable() else "".join(map(_character, text))


def _character(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # a byte that is not UTF-8, as Python holds it
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def open_source(path: str | Path) -> BinaryIO:
    """Open a file as a seekable binary stream; `-` is standard input, read into memory or a spool.

    Raises InputError where the file is missing, a folder, or not readable.
    """
    if str(path) == "-":
        return spool(sys.stdin.buffer)
    source = Path(path)
    try:
        if source.is_dir():
            raise InputError(
                f"{shown(path)} is a folder", hint="name its files, or use 'mtkit batch' for a whole folder"
            )
        stream: BinaryIO = source.open("rb")
        if not stream.seekable():
            with stream:
                return spool(stream)
        return stream
    except FileNotFoundError:
        hint = "check the spelling of the path"
        if " " in source.name and not source.suffix[1:]:  # a sentence, it seems
            hint += "; a text itself is piped in: echo TEXT | mtkit translate"
        raise InputError(f"{shown(path)} does not exist", hint=hint) from None
    except PermissionError:
        raise InputError(
            f"{shown(path)} cannot be read: permission denied", hint="check the file's permissions"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{shown(path)} cannot be read: {reason}", hint="check the path") from None


def spool(stream: BinaryIO) -> BinaryIO:
    """Copy a stream that cannot seek: in memory up to 64 MiB, on disk beyond."""
    import tempfile  # here, since a plain file needs none and the import is slow

    copy = tempfile.SpooledTemporaryFile(max_size=64 << 20)  # noqa: SIM115  (the caller closes it)
    while chunk := stream.read(1 << 20):
        copy.write(chunk)
    copy.seek(0)
    return copy  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text file is written: codec, byte-order mark (b"" for none) and what to tell the reader."""

    codec: str
    bom: bytes = b""
    note: str = ""


def detect_encoding(head: bytes, name: str, *, complete: bool) -> Encoding:
    """The encoding of a text file from its first bytes; `complete` says that `head` is the whole file.

    UTF-8 wins wherever it is valid; a byte-order mark decides; UTF-16 without one is seen by its zero bytes;
    the rest is guessed by charset-normalizer and said in `note`. Raises FormatError for what is not text.
    """
    for bom, codec in _BOMS:
        if head.startswith(bom):
            note = "" if codec == "utf-8" else f"{name}: read as {codec.upper()}, written as UTF-8"
            return Encoding(codec, bom, note)
    if b"\0" in head:
        codec = _utf16_without_mark(head)
        if not codec or (complete and not _decodes(head, codec)):
            raise FormatError(
                f"{name} is not text: it holds zero bytes",
                hint="give it text, or its format's suffix",
            )
        return Encoding(codec, b"", f"{name}: read as {codec.upper()} (no byte-order mark), written as UTF-8")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head, final=complete)
        if _looks_binary(head):
            raise FormatError(
                f"{name} is not text: it is full of control characters", hint="give it a text file"
            )
        return Encoding("utf-8")
    except UnicodeDecodeError:
        return _guess_encoding(head, name)


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(head: bytes) -> str:
    """UTF-16 text in Latin script has a zero in nearly every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _looks_binary(head: bytes) -> bool:
    control = sum(head.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13, 27))
    return control > 0.05 * len(head)


def _guess_encoding(head: bytes, name: str) -> Encoding:
    if _looks_binary(head):
        raise FormatError(f"{name} is not text", hint="give it text, or its format's suffix")
    _check_damaged(head, name)
    # What Danish and English files are in when they are not UTF-8. Single bytes 0x80 to 0x9f are letters and
    # quotation marks in Windows' code page and control characters in Latin-1.
    letters = sum(head.count(bytes([c])) for c in b"\xe6\xf8\xe5\xc6\xd8\xc5\xe9")
    high = sum(1 for b in head if b >= 0x80)
    if letters >= 0.5 * high or any(0x80 <= b <= 0x9F for b in head):
        codec = "cp1252" if _decodes(head, "cp1252") else "latin-1"
    else:
        from charset_normalizer import from_bytes

        best = from_bytes(head, cp_isolation=["cp1252", "latin_1", "cp850", "mac_roman", "iso8859_15"]).best()
        codec = best.encoding if best else "latin-1"
    said = {"cp1252": "Windows-1252 (Latin-1)", "latin_1": "Latin-1", "latin-1": "Latin-1"}.get(codec, codec)
    return Encoding(codec, b"", f"{name}: not UTF-8; read as {said}, written as UTF-8")


def _check_damaged(head: bytes, name: str) -> None:
    """A few bad bytes do not make UTF-8 another encoding, in which all its letters would be wrong."""
    text = head.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if sum(not c.isascii() for c in text) > 2 * bad:
        line = text[: text.index("\ufffd")].count("\n") + 1
        raise FormatError(
            f"{name} is not valid UTF-8 on line {line}", hint="mend that line, or save it again"
        )


def decode(data: bytes, name: str) -> tuple[str, Encoding]:
    """The text of a whole file, its byte-order mark removed, and how it was encoded.

    Raises FormatError when the bytes are not text.
    """
    encoding = detect_encoding(data, name, complete=True)
    try:
        return data[len(encoding.bom) :].decode(encoding.codec), encoding
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{name} is not valid {encoding.codec.upper()} at byte {error.start}",
            hint="convert the file to UTF-8",
        ) from None


def open_text(source: BinaryIO, name: str) -> tuple[io.TextIOWrapper, Encoding]:
    """A text stream over `source` with line ends left as they are, and how it is encoded; memory stays flat.

    A byte that breaks the encoding far into the file raises UnicodeDecodeError where it is read.
    """
    head = source.read(_SNIFF_BYTES)
    encoding = detect_encoding(head, name, complete=len(head) < _SNIFF_BYTES)
    source.seek(len(encoding.bom))
    return io.TextIOWrapper(source, encoding=encoding.codec, newline=""), encoding


@contextlib.contextmanager
def atomic_write(path: str | Path, *, force: bool = False, sync: bool = True) -> Iterator[BinaryIO]:
    """Write a file so that it is there whole or not at all: a temporary file beside it, then a rename.

    A link is followed, and what is no regular file (a device, a pipe) is written as it stands.
    Raises OutputError where `path` exists and `force` is not set, is a folder, or cannot be written (no
    permission, no space). `sync=False` leaves the flush to disk to the caller.
    """
    target = Path(path)
    if is_device(target):
        yield from _write_device(target)
        return
    _check_target(target, force)
    if target.is_symlink():
        target = target.resolve()
    stream, temporary = _temporary_beside(target)
    try:
        with stream:
            yield stream
            stream.flush()
            if sync:
                os.fsync(stream.fileno())
        temporary.chmod(_mode_of(target))
        if force:
            temporary.replace(target)
        else:
            _rename_new(temporary, target)
    except OSError as error:
        if error.filename is not None and str(error.filename) not in (str(temporary), str(target)):
            raise
        raise _cannot_write(target, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def is_device(path: str | Path) -> bool:
    """Whether `path` is there and neither a file nor a folder: /dev/null, /dev/stdout, a named pipe."""
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _write_device(target: Path) -> Iterator[BinaryIO]:
    try:
        with target.open("wb") as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _cannot_write(target, error) from None


def _check_target(target: Path, force: bool) -> None:
    try:
        if target.is_dir():
            raise OutputError(f"{shown(target)} is a folder", hint="name a file in it")
        if not force and (target.exists() or target.is_symlink()):
            raise OutputError(f"{shown(target)} exists", hint="use --force to replace it")
    except (OSError, ValueError) as error:
        raise _cannot_write(target, error) from None


def _temporary_beside(target: Path) -> tuple[BinaryIO, Path]:
    import tempfile

    try:
        handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=target.parent)
    except (OSError, ValueError) as error:
        raise _cannot_write(target, error) from None
    return os.fdopen(handle, "wb"), Path(name)


def _rename_new(temporary: Path, target: Path) -> None:
    """Rename without replacing what another process has put there meanwhile."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise OutputError(f"{shown(target)} exists", hint="use --force to replace it") from None
    except OSError:
        temporary.replace(target)  # a file system without hard links


def _mode_of(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _cannot_write(target: Path, error: OSError | ValueError) -> OutputError:
    code = getattr(error, "errno", None)
    if code == errno.ENOENT:
        return OutputError(
            f"{shown(target)} cannot be written: its folder does not exist", hint="make the folder first"
        )
    if code in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(
            f"{shown(target)} cannot be written: no space left", hint="free some space and run it again"
        )
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        reason = "read-only file system" if code == errno.EROFS else "permission denied"
        return OutputError(
            f"{shown(target)} cannot be written: {reason}", hint="write it somewhere else with -o"
        )
    return OutputError(
        f"{shown(target)} cannot be written: {getattr(error, 'strerror', None) or error}",
        hint="check the path",
    )
