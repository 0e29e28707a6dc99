"""Altered copies of pairs, so that the model has met what the clean text lacks.

Each function gives a new pair, or None where the alteration does not apply to this one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

Pair = tuple[str, str]

QUOTE_STYLES = (
    ("»", "«"),
    ("«", "»"),
    ("„", "“"),
    ("”", "”"),
    ("“", "”"),
    ("''", "''"),
    ("‘", "’"),
    ("'", "'"),
)
SPEAKING = (("siger", "says"), ("sagde", "said"), ("fortæller", "says"), ("forklarer", "explains"),
            ("tilføjer", "adds"), ("mener", "says"), ("skriver", "writes"), ("udtaler", "says"),
            ("lyder det fra", "says"), ("fortalte", "said"), ("understreger", "stresses"))  # fmt: skip
PRONOUNS = (("han", "he"), ("hun", "she"), ("han", "he"), ("hun", "she"), ("de", "they"))
TITLES = (("", ""), ("", ""), ("direktør ", "director "), ("statsminister ", "Prime Minister "),
          ("formand ", "chairman "), ("professor ", "professor "), ("minister ", "Minister "),
          ("talsmand ", "spokesman "), ("politikommissær ", "police commissioner "),
          ("forsker ", "researcher "), ("præsident ", "President "), ("borgmester ", "mayor "),
          ("advokat ", "lawyer "))  # fmt: skip
WORD = re.compile(r"[^\W\d_]+")
CALLED = re.compile(r"\b[A-ZÆØÅ][^\W\d_]{2,}\b")
NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w/-])")
TO_ENGLISH = str.maketrans(".,", ",.")


def capitals(pair: Pair) -> Pair | None:
    """A headline in capitals on both sides, without its final stop."""
    danish, english = (side.rstrip(". ") for side in pair)
    return (danish.upper(), english.upper()) if len(danish) < 120 else None


def lower(pair: Pair) -> Pair | None:
    """A source typed without capitals; its English is written as it should be."""
    return pair[0].lower(), pair[1]


def no_stop(pair: Pair) -> Pair | None:
    """Both sides without their final stop."""
    if not (pair[0].endswith(".") and pair[1].endswith(".")) or pair[0].endswith(".."):
        return None
    return pair[0][:-1], pair[1][:-1]


def quotes(pair: Pair, rng: random.Random) -> Pair | None:
    """The source's quotation marks in another style, or the first or last left out on both sides."""
    danish, english = pair[0], pair[1]
    if danish.count('"') != 2 or english.count('"') != 2:
        return None
    if rng.random() < 0.15:
        at = rng.choice((0, 1))
        return _without(danish, at), _without(english, at)
    opening, closing = rng.choice(QUOTE_STYLES)
    before, within, after = danish.split('"')
    return f"{before}{opening}{within}{closing}{after}", english


def wrapped(pair: Pair, rng: random.Random) -> Pair | None:
    """The sentence as a quotation, or as the first or last of one: the word behind a mark is met often enough
    to be translated."""
    danish, english = pair
    if '"' in danish + english or any(mark in danish for style in QUOTE_STYLES[:5] for mark in style):
        return None
    opening, closing = rng.choice((('"', '"'), ('"', '"'), ('"', '"'), *QUOTE_STYLES[:5]))
    parts = rng.choice(((True, True), (True, True), (True, False), (False, True)))
    before, after = (mark if part else "" for mark, part in zip((opening, closing), parts, strict=True))
    return before + danish + after, '"' * parts[0] + english + '"' * parts[1]


def marked(pair: Pair, rng: random.Random, english_of: Mapping[str, set[str]]) -> Pair | None:
    """One word and its translation in quotation marks; a word so marked is often left as it is."""
    danish, english = pair
    if '"' in danish + english:
        return None
    words = [word for word in WORD.findall(danish) if len(word) > 3 and word.islower()]
    for word in rng.sample(words, min(len(words), 6)):
        theirs = [other for other in english_of.get(word, ()) if _times(other, english)]
        if len(theirs) == 1 and _times(word, danish) == _times(theirs[0], english) == 1:
            opening, closing = rng.choice((('"', '"'), *QUOTE_STYLES[:5]))
            danish = re.sub(rf"\b{word}\b", f"{opening}{word}{closing}", danish)
            return danish, re.sub(rf"\b{theirs[0]}\b", f'"{theirs[0]}"', english)
    return None


def _times(word: str, text: str) -> int:
    return len(re.findall(rf"\b{word}\b", text))


def _without(text: str, at: int) -> str:
    parts = text.split('"')
    return parts[0] + parts[1] + '"' + parts[2] if at == 0 else parts[0] + '"' + parts[1] + parts[2]


