"""Made-up parallel Danish and English text: as much as a test wants, each pair unlike the others."""

from __future__ import annotations

import random

_WHO = """Ministeren=The minister|Min søster=My sister|En gammel fisker=An old fisherman|Lægen=The doctor
Den unge kvinde=The young woman|Vores nabo=Our neighbour|Politiet=The police|Læreren=The teacher
Kongen=The king|Bageren=The baker"""
_DID = """købte et hus=bought a house|skrev et langt brev=wrote a long letter
glemte sin taske=forgot the bag
talte med en journalist=spoke with a journalist|ventede hele natten=waited all night
fandt en hund=found a dog
mistede sit arbejde=lost the job|sang en sang=sang a song|læste avisen=read the newspaper
solgte tre heste=sold three horses"""
_WHERE = """i København=in Copenhagen|ved havet=by the sea|i skoven=in the forest
på hospitalet=at the hospital
i Berlin=in Berlin|på markedet=at the market|bag kirken=behind the church|i Norge=in Norway"""
_WHEN = """om morgenen=in the morning|sidste sommer=last summer|i går=yesterday|hver dag=every day
efter krigen=after the war|i januar=in January"""
_WHY = """fordi vejret var dårligt=because the weather was bad|uden at sige noget=without saying anything
selv om det regnede=although it rained|for at hjælpe sin bror=in order to help a brother|=|="""


def _choices(table: str) -> list[tuple[str, str]]:
    pairs = (entry.partition("=") for line in table.split("\n") for entry in line.split("|"))
    return [(danish, english) for danish, _, english in pairs]


def story(sentences: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Danish sentences and their English translations."""
    chance = random.Random(seed)
    lists = [_choices(table) for table in (_WHO, _DID, _WHERE, _WHEN, _WHY)]
    seen: set[tuple[int, ...]] = set()
    danish, english = [], []
    while len(danish) < sentences:
        key = tuple(chance.randrange(len(options)) for options in lists)
        if key in seen:
            continue
        seen.add(key)
        year = chance.randrange(1700, 2020)
        parts = [options[at] for options, at in zip(lists, key, strict=True)]
        tail = (f" i {year}", f" in {year}") if chance.random() < 0.3 else ("", "")
        danish.append(" ".join(p[0] for p in parts if p[0]) + tail[0] + ".")
        english.append(" ".join(p[1] for p in parts if p[1]) + tail[1] + ".")
    return danish, english
