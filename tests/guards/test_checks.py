"""What holds of `check` for any text: it never raises, it is linear, and numbers that stay are no fault."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards import FLAGS
from mtkit.guards.checks import check

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=120)
DANISH = st.text("abcdefghijøæå ABÆØÅ0123456789.,:;-/%§()'’\"!?{}<>&$@#_½", max_size=200)
NUMERIC = st.text("0123456789.,:;-/%§() ½¼'+", max_size=60)


@given(ANYTHING, ANYTHING, st.lists(ANYTHING, max_size=3))
def test_any_unicode_gives_known_sorted_flags(source: str, hypothesis: str, keep: list[str]) -> None:
    flags = check(source, hypothesis, keep=keep)
    assert list(flags) == sorted(set(flags))
    assert set(flags) <= set(FLAGS)


@given(DANISH, DANISH)
def test_text_full_of_marks_and_digits_never_raises(source: str, hypothesis: str) -> None:
    assert check(source, hypothesis) == check(source, hypothesis)


@given(NUMERIC)
def test_identical_number_text_never_alarms(text: str) -> None:
    assert "number" not in check(f"Det er {text} i dag.", f"It is {text} today.")


@given(st.integers(0, 10**12), st.integers(0, 999))
def test_danish_and_english_separators_mean_the_same(whole: int, fraction: int) -> None:
    english = f"{whole:,}.{fraction:03}"
    danish = english.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert check(f"Prisen var {danish} kroner.", f"The price was {english} kroner.") == ()


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_another_number_is_noticed(one: int, other: int) -> None:
    expected = () if one == other else ("number",)
    assert check(f"Der kom {one} gæster i aftes.", f"There came {other} guests last night.") == expected


@given(ANYTHING)
def test_a_source_with_something_in_it_and_no_output_is_empty(source: str) -> None:
    assert check(source, " ") == (("empty",) if source.strip() else ())


@pytest.mark.parametrize("flag", sorted(FLAGS))
def test_every_flag_has_a_meaning_of_one_line(flag: str) -> None:
    assert FLAGS[flag].meaning
    assert "\n" not in FLAGS[flag].meaning
    assert FLAGS[flag].severity in ("error", "warning")


def steps(work: Callable[[], object]) -> int:
    """Lines and calls that Python runs in `work`: a measure of time without a clock."""
    count = 0

    def trace(frame: object, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


LONG = {
    "words": "Der kom tre mænd og 3.000 kvinder kl. 14.30 den 1. maj. ",
    "one word": "a",
    "digits": "1",
    "grouped digits": "100 000 ",
    "separators": "1.",
    "points": ". ",
    "spaces": "  ",
    "at signs": "a@",
    "domains": "a.b",
    "braces": "{",
    "tags": "<a",
    "quotes": '". ',
    "repeats": "bi-",
    "number words": "to til tre hundrede og ",
    "capitals": "AB ",
    "Roman": "IVX ",
    "slashes": "1/2/",
    "schemes": "http://",
    "ampersands": "&a",
    "percent": "%(",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_python_work_grows_no_faster_than_the_text(text: str) -> None:
    few, many = (text * (size // len(text)) for size in (2_000, 8_000))
    check(many, many[1:])  # patterns are made at their first use, which is no growth
    assert steps(lambda: check(many, many[1:])) <= 4.5 * steps(lambda: check(few, few[1:])) + 2_000


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
@pytest.mark.parametrize("other", ["same", "none"])
def test_a_hundred_kilobytes_are_checked_at_once(text: str, other: str) -> None:
    """A quadratic regular expression would take minutes here: there is no clock, the test would just hang."""
    long = text * (100_000 // len(text))
    assert isinstance(check(long, long[1:] if other == "same" else "It is."), tuple)
