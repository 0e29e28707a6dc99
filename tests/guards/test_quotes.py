"""Quotation marks that come out as they went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.guards.quotes import restored


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
    ],
)
def test_double_marks_stay_double(source: str, hypothesis: str, expected: str) -> None:
    assert restored(source, hypothesis) == expected


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
    ],
)
def test_where_it_is_not_clear_nothing_changes(source: str, hypothesis: str) -> None:
    assert restored(source, hypothesis) == hypothesis


@given(st.text("ab '\"’»«.s1("), st.text("ab '\"’»«.s1("))
def test_only_single_marks_change(source: str, hypothesis: str) -> None:
    result = restored(source, hypothesis)
    assert len(result) == len(hypothesis)
    changed = {(a, b) for a, b in zip(hypothesis, result, strict=True) if a != b}
    assert changed <= {("'", '"'), ("’", '"')}
    assert restored(source, source) == source
