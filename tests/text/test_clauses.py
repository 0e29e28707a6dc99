"""Long sentences are cut at clauses, whatever they hold, with few calls of the counter."""

from __future__ import annotations

import pytest

from mtkit.errors import UsageError
from mtkit.text.clauses import split_long


class Counter:
    """Counts words, or pieces of four characters in a word without spaces, and its own calls."""

    calls = 0

    def __call__(self, text: str) -> int:
        self.calls += 1
        return sum(len(word) // 4 + 1 for word in text.split())


def test_a_short_sentence_stays_whole() -> None:
    assert split_long("Hunden sover.", len, 20) == ["Hunden sover."]
    assert split_long("", len, 20) == []


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("Hunden sover nu; katten løber rundt i huset", "Hunden sover nu; "),
        ("Hunden sover her, og katten løber, tror jeg", "Hunden sover her, "),
        ("Hunden, som sover, er en stor og sort hund", "Hunden, som sover, "),
        ("Hunden sover i huset og katten løber i haven", "Hunden sover i huset "),
        ("Se siderne. Hunden løber ud i haven og hjem", "Se siderne. "),
        ("Nr. fem af seks osv. og resten af det hele nu", "Nr. fem af seks osv. "),
        ("The dog sleeps here, but the cat runs outside", "The dog sleeps here, "),
        ("Prisen er 3,5 mio. kr. i alt, for huset og haven", "Prisen er 3,5 mio. kr. i alt, "),
    ],
)
def test_the_cut_is_at_the_best_place(sentence: str, first: str) -> None:
    assert split_long(sentence, len, 30)[0] == first


def test_three_thousand_words() -> None:
    clause = "hunden løber gennem den store have, og katten ser på den med sine grønne øjne; "
    sentence = clause * 200
    count = Counter()
    pieces = split_long(sentence, count, 180)
    assert "".join(pieces) == sentence
    assert max(map(count, pieces)) <= 180
    assert all(piece.endswith(("; ", ", ")) for piece in pieces)
    count.calls = 0
    split_long(sentence, count, 180)
    assert count.calls <= 3 * len(pieces)
    lengths = [len(piece) for piece in pieces]
    assert min(lengths) > max(lengths) / 4


def test_a_word_of_a_hundred_thousand_characters() -> None:
    count = Counter()
    pieces = split_long("x" * 100_000, count, 180)
    assert "".join(pieces) == "x" * 100_000
    assert count.calls <= 4 * len(pieces)
    assert len(pieces) < 2 * 100_000 / 4 / 180


def test_text_that_changes_its_density() -> None:
    sentence = "a b c d e " * 500 + "x" * 5000 + " ord og flere ord," * 300
    pieces = split_long(sentence, Counter(), 100)
    assert "".join(pieces) == sentence
    assert max(map(Counter(), pieces)) <= 100


def test_a_combining_mark_stays_with_its_letter() -> None:
    pieces = split_long("a\u030a" * 50, len, 11)
    assert all(piece[0] == "a" for piece in pieces)


def test_a_single_character_may_exceed_the_limit() -> None:
    assert split_long("abc", lambda text: 5 * len(text), 4) == ["a", "b", "c"]


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(UsageError, match="limit of 0"):
        split_long("abc", len, 0)
