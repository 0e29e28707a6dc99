"""The fast search for TER finds what sacreBLEU's does, edit for edit."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.lib_ter import translation_edit_rate

from mtkit.score import _edits
from mtkit.score._edits import count_edits


def _theirs(hypothesis: list[str], reference: list[str]) -> int:
    return int(translation_edit_rate(list(hypothesis), list(reference))[0])


WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=14)


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS)
def test_few_words(hypothesis: list[str], reference: list[str]) -> None:
    assert count_edits(hypothesis, reference) == _theirs(hypothesis, reference)


@st.composite
def _shuffled(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A sentence of up to 45 words, and the same with blocks moved and words changed: what TER is for."""
    generator = random.Random(draw(st.integers(0, 10**9)))
    words = [f"w{generator.randrange(30)}" for _ in range(draw(st.integers(5, 45)))]
    moved = list(words)
    for _ in range(draw(st.integers(1, 4))):
        start, length = generator.randrange(len(moved)), generator.randrange(1, 12)
        block = moved[start : start + length]
        del moved[start : start + length]
        place = generator.randrange(len(moved) + 1)
        moved[place:place] = block
    for _ in range(draw(st.integers(0, 5))):
        moved[generator.randrange(len(moved))] = "new"
    return words, moved


@settings(max_examples=150, deadline=None)
@given(_shuffled())
def test_blocks_that_moved(pair: tuple[list[str], list[str]]) -> None:
    assert count_edits(*pair) == _theirs(*pair)


def test_one_shift_is_one_edit() -> None:
    assert count_edits(["a", "b", "c", "d", "e", "f"], ["d", "e", "f", "a", "b", "c"]) == 1


@pytest.mark.parametrize(
    ("hypothesis", "reference", "edits"), [("", "", 0), ("a b", "", 2), ("", "a b", 2), ("a", "a", 0)]
)
def test_empty_sides(hypothesis: str, reference: str, edits: int) -> None:
    assert count_edits(hypothesis.split(), reference.split()) == edits


@pytest.mark.parametrize("seed", range(4))
def test_where_sacrebleus_beam_matters_its_own_search_is_asked(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = random.Random(seed)
    reference = [f"w{i}" for i in range(70)]
    hypothesis = [f"x{i}" for i in range(60)] + reference[:10]
    generator.shuffle(hypothesis)
    raised: list[int] = []
    honest = _edits._Rows.checked

    def checked(self: _edits._Rows, distance: int, words: int) -> int:
        try:
            return honest(self, distance, words)
        except _edits._OutsideBeamError:
            raised.append(distance)
            raise

    monkeypatch.setattr(_edits._Rows, "checked", checked)
    assert count_edits(hypothesis, reference) == _theirs(hypothesis, reference)
    assert raised


@pytest.mark.parametrize("words", [30, 40])
def test_the_limit_on_tried_shifts_is_the_same(words: int) -> None:
    """Sentences of one word repeated have so many equal blocks that Tercom gives up looking."""
    hypothesis = ["a"] * words + ["b"] * 3
    reference = ["b"] * 2 + ["a"] * (words - 4) + ["c"]
    assert count_edits(hypothesis, reference) == _theirs(hypothesis, reference)
