"""Paragraphs taken apart: what a point at the end of an element belongs to."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from mtkit import formats
from mtkit.core import Segment, Span
from mtkit.formats._inline import Item, take_apart


def _turned(segment: Segment) -> Segment:
    """`Her kan du læse mere.` as another sentence with the link at its end; points stay at theirs."""
    words = segment.text.index("læse mere")
    moved = [
        Span(9 + span.start - words, 9 + span.end - words, span.tag)
        for span in segment.spans
        if span.start >= words and span.end <= words + len("læse mere")
    ]
    assert len(moved) == len(segment.spans)
    return replace(segment, text="You can: read more", spans=tuple(moved), keep=())


@pytest.mark.parametrize(
    ("name", "source", "written"),
    [
        ("html", "<p>Du kan <a>læse mere <img></a> her.", "<p>You can: <a>read more <img></a>"),
        (
            "html",
            "<p>Du kan <a>læse mere <i></i> <b></b></a>.",
            "<p>You can: <a>read more <i></i> <b></b></a>",
        ),
        ("html", "<p>Du kan <a><i></i> læse mere</a> her.", "<p>You can: <a><i></i> read more</a>"),
        ("markdown", "Du kan [læse mere ![](p)](u) her.", "You can: [read more ![](p)](u)"),
        ("markdown", "Du kan [![](p) læse mere](u) her.", "You can: [![](p) read more](u)"),
    ],
)
def test_an_icon_stays_in_its_link(name: str, source: str, written: str) -> None:
    document = formats.read(io.BytesIO(source.encode()), "x", format_name=name)
    target = io.BytesIO()
    document.write(map(_turned, document.segments()), target)
    assert target.getvalue().decode() == written


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [("a ", " b", "a x b"), ("a", "b", "a x b"), ("", "", "x"), ("(", ")", "(x)")],
)
def test_words_are_not_glued_where_a_point_takes_a_space(before: str, after: str, text: str) -> None:
    inside = [Item("point", "*"), Item("text", " ", " "), Item("text", "x", "x"), Item("text", " ", " ")]
    items = [
        *(Item("text", c, c) for c in before),
        Item("open", "<", key=1),
        *(inside[:3] if before else inside[2:3]),
        *((inside[3], Item("point", "*")) if after else ()),
        Item("close", ">", key=1),
        *(Item("text", c, c) for c in after),
    ]
    run = take_apart(items, collapse=True)
    assert run.segment is not None
    assert run.segment.text == text
    assert [item.payload for item in run.items] == [item.payload for item in items]
