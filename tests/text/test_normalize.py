"""What the engine sees."""

from __future__ import annotations

import pytest

from mtkit.text.normalize import normalize


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("bla\u030abær", "blåbær"),
        ("kl.\u00a014.30", "kl. 14.30"),
        ("3\u2009000\u202fkr.", "3 000 kr."),
        ("  en\tto \n tre  ", "en to tre"),
        ("udenrigs\u00administeren", "udenrigsministeren"),
        ("nul\u200bbredde\u200d og \ufeffmærke", "nulbredde og mærke"),
        ("a\x00b\x07c", "abc"),
        ("\u202eabc\u202c", "abc"),
        ("»Ja,« sagde han", '"Ja," sagde han'),
        ("„Ja,“ sagde ’han’", "\"Ja,\" sagde 'han'"),
        ("”Ja” og “nej”", '"Ja" og "nej"'),
        ("it´s `ok`", "it's 'ok'"),
        ("EU\u2011landene, \u22125 grader", "EU-landene, -5 grader"),
        ("o\ufb03ce", "office"),
        ("\u1fef", "'"),
        ("", ""),
        # text stays text
        ("</s> <pad> <unk> >>eng<< \u2581", "</s> <pad> <unk> >>eng<< \u2581"),
        ("Han sagde – måske – nej…", "Han sagde – måske – nej…"),
        ("§ 5, 20 °C, 3 × 4, 5 €", "§ 5, 20 °C, 3 × 4, 5 €"),
        ("Ærø, Ålborg, naïve, 北京, Москва", "Ærø, Ålborg, naïve, 北京, Москва"),
    ],
)
def test_seen(text: str, seen: str) -> None:
    assert normalize(text) == seen
