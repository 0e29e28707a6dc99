"""Names with letters missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.names import respelled


@pytest.mark.parametrize(
    ("source", "output", "expected"),
    [
        (
            "Visegrad-Gruppen beder om det.",
            "The Viegrad Group asks for it.",
            "The Visegrad Group asks for it.",
        ),
        ("Det er Kirkegaards værk.", "It is Kirgaards work.", "It is Kirkegaards work."),
        ("Han hedder Brzezinski.", "Brzinski's name is Brzinski.", "Brzezinski's name is Brzezinski."),
    ],
)
def test_a_name_that_lacks_letters_is_the_source_s(source: str, output: str, expected: str) -> None:
    assert respelled(source, output) == expected


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Han rejste til Spanien.", "He traveled to Spain."),
        ("Lukasjenko talte i Teheran.", "Lukashenko spoke in Tehran."),
        ("Præsident Brzezinski og Brzezinska.", "President Brzezinski and Brzeinska Brzezinska."),  # there
        ("Parkering forbudt i Lissabon.", "Parking is prohibited in Lisbon."),
        ("Han er på Internettet.", "He is on the Internet."),
        ("Maldivernes hovedstad er Malé.", "The capital of the Maldives is Malé."),
        ("Tadsjikistan og Usbekistan.", "Tajikistan and Uzbekistan."),
        ("HAN HEDDER BRZEZINSKI.", "HIS NAME IS BRZINSKI."),
        ("Anders og Andreas.", "Ander and Andreas."),
        ("Det er Petersen og Peternsen.", "It is Petsen."),  # which of the two?
        ("Direktøren gik.", "The director left."),
        ("", ""),
    ],
)
def test_what_may_be_right_is_left_alone(source: str, output: str) -> None:
    assert respelled(source, output) == output


@given(st.text(), st.text())
def test_any_text_is_taken(source: str, output: str) -> None:
    respelled(source, output)


@given(st.text())
def test_a_copy_stays_as_it_is(text: str) -> None:
    assert respelled(text, text) == text
