"""Scores, segment scores, intervals and signatures are sacreBLEU's own, to the last digit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF, TER

import mtkit.score
from mtkit.score import metric

# Each of our options beside the same in sacreBLEU's classes.
OPTIONS = [
    ("bleu", {}, BLEU, {}),
    ("bleu", {"lowercase": True}, BLEU, {"lowercase": True}),
    ("bleu", {"tokenize": "intl"}, BLEU, {"tokenize": "intl"}),
    ("bleu", {"tokenize": "char"}, BLEU, {"tokenize": "char"}),
    ("bleu", {"tokenize": "none"}, BLEU, {"tokenize": "none"}),
    ("bleu", {"tokenize": "zh"}, BLEU, {"tokenize": "zh"}),
    ("bleu", {"max_ngram_order": 2}, BLEU, {"max_ngram_order": 2}),
    ("bleu", {"effective_order": True}, BLEU, {"effective_order": True}),
    ("bleu", {"smooth_method": "none"}, BLEU, {"smooth_method": "none"}),
    ("bleu", {"smooth_method": "floor"}, BLEU, {"smooth_method": "floor"}),
    (
        "bleu",
        {"smooth_method": "floor", "smooth_value": 0.5},
        BLEU,
        {"smooth_method": "floor", "smooth_value": 0.5},
    ),
    ("bleu", {"smooth_method": "add-k"}, BLEU, {"smooth_method": "add-k"}),
    (
        "bleu",
        {"smooth_method": "add-k", "smooth_value": 2.0},
        BLEU,
        {"smooth_method": "add-k", "smooth_value": 2.0},
    ),
    ("chrf", {}, CHRF, {}),
    ("chrf+", {}, CHRF, {"word_order": 1}),
    ("chrf++", {}, CHRF, {"word_order": 2}),
    ("chrf3", {}, CHRF, {"beta": 3}),
    ("chrf", {"char_order": 4}, CHRF, {"char_order": 4}),
    ("chrf", {"lowercase": True}, CHRF, {"lowercase": True}),
    ("chrf", {"whitespace": True}, CHRF, {"whitespace": True}),
    ("chrf++", {"eps_smoothing": True}, CHRF, {"word_order": 2, "eps_smoothing": True}),
    ("ter", {}, TER, {}),
    ("ter", {"normalized": True}, TER, {"normalized": True}),
    ("ter", {"no_punct": True}, TER, {"no_punct": True}),
    ("ter", {"case_sensitive": True}, TER, {"case_sensitive": True}),
    (
        "ter",
        {"normalized": True, "asian_support": True},
        TER,
        {"normalized": True, "asian_support": True},
    ),
]
LINES = st.lists(st.text(alphabet="ab cAB,.'’-&;<1日本\u2028\x85æ", max_size=30), min_size=1, max_size=6)


@pytest.mark.parametrize(("spec", "options", "peer", "peer_options"), OPTIONS)
def test_every_option_gives_sacrebleus_score_and_signature(
    spec: str,
    options: dict[str, object],
    peer: type,
    peer_options: dict[str, object],
    systems: dict[str, list[str]],
    reference: list[str],
) -> None:
    report = mtkit.score.score(systems, [reference], metrics=[metric(spec, **options)])
    for system in report.systems:
        theirs = peer(**peer_options)
        expected = theirs.corpus_score(systems[system.name], [reference])
        (found,) = system.scores
        assert found.score == expected.score
        assert found.metric == expected.name
        assert found.signature == str(theirs.get_signature())


@pytest.mark.parametrize(("spec", "options", "peer", "peer_options"), OPTIONS)
def test_every_option_gives_sacrebleus_segment_scores(
    spec: str,
    options: dict[str, object],
    peer: type,
    peer_options: dict[str, object],
    systems: dict[str, list[str]],
    reference: list[str],
) -> None:
    report = mtkit.score.score(systems, [reference], metrics=[metric(spec, **options)])
    found = report.measured[0].segment_scores()
    theirs = peer(**peer_options | ({"effective_order": True} if peer is BLEU else {}))
    for scores, hypotheses in zip(found, systems.values(), strict=True):
        expected = [theirs.sentence_score(h, [r]).score for h, r in zip(hypotheses, reference, strict=True)]
        assert list(scores) == expected


@settings(max_examples=60, deadline=None)
@given(LINES, st.data())
def test_any_text_and_any_number_of_references_score_the_same(
    hypotheses: list[str], data: st.DataObject
) -> None:
    same_length = st.lists(
        st.text(alphabet="ab cAB,.1日æ", max_size=30), min_size=len(hypotheses), max_size=len(hypotheses)
    )
    references = data.draw(st.lists(same_length, min_size=1, max_size=3))
    report = mtkit.score.score({"x": hypotheses}, references, cache=False)
    for found, theirs in zip(
        report.systems[0].scores, (BLEU(), CHRF(), CHRF(word_order=2), TER()), strict=True
    ):
        assert found.score == theirs.corpus_score(hypotheses, references).score
        assert found.signature == str(theirs.get_signature())


@pytest.mark.parametrize(("spec", "peer"), [("bleu", BLEU()), ("chrf", CHRF()), ("ter", TER())])
def test_confidence_intervals_are_sacrebleus(
    spec: str, peer: BLEU | CHRF | TER, systems: dict[str, list[str]], reference: list[str]
) -> None:
    report = mtkit.score.score(systems, [reference], metrics=[spec], confidence=200)
    for system in report.systems:
        expected = peer.corpus_score(systems[system.name], [reference], n_bootstrap=200)
        interval = system.scores[0].interval
        assert interval is not None
        assert (interval[1] - interval[0]) / 2 == pytest.approx(expected._ci, rel=1e-6)
        assert system.scores[0].signature == str(peer.get_signature())
