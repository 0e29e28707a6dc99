"""What never reaches the model, and English given as Danish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.input import in_capitals, looks_english, passes_through

NOTHING_TO_TRANSLATE = [
    "", " ", "-", "* * *", "3.000", "12-1.4", "§ 5", "!?", "https://www.dr.dk/nyheder", "www.borger.dk",
    "info@dsb.dk", "{0}", "%s", "%(name)s: %d", "$HOME", "@dr_nyheder", "→ 12 %", "<br/>", "&nbsp;", "½",
]  # fmt: skip
TO_TRANSLATE = ["Ja", "a", "5 km", "Se https://dr.dk", "Ø", "kl. 12", "{0} filer", "日本", "f.eks."]


@pytest.mark.parametrize("text", NOTHING_TO_TRANSLATE)
def test_text_without_words_passes_through(text: str) -> None:
    assert passes_through(text)


@pytest.mark.parametrize("text", TO_TRANSLATE)
def test_text_with_words_does_not(text: str) -> None:
    assert not passes_through(text)


@given(st.text())
def test_what_passes_through_holds_no_letter_unless_protected(text: str) -> None:
    if not any(map(str.isalpha, text)):
        assert passes_through(text)


def test_english_is_told_from_danish() -> None:
    english = [
        "The government has said that it will not change the law.",
        "They were there with their children.",
    ]
    danish = ["Regeringen har sagt, at den ikke vil ændre loven.", "De var der med deres børn."]
    assert looks_english(english)
    assert not looks_english(danish)
    assert not looks_english([*danish, *danish, english[0]])


def test_a_few_words_are_no_proof_of_english() -> None:
    assert not looks_english([])
    assert not looks_english(["The Beatles", "Now"])
    assert not looks_english(["Lars Løkke Rasmussen", "3.000"])


def test_only_the_first_sentences_are_read() -> None:
    read: list[int] = []

    def sentences() -> object:
        for i in range(10_000):
            read.append(i)
            yield "The law of the land."

    assert looks_english(sentences())  # type: ignore[arg-type]
    assert len(read) < 1_000


@pytest.mark.shared
def test_the_two_languages_of_a_corpus_are_told_apart(shared: object) -> None:
    folder = shared / "testsets" / "flores-dev"  # type: ignore[operator]
    for name, expected in (("flores-dev.da", False), ("flores-dev.en", True)):
        lines = (folder / name).read_text(encoding="utf-8").split("\n")[:997]
        tens = [lines[i : i + 10] for i in range(0, len(lines), 10)]
        assert all(looks_english(ten) is expected for ten in tens)


@pytest.mark.parametrize(("text", "expected"), [("STOR BRAND", True), ("NATO", False), ("Stor Brand", False)])
def test_text_in_capitals(text: str, expected: bool) -> None:
    assert in_capitals(text) is expected
