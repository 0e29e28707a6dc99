"""Zips are read within limits, and damage is said."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from mtkit.errors import FormatError
from mtkit.formats.docx import FORMAT
from tests.formats import samples_docx


def _refused(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        list(FORMAT.read(io.BytesIO(data), "x.docx").segments())
    assert caught.value.hint
    return caught.value.message


def _with(name: str, content: bytes) -> bytes:
    return samples_docx.zipped({**samples_docx.unzipped(samples_docx.plain()), name: content})


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "word/../../evil", "C:/evil", "..\\evil"])
def test_no_part_may_point_out_of_its_folder(name: str) -> None:
    assert "out of its folder" in _refused(_with(name, b"x"))


def test_a_bomb_is_not_unpacked() -> None:
    assert "times its size" in _refused(_with("word/media/a.png", b"\0" * (40 << 20)))


def test_a_lie_about_a_size_is_found() -> None:
    data = bytearray(samples_docx.plain())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = archive.start_dir
    while data[place : place + 4] == b"PK\x01\x02":
        length, extra, comment = struct.unpack("<HHH", data[place + 28 : place + 34])
        if data[place + 46 : place + 46 + length] == b"word/document.xml":
            data[place + 24 : place + 28] = struct.pack("<I", 100)
        place += 46 + length + extra + comment
    assert "damaged" in _refused(bytes(data)) or "well-formed" in _refused(bytes(data))


def test_one_name_twice_is_refused() -> None:
    target = io.BytesIO()
    parts = samples_docx.unzipped(samples_docx.plain())
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/document.xml", b"<a/>")
    assert "twice" in _refused(target.getvalue())


def test_what_was_cut_off_or_is_something_else_is_said() -> None:
    data = samples_docx.plain()
    assert "cut off" in _refused(data[: len(data) // 2])
    assert "cut off" in _refused(b"Hej med dig, jeg er en tekst")
    assert "empty" in _refused(b"")
    assert "password" in _refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000)


def test_a_zip_of_another_kind_is_said() -> None:
    parts = samples_docx.unzipped(samples_docx.plain())
    sheet = parts["[Content_Types].xml"].replace(
        b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"
    )
    assert "not a Word document" in _refused(samples_docx.zipped({**parts, "[Content_Types].xml": sheet}))
    assert "[Content_Types].xml" in _refused(samples_docx.zipped({"a.txt": b"x"}))


def test_a_damaged_part_is_named() -> None:
    parts = samples_docx.unzipped(samples_docx.plain())
    cut = parts["word/document.xml"][:-30]
    assert "word/document.xml" in _refused(samples_docx.zipped({**parts, "word/document.xml": cut}))


def test_order_dates_and_other_parts_stay() -> None:
    source = io.BytesIO(samples_docx.rich())
    document = FORMAT.read(source, "x.docx")
    target = io.BytesIO()
    document.write(document.segments(), target)
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target) as after:
        for old, new in zip(before.infolist(), after.infolist(), strict=True):
            assert (new.filename, new.date_time, new.compress_type) == (
                old.filename, old.date_time, old.compress_type
            )  # fmt: skip
            assert after.read(new) == before.read(old)
