"""TMX: a translation is added to each unit that has none."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from mtkit.core import Segment
from mtkit.errors import FormatError
from mtkit.formats.tmx import FORMAT


def _document(*units: str) -> str:
    head = '<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">'
    return f"{head}<header srclang='da'/><body>{''.join(units)}</body></tmx>\n"


def _segments(text: str, source_lang: str = "da") -> list[Segment]:
    return list(FORMAT.read(io.BytesIO(text.encode()), "m.tmx", source_lang=source_lang).segments())


def _rewrite(text: str, change: Callable[[Segment], Segment]) -> str:
    document = FORMAT.read(io.BytesIO(text.encode()), "m.tmx")
    target = io.BytesIO()
    document.write([change(segment) for segment in document.segments()], target)
    return target.getvalue().decode()


def _to(text: str) -> Callable[[Segment], Segment]:
    return lambda segment: replace(segment, text=text)


def test_a_variant_is_added_in_the_layout_of_the_source() -> None:
    unit = '\n  <tu>\n    <tuv xml:lang="da" creationid="x">\n      <seg>Hej</seg>\n    </tuv>\n  </tu>\n'
    added = '\n    <tuv xml:lang="en">\n      <seg>Hi &amp; hello</seg>\n    </tuv>'
    assert _rewrite(_document(unit), _to("Hi & hello")) == _document(unit.replace("</tuv>", "</tuv>" + added))


@pytest.mark.parametrize("empty", ["<seg/>", "<seg></seg>", "<seg> </seg>"])
def test_an_empty_variant_is_filled(empty: str) -> None:
    source = '<tuv xml:lang="da-DK"><seg>Hej</seg></tuv>'
    unit = f'<tu><tuv xml:lang="EN-gb"><prop type="x">p</prop>{empty}</tuv>{source}</tu>'
    expected = f'<tu><tuv xml:lang="EN-gb"><prop type="x">p</prop><seg>Hi</seg></tuv>{source}</tu>'
    assert _rewrite(_document(unit), _to("Hi")) == _document(expected)


def test_a_translation_that_is_there_is_shown_and_kept() -> None:
    text = _document(
        '<tu><tuv xml:lang="da"><seg>Hej</seg></tuv><tuv xml:lang="en"><seg>H<ph>x</ph>i</seg></tuv></tu>'
    )
    (segment,) = _segments(text)
    assert (segment.text, segment.kind, segment.target) == ("Hej", "literal", "Hi")
    assert _rewrite(text, _to("No")) == text


def test_a_translation_that_is_there_is_made_anew_on_demand() -> None:
    text = _document('<tu><tuv xml:lang="da"><seg>Hej</seg></tuv><tuv xml:lang="en"><seg>Hi</seg></tuv></tu>')
    document = FORMAT.read(io.BytesIO(text.encode()), "m.tmx", options={"existing": "translate"})
    target = io.BytesIO()
    document.write([_to("Hello")(segment) for segment in document.segments()], target)
    assert target.getvalue().decode() == text.replace("Hi", "Hello")


def test_the_exact_language_comes_before_its_kin() -> None:
    unit = '<tu><tuv xml:lang="da-GL"><seg>Nej</seg></tuv><tuv xml:lang="DA"><seg>Ja</seg></tuv></tu>'
    assert [segment.text for segment in _segments(_document(unit))] == ["Ja"]


def test_the_attribute_of_older_versions_is_understood() -> None:
    written = _rewrite(_document('<tu><tuv lang="DA"><seg>Ja</seg></tuv></tu>'), _to("Yes"))
    assert '<tuv lang="en"><seg>Yes</seg></tuv>' in written


def test_codes_come_with_their_words() -> None:
    words = 'Den <bpt i="1">&lt;b></bpt>store<ept i="1">&lt;/b></ept> <hi>hund</hi>'
    unit = f'<tu><tuv xml:lang="da"><seg>{words}</seg></tuv></tu>'
    (segment,) = _segments(_document(unit))
    assert segment.text == "Den store hund"
    assert [(s.start, s.end) for s in segment.spans] == [(4, 9), (10, 14)]
    written = _rewrite(_document(unit), _to("The BIG   dog"))
    assert '<seg>The <bpt i="1">&lt;b></bpt>BIG  <ept i="1">&lt;/b></ept> <hi>dog</hi></seg>' in written


def test_other_languages_stay() -> None:
    text = _document(
        '<tu><tuv xml:lang="sv"><seg>Hej</seg></tuv></tu>', '<tu><tuv xml:lang="da"><seg>Ja</seg></tuv></tu>'
    )
    assert [segment.text for segment in _segments(text)] == ["Ja"]


def test_a_memory_without_the_source_language_is_an_error() -> None:
    with pytest.raises(FormatError, match="language da"):
        _segments(_document('<tu><tuv xml:lang="sv"><seg>Hej</seg></tuv></tu>'))
    assert _segments(_document()) == []


@pytest.mark.parametrize("data", [b"", b"<xliff/>", b"<tmx>", b"tmx", b"<?xml version='1.0'?>"])
def test_what_is_not_tmx_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        list(FORMAT.read(io.BytesIO(data), "m.tmx").segments())
    assert caught.value.hint


def test_what_a_code_holds_for_readers_is_translated_on_its_own() -> None:
    source = "Et ord<ph x='1'>\\footnote{<sub>en note</sub>}</ph>."
    text = _document(f'<tu><tuv xml:lang="da"><seg>{source}</seg></tuv></tu>')
    assert [segment.text for segment in _segments(text)] == ["Et ord.", "en note"]
    written = _rewrite(text, lambda segment: replace(segment, text=segment.text.upper()))
    assert "<seg>ET ORD<ph x='1'>\\footnote{<sub>EN NOTE</sub>}</ph>.</seg>" in written
    assert _rewrite(written, _to("x")) == written
