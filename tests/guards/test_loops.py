"""Repetition, told from words and from characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.loops import (
    MAX_PERIOD,
    doubled,
    longest_run,
    marks_run,
    periods,
    repeated_grams,
    unspaced_run,
)

WORDS = st.lists(st.sampled_from("abc"), max_size=30)


def copies_by_definition(words: list[str]) -> int:
    """The most copies of a block side by side, by trying every place and every length."""
    best = 1
    for length in range(1, MAX_PERIOD + 1):
        for start in range(len(words)):
            block, copies = words[start : start + length], 1
            while len(block) == length and words[start + copies * length :][:length] == block:
                copies += 1
            best = max(best, copies)
    return best


@given(WORDS)
def test_the_longest_run_is_the_one_by_definition(words: list[str]) -> None:
    assert longest_run(words, periods(words)) == copies_by_definition(words)


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=30))
def test_words_that_are_all_different_have_no_periods(numbers: list[int]) -> None:
    words = list(map(str, numbers))
    assert periods(words) == set()
    assert repeated_grams(words) == 0


def test_repeated_grams_count_places_that_are_not_new() -> None:
    assert repeated_grams(["a", "b", "c", "d", "x", "a", "b", "c", "d"]) == 1
    assert repeated_grams(["a", "b", "c", "d", "x", "a", "b", "c", "d"], 2) == 3


def test_words_doubled_with_nothing_between() -> None:
    assert doubled("He went home home.")
    assert doubled("in the town in the town")
    assert not doubled("He said that that had had no effect.")
    assert not doubled("He went home. Home is best.")
    assert not doubled("other theories, a an")


def test_blocks_without_spaces() -> None:
    assert unspaced_run(["bee-bee-bee-bee-bee"])
    assert unspaced_run(["aaaaaaaaaaaaaaaa"])
    assert not unspaced_run(["internationalization", "ananas", "Llanfairpwllgwyngyll", "haha"])


def test_marks_with_spaces() -> None:
    assert marks_run("so . . . . . . it was")
    assert not marks_run("so . . . it was - or - not")
