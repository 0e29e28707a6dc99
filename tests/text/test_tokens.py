"""Word tokens."""

from __future__ import annotations

import pytest

from mtkit.text.tokens import Token, words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hunden sover.", "Hunden|sover|."),
        ("EU-landene gav 3.000,5 kr. kl. 14.30", "EU-landene|gav|3.000,5|kr|.|kl|.|14.30"),
        ("I 80'erne, don't", "I|80'erne|,|don't"),
        ("H.C. Andersens", "H.C.|Andersens"),
        ("bl.a. Danmark", "bl.a.|Danmark"),
        ("Se http://www.dr.dk/a?b=1. Ja", "Se|http://www.dr.dk/a?b=1|.|Ja"),
        ("ole@firma.dk!", "ole@firma.dk|!"),
        ("»Ja,« – sagde... han", "»|Ja|,|«|–|sagde|...|han"),
        ("50 % af 1/2", "50|%|af|1/2"),
        ("bla\u030abær", "bla\u030abær"),
        ("a_b __init__", "a|_|b|_|_|init|_|_"),
        ("", ""),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    assert "|".join(token.text for token in words(text)) == tokens


@pytest.mark.parametrize("unit", ["+a", "a@", "www.", "a-", "1.", "a.", "."])
def test_long_runs_that_look_like_addresses(unit: str) -> None:
    text = unit * 10_000
    assert "".join(token.text for token in words(text)) == text


def test_places() -> None:
    assert words("en  to") == [Token("en", 0, 2), Token("to", 4, 6)]
