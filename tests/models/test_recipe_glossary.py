"""What was written for the recipe, and the sentences that its words are put into."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

Recipe = Callable[[str], ModuleType]
WRITTEN = Path(__file__).resolve().parents[2] / "models" / "da-en-small" / "recipe" / "written"
RUN = 8  # words in a row that nobody writes again by chance
GOALKEEPER = "n\tmålmand|målmanden|målmænd|målmændene\tgoalkeeper|goalkeepers"
KICK = "v\tsparke|sparker|sparkede|sparket\tkick|kicks|kicked|kicked"
ENGLISH_OF = {
    "ordfører": {"spokesman"}, "ordføreren": {"spokesman"}, "markeder": {"markets"},
    "markederne": {"markets"},
    "forkaste": {"reject"}, "forkastet": {"rejected"}, "forkastede": {"rejected"}, "støtter": {"supports"},
    "bilateral": {"bilateral"}, "bilateralt": {"bilateral"},
}  # fmt: skip


def test_everything_written_is_well_formed_and_there_once(recipe: Recipe) -> None:
    lines, found = recipe("glossary").read(WRITTEN)  # a bad row raises
    cleaning = recipe("cleaning")
    kept = [line for line in lines if cleaning.clean_pair(line, False, {}) is not None]
    assert len(lines) > 3000
    assert len(kept) > 0.98 * len(lines)
    assert len(found) > 10000
    rows = [row for path in WRITTEN.glob("*.tsv") for row in path.read_text("utf-8").splitlines()]
    assert len(rows) == len(set(rows))


def test_every_translation_finds_its_danish(recipe: Recipe, shared: Path) -> None:
    lines = recipe("translated").read(WRITTEN, shared / "mono")  # a key of nothing raises
    cleaning = recipe("cleaning")
    assert len(lines) > 3000
    assert len(set(lines)) == len(lines)
    assert all(cleaning.clean_pair(line, False, {}) for line in lines)


def test_a_key_of_nothing_is_refused(recipe: Recipe, tmp_path: Path) -> None:
    translated = recipe("translated")
    with lzma.open(tmp_path / "da_news.txt.xz", "wt", encoding="utf-8") as file:
        file.write("Hunden  sover.\nKatten sover.\n")
    table = tmp_path / "da_news.translated.tsv"
    table.write_text(f"{translated.key('Hunden sover.')}\tThe dog is asleep.\n", encoding="utf-8")
    assert translated.read(tmp_path, tmp_path) == ["Hunden sover.\tThe dog is asleep."]
    table.write_text("0123456789ab\tThe dog is asleep.\n", encoding="utf-8")
    with pytest.raises(KeyError):
        translated.read(tmp_path, tmp_path)


def test_nothing_written_is_in_a_test_set(recipe: Recipe, shared: Path) -> None:
    def runs(line: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", line.lower())
        return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}

    known: set[tuple[str, ...]] = set()
    for name in ("flores-dev/flores-dev", "tatoeba-v2021-08-07/tatoeba"):
        for language in ("da", "en"):
            for line in (shared / "testsets" / f"{name}.{language}").read_text("utf-8").splitlines():
                known |= runs(line)
    written = [row for path in WRITTEN.glob("*.pairs.tsv") for row in path.read_text("utf-8").splitlines()]
    written += recipe("translated").read(WRITTEN, shared / "mono")
    assert not [row for row in written for side in row.split("\t") if not known.isdisjoint(runs(side))]


def test_forms_of_a_word(recipe: Recipe) -> None:
    glossary = recipe("glossary")
    noun = glossary.forms(GOALKEEPER)
    assert [(form.kind, form.danish, form.english) for form in noun] == [
        ("singular", "målmand", "goalkeeper"),
        ("definite", "målmanden", "goalkeeper"),
        ("plural", "målmænd", "goalkeepers"),
        ("plural definite", "målmændene", "goalkeepers"),
    ]
    assert {form.gender for form in noun} == {"en"}
    assert len(glossary.forms("n\tmel|melet|-|-\tflour|-")) == 2


@pytest.mark.parametrize("row", ["n\tmål\tgoal", "v\ta|b|c\td|e|f|g", "x\ta\tb", "a\ta|b|c|d\te", "n\ta", ""])
def test_a_row_that_is_none_is_refused(recipe: Recipe, row: str) -> None:
    with pytest.raises(ValueError, match=r"not a row|values to unpack"):
        recipe("glossary").forms(row)


def test_each_form_is_listed_once(recipe: Recipe) -> None:
    glossary = recipe("glossary")
    found = glossary.forms(GOALKEEPER) + glossary.forms(KICK) + glossary.forms("o\tbagud\tbehind")
    danish = " ".join(here.lower() for here, _ in glossary.listed(found, random.Random(1))).replace(",", "")
    for form in found:
        assert danish.split().count(form.danish) == 1


@pytest.mark.parametrize(
    ("danish", "english", "expected"),
    [
        ("Vi hørte ordføreren.", "We heard the spokesman.", "We heard the goalkeeper."),
        ("Hun er en ordfører.", "She is a spokesman.", "She is a goalkeeper."),
        ("Der var markeder i byen.", "There were markets in town.", "There were goalkeepers in town."),
        ("Vi så markederne.", "We saw the markets.", "We saw the goalkeepers."),
        ("Vi vil ikke at forkaste det.", "We do not want to reject it.", "We do not want to kick it."),
        ("Vi forkastede det.", "We rejected it.", "We kicked it."),
        ("Det blev forkastet.", "It was rejected.", "It was kicked."),
        ("Han støtter det.", "He supports it.", "He kicks it."),
    ],
)
def test_a_word_takes_the_place_of_one_of_its_kind(
    recipe: Recipe, danish: str, english: str, expected: str
) -> None:
    glossary = recipe("glossary")
    found = glossary.forms(GOALKEEPER) + glossary.forms(KICK)
    made = glossary.Contexts(found, ENGLISH_OF, random.Random(1)).filled((danish, english), 1)
    assert made is not None
    assert made[1] == expected
    assert made[0] != danish


@pytest.mark.parametrize(
    ("danish", "english"),
    [
        ("Det er en bilateral aftale.", "It is a bilateral agreement."),  # an adjective
        ("Vi hørte ordføreren.", "We heard the spokesman system."),  # part of a longer noun
        ("Vi hørte ordføreren og ordføreren.", "We heard the spokesman."),  # which of the two?
        ("Vi hørte ordføreren.", "We heard him."),
    ],
)
def test_a_doubtful_place_is_left_alone(recipe: Recipe, danish: str, english: str) -> None:
    glossary = recipe("glossary")
    contexts = glossary.Contexts(glossary.forms(GOALKEEPER), ENGLISH_OF, random.Random(1))
    assert contexts.filled((danish, english), 1) is None


def test_no_form_has_more_than_its_turns(recipe: Recipe) -> None:
    glossary = recipe("glossary")
    contexts = glossary.Contexts(glossary.forms(GOALKEEPER), ENGLISH_OF, random.Random(1))
    pair = ("Vi hørte ordføreren.", "We heard the spokesman.")
    made = [contexts.filled(pair, 3) for _ in range(5)]
    assert [each is not None for each in made] == [True, True, True, False, False]


@pytest.mark.slow
@pytest.mark.shared
def test_written_pairs_are_a_folder_of_their_own(
    recipe: Recipe, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTKIT_WORK", str(tmp_path))
    settings = recipe("settings").load("tiny")
    source = WRITTEN.parent.parent / "source.spm"
    (settings.work / "joint.model").write_bytes(source.read_bytes())
    (settings.work / "names.txt").write_text("Anna\nBo\n", encoding="utf-8")
    (settings.work / "prepared.json").write_text('{"europarl": {"pairs": 1}}\n', encoding="utf-8")
    recipe("01_prepare").write_glossary(settings, processes=1)
    counts = json.loads((settings.work / "prepared.json").read_text("utf-8"))
    assert {"europarl", "written", "translated", "glossary", "freedict", "contexts"} <= set(counts)
    weight = np.load(settings.work / "written" / "weight.npy")
    assert len(weight) == sum(count["pairs"] for name, count in counts.items() if name != "europarl")
