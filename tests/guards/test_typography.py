"""Quotation marks and thousands as English sets what the source has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.typography import printed


@pytest.mark.parametrize(
    ("source", "hypothesis", "expected"),
    [
        ('Han sagde "hej" til hende.', "He said 'hello' to her.", 'He said "hello" to her.'),
        ("»Vi ses,« sagde han.", "'See you', he said.", '"See you", he said.'),
        ("Det er ”guruens vej”.", "It is ‘guru's way’.", 'It is "guru\'s way".'),
        ('Vi ses", sagde han.', "See you,' he said.", 'See you," he said.'),
        ('Han sagde: "Vi går.', "He said: 'We are going.", 'He said: "We are going.'),
        ('"Spillernes klub" vandt.', "The 'players' club' won.", 'The "players\' club" won.'),
        ('Hans\' bil er "stor".', "Hans' car is 'big'.", 'Hans\' car is "big".'),
        ('"A" og "B"', "'A' and \"B\"", '"A" and "B"'),
        ('"Det" og "hint".', "'This' and that.", '"This" and that.'),
        (
            "De 1.250.000 kroner og 9.000 dollar.",
            "1 250 000 and 9 000 dollars.",
            "1,250,000 and 9,000 dollars.",
        ),
    ],
)
def test_what_is_clear_is_set_as_english_sets_it(source: str, hypothesis: str, expected: str) -> None:
    assert printed(source, hypothesis) == expected


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("Han kaldte det 'ro'.", "He called it 'calm'."),
        ("Han kaldte det 'ro' og \"fred\".", "He called it 'calm' and 'peace'."),
        ('"Spillernes klub er stor.', "The players' club is big."),
        ('Det var i "90\'erne".', "It was in the '90s."),
        ('Et "x" og "y".', "It's x and y."),
        ('Et "x".', "She's 'x' and 'y' and 'z'."),
        ("Ingen her.", "'None' here."),
        ("Ring 80 300 100.", "Call 80 300 100."),
        ("Det kostede 9.000.", "It cost 9.000."),
        ("Et 9.000 og 1 000 000.", "A 9 000 000 and 19 000."),
    ],
)
def test_where_it_is_not_clear_nothing_changes(source: str, hypothesis: str) -> None:
    assert printed(source, hypothesis) == hypothesis


@given(st.text("ab '\"’»«.s1("), st.text("ab '\"’»«.s1("))
def test_only_single_marks_and_blanks_change(source: str, hypothesis: str) -> None:
    result = printed(source, hypothesis)
    assert len(result) == len(hypothesis)
    changed = {(a, b) for a, b in zip(hypothesis, result, strict=True) if a != b}
    assert changed <= {("'", '"'), ("’", '"'), (" ", ",")}
    assert printed(source, source) == source
