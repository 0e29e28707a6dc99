"""WebVTT: everything but the words stays."""

from __future__ import annotations

import pytest

from mtkit.errors import FormatError

HEAD = "WEBVTT\n\n"


def test_notes_styles_regions_and_settings_stay(rewrite) -> None:
    source = (
        HEAD
        + "STYLE\n::cue { color: red }\n\nNOTE hej --> du\nend\n\nid1\n00:01.000 --> 00:02.000 line:0\nHej.\n"
    )
    got = rewrite("vtt", source, str.upper)
    assert got.text == source.replace("Hej.", "HEJ.")
    assert got.texts == ["Hej."]


def test_a_voice_stays_around_its_words_in_each_cue(rewrite) -> None:
    cue = "00:0{}.000 --> 00:0{}.000\n<v Bo>{}</v>\n\n"
    source = HEAD + cue.format(1, 2, "Hvis du vil") + cue.format(2, 3, "kom så med.")
    got = rewrite("vtt", source, str.upper)
    assert got.texts == ["Hvis du vil kom så med."]
    assert got.text == HEAD + cue.format(1, 2, "HVIS DU VIL") + cue.format(2, 3, "KOM SÅ MED.")


def test_another_voice_is_another_segment(rewrite) -> None:
    source = HEAD + "00:01.000 --> 00:02.000\n<v Bo>Hvis du\n<v Ea>hvis jeg\n"
    assert rewrite("vtt", source).texts == ["Hvis du", "hvis jeg"]


def test_entities_are_read_and_written(rewrite) -> None:
    got = rewrite("vtt", HEAD + "00:01.000 --> 00:02.000\nfisk &amp; kød &lt;3\n", str.upper)
    assert got.texts == ["fisk & kød <3"]
    assert "FISK &amp; KØD &lt;3" in got.text


def test_classes_and_time_stamps_are_markup(rewrite) -> None:
    source = HEAD + "00:01.000 --> 00:04.000\nHan er <c.gul>meget</c> <00:02.000>glad.\n"
    got = rewrite("vtt", source, str.upper)
    assert got.texts == ["Han er meget glad."]
    assert got.text == source.replace("Han er", "HAN ER").replace("meget", "MEGET").replace("glad", "GLAD")


def test_a_header_alone_is_a_file(rewrite) -> None:
    assert rewrite("vtt", "WEBVTT\n").text == "WEBVTT\n"


def test_an_empty_file_stays_empty(rewrite) -> None:
    assert rewrite("vtt", b"").data == b""


@pytest.mark.parametrize("data", ["1\n00:00:01,000 --> 00:00:02,000\nHej\n", "WEB\n", b"\0\1\2\3"])
def test_what_does_not_begin_with_webvtt_is_refused(rewrite, data) -> None:
    with pytest.raises(FormatError):
        rewrite("vtt", data)


def test_a_header_that_names_the_language_follows_it(rewrite) -> None:
    source = "WEBVTT\nKind: captions\nLanguage: da\n\nNOTE Language: da\n\n00:01.000 --> 00:02.000\nHej.\n"
    assert rewrite("vtt", source).text == source
    done = source.replace("Hej.", "HEJ.").replace("Language: da", "Language: en", 1)
    assert rewrite("vtt", source, str.upper).text == done
    other = source.replace("Language: da", "Language: sv")
    assert rewrite("vtt", other, str.upper).text == other.replace("Hej.", "HEJ.")
