"""Plain text."""

import gzip
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit import formats
from mtkit.core import Segment
from mtkit.errors import FormatError
from tests.formats.samples_txt import samples


def echo(data: bytes, **options: str) -> bytes:
    document = formats.read(io.BytesIO(data), "f.txt", options=options)
    out = io.BytesIO()
    document.write(document.segments(), out)
    return out.getvalue()


@pytest.mark.parametrize("name", samples())
def test_an_echo_gives_the_file_back(name: str) -> None:
    assert echo(samples()[name]) == samples()[name]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_with_lines_any_text_comes_back(text: str) -> None:
    data = text.encode()
    try:
        assert echo(data, split="lines").removeprefix(b"\xef\xbb\xbf") == data.removeprefix(b"\xef\xbb\xbf")
    except FormatError:
        assert any(ord(c) < 32 for c in text)  # so full of control characters that it is no text


def test_a_hard_wrapped_paragraph_is_one_segment_and_wrapped_again() -> None:
    document = formats.read(io.BytesIO(samples()["wrapped"]), "f.txt")
    (segment,) = document.segments()
    assert segment.text.startswith("Regeringen vil nu undersøge, om de nye regler for vindmøller")
    out = io.BytesIO()
    document.write([Segment("word " * 30 + "end.")], out)
    lines = out.getvalue().decode().splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 50
    assert " ".join(lines) == "word " * 30 + "end."


def test_lines_are_not_joined_when_asked_not_to() -> None:
    document = formats.read(io.BytesIO(samples()["wrapped"]), "f.txt", options={"split": "lines"})
    assert len(list(document.segments())) == 4


def test_latin_1_is_said_and_written_as_utf_8() -> None:
    document = formats.read(io.BytesIO("Blåbærgrød på øen.\n".encode("latin-1")), "f.txt")
    out = io.BytesIO()
    document.write(document.segments(), out)
    assert out.getvalue().decode() == "Blåbærgrød på øen.\n"
    assert "Latin-1" in document.notes[0]


def test_a_zero_byte_far_into_the_file_is_an_error() -> None:
    document = formats.read(io.BytesIO(b"a line\n" * 20_000 + b"\0\n"), "f.txt")
    with pytest.raises(FormatError, match="zero bytes"):
        list(document.segments())


def test_bad_utf_8_far_into_the_file_is_an_error() -> None:
    document = formats.read(io.BytesIO(b"a line\n" * 20_000 + b"\xff\n"), "f.txt")
    with pytest.raises(FormatError, match="not valid UTF-8"):
        list(document.segments())


def _zip_with(mimetype: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\nmore", "a PDF"),
        (rb"{\rtf1\ansi Hej.}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), ".doc"),
        (_zip_with("application/vnd.oasis.opendocument.text"), "OpenDocument"),
        (_zip_with("application/epub+zip"), "EPUB"),
        (_zip_with("x"), "a zip file"),
        (gzip.compress(b"Hej."), "gzip"),
    ],
)
def test_the_document_of_another_program_is_named_with_a_way_out(data: bytes, kind: str) -> None:
    with pytest.raises(FormatError, match=re.escape(kind)) as caught:
        formats.read(io.BytesIO(data), "f.bin")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<!DOCTYPE html><p>Hej", "--from html"),
        ("<!-- a -->\n<HTML lang=da>", "--from html"),
        ('<?xml version="1.0"?><a/>', "--from xliff"),
    ],
)
def test_markup_that_is_read_as_text_is_told(text: str, told: str) -> None:
    document = formats.read(io.BytesIO(text.encode()), "f.txt")
    assert any(told in note for note in document.notes)
    assert formats.read(io.BytesIO(b"a < b <html>"), "f.txt").notes == []
