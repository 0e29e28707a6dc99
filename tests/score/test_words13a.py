"""The words of tokenizer 13a for a whole column: those that sacreBLEU finds line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

from mtkit.score._words13a import words_13a

_13A = Tokenizer13a()
AWKWARD = [
    "&amp;",
    "&lt;",
    "<skipped>",
    "-\n",
    "&quot;",
    "..",
    ".,",
    "1.",
    "-1",
    "1-",
    "\u2028",
    "\x85",
    "\r\n",
]
LINES = st.lists(
    st.lists(
        st.sampled_from(AWKWARD) | st.sampled_from(" ab01.,-&;<>\n{~}/lt\"'日") | st.text(max_size=3)
    ).map("".join),
    max_size=4,
)


def line_by_line(texts: list[str]) -> list[list[str]]:
    return [_13A(text.rstrip()).split() for text in texts]


@given(LINES)
def test_any_lines(texts: list[str]) -> None:
    assert words_13a(texts) == line_by_line(texts)


def test_lines_do_not_touch() -> None:
    texts = ["1", ".5", "", "a-", "-b", "&am", "p;", "<skip", "ped>", "   "]
    assert words_13a(texts) == line_by_line(texts)
