"""What the lexicon says of two texts' words."""

from __future__ import annotations

from mtkit.align._evidence import Texts
from mtkit.align.lexical import _words
from tests.align.stories import story


def test_the_lexicon_read_backwards_says_the_same() -> None:
    danish, english = story(30)
    there = _words(Texts(danish, english, "da", "en"), has_lexicon=True).known
    back = _words(Texts(english, danish, "en", "da"), has_lexicon=True).known
    assert there is not None
    assert back is not None
    for one, other in zip(there, reversed(back), strict=True):
        assert len(one.features) > 20
        assert one.start.tolist() == other.start.tolist()
        assert one.features.tolist() == other.features.tolist()
        assert one.weights.tolist() == other.weights.tolist()


def test_the_words_are_numbered_once_for_both_passes() -> None:
    danish, english = story(12)
    texts = Texts(danish, english, "da", "en")
    first = texts.keep("words", lambda: _words(texts, has_lexicon=True))
    assert texts.keep("words", lambda: _words(texts, has_lexicon=False)) is first
    assert first.sizes[0] == len({word for s in danish for word in s.lower().replace(".", "").split()})
