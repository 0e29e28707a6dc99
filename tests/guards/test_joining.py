"""Pieces of a sentence, put together again."""

import pytest

from mtkit.guards.joining import tidy


@pytest.mark.parametrize(
    ("source", "result", "expected"),
    [
        ("fordi hun var syg", "Because she was ill.", "because she was ill"),
        ("fordi hun var syg.", "Because she was ill.", "because she was ill."),
        ("som jeg sagde", "I said so", "I said so"),
        ("og EU sagde", "EU said", "EU said"),
        ("og A.P. Møller sagde", "A.P. Moller said", "A.P. Moller said"),
        ("Hun gik", "She left...", "She left..."),
        ("Da han boede i Palermo, ", "When he lived in Palermo.", "When he lived in Palermo,"),
        ("Da han boede i Palermo, ", "When he lived in Palermo", "When he lived in Palermo"),
        ("Hun kom – ", "She came.", "She came –"),
        ("mandag gik hun", "Monday she left.", "Monday she left"),
        ("svenskerne vandt", "Swedes won", "Swedes won"),
        ("politiske partier", "Political parties", "political parties"),
    ],
)
def test_a_piece_stands_within_its_sentence(source: str, result: str, expected: str) -> None:
    assert tidy(source, result) == expected
