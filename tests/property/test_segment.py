"""What holds for every string: nothing is lost, gaps are gaps, pieces join."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mtkit.text.clauses import split_long
from mtkit.text.normalize import normalize
from mtkit.text.paragraphs import blocks, wrap
from mtkit.text.segment import sentences, split
from mtkit.text.tokens import words

MARKS = st.sampled_from(
    [
        ". ",
        "! ",
        "? ",
        "… ",
        "\n",
        "\r\n",
        " ",
        "  ",
        '"',
        "»",
        "«",
        "”",
        "- ",
        "-",
        "– ",
        "(",
        ")",
        "[1]",
        ".",
        "/",
    ]
)
WORDS = st.sampled_from(
    ["Det", "er", "den", "9", "3.000", "kr", "f.eks", "hr", "H.C", "august", "I", "Å", "a", "1", "12", "§",
     "iPhone", "osv", "No", "U.S", "said", "Jensen", "\u00e5", "a\u030a", "\u200b", "\ufeff",
     "今天。", "😀", "</s>"]
)  # fmt: skip
TEXT = st.one_of(st.text(), st.lists(st.one_of(MARKS, WORDS), max_size=40).map("".join))
LANG = st.sampled_from(["da", "en", "de"])
# List markers: a number or a letter or two with its mark, a dash, a bullet.
MARKER = re.compile(r"(?:\(?(?:\d{1,3}|[^\W\d_]{1,5})[.)]|\[[ xX]\]|[^\w\s]+)")


@given(TEXT, LANG)
def test_the_pieces_join_to_the_text(text: str, lang: str) -> None:
    assert "".join(split(text, lang)) == text


@given(TEXT, LANG)
def test_sentences_are_where_they_say(text: str, lang: str) -> None:
    last = 0
    for sentence in sentences(text, lang):
        assert last <= sentence.start < sentence.end
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert len(sentence.text.splitlines()) == 1
        last = sentence.end


@given(TEXT, LANG)
def test_gaps_hold_only_blanks_and_markers(text: str, lang: str) -> None:
    for gap in split(text, lang)[::2]:
        for piece in gap.split():
            assert MARKER.fullmatch(piece), gap


@given(TEXT, LANG)
def test_lines_are_independent(text: str, lang: str) -> None:
    whole = [sentence.text for sentence in sentences(text, lang)]
    by_line = [sentence.text for line in text.splitlines() for sentence in sentences(line, lang)]
    assert whole == by_line


@given(TEXT)
def test_tokens_cover_all_but_white_space(text: str) -> None:
    tokens = words(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "".join(token.text for token in tokens) == "".join(text.split())


@given(TEXT, st.integers(1, 30))
def test_clauses_join_and_fit(text: str, limit: int) -> None:
    pieces = split_long(text, len, limit)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= limit for piece in pieces)


@given(TEXT)
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(st.lists(TEXT, max_size=8))
def test_blocks_keep_every_line(lines: list[str]) -> None:
    assert [line for block in blocks(lines) for line in block.lines] == lines


@given(st.lists(TEXT.map(lambda text: " ".join(text.splitlines())), max_size=8))
def test_a_single_line_is_laid_out_as_it_was(lines: list[str]) -> None:
    ended = [line + "\n" for line in lines]
    for block in blocks(ended):
        if not block.joined:
            assert block.lay_out(block.text) == block.lines[0]


@given(TEXT, st.integers(1, 60))
def test_wrapping_changes_white_space_only(text: str, width: int) -> None:
    text = " ".join(text.split())
    wrapped = wrap(text, width)
    assert wrapped.replace("\n", " ") == text
    assert all(len(line) <= width or " " not in line for line in wrapped.split("\n"))
