"""The recipe's work on text: settings, cleaning, selection and augmentation."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

Recipe = Callable[[str], ModuleType]


@pytest.mark.parametrize("profile", ["cpu", "gpu", "tiny"])
def test_every_profile_loads(recipe: Recipe, profile: str) -> None:
    assert recipe("settings").load(profile).profile == profile


def test_an_unknown_profile_is_named_with_those_there_are(recipe: Recipe) -> None:
    with pytest.raises(SystemExit, match=r"'tpu'.*cpu, gpu, tiny"):
        recipe("settings").load("tpu")


def test_the_gpu_profile_fits_into_48_megabytes_as_float16(recipe: Recipe) -> None:
    settings = recipe("settings").load("gpu")
    network = recipe("network").Network(settings, settings.vocabulary)
    assert 2 * sum(p.numel() for p in network.parameters()) + 3_000_000 < 48_000_000


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Det er en god dag for os alle.\tIt is a good day for us all.", True),
        ("Det er en god dag for os alle.\tDet er en god dag for os alle.", False),  # not translated
        ("It is a good day for all of us.\tIt is a good day for us all.", False),  # English on both sides
        ("Vi mødtes i 1995.\tWe met in 1996.", False),  # another number
        ("Vi gik hjem. Det regnede.\tWe went home, as it was raining.", False),  # two sentences made one
        ("Vi gik hjem, for det regnede.\tWe went home; it was raining.", False),
        ("Vi gik hjem, for det regnede.\tWe went home, as it was raining,", False),
        ('Vi kalder det "en god dag".\tWe call it a good day.', False),  # a quotation that is none
        ("Hr. Jensen gik. Det regnede.\tMr Jensen left. It was raining.", True),
        ("Vi mødtes.\tWe met there for the first time many long years ago, in the rain.", False),
        ("Uden modpart", False),
        ("\tOnly English", False),
        ("...\t...", False),
    ],
)
def test_strict_cleaning(recipe: Recipe, line: str, kept: bool) -> None:
    assert (recipe("cleaning").clean_pair(line, True, {}) is not None) is kept


def test_cleaning_takes_speaker_tags_and_curly_quotes_off(recipe: Recipe) -> None:
    line = "- (DE) Det er ikke så godt.\t(DE) It isn’t so “good”."
    cleaned = recipe("cleaning").clean_pair(line, True, {})
    assert cleaned == ("Det er ikke så godt.", 'It isn\'t so "good".')


def test_free_translations_score_below_literal_ones(recipe: Recipe, tmp_path: Path) -> None:
    rows = ["hund\tdog\t0.9\t9", "bider\tbites\t0.8\t9", "hund\tthe\t0.3\t9", "mand\tman\t0.01\t9"]
    (tmp_path / "dictionary").write_text("\n".join(rows) + "\n", encoding="utf-8")
    score = recipe("selection").Literalness(tmp_path / "dictionary", {"bites": "nips"}).score
    assert score("En hund bider.", "The dog nips.") == 1
    assert score("En hund bider.", "It hurts.") == pytest.approx(1 / 3)
    assert score("En hund bider.", "A dog is angry.") == pytest.approx(3 / 4)  # `bider` is not found
    assert score("Mand overbord!", "Man overboard!") == 1  # the dictionary knows nothing of them


@pytest.mark.parametrize("seed", range(12))
def test_a_quotation_has_the_same_marks_on_both_sides(recipe: Recipe, seed: int) -> None:
    wrapped = recipe("augment").wrapped
    danish, english = wrapped(("Det sner.", "It snows."), random.Random(seed))
    assert (danish[0] == "D", danish[-1] == ".") == (english[0] == "I", english[-1] == ".")
    assert english.strip('"') == "It snows."
    assert english.count('"') in (1, 2)
    assert wrapped(("Det »sner«.", "It snows."), random.Random(seed)) is None


@pytest.mark.parametrize("seed", range(6))
def test_a_word_and_its_translation_are_marked_together(recipe: Recipe, seed: int) -> None:
    marked, english_of = recipe("augment").marked, {"hunden": {"dog", "hound"}, "sover": {"sleeps"}}
    danish, english = marked(
        ("Min hund er hunden, der sover.", "The dog sleeps."), random.Random(seed), english_of
    )
    assert re.sub(r'[»«„“”"]', "", danish) == "Min hund er hunden, der sover."
    assert ('"dog"' in english) == bool(re.search(r"\Whunden\W,", danish))
    assert english.replace('"', "") == "The dog sleeps."
    assert marked(("Min kat.", "My cat."), random.Random(seed), english_of) is None


def test_two_pairs_make_one_of_two_sentences(recipe: Recipe) -> None:
    joined = recipe("augment").joined
    assert joined(("Det sner.", "It snows."), ("Ja!", "Yes!")) == ("Det sner. Ja!", "It snows. Yes!")
    assert joined(("Overskrift", "Headline"), ("Ja!", "Yes!")) is None


@given(st.text())
def test_cleaned_text_is_one_printable_line(text: str) -> None:
    import importlib.util

    path = Path(__file__).resolve().parents[2] / "models/da-en-small/recipe/cleaning.py"
    spec = importlib.util.spec_from_file_location("recipe_cleaning", path)
    assert spec is not None
    assert spec.loader is not None
    cleaning = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(cleaning)
    cleaned = cleaning.normal(text)
    assert all(character.isprintable() for character in cleaned)
    assert cleaned == cleaning.normal(cleaned)


def test_news_scores_above_parliament(recipe: Recipe) -> None:
    news = ["Police arrested two men on Monday.", "A court in Lagos sentenced two men."] * 20
    house = ["I thank the rapporteur for this report.", "The Commission must present a proposal."] * 20
    model = recipe("selection").NewsLikeness(news, house)
    assert model.score("Police in Lagos arrested a man.") > 0 > model.score("I thank the Commission.")


PAIR = ('Hr. Hansen sagde "ja" til det hele i Berlin.', 'Mr Hansen said "yes" to all of it in Berlin.')


def test_capitals_change_both_sides(recipe: Recipe) -> None:
    danish, english = recipe("augment").capitals(PAIR)
    assert danish.isupper()
    assert english.isupper()
    assert not danish.endswith(".")


def test_lower_case_changes_the_source_alone(recipe: Recipe) -> None:
    assert recipe("augment").lower(PAIR) == (PAIR[0].lower(), PAIR[1])


def test_a_missing_stop_is_missing_on_both_sides(recipe: Recipe) -> None:
    assert recipe("augment").no_stop(PAIR) == (PAIR[0][:-1], PAIR[1][:-1])
    assert recipe("augment").no_stop(("Hvad nu?", "What now?")) is None


@pytest.mark.parametrize("seed", range(30))
def test_names_are_replaced_alike_on_both_sides(recipe: Recipe, seed: int) -> None:
    pool = ["Ngozi", "Lerberg", "Tamaki", "Wuhle"]
    danish, english = recipe("augment").other_names(PAIR, random.Random(seed), pool)
    assert "Hansen" not in danish + english
    assert [name for name in pool if name in danish] == [name for name in pool if name in english]


@pytest.mark.parametrize("seed", range(30))
def test_dialogue_keeps_both_sentences_whole(recipe: Recipe, seed: int) -> None:
    pair = ("Vi er meget glade.", "We are very happy.")
    danish, english = recipe("augment").dialogue(pair, random.Random(seed), ["Ngozi", "Lerberg"])
    assert "Vi er meget glade" in danish
    assert "We are very happy" in english
    assert english.count('"') in (0, 2)
    assert danish.startswith("- ") == english.startswith("- ")


@pytest.mark.parametrize("seed", range(30))
def test_quotes_lose_or_change_marks_and_no_words(recipe: Recipe, seed: int) -> None:
    danish, english = recipe("augment").quotes(PAIR, random.Random(seed))
    letters = [character for character in danish if character.isalpha()]
    assert letters == [character for character in PAIR[0] if character.isalpha()]
    assert (english == PAIR[1]) or (danish.count('"'), english.count('"')) == (1, 1)


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", text)


@pytest.mark.parametrize(
    ("danish", "english"),
    [
        ("Den 3. maj 2004 kostede det 1.500 kroner.", "On 3 May 2004 it cost 1,500 kroner."),
        ("Det steg 3,5 % til 12.", "It rose 3.5 % to 12."),
        ("Af 12.000 kom 400.", "Of 12,000, 400 came."),
    ],
)
def test_other_numbers_are_the_same_on_both_sides(recipe: Recipe, danish: str, english: str) -> None:
    rng = random.Random(4)
    for _ in range(200):
        made = recipe("augment").other_numbers((danish, english), rng)
        swapped = [number.translate(str.maketrans(".,", ",.")) for number in numbers(made[0].rstrip("."))]
        assert sorted(swapped) == sorted(numbers(made[1].rstrip(".")))
        assert re.sub(r"\d+(?:[.,]\d+)*", "", made[0]) == re.sub(r"\d+(?:[.,]\d+)*", "", danish)


@pytest.mark.parametrize(
    ("danish", "english"),
    [
        ("Vi var 12.", "We were twelve."),
        ("Fra 3 til 3.", "From 3 to 3."),
        ("Se A4-0123/97.", "See A4-0123/97."),
        ("Ingen tal.", "No numbers."),
    ],
)
def test_numbers_that_differ_or_repeat_stay(recipe: Recipe, danish: str, english: str) -> None:
    assert recipe("augment").other_numbers((danish, english), random.Random(4)) is None


def test_of_a_beam_the_line_nearest_to_the_reference_is_learned(recipe: Recipe) -> None:
    nearest = recipe("03_translate").nearest
    lines = [[5, 6, 7, 8], [5, 9, 7, 8], [9, 9]]
    assert nearest(lines, [5, 9, 7, 8]) == [5, 9, 7, 8]
    assert nearest(lines, []) == [5, 6, 7, 8]


@pytest.mark.parametrize(
    ("danish", "english", "same"),
    [
        ("Den 3. maj kom 1.500 gæster.", "On 3 May came 1,500 guests.", True),
        ("Prisen er 2,5 kroner.", "The price is 2.5 kroner.", True),
        ("Der er 12.", "There are 13.", False),
        ("Der er 12.", "There are twelve.", False),
        ("Ingen tal.", "No numbers.", True),
    ],
)
def test_numbers_are_compared_without_their_marks(
    recipe: Recipe, danish: str, english: str, same: bool
) -> None:
    numbers = recipe("03_translate").numbers
    assert (numbers(danish) == numbers(english)) is same


@pytest.mark.parametrize(
    ("count", "shares"),
    [
        (30, {"small": 5, "middle": 12, "large": 13}),
        (1000, {"small": 5, "middle": 40, "large": 900}),
        (3, {"small": 1, "middle": 1, "large": 1}),
    ],
)
def test_every_file_has_its_say(recipe: Recipe, count: int, shares: dict[str, int]) -> None:
    most = {"large": 900, "small": 5, "middle": 40}
    assert recipe("03_translate").shared_out(most, count) == shares


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        (10, range(6), True),
        (10, range(5), False),
        (10, range(18), False),
        (40, range(29), True),
        (40, range(28), False),  # a clause is gone
        (10, [1, 2] * 5, False),  # a loop
    ],
)
def test_translations_that_lost_text_or_repeat_are_not_learned_from(
    recipe: Recipe, source: int, translation: list[int], expected: bool
) -> None:
    assert recipe("03_translate").sound(list(range(source)), list(translation)) is expected
