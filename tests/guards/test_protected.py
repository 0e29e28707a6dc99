"""Addresses, placeholders, tags and control tokens are found where they stand, and nothing else is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.protected import blank, find, may_hold_protected, touching

MARKED = st.text("ab.dk@{}%s$<>/&;:wcomhtp_-#01 øя🎉", max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Se https://dr.dk/a?b=1, nu.", ["https://dr.dk/a?b=1"]),
        ("(jf. http://a.dk/x.)", ["http://a.dk/x"]),
        ("Se dr.dk og tv2.dk/sport.", ["dr.dk", "tv2.dk/sport"]),
        ("Skriv til a.b+c@d-e.co.uk.", ["a.b+c@d-e.co.uk"]),
        ("Se www.x.dk:8080/y.", ["www.x.dk:8080/y"]),
        ("Af @dr_nyheder.", ["@dr_nyheder"]),
        ("{0} af {{ alle }} og ${X} $HOME", ["{0}", "{{ alle }}", "${X}", "$HOME"]),
        ("%{sted} #{navn} %<antal>d", ["%{sted}", "#{navn}", "%<antal>d"]),
        ("%s, %5.2f, %1$s, %(antal)d, %PATH%", ["%s", "%5.2f", "%1$s", "%(antal)d", "%PATH%"]),
        ("<b>ja</b>&nbsp;&#39; </s> >>eng<<", ["<b>", "</b>", "&nbsp;", "&#39;", "</s>", ">>eng<<"]),
        ("Det er 50 % sikkert, f.eks. bl.a. kl. 12.30.", []),
        ("Han tjener $5 og 3 < 4 > 2 & mere.", []),
        ("Er det sådan?Ja.Nej.", []),
        ("Der står Москва og 日本語, 🎉🎉 og 👨‍👩‍👧 på skiltet.", ["Москва", "日本語", "🎉🎉", "👨‍👩‍👧"]),
        ("Москва — столица.", []),
        ("„Dvořák“ – 5 €, ½ µg … 20 °C ™", []),
    ],
)
def test_what_is_found(text: str, expected: list[str]) -> None:
    assert [item.text for item in find(text)] == expected


def test_kept_strings_win_over_what_they_overlap_and_the_longest_first() -> None:
    found = find("Se dr.dk og Det Ny Teater nu.", ("Det Ny", "Det Ny Teater", "dr.dk og", " "))
    assert [(item.kind, item.text) for item in found] == [("keep", "dr.dk og"), ("keep", "Det Ny Teater")]


@given(MARKED, st.lists(st.text("ab.d ", max_size=4), max_size=3))
def test_stretches_are_disjoint_in_order_and_where_they_say(text: str, keep: list[str]) -> None:
    end = 0
    for item in find(text, tuple(keep)):
        assert end <= item.start < item.end
        assert text[item.start : item.end] == item.text
        end = item.end


@given(MARKED)
def test_the_quick_look_never_misses(text: str) -> None:
    assert may_hold_protected(text) or not find(text)


@given(MARKED)
def test_stretches_that_touch_are_joined(text: str) -> None:
    found = find(text)
    joined = touching(text, found)
    assert sum(i.end - i.start for i in joined) == sum(i.end - i.start for i in found)
    assert all(a.end < b.start for a, b in pairwise(joined))


def test_blank_leaves_a_space() -> None:
    text = "Se <b>dr.dk</b> nu"
    assert blank(text, find(text)).split() == ["Se", "nu"]
