"""The ladder: what is tried for a failing sentence, in which order, and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mtkit.core import Decoding, Translation
from mtkit.guards.ladder import MAX_TRIES
from mtkit.guards.repair import repair

LONG = "Ministeren rejste hjem i går aftes, men hans kone blev i byen, fordi hun var syg."
GOOD = {
    "Det regner.": "It is raining.",
    "Vi bliver hjemme hele dagen i dag.": "We are staying home all day.",
    "Stor brand i byen": "Big fire in the city.",
    "Se mere på U1.": "See more at U1.",
    "Send": "Send",
}


class Scripted:
    """Translates by a rule, which stands for a model, and remembers every call. The ladder is real."""

    def __init__(self, rule: Callable[[str, Decoding], tuple[str, float]]) -> None:
        self.rule = rule
        self.calls: list[tuple[list[str], Decoding]] = []

    def __call__(self, sentences: Sequence[str], decoding: Decoding) -> list[Translation]:
        self.calls.append((list(sentences), decoding))
        return [Translation(s, *self.rule(s, decoding)) for s in sentences]


def known(sentence: str, decoding: Decoding) -> tuple[str, float]:
    return GOOD.get(sentence, "He is is is is is is."), -0.5


def test_what_is_well_is_left_alone() -> None:
    engine = Scripted(known)
    first = [Translation("Det regner.", "It is raining.", -0.3), Translation("3.000", "3.000", origin="copy")]
    assert repair(first, engine) == first
    assert engine.calls == []


def test_a_dropped_sentence_comes_back_when_sentences_are_treated_singly() -> None:
    source = "Det regner. Vi bliver hjemme hele dagen i dag."
    [fixed] = repair([Translation(source, "It rains.", -0.2)], Scripted(known))
    assert fixed.text == "It is raining. We are staying home all day."
    assert (fixed.source, fixed.origin, fixed.flags) == (source, "retry", ())


def test_capitals_are_tried_in_sentence_case() -> None:
    engine = Scripted(known)
    [fixed] = repair([Translation("STOR BRAND I BYEN", "STOR BRAND I BYEN", -0.1)], engine)
    assert (fixed.text, fixed.flags) == ("BIG FIRE IN THE CITY", ())
    assert engine.calls[0][0] == ["Stor brand i byen"]


def test_an_address_is_replaced_by_a_stand_in_and_put_back() -> None:
    source = "Se mere på https://www.dr.dk/a?b=1."
    [fixed] = repair([Translation(source, "See more at https: /www.d.", -0.4)], Scripted(known))
    assert (fixed.text, fixed.flags) == ("See more at https://www.dr.dk/a?b=1.", ())


def test_where_the_stand_in_is_lost_too_the_sentence_is_cut_around_the_address() -> None:
    source = "Send info@dsb.dk!"
    [fixed] = repair([Translation(source, "Send it!", -0.4)], Scripted(known))
    assert (fixed.text, fixed.flags) == ("Send info@dsb.dk!", ())


def test_a_number_that_the_model_mangles_is_put_back_as_english_writes_it() -> None:
    def rule(sentence: str, decoding: Decoding) -> tuple[str, float]:
        return sentence.replace("Ring", "Call").replace("koster", "costs").replace("5.", "6.").replace(
            "4", "5"
        ), -0.5

    for source, expected in (
        ("Ring 12 34 56 78 nu.", "Call 12 34 56 78 nu."),
        ("Det koster 1.499,95 kr.", "Det costs 1,499.95 kr."),
    ):
        text = rule(source, Decoding())[0]
        [fixed] = repair([Translation(source, text, -0.5)], Scripted(rule))
        assert (fixed.text, fixed.flags) == (expected, ())


def test_kept_strings_are_held_to_and_put_back() -> None:
    def rule(sentence: str, decoding: Decoding) -> tuple[str, float]:
        return sentence.replace("Vi bor i", "We live in").replace("Kgs. Lyngby", "King's Lyngby"), -0.5

    first = [Translation("Vi bor i Kgs. Lyngby.", "We live in King's Lyngby.", -0.3)]
    assert repair(first, Scripted(rule), ladder=(), keep=[["Kgs. Lyngby"]])[0].flags == ("keep",)
    [fixed] = repair(first, Scripted(rule), keep=[["Kgs. Lyngby"]])
    assert (fixed.text, fixed.flags) == ("We live in Kgs. Lyngby.", ())


def test_a_loop_ends_with_shorter_input_or_a_wider_search() -> None:
    def rule(sentence: str, decoding: Decoding) -> tuple[str, float]:
        good = "The minister went home last night, but his wife stayed in the city because she was ill."
        return (good, -0.9) if decoding.no_repeat_ngram else ("He went went went went.", -0.1)

    engine = Scripted(rule)
    [fixed] = repair([Translation(LONG, "He went went went went went.", -0.1)], engine)
    assert fixed.flags == ()
    assert fixed.text.endswith("because she was ill.")
    assert max(decoding.beam for _, decoding in engine.calls) == 8


def test_what_nothing_cures_keeps_its_flags_and_its_best_candidate() -> None:
    engine = Scripted(known)
    [fixed] = repair([Translation("Han er her i dag.", "He is is is is is is.", -0.2)], engine)
    assert (fixed.flags, fixed.origin) == (("loop",), "model")
    assert 1 <= len(engine.calls) <= MAX_TRIES


def test_one_call_a_rung_for_all_that_fail() -> None:
    first = [Translation(f"{LONG} {i}", "He is is is is is is.", -0.2) for i in range(50)]
    engine = Scripted(known)
    repair(first, engine)
    assert len(engine.calls) <= MAX_TRIES
    for sentences, _ in engine.calls:
        assert len(sentences) == len(set(sentences))


def test_a_candidate_that_only_cures_a_warning_may_not_be_far_less_likely() -> None:
    source = "Der kom 3 mænd og en kvinde til mødet."
    wrong, right = "Men and a woman came to the meeting.", "3 men and a woman came to the meeting."
    for score, expected in ((-0.4, right), (-2.0, wrong)):
        engine = Scripted(lambda sentence, decoding, score=score: (right, score))
        assert repair([Translation(source, wrong, -0.3)], engine)[0].text == expected


def fickle(sentence: str, decoding: Decoding) -> tuple[str, float]:
    """Some sentence or other, told by a hash that does not change between runs."""
    seed = sum(map(ord, sentence)) * 31 + decoding.beam + decoding.no_repeat_ngram
    words = ["He", "is is is", "3", "home", "https://a.dk", "is", "the city", "4.000"]
    return " ".join(words[(seed >> i) % 8] for i in range(2 + seed % 9)), -(seed % 7) / 5


SOURCES = [
    LONG,
    "Det regner. Vi bliver.",
    "STOR BRAND",
    "Se https://a.dk nu.",
    "3 mænd",
    "Han er her {0}.",
    "Ja",
]


@given(st.lists(st.sampled_from(SOURCES), min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_what_becomes_of_a_sentence_depends_on_it_alone(sources: list[str], random: object) -> None:
    first = [Translation(s, *fickle(s, Decoding())) for s in sources]
    alone = [repair([t], Scripted(fickle))[0] for t in first]
    assert repair(first, Scripted(fickle)) == alone


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=4))
def test_any_text_goes_through_in_order(pairs: list[tuple[str, str]]) -> None:
    first = [Translation(source, text, -1.0) for source, text in pairs]
    fixed = repair(first, Scripted(fickle))
    assert [t.source for t in fixed] == [t.source for t in first]


def test_the_first_translation_is_never_made_worse() -> None:
    first = [Translation(s, "", -0.1) for s in SOURCES]
    for before, after in zip(first, repair(first, Scripted(fickle)), strict=True):
        assert after == replace(before, flags=("empty",)) or after.text


def test_another_script_comes_back_from_behind_a_stand_in() -> None:
    def blind(sentence: str, decoding: Decoding) -> tuple[str, float]:
        return ("U1 is the capital." if "U1" in sentence else "Capital is the capital."), -0.5

    source = "Москва er hovedstaden."
    (found,) = repair([Translation(source, "Capital is the capital.", -0.5)], Scripted(blind))
    assert (found.text, found.flags, found.origin) == ("Москва is the capital.", (), "retry")
