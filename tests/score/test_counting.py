"""The fast statistics are the ones that sacreBLEU counts, whatever the text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtkit.score import System, Testset, _ngrams, _sacrebleu, metric
from mtkit.score._ngrams import Sequences, shared_ngrams, word_sequences

# Few letters, so that n-grams repeat; blanks and line separators of all kinds; letters beyond 16 bits.
TEXT = st.text(alphabet="aab  B.,-'1æ\u2028\x85\t\u3000日𝄞\ud800", max_size=25)
SPECS = [
    ("bleu", {}),
    ("bleu", {"lowercase": True, "max_ngram_order": 6}),
    ("bleu", {"tokenize": "char"}),
    ("chrf", {}),
    ("chrf++", {}),
    ("chrf", {"whitespace": True, "lowercase": True}),
    ("chrf", {"char_order": 0, "word_order": 2}),
    ("ter", {}),
    ("ter", {"normalized": True, "no_punct": True, "asian_support": True, "case_sensitive": True}),
    ("chrf+", {"eps_smoothing": True, "char_order": 3, "beta": 1}),
]


@pytest.mark.parametrize(("spec", "options"), SPECS)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=5), references=st.integers(1, 2))
def test_statistics_equal_sacrebleus(
    spec: str, options: dict[str, object], rows: list[tuple[str, str, str]], references: int
) -> None:
    hypotheses, *columns = (tuple(column) for column in zip(*rows, strict=True))
    chosen = metric(spec, **options)
    testset = Testset(tuple(columns[:references]))
    expected = _sacrebleu.statistics(chosen._peer(), hypotheses, testset.references)
    np.testing.assert_array_equal(chosen.statistics(System("x", hypotheses), testset), expected)


@pytest.mark.parametrize(("bits", "block"), [(63, 3), (24, 256), (12, 2), (1, 256)])
def test_blocks_and_large_alphabets_change_nothing(
    bits: int, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With fewer bits to a number, segments are halved and in the end counted one by one."""
    random = np.random.default_rng(0)
    rows = [
        [[f"w{i}" for i in random.integers(6, size=random.integers(0, 12))] for _ in range(20)] for _ in "ab"
    ]
    hypothesis, reference = word_sequences(*rows)
    expected = shared_ngrams(hypothesis, reference, 4)
    monkeypatch.setattr(_ngrams, "_BITS", bits)
    monkeypatch.setattr(_ngrams, "_BLOCK", block)
    np.testing.assert_array_equal(shared_ngrams(hypothesis, reference, 4), expected)


def test_repeated_ngrams_count_as_often_as_both_have_them() -> None:
    hypothesis, reference = word_sequences([["a", "a", "a", "b"]], [["a", "a", "c", "a", "b"]])
    counts = shared_ngrams(hypothesis, reference, 3)
    assert counts[0].tolist() == [[4, 5, 4], [3, 4, 2], [2, 3, 0]]


def test_no_segments_and_empty_segments() -> None:
    nothing = Sequences(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    assert shared_ngrams(nothing, nothing, 4).shape == (0, 4, 3)
    hypothesis, reference = word_sequences([[], ["a"]], [["a"], []])
    assert shared_ngrams(hypothesis, reference, 2)[:, :, 2].sum() == 0
