"""How a sentence is cut or rewritten for another try, and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.ways import (
    LADDER,
    MAX_PIECES,
    around_protected,
    clauses,
    number_stand_ins,
    sentence_case,
    sentences,
    stand_ins,
)

ALL_FLAGS = ("dropped-sentence", "loop", "number", "placeholder", "short", "url")
SENTENCES = st.text("abå AB.,;:!?{0}<b>12 https://a.dk og men ", max_size=200)


@given(
    SENTENCES,
    st.sampled_from([way for way in LADDER if way.name in ("sentences", "clauses", "short-clauses")]),
)
def test_pieces_join_to_the_source(source: str, way: object) -> None:
    attempt = way.attempt(source, ALL_FLAGS, ())  # type: ignore[attr-defined]
    if attempt is not None:
        assert "".join(text for text, _ in attempt.parts) == source
        assert sum(translated for _, translated in attempt.parts) >= 1
        assert len(attempt.parts) <= 3 * MAX_PIECES


@given(SENTENCES)
def test_cutting_around_protected_text_loses_nothing(source: str) -> None:
    attempt = around_protected(source, ALL_FLAGS, ())
    assert attempt is None or "".join(text for text, _ in attempt.parts) == source


@given(SENTENCES)
def test_a_model_that_copies_stand_ins_gives_the_source_back(source: str) -> None:
    attempt = stand_ins(source, ALL_FLAGS, ())
    assert attempt is None or attempt.finish(attempt.parts[0][0]) == source


def test_stand_ins_avoid_what_the_source_holds() -> None:
    attempt = stand_ins("U1 og U2 er {0} {1}.", ("placeholder",), ())
    assert attempt is not None
    assert attempt.parts == (("U1 og U2 er U3 U4.", True),)


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ("NY AFTALE I EU", "Ny aftale i EU"),
        ("- ØL OG VIN!", "- Øl og vin!"),
        ("NATO", None),
        ("Ny Aftale", None),
        ("SE {0} NU", None),
    ],
)
def test_sentence_case(source: str, rewritten: str | None) -> None:
    attempt = sentence_case(source, (), ())
    assert (attempt and attempt.parts[0][0]) == rewritten


def test_numbers_come_back_as_english_writes_them() -> None:
    attempt = number_stand_ins("Den 3. maj fik 1.250 gæster 2,5 liter kl. 14.30.", ("number",), ())
    assert attempt is not None
    assert attempt.parts[0][0] == "Den 3. maj fik U1 gæster U2 liter kl. U3."
    assert attempt.finish("U1 guests, U2 litres, U3") == "1,250 guests, 2.5 litres, 14.30"


def test_what_a_model_glued_to_a_stand_in_is_parted_where_the_source_parts_it() -> None:
    attempt = stand_ins("Åbn {0} eller {1}s fil", ("placeholder",), ())
    assert attempt is not None
    assert attempt.parts[0][0] == "Åbn U1 eller U2s fil"
    assert attempt.finish("OpenU1or U2s file") == "Open {0} or {1}s file"


def test_ways_that_are_not_for_a_sentence_say_so() -> None:
    assert sentences("Kun en sætning her.", ALL_FLAGS, ()) is None
    assert clauses("Kort.", ALL_FLAGS, ()) is None
    assert stand_ins("Se {0}.", ("loop",), ()) is None
    assert around_protected("Se her.", ("url",), ()) is None
    assert number_stand_ins("Ingen tal.", ("number",), ()) is None
