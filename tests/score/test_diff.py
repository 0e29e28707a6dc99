from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtkit.score import word_diff

TEXTS = st.text(alphabet="ab cd,.'-\n\u00a0\u2028日", max_size=60)


@given(TEXTS, TEXTS)
def test_both_sentences_can_be_put_together_again(hypothesis: str, reference: str) -> None:
    edits = word_diff(hypothesis, reference)
    assert "".join(edit.hypothesis for edit in edits) == hypothesis
    assert "".join(edit.reference for edit in edits) == reference


@given(TEXTS, TEXTS)
def test_operations_say_what_they_hold(hypothesis: str, reference: str) -> None:
    for edit in word_diff(hypothesis, reference):
        assert (edit.operation == "missing") == (edit.hypothesis == "")
        assert (edit.operation == "extra") == (edit.reference == "")
        if edit.operation == "same":
            assert "".join(edit.hypothesis.split()) == "".join(edit.reference.split())


def test_words_are_compared_without_the_space_after_them() -> None:
    edits = word_diff("The cat sleeps.", "The black cat sleeps")
    assert [(e.operation, e.reference, e.hypothesis) for e in edits] == [
        ("same", "The ", "The "),
        ("missing", "black ", ""),
        ("same", "cat sleeps", "cat sleeps"),
        ("extra", "", "."),
    ]


def test_enormous_segments_are_compared_as_a_whole() -> None:
    (edit,) = word_diff("a b " * 5000, "a c " * 5000)
    assert edit.operation == "changed"
