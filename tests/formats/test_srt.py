"""SubRip: sentences run over cues, and come back over the same cues."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtkit.core import Segment, Span
from mtkit.errors import FormatError
from mtkit.formats._cue_layout import Slot, break_lines, cut_text

WORDS = st.lists(st.text("abcdeæø,.?", min_size=1, max_size=9), min_size=1, max_size=40).map(" ".join)


def srt(*bodies: str, gap: float = 0.1) -> str:
    """Cues of two seconds each."""
    parts, at = [], 1.0
    for number, body in enumerate(bodies, 1):
        times = [f"00:{int(t // 60):02}:{int(t % 60):02},{round(t * 1000) % 1000:03}" for t in (at, at + 2)]
        parts.append(f"{number}\n{times[0]} --> {times[1]}\n{body}\n\n")
        at += 2 + gap
    return "".join(parts)


def bodies(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n*\d+\n[^\n]* --> [^\n]*\n", "\n" + text)[1:]]


def test_a_sentence_over_three_cues_is_one_segment(rewrite) -> None:
    got = rewrite("srt", srt("Hvis du vil", "komme med os,", "så kom nu."))
    assert got.texts == ["Hvis du vil komme med os, så kom nu."]


def test_its_translation_is_laid_over_the_same_cues(rewrite) -> None:
    source = srt("Hvis du vil", "komme med os,", "så kom nu.")
    got = rewrite("srt", source, lambda t: "If you would like to come with us, come now.")
    assert bodies(got.text) == ["If you would like", "to come with us,", "come now."]


def test_line_breaks_within_a_cue_are_no_part_of_the_text(rewrite) -> None:
    assert rewrite("srt", srt("Det her er\nén sætning.")).texts == ["Det her er én sætning."]


@pytest.mark.parametrize(
    "cues",
    [
        ("Det er nok.", "Vi går nu."),
        ("- Kommer du", "- Nej."),
        ("KØBENHAVN", "Det regner."),
        ("Hvem?", "dig."),
        ("[dør smækker]", "hallo"),
        ("♪ la la ♪", "og nu"),
    ],
)
def test_what_is_no_running_sentence_stays_apart(rewrite, cues) -> None:
    assert len(rewrite("srt", srt(*cues)).texts) == 2


def test_a_long_pause_parts_what_has_no_full_stop(rewrite) -> None:
    assert len(rewrite("srt", srt("En overskrift", "Så begynder det", gap=5)).texts) == 2
    assert len(rewrite("srt", srt("en halv", "sætning", gap=60)).texts) == 2


def test_two_speakers_are_two_segments_and_keep_their_dashes(rewrite) -> None:
    got = rewrite("srt", srt("- Hvad mener du?\n-Ikke noget."), str.upper)
    assert got.texts == ["Hvad mener du?", "Ikke noget."]
    assert bodies(got.text) == ["- HVAD MENER DU?\n-IKKE NOGET."]


def test_dots_that_show_that_a_sentence_goes_on_are_taken_off_and_put_back(rewrite) -> None:
    got = rewrite(
        "srt", srt("<i>Jeg ville...</i>", "<i>...gerne hjem.</i>"), lambda t: "I wanted to go home."
    )
    assert got.texts == ["Jeg ville gerne hjem."]
    first, second = bodies(got.text)
    assert re.fullmatch(r"<i>[\w ]+\.\.\.</i>", first)
    assert re.fullmatch(r"<i>\.\.\.[\w ]+\.</i>", second)


def test_italics_over_two_cues_are_closed_and_opened_at_the_cut(rewrite) -> None:
    source = srt("Han sagde, <i>at vi", "skulle komme</i> nu.")
    target = "He said that we should come now."

    def turn(segment: Segment) -> Segment:
        assert segment.text == "Han sagde, at vi skulle komme nu."
        start, end = target.index("that"), target.index(" now")
        return Segment(target, tuple(Span(start, end, s.tag) for s in segment.spans))

    first, second = bodies(rewrite("srt", source, segment=turn).text)
    assert first.count("<i>") == first.count("</i>") == 1
    assert second.count("<i>") == second.count("</i>") == 1


def test_positions_stay_before_each_cue(rewrite) -> None:
    got = rewrite("srt", srt("{\\an8}Hvis du vil", "{\\an8}komme, så kom."), str.upper)
    assert got.texts == ["Hvis du vil komme, så kom."]
    assert all(b.startswith("{\\an8}") for b in bodies(got.text))


def test_only_cues_with_new_text_are_written_anew(rewrite) -> None:
    source = srt("Hej   der,\nmin ven.", "To  to.")
    got = rewrite("srt", source, lambda t: t.upper() if t.startswith("To") else t)
    assert bodies(got.text) == ["Hej   der,\nmin ven.", "TO TO."]


def test_lines_are_short_and_break_at_good_places(rewrite) -> None:
    target = "I told you that the government would not be able to help us."
    got = rewrite("srt", srt("Jeg sagde jo, at regeringen ikke kunne hjælpe os."), lambda t: target)
    assert bodies(got.text) == ["I told you that the government\nwould not be able to help us."]


def test_a_cue_that_needs_more_lines_is_reported(rewrite) -> None:
    got = rewrite("srt", srt("Kort."), lambda t: "word " * 30 + "end.")
    assert "cue 1 has 4 lines" in got.notes[0]


@settings(deadline=None, max_examples=60)
@given(cues=st.lists(WORDS, min_size=1, max_size=6), data=st.data())
def test_every_word_comes_back_in_order_within_short_lines(rewrite, cues, data) -> None:
    source = srt(*cues)
    assert rewrite("srt", source).text == source
    given_back = []

    def turn(segment: Segment) -> Segment:
        text = data.draw(WORDS)
        given_back.append(text)
        return replace(segment, text=text, spans=())

    got = rewrite("srt", source, segment=turn)
    again = pysubs2.SSAFile.from_string(got.text, format_="srt")
    before = pysubs2.SSAFile.from_string(source, format_="srt")
    assert [(e.start, e.end) for e in again] == [(e.start, e.end) for e in before]
    if all(any(c.isalpha() for c in cue) for cue in cues):
        words = re.sub(r"\.{2,}", "", " ".join(bodies(got.text))).split()
        wanted = re.sub(r"\.{2,}", "", " ".join(given_back)).split()
        assert "".join(words) == "".join(wanted)
    widest = max(42, *(len(line) for line in source.split("\n"))) + 3  # the dots of a sentence that goes on
    assert all(len(line) <= widest for body in bodies(got.text) for line in body.split("\n"))


@given(text=WORDS, width=st.integers(10, 42))
def test_no_line_is_too_long(text, width) -> None:
    breaks = break_lines(text, width)
    assert all(text[b] == " " for b in breaks)
    ends = [-1, *breaks, len(text)]
    assert all(b - a - 1 <= width for a, b in itertools.pairwise(ends))


@given(text=WORDS, shares=st.lists(st.floats(0, 80), min_size=1, max_size=6))
def test_cuts_are_spaces_in_order(text, shares) -> None:
    cuts = cut_text(text, [Slot(share) for share in shares])
    assert len(cuts) == len(shares) - 1
    assert cuts == sorted(cuts)
    assert all(c in (0, len(text)) or text[c] == " " for c in cuts)


@given(data=st.binary(max_size=200))
def test_any_bytes_after_a_timing_line_come_back_or_are_refused(rewrite, data) -> None:
    source = b"1\n00:00:01,000 --> 00:00:02,000\n" + data
    try:
        got = rewrite("srt", source)
    except FormatError:
        return
    if not got.notes:
        assert got.data == source


@pytest.mark.parametrize("data", ["Bare tekst\n", "WEBVTT\n\nHej\n", b"\x89PNG\r\n\x1a\n\0\0"])
def test_what_has_no_timing_line_is_refused(rewrite, data) -> None:
    with pytest.raises(FormatError):
        rewrite("srt", data)


def test_ten_thousand_cues_without_a_full_stop_are_chained_a_few_at_a_time(rewrite) -> None:
    times = [f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}" for n in range(10_000)]
    source = "".join(f"{n}\n{t},000 --> {t},900\nog så\n\n" for n, t in enumerate(times, 1))
    got = rewrite("srt", source, str.upper)
    assert got.text == source.replace("og så", "OG SÅ")
    assert len(got.segments) == 1250


def test_a_cue_of_thousands_of_words_is_cut_without_weighing_each_place(rewrite) -> None:
    source = srt("aa bb " * 5000 + "og", "så videre.")
    got = rewrite("srt", source, str.upper)
    assert " ".join(" ".join(bodies(got.text)).split()) == " ".join(
        ("aa bb " * 5000 + "og så videre.").upper().split()
    )
    assert all(len(line) <= 84 for body in bodies(got.text) for line in body.split("\n"))


def test_a_line_that_tells_of_a_sound_stands_alone(rewrite) -> None:
    source = (
        "1\n00:00:01,000 --> 00:00:02,000\n[døren smækker]\nNej, det er\nikke rigtigt\n\n"
        "2\n00:00:02,100 --> 00:00:03,000\n(suk)\n<i>[musik]</i>\n\n"
        "3\n00:00:03,100 --> 00:00:04,000\nhan (Bo) kom\n(i dag).\n"
    )
    got = rewrite("srt", source, str.upper)
    assert got.texts == [
        "døren smækker",
        "Nej, det er ikke rigtigt",
        "suk",
        "musik",
        "han (Bo) kom (i dag).",
    ]
    assert "[DØREN SMÆKKER]\nNEJ, DET ER" in got.text
    assert "(SUK)\n<i>[MUSIK]</i>" in got.text
    assert rewrite("srt", source).text == source


def one_cue(body: str) -> str:
    return f"1\n00:00:01,000 --> 00:00:03,000\n{body}\n"


def test_the_brackets_of_a_sound_are_no_part_of_its_text(rewrite) -> None:
    done = rewrite("srt", one_cue("<i>[Døren smækker]</i>\n(hun ler)\nHvem er det?"), str.upper)
    assert done.texts == ["Døren smækker", "hun ler", "Hvem er det?"]
    assert done.text == one_cue("<i>[DØREN SMÆKKER]</i>\n(HUN LER)\nHVEM ER DET?")


@pytest.mark.parametrize("mark", ["ANNA: ", ">> ", "&gt;&gt; "])
def test_names_and_angle_brackets_begin_a_turn(rewrite, mark) -> None:
    done = rewrite("srt", one_cue(f"{mark}Hej med dig\n{mark}Hej, Anna"), str.upper)
    assert len(done.texts) == 2
    assert done.text == one_cue(f"{mark}HEJ MED DIG\n{mark}HEJ, ANNA")


def test_dots_before_a_turn_are_no_part_of_its_text(rewrite) -> None:
    done = rewrite("srt", one_cue("- Vi tager hjem...\n- ...til Aarhus."), str.upper)
    assert done.texts == ["Vi tager hjem...", "til Aarhus."]
    assert done.text == one_cue("- VI TAGER HJEM...\n- ...TIL AARHUS.")


def test_line_breaks_of_substation_alpha_are_spaces(rewrite) -> None:
    assert rewrite("srt", one_cue(r"Jeg er glad.\NOg du\her her.")).texts == ["Jeg er glad. Og du er her."]


def test_a_sentence_that_breaks_off_does_not_go_on_in_the_next_cue(rewrite) -> None:
    cues = one_cue("Jeg kommer nu--") + "\n2\n00:00:03,100 --> 00:00:05,000\nKære mor\n"
    assert rewrite("srt", cues).texts == ["Jeg kommer nu--", "Kære mor"]


def test_what_stands_beside_the_words_counts_in_a_line(rewrite) -> None:
    done = rewrite(
        "srt", one_cue("♪ Jeg går en tur i skoven\nog synger sang ♪"), lambda _: "1234567 " * 5 + "1"
    )
    assert max(len(line) for line in done.text.splitlines()[2:]) <= 42
