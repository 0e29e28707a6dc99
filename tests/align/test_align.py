"""The hard cases of sentence alignment, each a small text whose beads are known."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mtkit
from mtkit.align import align, select
from mtkit.core import Bead, Bitext
from mtkit.errors import InputError, UsageError
from tests.align.stories import story

Pairs = list[tuple[tuple[int, ...], tuple[int, ...]]]


def pairs(bitext: Bitext) -> Pairs:
    return [(bead.source, bead.target) for bead in bitext.beads]


def diagonal(n: int, at: int = 0, to: int = 0) -> Pairs:
    return [((i + at,), (i + to,)) for i in range(n)]


def share_found(bitext: Bitext, wanted: Pairs) -> float:
    return len(set(wanted) & set(pairs(bitext))) / len(wanted)


def check_whole(bitext: Bitext) -> None:
    """Every index of both sides is in exactly one bead, and beads follow the text."""
    for side, texts in (("source", bitext.source), ("target", bitext.target)):
        indices = [i for bead in bitext.beads for i in getattr(bead, side)]
        assert indices == list(range(len(texts)))


def test_a_plain_text_is_one_to_one() -> None:
    danish, english = story(60)
    assert pairs(align(danish, english)) == diagonal(60)


def test_the_package_is_the_function() -> None:
    danish, english = story(5)
    assert mtkit.align(danish, english) == align(danish, english)


def test_merged_split_and_missing_sentences() -> None:
    danish, english = story(40)
    danish[10:12] = [" ".join(danish[10:12])]  # now 39: source 10 is English 10 and 11
    del english[30]  # source 29 has no partner
    wanted = [*diagonal(10), ((10,), (10, 11)), *diagonal(18, 11, 12), ((29,), ()), *diagonal(9, 30, 30)]
    assert pairs(align(danish, english)) == wanted


def test_the_same_text_twice_over() -> None:
    danish, english = story(150)
    found = align(danish * 2, english * 2)
    assert share_found(found, diagonal(300)) > 0.98


def test_the_same_text_twice_over_in_a_band() -> None:
    danish, english = story(330)
    found = align(danish * 2, english * 2)
    assert share_found(found, diagonal(660)) > 0.98


def test_swapped_chapters_keep_the_longer_one() -> None:
    danish, english = story(120)
    found = align(danish, english[50:] + english[:50])
    check_whole(found)
    assert share_found(found, diagonal(70, 50, 0)) > 0.95


def test_three_hundred_sentences_inserted_on_one_side() -> None:
    danish, english = story(100)
    strangers = story(400, seed=9)[1][100:400]
    found = align(danish, english[:60] + strangers + english[60:])
    assert share_found(found, diagonal(60)) > 0.95
    assert share_found(found, diagonal(40, 60, 360)) > 0.95


@pytest.mark.parametrize(("sources", "targets"), [(0, 0), (0, 5), (5, 0), (1, 1), (1, 2), (3, 1)])
def test_hardly_any_text(sources: int, targets: int) -> None:
    danish, english = story(5)
    check_whole(align(danish[:sources], english[:targets]))


def test_one_line_against_ten_thousand() -> None:
    danish, english = story(400)
    found = align([danish[200]], (english * 25)[:10_000])
    check_whole(found)
    assert len(found.beads) >= 9_900


def test_repeated_separators_and_short_answers() -> None:
    danish, english = [], []
    for left, right in zip(*story(40), strict=True):
        danish += [left, "* * *", "Ja."]
        english += [right, "* * *", "Yes."]
    assert pairs(align(danish, english)) == diagonal(120)


def test_one_sentence_for_eight() -> None:
    danish, english = story(30)
    whole = "; ".join(sentence.rstrip(".") for sentence in danish[10:18]) + "."
    found = align([*danish[:10], whole, *danish[18:]], english)
    assert ((10,), tuple(range(10, 18))) in pairs(found)


def test_ocr_junk_stays_alone() -> None:
    danish, english = story(40)
    junk = ["é » .", "JfV", ",r", "1Ê+ :", "**&gt;", "* , *^"]
    found = align(danish, english[:20] + junk + english[20:])
    assert share_found(found, diagonal(20) + diagonal(20, 20, 26)) > 0.95


@pytest.mark.parametrize(
    "form",
    [
        lambda s: unicodedata.normalize("NFD", s),
        lambda s: s.replace(" ", "\u00a0"),
        lambda s: s.replace(" ", "\t"),
        lambda s: s.replace(" ", " ||| ", 1),
        lambda s: s + "\r",
        lambda s: s.upper(),
    ],
)
def test_the_look_of_the_text_does_not_matter(form: object) -> None:
    danish, english = story(40)
    changed = [form(sentence) for sentence in danish]  # type: ignore[operator]
    found = align(changed, english)
    assert share_found(found, diagonal(40)) > 0.95
    assert found.source == tuple(changed)


def test_blank_lines_keep_their_indices() -> None:
    danish, english = story(12)
    found = align([*danish[:4], "", *danish[4:]], ["  ", *english])
    assert ((4,), ()) in pairs(found)
    assert ((), (0,)) in pairs(found)
    assert share_found(found, diagonal(4, 0, 1) + diagonal(8, 5, 5)) == 1.0
    assert sorted(i for b in found.beads for i in b.source) == list(range(13))


def _damaged(english: list[str], how: str, chance: random.Random) -> list[str]:
    if how == "partly empty":
        return [line if chance.random() < 0.5 else "" for line in english]
    if how == "hallucinating":
        return [line if chance.random() < 0.5 else "- No, no, no." for line in english]
    if how == "shuffled":
        return chance.sample(english, len(english))
    return [" ".join(word for word in line.split() if chance.random() < 0.5) for line in english]


@pytest.mark.parametrize("how", ["partly empty", "hallucinating", "shuffled", "weak"])
def test_a_bad_translation_hardly_hurts(how: str) -> None:
    danish, english = story(80)
    chance = random.Random(3)
    told = _damaged(english, how, chance)
    del english[60:63]
    wanted = diagonal(60) + diagonal(17, 63, 60)
    without = share_found(align(danish, english), wanted)
    assert share_found(align(danish, english, translation=told), wanted) >= without - 0.02


def test_a_translation_helps_where_the_lexicon_is_silent() -> None:
    danish, english = story(60)
    scrambled = ["".join(chr(0x4E00 + ord(c) % 997) for c in line) for line in danish]
    rest = english[:25] + english[28:]
    wanted = diagonal(25) + diagonal(32, 28, 25)
    found = align(scrambled, rest, source_lang="zh", translation=english)
    assert share_found(found, wanted) > 0.95
    backwards = align(rest, scrambled, source_lang="en", target_lang="zh", target_translation=english)
    assert share_found(backwards, [(b, a) for a, b in wanted]) > 0.95


def test_the_function_is_asked_once_and_not_for_blanks() -> None:
    danish, english = story(10)
    asked: list[list[str]] = []

    def translate(sentences: list[str]) -> list[str]:
        asked.append(sentences)
        return english

    align([*danish, ""], english, translate=translate)
    assert asked == [danish]


def test_vectors_are_evidence() -> None:
    chance = np.random.default_rng(0)
    vectors = chance.normal(size=(50, 32)).astype(np.float32)
    noisy = vectors + 0.3 * chance.normal(size=vectors.shape).astype(np.float32)
    lines = [f"{'x' * (20 + k % 7)} ." for k in range(50)]
    keep = [k for k in range(50) if k not in (20, 21)]
    found = align(
        lines,
        [lines[k] for k in keep],
        methods=("embedding",),
        source_vectors=vectors,
        target_vectors=noisy[keep],
    )
    assert share_found(found, diagonal(20) + diagonal(28, 22, 20)) > 0.95


def test_wrong_shapes_are_said() -> None:
    danish, english = story(3)
    with pytest.raises(InputError, match="2 lines for 3"):
        align(danish, english, translation=english[:2])
    with pytest.raises(InputError, match="one string"):
        align("Hej.", english)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="vectors of shape"):
        align(
            danish,
            english,
            methods=["embedding"],
            source_vectors=np.ones((2, 4)),
            target_vectors=np.ones((3, 4)),
        )
    with pytest.raises(UsageError, match="no alignment method"):
        align(danish, english, methods=["magic"])
    with pytest.raises(UsageError, match="gave 1 lines for 3"):
        align(danish, english, translate=lambda sentences: ["one"])


def test_confidence_is_high_where_all_is_clear_and_low_where_not() -> None:
    danish, english = story(60)
    sure = [b.confidence or 0.0 for b in align(danish, english).beads]
    unsure = [b.confidence or 0.0 for b in align(danish, story(60, seed=5)[1]).beads]
    assert min(sure) > 0.8
    assert sum(unsure) / len(unsure) < sum(sure) / len(sure) - 0.05


def test_two_runs_are_the_same() -> None:
    danish, english = story(80)
    assert align(danish, english[:50]) == align(danish, english[:50])


def test_the_order_of_hashes_does_not_matter() -> None:
    code = (
        "from mtkit.align import align; from tests.align.stories import story; danish, english = story(120); "
        "beads = align(danish + danish[:30], english[10:], source_lang='').beads; "
        "print([(b.source, b.target, b.score, b.confidence) for b in beads])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_select_leaves_out_what_is_not_wanted() -> None:
    beads = (
        Bead((0,), (0,), confidence=0.9),
        Bead((1,), (), confidence=0.8),
        Bead((2, 3), (1,), confidence=0.4),
    )
    bitext = Bitext(("a", "b", "c", "d"), ("A", "B"), beads)
    assert select(bitext, min_confidence=0.5).beads == beads[:2]
    assert select(bitext, drop_nulls=True).beads == (beads[0], beads[2])
    assert select(bitext, one_to_one=True).beads == beads[:1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(max_size=30), max_size=14),
    st.lists(st.text(max_size=30), max_size=14),
    st.sampled_from([("length",), ("lexical",), ("length", "lexical", "translation")]),
)
def test_any_text_is_aligned_whole(source: list[str], target: list[str], methods: tuple[str, ...]) -> None:
    found = align(source, target, methods=methods)
    assert sorted(i for b in found.beads for i in b.source) == list(range(len(source)))
    assert sorted(j for b in found.beads for j in b.target) == list(range(len(target)))
    assert all(0.0 <= (b.confidence or 0.0) <= 1.0 for b in found.beads)
