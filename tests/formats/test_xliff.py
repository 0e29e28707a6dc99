"""XLIFF: targets are filled, and nothing else changes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from mtkit.core import Segment, Span
from mtkit.errors import FormatError, UsageError
from mtkit.formats.xliff import FORMAT
from tests.formats import samples_xliff


def _document(*units: str, attributes: str = 'source-language="da" target-language="en"') -> str:
    head = f'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file {attributes}><body>'
    return f"{head}{''.join(units)}</body></file></xliff>"


def _segments(text: str) -> list[Segment]:
    return list(FORMAT.read(io.BytesIO(text.encode()), "x.xlf").segments())


def _rewrite(text: str, change: Callable[[Segment], Segment]) -> str:
    document = FORMAT.read(io.BytesIO(text.encode()), "x.xlf")
    target = io.BytesIO()
    document.write([change(segment) for segment in document.segments()], target)
    return target.getvalue().decode()


def _upper(segment: Segment) -> Segment:
    return replace(segment, text=segment.text.upper())


def _to(text: str, *spans: Span) -> Callable[[Segment], Segment]:
    return lambda segment: replace(segment, text=text, spans=spans or segment.spans)


def _target(text: str) -> str:
    found = re.search(r"<target[^>]*>(.*)</target>", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_a_target_stands_behind_its_source_in_the_same_layout() -> None:
    unit = "\n  <trans-unit id='1'>\n    <source>Hej</source>\n    <note>n</note>\n  </trans-unit>"
    expected = unit.replace(
        "</source>", '</source>\n    <target state="needs-review-translation">Hi</target>'
    )
    assert _rewrite(_document(unit), _to("Hi")) == _document(expected)


def test_prefixes_are_those_of_the_file() -> None:
    text = (
        '<x:xliff version="1.2" xmlns:x="urn:oasis:names:tc:xliff:document:1.2">'
        '<x:file source-language="da"><x:body>'
        "<x:trans-unit id='1'><x:source>Hej</x:source></x:trans-unit></x:body></x:file></x:xliff>"
    )
    written = _rewrite(text, _to("Hi"))
    assert '<x:target state="needs-review-translation">Hi</x:target>' in written
    assert 'target-language="en"' in written


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        ('Hej <g id="1">du</g>', "Hej du", [(4, 6)]),
        ('Hej <g id="1">store <g id="2">du</g></g> og', "Hej store du og", [(4, 12), (10, 12)]),
        ('En<x id="1"/>to', "Ento", [(2, 2)]),
        ('<bx id="1" rid="7"/>Hej<ex id="2" rid="7"/> du', "Hej du", [(0, 3)]),
        ('<bpt id="1">[b]</bpt>Hej<ept id="1">[/b]</ept> du', "Hej du", [(0, 3)]),
        ('Hej <mrk mtype="protected">NN</mrk> du', "Hej NN du", [(4, 6)]),
        ('Hej <ph id="1">{name}</ph>!', "Hej {name}!", [(4, 10)]),
        ('Hej <x id="I" equiv-text="{{ name }}"/>!', "Hej {{ name }}!", [(4, 14)]),
        ("Hej &lt;b class=x>du&lt;/b&gt; der", "Hej du der", [(4, 6)]),
        ("<![CDATA[1 < 2 &]]> ja", "1 < 2 & ja", []),
    ],
)
def test_codes_are_spans(source: str, text: str, spans: list[tuple[int, int]]) -> None:
    (segment,) = _segments(_document(f"<trans-unit id='1'><source>{source}</source></trans-unit>"))
    assert segment.text == text
    assert [(span.start, span.end) for span in segment.spans] == spans


def test_codes_follow_their_words() -> None:
    source = 'Han så <g id="1">en <x id="2"/>rød</g> <ph id="3">{0}</ph> &amp; mig'
    (segment,) = _segments(_document(f"<trans-unit id='1'><source>{source}</source></trans-unit>"))
    tags = [span.tag for span in segment.spans]
    spans = (Span(13, 18, tags[0]), Span(15, 15, tags[1]), Span(7, 10, tags[2]))
    written = _rewrite(
        _document(f"<trans-unit id='1'><source>{source}</source></trans-unit>"),
        _to("He saw {0} < a red", *spans),
    )
    assert _target(written) == 'He saw <ph id="3">{0}</ph> &lt; <g id="1">a <x id="2"/>red</g>'


def test_variables_in_the_text_are_kept() -> None:
    (segment,) = _segments(
        _document("<trans-unit id='1'><source>%d af {0}: 50 % af %s</source></trans-unit>")
    )
    assert [segment.text[a:b] for a, b in segment.keep] == ["%d", "{0}", "%s"]


@pytest.mark.parametrize(
    "unit",
    [
        '<trans-unit id="1" approved="yes"><source>Ja</source><target>Yes</target></trans-unit>',
        '<trans-unit id="1"><source>Ja</source><target>Yes</target></trans-unit>',
        '<trans-unit id="1"><source>Ja</source><target state="translated">Yes</target></trans-unit>',
        '<trans-unit id="1"><source>Ja</source><target state="final">Yes</target></trans-unit>',
        '<trans-unit id="1" translate="no"><source>Ja</source></trans-unit>',
        '<group translate="no"><trans-unit id="1"><source>Ja</source></trans-unit></group>',
        '<trans-unit id="1"><source/></trans-unit>',
        '<trans-unit id="1"><source> <x id="1"/> </source></trans-unit>',
        '<trans-unit id="1"><note>Ja</note></trans-unit>',
    ],
)
def test_what_is_done_or_not_to_be_done_stays(unit: str) -> None:
    text = _document(unit)
    assert all(segment.kind == "literal" for segment in _segments(text))
    assert _rewrite(text, _upper) == text


@pytest.mark.parametrize("target", ["<target/>", '<target state="new">Ja</target>', "<target>Ja</target>"])
def test_what_is_not_translated_yet_is(target: str) -> None:
    written = _rewrite(_document(f'<trans-unit id="1"><source>Ja</source>{target}</trans-unit>'), _to("Yes"))
    assert _target(written) == "Yes"
    assert written.count("<target") == 1
    assert 'state="needs-review-translation"' in written


def test_what_is_there_is_translated_on_demand() -> None:
    units = (
        '<trans-unit id="1"><source>Ja</source><target>Yes</target></trans-unit>'
        '<trans-unit id="2" approved="yes"><source>Nej</source><target>No</target></trans-unit>'
    )
    document = FORMAT.read(io.BytesIO(_document(units).encode()), "x.xlf", options={"existing": "translate"})
    first, second = document.segments()
    assert (first.kind, first.target, second.kind) == ("message", "Yes", "literal")
    target = io.BytesIO()
    document.write([replace(first, text="Yeah"), second], target)
    assert b">Yeah</target>" in target.getvalue()
    assert b"<target>No</target>" in target.getvalue()
    with pytest.raises(UsageError):
        FORMAT.read(io.BytesIO(_document().encode()), "x.xlf", options={"existing": "maybe"})


def test_what_is_there_is_shown() -> None:
    (segment,) = _segments(
        _document(
            '<trans-unit id="1"><source>Ja</source>'
            '<target state="needs-translation">Ye<x id="1"/>s</target></trans-unit>'
        )
    )
    assert (segment.kind, segment.target) == ("message", "Yes")


def test_only_the_source_of_the_unit_itself_counts() -> None:
    other = "<alt-trans><source>Jo</source><target>Yep</target></alt-trans>"
    unit = f'<trans-unit id="1"><source>Ja</source>{other}</trans-unit>'
    written = _rewrite(_document(unit), _to("Yes"))
    assert "<source>Ja</source><target" in written
    assert "<source>Jo</source><target>Yep</target>" in written


def test_segments_of_a_unit_are_translated_one_by_one() -> None:
    unit = (
        '<trans-unit id="1"><source>A. B.</source><seg-source><g id="9"><mrk mtype="seg" mid="1">A.</mrk>'
        ' <mrk mtype="seg" mid="2">B.</mrk></g></seg-source></trans-unit>'
    )
    assert [segment.text for segment in _segments(_document(unit))] == ["A.", "B."]
    written = _rewrite(_document(unit), lambda segment: replace(segment, text=segment.text.replace(".", "!")))
    assert _target(written) == (
        '<g id="9"><mrk mtype="seg" mid="1">A!</mrk> <mrk mtype="seg" mid="2">B!</mrk></g>'
    )


def test_what_a_code_holds_for_readers_is_translated_on_its_own() -> None:
    code = "<ph id='1'>[img alt=\"<sub>{}<x id='2'/></sub>\" title=\"<sub>{}</sub>\"]</ph>"
    text = _document(
        "<trans-unit id='1'><source>Se " + code.format("et hus", "t") + " nu</source></trans-unit>"
    )
    assert [segment.text for segment in _segments(text)] == ["Se  nu", "et hus", "t"]
    written = _rewrite(text, _upper)
    assert _target(written) == "SE " + code.format("ET HUS", "T") + " NU"
    again = _segments(written)
    assert [segment.target for segment in again] == ["SE  NU", "ET HUS", "T"]
    assert all(segment.kind == "literal" for segment in again)


def test_a_code_with_text_for_readers_need_not_stand_in_a_sentence() -> None:
    unit = "<trans-unit id='1'><source><ph id='1'>[<sub>et hus</sub>]</ph></source></trans-unit>"
    written = _rewrite(_document(unit), _to("a house"))
    assert _target(written) == "<ph id='1'>[<sub>a house</sub>]</ph>"
    assert _rewrite(written, _upper) == written


def test_version_2_marks_its_segments() -> None:
    written = _rewrite(samples_xliff.version_2_0().decode(), _upper)
    assert '<segment state="translated">' in written
    assert '<target>HEJ <pc id="1">STORE</pc> VERDEN<ph id="2"/></target>' in written
    assert '<segment state="final"><source>Ja</source><target>Yes</target></segment>' in written


def test_the_target_language_is_named_and_others_are_said() -> None:
    unit = '<trans-unit id="1"><source>Hej</source></trans-unit>'
    assert 'target-language="en"' in _rewrite(_document(unit, attributes='source-language="da"'), _to("Hi"))
    document = FORMAT.read(
        io.BytesIO(_document(unit, attributes='source-language="sv" target-language="de"').encode()), "x.xlf"
    )
    list(document.segments())
    assert len(document.notes) == 2


@pytest.mark.parametrize("data", [b"", b"<tmx/>", b"<xliff>", b"xliff", b"<html><body>Hej</body></html>"])
def test_what_is_not_xliff_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        list(FORMAT.read(io.BytesIO(data), "x.xlf").segments())
    assert caught.value.hint


def test_empty_segments_of_a_target_are_filled_and_the_others_stay(rewrite) -> None:
    mark = '<mrk mtype="seg" mid="{}">{}</mrk>'.format
    given = f"<target>{mark(0, 'One.')} <mrk mtype='seg' mid='1'/>{mark(2, '')}</target>"
    source = (
        '<xliff version="1.2"><file source-language="da" target-language="en" original="x" datatype="x">'
        "<body><trans-unit id='1'><source>Et. To her. Tre.</source><seg-source>"
        f"{mark(0, 'Et.')} {mark(1, 'To <g>her</g>.')}{mark(2, 'Tre.')}</seg-source>{given}</trans-unit>"
        "</body></file></xliff>"
    )
    got = rewrite("xliff", source, str.upper)
    assert got.texts == ["To her.", "Tre."]
    filled = f"{mark(0, 'One.')} <mrk mtype='seg' mid='1'>TO <g>HER</g>.</mrk>{mark(2, 'TRE.')}</target>"
    assert got.text == source.replace(given, f'<target state="needs-review-translation">{filled}')
    assert rewrite("xliff", got.text, str.upper).text == got.text


def test_messages_with_forms_for_numbers_are_left_and_reported(rewrite) -> None:
    icu = "{VAR_PLURAL, plural, =0 {ingen filer} other {{antal} filer}}"
    source = (
        '<xliff version="1.2"><file source-language="da" target-language="en" original="x" datatype="x">'
        f"<body><trans-unit id='1'><source>{icu}</source></trans-unit></body></file></xliff>"
    )
    got = rewrite("xliff", source, str.upper)
    assert got.text == source
    assert ["ICU" in note for note in got.notes] == [True]
