"""Markup is put back nested, balanced and whole, whatever ranges come back."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtkit.core import Span
from mtkit.formats._weave import Event, Mark, weave

# A busy machine is no failure.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _written(events: list[Event]) -> str:
    """Events as readable markup: <tag>…</tag> and [tag]."""
    shapes = {"text": "{}", "open": "<{}>", "close": "</{}>", "whole": "[{}]"}
    return "".join(shapes[event.kind].format(event.value) for event in events)


def _marks(*marks: Mark) -> dict[str, Mark]:
    return {mark.tag: mark for mark in marks}


B = Mark("b", 0)
I = Mark("i", 1)  # noqa: E741


def test_spans_stand_around_their_words() -> None:
    spans = [Span(0, 3, "b"), Span(4, 7, "i")]
    assert _written(weave("the dog", spans, _marks(B, I))) == "<b>the</b> <i>dog</i>"


def test_nested_spans_stay_nested() -> None:
    spans = [Span(0, 7, "b"), Span(4, 7, "i")]
    assert _written(weave("the dog", spans, _marks(B, I))) == "<b>the <i>dog</i></b>"


def test_of_two_equal_ranges_the_outer_one_of_the_source_is_outside() -> None:
    spans = [Span(0, 3, "i"), Span(0, 3, "b")]
    assert _written(weave("dog", spans, _marks(B, I))) == "<b><i>dog</i></b>"


def test_a_span_that_crosses_another_is_cut_at_its_end() -> None:
    spans = [Span(0, 5, "b"), Span(4, 7, "i")]
    assert _written(weave("the dog", spans, _marks(B, I))) == "<b>the <i>d</i></b>og"


def test_a_span_that_did_not_come_back_is_written_empty() -> None:
    assert _written(weave("dog", [Span(0, 3, "b")], _marks(B, I))) == "<b>dog</b><i></i>"


def test_unknown_and_impossible_spans_do_no_harm() -> None:
    spans = [Span(-4, 99, "b"), Span(1, 2, "x"), Span(9, 3, "i"), Span(0, 1, "b")]
    assert _written(weave("dog", spans, _marks(B, I))) == "<b>dog</b><i></i>"


def test_a_point_at_an_edge_stays_in_the_element_it_was_in() -> None:
    inside = Mark("img", 2, parents=("b",), point=True)
    outside = Mark("img", 2, point=True)
    spans = [Span(0, 3, "b"), Span(3, 3, "img")]
    assert _written(weave("the dog", spans, _marks(B, inside))) == "<b>the[img]</b> dog"
    assert _written(weave("the dog", spans, _marks(B, outside))) == "<b>the</b>[img] dog"
    spans = [Span(4, 7, "b"), Span(4, 4, "img")]
    assert _written(weave("the dog", spans, _marks(B, inside))) == "the <b>[img]dog</b>"
    assert _written(weave("the dog", spans, _marks(B, outside))) == "the [img]<b>dog</b>"


def test_kept_text_is_found_where_it_went() -> None:
    code = Mark("code", 0, kept="x = 1")
    assert _written(weave("run x = 1 now", [Span(0, 3, "code")], _marks(code))) == "run [code] now"


def test_two_equal_kept_texts_are_two_places() -> None:
    marks = _marks(Mark("c1", 0, kept="x"), Mark("c2", 1, kept="x"))
    assert _written(weave("x or x", [Span(0, 1, "c1"), Span(0, 1, "c2")], marks)) == "[c1] or [c2]"


def test_kept_text_that_was_lost_takes_no_other_text_with_it() -> None:
    code = Mark("code", 0, kept="x = 1")
    assert _written(weave("run it now", [Span(4, 6, "code")], _marks(code))) == "run [code]it now"


def test_no_boundary_falls_into_kept_text() -> None:
    marks = _marks(B, Mark("code", 1, kept="a b"))
    assert _written(weave("x a b y", [Span(0, 3, "b"), Span(2, 5, "code")], marks)) == "<b>x [code]</b> y"


def test_links_do_not_nest() -> None:
    marks = _marks(Mark("a1", 0, exclusive=True), Mark("a2", 1, exclusive=True))
    same = weave("the dog", [Span(0, 7, "a1"), Span(0, 7, "a2")], marks)
    assert _written(same) == "<a1>the dog</a1><a2></a2>"
    inside = weave("the dog", [Span(0, 7, "a1"), Span(4, 7, "a2")], marks)
    assert _written(inside) == "<a1>the </a1><a2>dog</a2>"


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, list[Span], dict[str, Mark]]:
    text = draw(st.text("ab ", max_size=12))
    marks: dict[str, Mark] = {}
    for number in range(draw(st.integers(0, 6))):
        containers = [m for m in marks.values() if not m.point and not m.kept]
        parent = draw(st.sampled_from(containers)) if containers and draw(st.booleans()) else None
        parents = (*parent.parents, parent.tag) if parent else ()
        kind = draw(st.sampled_from(["element", "point", "kept", "exclusive"]))
        kept = draw(st.text("ab", min_size=1, max_size=3)) if kind == "kept" else ""
        marks[f"t{number}"] = Mark(f"t{number}", number, parents, kept, kind == "point", kind == "exclusive")
    places = st.integers(-2, 14)
    tags = st.sampled_from([*marks, "unknown"])
    spans = draw(st.lists(st.builds(Span, places, places, tags), max_size=8))
    return text, spans, marks


@calm
@given(_cases())
def test_every_mark_comes_once_and_all_is_balanced(case: tuple[str, list[Span], dict[str, Mark]]) -> None:
    text, spans, marks = case
    events = weave(text, spans, marks)
    stack: list[str] = []
    for event in events:
        if event.kind == "open":
            stack.append(event.value)
        elif event.kind == "close":
            assert stack.pop() == event.value
    assert not stack
    assert sorted(e.value for e in events if e.kind in ("open", "whole")) == sorted(marks)
    assert sorted(e.value for e in events if e.kind == "close") == sorted(
        tag for tag, mark in marks.items() if not mark.point and not mark.kept
    )


@calm
@given(_cases())
def test_no_text_is_lost_or_doubled(case: tuple[str, list[Span], dict[str, Mark]]) -> None:
    text, spans, marks = case
    places = {
        0
    }  # where in `text` the events up to here may have come to: kept text stands for itself, or not
    for event in weave(text, spans, marks):
        if event.kind == "text":
            places = {p + len(event.value) for p in places if text.startswith(event.value, p)}
        elif event.kind == "whole" and marks[event.value].kept:
            kept = marks[event.value].kept
            places |= {p + len(kept) for p in places if text.startswith(kept, p)}
        assert places
    assert len(text) in places


@calm
@given(_cases())
def test_exclusive_elements_never_nest_unless_they_did(case: tuple[str, list[Span], dict[str, Mark]]) -> None:
    text, spans, marks = case
    stack: list[str] = []
    for event in weave(text, spans, marks):
        if event.kind == "open":
            outer = [tag for tag in stack if marks[tag].exclusive]
            if marks[event.value].exclusive and outer:
                assert set(outer) & set(marks[event.value].parents)
            stack.append(event.value)
        elif event.kind == "close":
            stack.pop()
