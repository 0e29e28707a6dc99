"""The recipe's English as a newspaper prints it, and the Danish that newspapers write."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from types import ModuleType

import pytest

Recipe = Callable[[str], ModuleType]

AMERICAN = """
we will organize and harbor an organization near the center of the program
organize harbor organization center program favor the filed papers filled the call
organize harbor organization center program favor filed filled for four for for surprise
"""


@pytest.mark.parametrize(
    ("danish", "english", "expected"),
    [
        ('Han kalder det "en god dag".', "He calls it 'a good day'.", 'He calls it "a good day".'),
        ("»Spillernes klub« vandt.", "'The players' club' won.", '"The players\' club" won.'),
        ('Han sagde: "Vi går.', "He said: 'We are going.", 'He said: "We are going.'),
        ('Et "a" og et "b".', "An 'a' and no more.", "An 'a' and no more."),
        ("Det kostede 9.000 og 5 200.", "It cost 9 000 and 5 200.", "It cost 9,000 and 5,200."),
        ("Ring 80 300 100.", "Call 80 300 101.", "Call 80 300 101."),
        ("Men det går.", "However, it works.", "But it works."),
        ("Det går dog.", "However, it works.", "However, it works."),
        ("5 procent af dem.", "5% of them.", "5 percent of them."),
        ("5 procent af dem.", "5 per cent of them.", "5 percent of them."),
        ("5 % af dem.", "5% of them.", "5% of them."),
        ("Ministeren gik.", "I saw the Minister go.", "I saw the minister go."),
        ("Kansleren gik.", "The German Chancellor left.", "The German chancellor left."),
        ("Præsident Bush gik.", "The President George Bush left.", "The President George Bush left."),
        ("Hr. formand, jeg går.", "Mr President, I am leaving.", "Mr President, I am leaving."),
        ("Ministeren for handel gik.", "The Minister for Trade left.", "The Minister for Trade left."),
        ("Det er på internettet.", "It is on the Internet.", "It is on the internet."),
        ("Det koster 5 kr.", "It costs 5 kronor.", "It costs 5 kroner."),
        ("Det koster 5 svenske kroner.", "It costs 5 Swedish kronor.", "It costs 5 Swedish kronor."),
        ("Organisationen", "Organisation", "Organization"),
        ("OECD", "ORGANISATION for Economic Co-operation", "ORGANISATION for Economic Co-operation"),
    ],
)
def test_english_is_set_as_newspapers_set_it(
    recipe: Recipe, danish: str, english: str, expected: str
) -> None:
    assert recipe("style").printed(danish, english, {"organisation": "organization"}) == expected


def test_american_text_says_what_is_american(recipe: Recipe) -> None:
    style = recipe("style")
    spelling = style.american(AMERICAN.splitlines())
    british = "Whilst the organisation surprised four, the filled harbour programme called."
    assert style.spelled(british, spelling) == (
        "Whilst the organization surprised four, the filled harbor program called."
    )


EURO = ("Det koster 5,5 millioner euro.", "It costs EUR 5.5 million.")


@pytest.mark.parametrize("seed", range(30))
def test_money_changes_on_both_sides(recipe: Recipe, seed: int) -> None:
    danish, english = recipe("newsprint").money(EURO, random.Random(seed))
    here = re.fullmatch(r"Det koster ([\d,]+) (mi[oal]\w*\.?) ([\w. ]+?)\.?", danish)
    there = re.fullmatch(r"It costs [$£]?([\d.]+) (million|billion)(?: .*)?\.", english)
    assert here
    assert there
    assert not danish.endswith("..")
    assert here[1].replace(",", ".") == there[1]
    assert (here[2][:3] in ("mia",) or here[2].startswith("milliard")) == (there[2] == "billion")
    assert ("kr" in here[3]) == ("kron" in english)


@pytest.mark.parametrize(
    "pair",
    [
        ("Det koster 5 millioner euro.", "It costs EUR 6 million."),
        ("Det koster 5 millioner euro.", "It costs EUR 5 billion."),
        ("Det koster 5 euro.", "It costs a lot."),
        ("Vi er 5.", "We are 5."),
    ],
)
def test_money_that_differs_is_left_alone(recipe: Recipe, pair: tuple[str, str]) -> None:
    assert recipe("newsprint").money(pair, random.Random(1)) is None


@pytest.mark.parametrize("seed", range(10))
def test_units_change_on_both_sides(recipe: Recipe, seed: int) -> None:
    newsprint = recipe("newsprint")
    danish, english = newsprint.units(("Han kørte 40 km.", "He drove 40 km."), random.Random(seed))
    here, there = re.search(r"([\d.,]+) (.+?)\.?$", danish), re.search(r"([\d.,]+) (.+)\.$", english)
    assert here
    assert there
    assert here[1].translate(newsprint.TO_ENGLISH) == there[1]
    assert any(
        (here[2].rstrip("."), there[2]) == (unit.rstrip("."), other) for unit, other in newsprint.UNITS
    )


def test_short_forms_are_put_into_the_danish_alone(recipe: Recipe) -> None:
    pair = ("På grund af 5 % af 2 millioner euro den 3. marts og så videre.", "Because of 5% and so on.")
    shortened = {recipe("newsprint").shortened(pair, random.Random(seed)) for seed in range(200)}
    assert (
        "På grund af 5 pct. af 2 mio. euro d. 3. marts osv.",
        "Because of 5 percent and so on.",
    ) in shortened
    assert all("5 percent" in english for made in shortened if made for english in made[1:])
    assert recipe("newsprint").shortened(("Det sner.", "It snows."), random.Random(1)) is None


@pytest.mark.parametrize("seed", range(10))
def test_an_hour_is_the_same_on_both_sides(recipe: Recipe, seed: int) -> None:
    danish, english = recipe("newsprint").clock(("Det sner.", "It snows."), random.Random(seed))
    here, there = re.search(r"kl\S* ([\d.]+)\.$", danish), re.search(r"at ([\d:]+)\.$", english)
    assert here
    assert there
    assert here[1].replace(".", ":") == there[1]
