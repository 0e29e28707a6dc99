"""Attention over subwords becomes links between words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.core import Segment, Span, Translation
from mtkit.errors import InputError
from mtkit.text.tokens import words
from mtkit.words import attention
from mtkit.words.combined import links as combined
from mtkit.words.project import carry


def ranges(text: str) -> list[tuple[int, int]]:
    return [(w.start, w.end) for w in words(text)]


def translation(source: list[str], target: list[str], pairs: list[tuple[int, int]]) -> Translation:
    """`pairs` (target subword, source subword) take all of the attention of their row."""
    weights = [[0.0] * len(source) for _ in target]
    for j, i in pairs:
        weights[j][i] = 1.0
    texts = ["".join(p).replace("▁", " ").replace("</s>", "").strip() for p in (source, target)]
    return Translation(
        texts[0],
        texts[1],
        attention=tuple(map(tuple, weights)),
        source_tokens=tuple(source),
        target_tokens=tuple(target),
    )


def test_subwords_are_gathered_into_words() -> None:
    made = translation(
        ["▁hvide", "rus", "land", "▁vandt", "</s>"],
        ["▁Bela", "rus", "▁won", "</s>"],
        [(0, 0), (1, 2), (2, 3), (3, 4)],
    )
    assert attention.links(made, ranges(made.source), ranges(made.text)) == [(0, 0), (1, 1)]


def test_what_falls_on_the_end_marker_links_nothing() -> None:
    made = translation(["▁ja", "</s>"], ["▁yes", "▁yes", "</s>"], [(0, 0), (1, 1), (2, 1)])
    assert attention.links(made, ranges(made.source), ranges(made.text)) == [(0, 0)]


def test_marks_are_words_of_their_own_though_subwords_hold_them_together() -> None:
    made = translation(
        ["▁ja", ",", "▁nej", ".", "</s>"], ["▁yes", ",", "▁no", ".", "</s>"], [(n, n) for n in range(5)]
    )
    assert attention.links(made, ranges(made.source), ranges(made.text)) == [(n, n) for n in range(4)]


def test_a_text_that_the_subwords_do_not_quite_spell_is_followed() -> None:
    made = translation(
        ["▁et", "▁1⁄2", "▁hus", "</s>"], ["▁half", "▁a", "▁house", "</s>"], [(0, 1), (1, 0), (2, 2)]
    )
    odd = Translation(
        "et ½ hus",
        made.text,
        attention=made.attention,
        source_tokens=made.source_tokens,
        target_tokens=made.target_tokens,
    )
    assert (2, 2) in attention.links(odd, ranges(odd.source), ranges(odd.text))


def test_an_end_marker_that_only_the_weights_count_is_left_out() -> None:
    weights = ((0.9, 0.0, 0.1), (0.0, 0.9, 0.1), (0.0, 0.0, 1.0))
    made = Translation(
        "ja nej", "yes no", attention=weights, source_tokens=("▁ja", "▁nej"), target_tokens=("▁yes", "▁no")
    )
    assert attention.links(made, ranges(made.source), ranges(made.text)) == [(0, 0), (1, 1)]


def test_attention_of_another_shape_is_refused() -> None:
    with pytest.raises(InputError):
        attention.matrix(
            Translation("a", "b", attention=((1.0,),), source_tokens=("▁a", "</s>")), [(0, 1)], [(0, 1)]
        )


def test_attention_moves_markup_where_no_word_is_known() -> None:
    made = translation(["▁kvxz", "▁plmo", "</s>"], ["▁wertz", "▁uiop", "</s>"], [(0, 1), (1, 0), (2, 2)])
    source = Segment(made.source, (Span(0, 4, "b"),))
    (span,) = carry(source, ["", ""], [made], made.text)
    assert made.text[span.start : span.end] == "uiop"


@given(
    pieces=st.lists(st.sampled_from(["▁a", "b", "▁", ",", "<unk>", "▁½", "</s>", "é"]), max_size=8),
    text=st.text("ab ,½é", max_size=12),
)
def test_any_subwords_over_any_text_give_links_that_exist(pieces, text) -> None:
    weights = tuple(tuple(1.0 / max(1, len(pieces)) for _ in pieces) for _ in pieces)
    made = Translation(
        text, text, attention=weights, source_tokens=tuple(pieces), target_tokens=tuple(pieces)
    )
    tokens = words(text)
    for i, j in combined(made, tokens, tokens):
        assert i < len(tokens)
        assert j < len(tokens)
