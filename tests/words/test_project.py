"""Markup follows the words that it stood on."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.core import Segment, Span, Translation
from mtkit.text.tokens import words
from mtkit.words.project import carry, project


def parse(marked: str) -> Segment:
    """`a <b>c</b> d<x/>` as a Segment."""
    text, spans, waiting = "", [], []
    for part in re.finditer(r"<(/?)(\w+)(/?)>|[^<]+", marked):
        if part[2] is None:
            text += part[0]
        elif part[1]:
            waiting.pop()[1] = len(text)
        else:
            spans.append([len(text), len(text), part[2]])
            waiting += [] if part[3] else [spans[-1]]
    return Segment(text, tuple(Span(*s) for s in spans))


def show(text: str, spans: tuple[Span, ...]) -> str:
    """The inverse of parse; raises AssertionError where spans cross."""
    for a in spans:
        for b in spans:
            assert not a.start < b.start < a.end < b.end, f"{a} crosses {b}"
    opened = sorted(range(len(spans)), key=lambda n: (spans[n].start, -spans[n].end, n))
    out, waiting, at = "", [], 0
    for n in opened:
        span = spans[n]
        while waiting and waiting[-1].end <= span.start:
            last = waiting.pop()
            out, at = out + text[at : last.end] + f"</{last.tag}>", last.end
        out, at = out + text[at : span.start], span.start
        out += f"<{span.tag}>" if span.end > span.start else f"<{span.tag}/>"
        waiting += [span] if span.end > span.start else []
    while waiting:
        last = waiting.pop()
        out, at = out + text[at : last.end] + f"</{last.tag}>", last.end
    return out + text[at:]


def carried(marked: str, translation: str) -> str:
    source = parse(marked)
    return show(translation, carry(source, ["", ""], [Translation(source.text, translation)], translation))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Vi har <b>ikke</b> tid.", "We do <b>not</b> have time."),
        ("<b>I morgen</b> rejser ministeren.", "The minister will leave <b>tomorrow</b>."),
        ("Han <i>sagde, at <b>Europa</b> venter</i>.", "He <i>said that <b>Europe</b> is waiting</i>."),
        ("<b>Det hele er fremhævet.</b>", "<b>It is all emphasised.</b>"),
        ("<a><b>Europa</b></a> venter.", "<a><b>Europe</b></a> is waiting."),
        ("Se Europa<n/> og Danmark.", "See Europe<n/> and Denmark."),
        ("<p/>Europa venter", "<p/>Europe is waiting"),
        ("Europa venter<p/>", "Europe is waiting<p/>"),
        ("Kør <c>pip install mtkit</c> igen.", "Run <c>pip install mtkit</c> again."),
    ],
)
def test_markup_follows_its_words(source, target) -> None:
    assert carried(source, re.sub(r"<[^>]*>", "", target)) == target


def test_kept_text_keeps_its_markup_even_where_it_stands_twice() -> None:
    source = Segment("Brug x og x.", (Span(10, 11, "c"),), keep=((5, 6), (10, 11)))
    text = "Use x and x."
    spans = carry(source, ["", ""], [Translation(source.text, text)], text)
    assert show(text, spans) == "Use x and <c>x</c>."


def test_each_sentence_is_linked_with_its_own_translation() -> None:
    source = parse("- Danmark vandt. <b>Danmark</b> tabte.")
    translations = [
        Translation("Danmark vandt.", "Denmark won."),
        Translation("Danmark tabte.", "Denmark lost."),
    ]
    text = "- Denmark won. Denmark lost."
    assert (
        show(text, carry(source, ["- ", " ", ""], translations, text))
        == "- Denmark won. <b>Denmark</b> lost."
    )


def test_a_span_over_two_sentences_covers_both() -> None:
    source = parse("Ja. <b>Danmark vandt. Norge tabte.</b> Slut.")
    pairs = [
        ("Ja.", "Yes."),
        ("Danmark vandt.", "Denmark won."),
        ("Norge tabte.", "Norway lost."),
        ("Slut.", "The end."),
    ]
    text = " ".join(t for _, t in pairs)
    got = carry(source, ["", " ", " ", " ", ""], [Translation(*p) for p in pairs], text)
    assert show(text, got) == "Yes. <b>Denmark won. Norway lost.</b> The end."


@pytest.mark.parametrize(
    ("marked", "translation", "expected"),
    [
        ("Vand er H<s>2</s>O.", "Water is H2O.", "Water is H<s>2</s>O."),
        ("E=mc<s>2</s> er kendt.", "E=mc2 is famous.", "E=mc<s>2</s> is famous."),
        ("H<s>2</s>SO<t>4</t> er farligt.", "H2SO4 is dangerous.", "H<s>2</s>SO<t>4</t> is dangerous."),
        ("CO<s>2</s> skal ned.", "Levels of CO2 must fall.", "Levels of CO<s>2</s> must fall."),
        ("Et hus<s><a>1</a></s> brænder.", "A house1 burns.", "A house<s><a>1</a></s> burns."),
        ("<d>D</d>et regner i dag.", "It is raining today.", "<d>I</d>t is raining today."),
        ("Det er park<b>en</b>.", "This is the park.", "This is <b>the park</b>."),
        ("Hun <b>gik</b>.", "She went.", "She <b>went</b>."),
    ],
)
def test_markup_on_a_part_of_a_word(marked: str, translation: str, expected: str) -> None:
    assert carried(marked, translation) == expected


def test_links_decide_and_not_the_position() -> None:
    source = parse("<b>aa</b> bb cc")
    assert show("xx yy zz", project(source, "xx yy zz", [(0, 2), (1, 0), (2, 1)])) == "xx yy <b>zz</b>"


def test_a_gap_between_linked_words_is_filled() -> None:
    source = parse("<b>aa bb</b> cc")
    links = [(0, 0), (1, 2), (2, 3)]
    assert show("xx of yy zz", project(source, "xx of yy zz", links)) == "<b>xx of yy</b> zz"


def test_a_word_without_a_link_takes_what_nobody_claims_between_its_neighbours() -> None:
    source = parse("aa <b>bb</b> cc")
    assert show("xx yy zz", project(source, "xx yy zz", [(0, 0), (2, 2)])) == "xx <b>yy</b> zz"


def test_a_word_that_is_gone_leaves_an_empty_span_between_its_neighbours() -> None:
    source = parse("aa <b>bb</b> cc")
    assert show("xx zz", project(source, "xx zz", [(0, 0), (2, 1)])) == "xx <b/>zz"


@st.composite
def marked_segments(draw) -> Segment:
    """Random text with random spans that nest."""
    text = draw(st.text("ab .,\"1æ-'", max_size=30))

    def inside(start: int, end: int, depth: int) -> list[Span]:
        found, at = [], start
        for _ in range(draw(st.integers(0, 3))):
            a = draw(st.integers(at, end))
            b = draw(st.integers(a, end))
            found.append(Span(a, b, draw(st.sampled_from("bixp"))))
            if depth and a < b:
                found += inside(a, b, depth - 1)
            at = b
        return found

    return Segment(text, tuple(inside(0, len(text), 2)))


@given(source=marked_segments(), target=st.text('xy .,"1ø-', max_size=30), data=st.data())
def test_tags_are_never_lost_and_never_cross(source, target, data) -> None:
    here, there = len(words(source.text)), len(words(target))
    pair = st.tuples(st.integers(0, max(0, here - 1)), st.integers(0, max(0, there - 1)))
    links = data.draw(st.dictionaries(pair, st.floats(0.01, 1), max_size=12))
    spans = project(source, target, links)
    assert [s.tag for s in spans] == [s.tag for s in source.spans]
    assert all(0 <= s.start <= s.end <= len(target) for s in spans)
    for a in spans:
        for b in spans:
            assert not a.start < b.start < a.end < b.end


@given(source=marked_segments())
def test_an_untranslated_text_keeps_its_markup_on_its_words(source) -> None:
    """Spans that begin and end with words come back exactly where they were."""
    tokens = words(source.text)
    clean = {t.start for t in tokens}, {t.end for t in tokens}
    spans = tuple(s for s in source.spans if s.start in clean[0] and s.end in clean[1] and s.start < s.end)
    spans = tuple(s for s in spans if any(c.isalnum() for c in source.text[s.start] + source.text[s.end - 1]))
    segment = Segment(source.text, spans)
    got = project(segment, source.text, [(n, n) for n in range(len(tokens))])
    assert [(s.start, s.end) for s in got] == [(s.start, s.end) for s in spans]
