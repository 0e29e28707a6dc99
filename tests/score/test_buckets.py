from __future__ import annotations

import pytest

from mtkit.score import System, Testset, compare, measure
from mtkit.score._buckets import buckets


def _testset(lengths: list[int], **extra: tuple[str, ...]) -> Testset:
    return Testset((tuple(" ".join(["word"] * n) for n in lengths),), **extra)


def test_lengths_fall_between_the_edges() -> None:
    found = buckets(_testset([0, 9, 10, 19, 20, 59, 60, 300]), [])
    assert {b.label: b.segments for b in found if b.by == "length"} == {
        "0-9": (0, 1),
        "10-19": (2, 3),
        "20-29": (4,),
        "40-59": (5,),
        "60+": (6, 7),
    }


def test_length_is_the_sources_where_there_is_one() -> None:
    found = buckets(_testset([1, 1], sources=("en to tre", "ord " * 12)), [])
    assert [b.label for b in found if b.by == "length"] == ["0-9", "10-19"]


def test_rare_words_are_those_that_come_once() -> None:
    testset = Testset((("the cat and the dog", "the cat and the axolotl", "quetzal"),))
    found = [b for b in buckets(testset, []) if b.by == "rare words"]
    assert {b.label: b.segments for b in found} == {"20%-30%": (0, 1), "30%+": (2,)}


def test_rare_words_by_a_larger_text() -> None:
    counts = {"the": 100, "cat": 20, "and": 90, "dog": 1}
    testset = Testset((("the cat and the cat", "the dog dog dog"),))
    found = [b for b in buckets(testset, [], counts) if b.by == "rare words"]
    assert {b.label: b.segments for b in found} == {"0%-5%": (0,), "30%+": (1,)}


def test_documents_keep_their_order_and_score_by_themselves() -> None:
    testset = Testset((("a b c d", "e f g h", "i j k l"),), documents=("z", "a", "z"))
    system = System("x", ("a b c d", "nothing", "i j k l"))
    found = buckets(testset, measure([system], testset, ["bleu"]))
    assert [(b.label, b.segments, b.scores[0][0]) for b in found if b.by == "document"] == [
        ("z", (0, 2), pytest.approx(100.0)),
        ("a", (1,), 0.0),
    ]


def test_every_segment_is_in_one_bucket_of_each_kind(
    systems: dict[str, list[str]], reference: list[str]
) -> None:
    found = compare(systems, [reference], documents=list("aabbbccd"))
    for by in ("length", "rare words", "document"):
        members = [i for b in found.buckets if b.by == by for i in b.segments]
        assert sorted(members) == list(range(len(reference)))