def dialogue(pair: Pair, rng: random.Random, names: Sequence[str]) -> Pair | None:
    """The sentence as speech with its speaker, as Danish newspapers set it: `- Ja, siger hun.`"""
    danish, english = pair
    if not (danish.endswith(".") and english.endswith(".")) or '"' in danish + english or len(danish) > 160:
        return None
    if not danish[0].isupper() or not english[0].isupper() or ":" in danish:
        return None
    kind = rng.random()
    if kind < 0.1:
        return f"- {danish}", f"- {english}"
    verb = rng.choice(SPEAKING)
    if rng.random() < 0.5 and verb[0] != "lyder det fra":
        speaker = rng.choice(PRONOUNS)
        said = f"{speaker[1]} {verb[1].removesuffix('s') if speaker[1] == 'they' else verb[1]}"
    else:
        title = rng.choice(TITLES)
        name = f"{rng.choice(names)} {rng.choice(names)}"
        speaker = (title[0] + name, title[1] + name)
        said = f"{verb[1]} {speaker[1]}"
    told = f"{verb[0]} {speaker[0]}"
    body = danish[:-1]
    if kind < 0.6:  # a dash stays a dash, and is often taken off before the model sees the sentence
        dash = "- " if kind < 0.35 else ""
        return f"{dash}{body}, {told}.", f"{dash}{english[:-1]}, {said}."
    opening, closing = rng.choice((('"', '"'), *QUOTE_STYLES[:5]))
    comma = f",{closing}" if rng.random() < 0.5 else f"{closing},"
    return f"{opening}{body}{comma} {told}.", f'"{english[:-1]}," {said}.'


def joined(first: Pair, second: Pair) -> Pair | None:
    """Two pairs as one, so that two sentences come out as two: the parliament's pairs have one each."""
    if not all(side.endswith((".", "!", "?")) and len(side) < 160 for side in (*first, *second)):
        return None
    return f"{first[0]} {second[0]}", f"{first[1]} {second[1]}"


def other_names(pair: Pair, rng: random.Random, names: Sequence[str]) -> Pair | None:
    """Names that both sides share replaced by rare ones, so that copying is learned, not names."""
    danish, english = pair
    shared = [
        match.group()
        for match in CALLED.finditer(danish)
        if match.start() > 0 and english.count(match.group()) == 1 and danish.count(match.group()) == 1
    ]
    if not shared:
        return None
    for name in shared[:4]:
        new = rng.choice(names)
        danish = re.sub(rf"\b{name}\b", new, danish)
        english = re.sub(rf"\b{name}\b", new, english)
    return danish, english


def other_numbers(pair: Pair, rng: random.Random) -> Pair | None:
    """Numbers that both sides share replaced by others, so that copying is learned, not numbers."""
    danish, english = pair
    found = NUMBER.findall(danish)
    if not found or len(set(found)) < len(found) or len(found) != len(NUMBER.findall(english)):
        return None
    new: dict[str, str] = {}
    there: dict[str, str] = {}
    for number in found:
        new[number] = _number_like(number, rng)
        there[number.translate(TO_ENGLISH)] = new[number].translate(TO_ENGLISH)
    if set(NUMBER.findall(english)) != set(there):
        return None
    return (
        NUMBER.sub(lambda match: new[match.group()], danish),
        NUMBER.sub(lambda match: there[match.group()], english),
    )


def _number_like(number: str, rng: random.Random) -> str:
    """Another Danish number of the same kind: a year, a small number, a decimal, a large number."""
    if re.fullmatch(r"(?:1[89]|20)\d\d", number):
        return str(rng.randint(1850, 2039))
    thousands = re.fullmatch(r"\d+(?:\.\d{3})+", number)
    if "," in number or number.startswith("0") or ("." in number and not thousands):
        return re.sub("[1-9]", lambda _: rng.choice("123456789"), number)
    if len(number) < 3:
        return str(rng.randint(2, 10 ** len(number) - 1))
    value = rng.randint(100, 10 ** rng.choice((3, 4, 5, 6, 7)))
    return f"{value:,}".replace(",", ".") if value > 9999 or "." in number else str(value)


def variants(
    pair: Pair,
    rng: random.Random,
    names: Sequence[str],
    english_of: Mapping[str, set[str]],
    shares: dict[str, float],
) -> Pair | None:
    """At most one altered copy of `pair`: each kind is tried with its share of `shares`.

    names: rare ones to put in. english_of: what Danish words may be in English.
    """
    kinds: tuple[tuple[str, Callable[[], Pair | None]], ...] = (
        ("numbers", lambda: other_numbers(pair, rng)),
        ("names", lambda: other_names(pair, rng, names)),
        ("dialogue", lambda: dialogue(pair, rng, names)),
        ("quotes", lambda: quotes(pair, rng)),
        ("marked", lambda: marked(pair, rng, english_of)),
        ("wrapped", lambda: wrapped(pair, rng)),
        ("capitals", lambda: capitals(pair)),
        ("lower", lambda: lower(pair)),
        ("no_stop", lambda: no_stop(pair)),
    )
    for kind, make in kinds:
        if rng.random() < shares[kind]:
            made = make()
            if made is not None:
                return made
    return None
