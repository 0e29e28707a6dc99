"""Open Packaging (ECMA-376 part 2) zip files: read within limits, written again part by part."""

from __future__ import annotations

import io
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, BinaryIO, Final

from mtkit.errors import FormatError
from mtkit.formats._xml import XmlReader

_MAX_PART_BYTES: Final = 256 << 20
_MAX_TOTAL_BYTES: Final = 2 << 30
_RATIO_FROM_BYTES: Final = 32 << 20
_MAX_RATIO: Final = 200
_MAX_MEMBERS: Final = 20_000
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTENT_TYPES: Final = "[Content_Types].xml"


class Package:
    """A zip of XML parts and media. Nothing is ever unpacked to disk.

    Raises FormatError for what is no such zip, is encrypted, damaged, unreasonably large once unpacked, or
    holds names that point out of a folder.
    """

    def __init__(self, source: BinaryIO, name: str, kind: str) -> None:
        self.name = name
        self._kind = kind
        head = source.read(8)
        source.seek(0)
        if head == _OLD_OFFICE:
            raise FormatError(
                f"{name} is protected by a password, or in the old .doc form",
                hint=f"open it, take the password off and save it as a {kind}",
            )
        try:
            self._zip = zipfile.ZipFile(source)
            self.members = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            what = "is empty" if not head else f"is not a {kind}, or is cut off"
            raise FormatError(f"{name} {what}", hint=f"save it again as a {kind} ({error})") from None
        self._check()

    def _check(self) -> None:
        seen: set[str] = set()
        total = packed = 0
        if len(self.members) > _MAX_MEMBERS:
            raise self._refuse(f"holds more than {_MAX_MEMBERS} parts")
        for member in self.members:
            parts = member.filename.replace("\\", "/").split("/")
            if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
                raise self._refuse("holds a part whose name points out of its folder")
            if member.filename.lower() in seen:
                raise self._refuse(f"holds the part {member.filename} twice")
            if member.flag_bits & 1:
                raise self._refuse("is encrypted")
            seen.add(member.filename.lower())
            total += member.file_size
            packed += member.compress_size
        if total > _MAX_TOTAL_BYTES:
            raise self._refuse(f"unpacks to more than {_MAX_TOTAL_BYTES >> 30} GiB")
        if total > _RATIO_FROM_BYTES and total > packed * _MAX_RATIO:
            raise self._refuse(f"unpacks to more than {_MAX_RATIO} times its size")

    def _refuse(self, what: str) -> FormatError:
        return FormatError(f"{self.name} {what}", hint=f"save it again as a {self._kind}")

    def part(self, path: str) -> bytes:
        """The bytes of a part. Raises FormatError when it is missing, damaged or too large."""
        try:
            member = self._zip.getinfo(path)
            if member.file_size > _MAX_PART_BYTES:
                raise self._refuse(f"has a part, {path}, of more than {_MAX_PART_BYTES >> 20} MiB")
            with self._zip.open(member) as stream:
                return stream.read()
        except KeyError:
            raise self._refuse(f"has no part {path}") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise self._refuse(f"is damaged at {path}: {error}") from None

    def content_types(self) -> dict[str, str]:
        """The content type of each part that is there, by its path."""
        stream = io.BytesIO(self.part(_CONTENT_TYPES))
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}
        for event in XmlReader(stream, f"{self.name}: {_CONTENT_TYPES}", lambda element, above: False):
            if event.kind == "open" and event.element is not None:
                known = event.element.attributes
                if event.element.local == "Override":
                    overrides[known.get("PartName", "").lower()] = known.get("ContentType", "")
                elif event.element.local == "Default":
                    defaults[known.get("Extension", "").lower()] = known.get("ContentType", "")
        return {
            member.filename: overrides.get("/" + member.filename.lower())
            or defaults.get(member.filename.rpartition(".")[2].lower(), "")
            for member in self.members
        }

    def write(self, replaced: Mapping[str, bytes], target: BinaryIO) -> None:
        """Write the package with some parts replaced; order, names and dates of the parts stay."""
        with zipfile.ZipFile(target, "w") as out:
            out.comment = self._zip.comment
            for member in self.members:
                copy = zipfile.ZipInfo(member.filename, member.date_time)
                copy.compress_type = member.compress_type
                copy.external_attr = member.external_attr
                copy.create_system = member.create_system
                copy.comment = member.comment
                copy.file_size = len(replaced.get(member.filename, b"")) or member.file_size
                with out.open(copy, "w") as sink:
                    if member.filename in replaced:
                        sink.write(replaced[member.filename])
                    else:
                        self._copy(member, sink)

    def _copy(self, member: zipfile.ZipInfo, sink: IO[bytes]) -> None:
        try:
            with self._zip.open(member) as stream:
                shutil.copyfileobj(stream, sink, 1 << 20)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise self._refuse(f"is damaged at {member.filename}: {error}") from None
