"""The lexicon's file says the same when it is read as when it was written."""

from __future__ import annotations

import json
import lzma
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.words import lexicon


@given(p=st.floats(1e-6, 1))
def test_a_probability_is_kept_within_a_quarter_bit(p) -> None:
    kept = lexicon.probability(lexicon.letter(p))
    if p > 2**-12.5:
        assert abs(math.log2(kept) - math.log2(p)) <= 0.2501


@given(p=st.floats(1e-6, 1), q=st.floats(1e-6, 1))
def test_a_smaller_probability_never_comes_back_larger(p, q) -> None:
    small, large = sorted([p, q])
    assert lexicon.probability(lexicon.letter(small)) <= lexicon.probability(lexicon.letter(large))


def test_what_is_packed_is_what_is_read() -> None:
    packed = lexicon.pack([("hus", {"house": (0.5, 0.25), "home": (0.125, 1.0)})], [1.0], [2.0])
    header, line, _ = lzma.decompress(packed).decode().split("\n")
    read = lexicon.Lexicon({"hus": line.split("\t")[1]}, **json.loads(header))
    assert dict(read.translations("hus")) == {"house": (0.5, 0.25), "home": (0.125, 1.0)}
    assert read.jumps == [1.0]
    assert read.jumps_back == [2.0]


def test_the_lexicon_that_comes_with_mtkit_knows_common_words() -> None:
    shipped = lexicon.load()
    for danish, english in [("og", "and"), ("regeringen", "government"), ("ikke", "not"), ("huset", "house")]:
        p, q = shipped.translations(danish)[english]
        assert p > 0.2
        assert q > 0.01
    assert len(shipped) > 20_000


def test_the_shipped_file_is_under_a_megabyte() -> None:
    from importlib import resources

    assert len((resources.files("mtkit.words") / lexicon.FILE).read_bytes()) < 1 << 20


def test_reversed_it_reads_from_english() -> None:
    there, back = lexicon.load(), lexicon.load("en", "da")
    p, q = there.translations("ikke")["not"]
    assert back.translations("not")["ikke"] == (q, p)


def test_another_pair_of_languages_has_no_words() -> None:
    assert len(lexicon.load("de", "en")) == 0


@pytest.mark.parametrize("word", ["", "ukendtord", "æøå"])
def test_an_unknown_word_has_no_translations(word) -> None:
    assert dict(lexicon.load().translations(word)) == {}
