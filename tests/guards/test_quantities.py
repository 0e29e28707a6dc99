"""Readings of numbers: the same value has the same key, however it is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.keys import fraction_key, key, value_key
from mtkit.guards.numerals import spelled
from mtkit.guards.quantities import quantities


def keys(text: str, lang: str) -> set[str]:
    return {k for quantity in quantities(text, lang) for k in quantity.keys}


@given(st.from_regex(r"[0-9]{1,12}", fullmatch=True), st.from_regex(r"[0-9]{0,6}", fullmatch=True))
def test_a_key_is_the_value_in_its_shortest_form(digits: str, fraction: str) -> None:
    mantissa, _, exponent = key(digits, fraction).partition("e")
    assert Decimal(f"{mantissa}e{exponent}") == Decimal(f"{digits}.{fraction or 0}")
    assert mantissa == "0" or not mantissa.endswith("0")


@given(st.integers(1, 10**9))
def test_a_whole_number_reads_the_same_grouped_and_plain(value: int) -> None:
    wanted = value_key(value)
    assert wanted in keys(f"{value}", "da") & keys(f"{value}", "en")
    assert wanted in keys(f"{value:,}", "en")
    assert wanted in keys(f"{value:,}".replace(",", "."), "da")
    assert wanted in keys(f"{value:,}".replace(",", " "), "da")


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("3.000", "da", "3e3"),
        ("3,000", "en", "3e3"),
        ("3,5 mio.", "da", "35e5"),
        ("3.5 million", "en", "35e5"),
        ("2 billioner", "da", "2e12"),
        ("2 billion", "en", "2e9"),
        ("12bn", "en", "12e9"),
        ("kl. 14.30", "da", "t14:30"),
        ("2:30 p.m.", "en", "t14:30"),
        ("12 am", "en", "t0:00"),
        ("2½", "da", "25e-1"),
        ("2 1/2", "da", "25e-1"),
        ("2/3", "da", "f2/3"),
        ("90'erne", "da", "199e1"),
        ("1800-tallet", "da", "19e0"),
        ("10 000", "en", "1e4"),
        ("9" * 9000, "da", f"{'9' * 9000}e0"),
    ],
)
def test_what_digits_can_mean(text: str, lang: str, wanted: str) -> None:
    assert wanted in keys(text, lang)


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("tre", "da", "3e0"),
        ("femogtyve", "da", "25e0"),
        ("twenty five", "en", "25e0"),
        ("twenty fifth", "en", "25e0"),
        ("to hundrede og femten", "da", "215e0"),
        ("three hundred and five thousand", "en", "305e3"),
        ("halvanden", "da", "15e-1"),
        ("one and a half", "en", "15e-1"),
        ("to tredjedele", "da", "f2/3"),
        ("two thirds", "en", "f2/3"),
        ("halv fem", "da", "t16:30"),
        ("half past four", "en", "t16:30"),
        ("en halv million", "da", "5e5"),
        ("half a million", "en", "5e5"),
        ("tre kvarter", "da", "45e0"),
        ("halvfemserne", "da", "199e1"),
        ("december", "da", "m12"),
    ],
)
def test_what_words_can_mean(text: str, lang: str, wanted: str) -> None:
    assert wanted in {k for number in spelled(text.split(), lang) for k in number.keys}


NUMBER_WORDS = [
    "a",
    "en",
    "to",
    "tre",
    "halv",
    "og",
    "and",
    "hundrede",
    "million",
    "tredjedel",
    "kl",
    "tyve",
    "x",
]


@given(st.lists(st.sampled_from(NUMBER_WORDS), max_size=12))
def test_any_run_of_number_words_is_read(words: list[str]) -> None:
    for lang in ("da", "en"):
        assert all(number.keys for number in spelled(words, lang) if number.strong)


def test_fractions_that_end_are_decimals() -> None:
    assert fraction_key(1, 2) == fraction_key(2, 4) == "5e-1"
    assert fraction_key(1, 3) == "f1/3"
    assert fraction_key(1, 0) == "f1/0"
