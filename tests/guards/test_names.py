"""Names with letters missing, and Slavic names in Danish spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.names import completed, respelled


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
def test_a_copy_lacks_no_letters(text: str) -> None:
    assert completed(text, text) == text


@pytest.mark.parametrize(
    ("danish", "english"),
    [
        ("Dmitrij", "Dmitry"),
        ("Jevgenij", "Yevgeny"),
        ("Valerij", "Valery"),
        ("Zelenskyj", "Zelensky"),
        ("Groznyj", "Grozny"),
        ("Dostojevskij", "Dostoyevsky"),
        ("Tjajkovskij", "Tchaikovsky"),
        ("Sjtjaranskij", "Shcharansky"),
        ("Nizjnij", "Nizhny"),
    ],
)
def test_slavic_names_are_spelled_as_in_english(danish: str, english: str) -> None:
    source = f"Det siger {danish}."
    assert respelled(source, f"So says {danish}.") == f"So says {english}."
    assert respelled(source, f"{danish}'s words") == f"{english}'s words"
    assert respelled(source, "So says he.") == "So says he."


@pytest.mark.parametrize(
    "name",
    ["Nistelrooij", "Plooij", "Thij", "Partij", "Volkspartij", "Maatschappij", "Brouwerij", "Basij",
     "Grontmij", "https://dr.dk/Dmitrij", "@Dmitrij", "Dmitrij.txt", "Dmitrij-1", "dmitrij"],
)  # fmt: skip
def test_other_names_and_addresses_are_left_alone(name: str) -> None:
    assert respelled(f"Det siger {name}.", f"So says {name}.") == f"So says {name}."
