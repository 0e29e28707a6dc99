"""Numbers written in words, Danish and English: which values a run of words can stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from mtkit.guards import _numerals_da, _numerals_en
from mtkit.guards.keys import decade_keys, fraction_key, shifted, time_keys, value_key

_SHORT = {"fir": 4, "tredje": 3, "hundred": 100}
_BETWEEN = frozenset({"til", "eller", "to", "or"})


_PREFIX = re.compile(
    "(to|tre|tredje|fire?|fem|seks|syv|otte|ni|ti|elleve|tolv|tyve|hundred)"
    "(?:dage|parts|plads|års|årig|år|time|minut|sekund|uge|måned|mand|etage|værelse|kamp|hjul|side|kant|led|trin|tals|cifre|del|bind"
    "|dobbelt|personer|kilo|meter|kilometer|liter|procent|punkt|strenge|vejs|døre|sæde|rum|gange|million)"
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words. `strong`: a plain number of two or more, not an article, an ordinal or an idiom."""

    keys: tuple[str, ...]
    strong: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What number words of one language mean.

    units: cardinal -> value below 100; scales: word -> power of ten, hundred among them; parts: "third" -> 3;
    half: words for a half; idioms: word -> keys that it can stand for; months: word -> 1 to 12.
    """

    units: dict[str, int]
    ordinals: dict[str, int]
    decades: dict[str, int]
    scales: dict[str, int]
    parts: dict[str, int]
    half: frozenset[str]
    articles: frozenset[str]
    connectors: frozenset[str]
    idioms: dict[str, tuple[str, ...]]
    months: dict[str, int]


@cache
def lexicon(lang: str) -> Lexicon:
    """Number words of "da" or "en"."""
    data = _numerals_da if lang == "da" else _numerals_en
    units = _numbered(data.UNITS) | _pairs(data.TENS) | _pairs(data.OTHER_UNITS)
    ordinals = _numbered(data.ORDINALS) | _pairs(data.ORDINAL_TENS) | _pairs(data.OTHER_ORDINALS)
    for known, tens in ((units, _pairs(data.TENS)), (ordinals, _pairs(data.ORDINAL_TENS))):
        for n, unit in enumerate(data.JOINED.split(), 1):
            known |= {f"{unit}og{word}": value + n for word, value in tens.items()}
    return Lexicon(
        units=units,
        ordinals=ordinals,
        decades=_pairs(data.DECADES),
        scales=_pairs(data.SCALES),
        parts=_pairs(data.PARTS),
        half=frozenset(data.HALF.split()),
        articles=frozenset(data.ARTICLES.split()),
        connectors=frozenset(data.CONNECTORS.split()),
        idioms=_idioms(data.IDIOMS),
        months=_pairs(data.MONTHS),
    )


def _numbered(words: str) -> dict[str, int]:
    return {word: value for value, word in enumerate(words.split())}


def _pairs(text: str) -> dict[str, int]:
    fields = text.split()
    return dict(zip(fields[::2], map(int, fields[1::2]), strict=True))


def _idioms(text: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.partition(":") for entry in text.split(";") if entry.strip())
    return {word.strip(): tuple(keys.split()) for word, _, keys in entries}


def spelled(words: Sequence[str], lang: str) -> list[Spelled]:
    """All numbers in `words` (lower case, punctuation and hyphens gone), in order."""
    lex = lexicon(lang)
    found: list[Spelled] = []
    i = 0
    while i < len(words):
        word = words[i]
        if word in lex.units or word in lex.scales:
            i = _cardinal(words, i, lang, lex, found)
            continue
        if word in lex.half:
            found.append(_fraction(_half_keys(words, i, lang, lex), words[i + 1 : i + 4], lex))
            if lang == "da" and i + 1 < len(words) and words[i + 1] in lex.units:
                i += 1  # "halv fem" is half past four: the five is no five
        elif word in lex.ordinals or word in lex.parts:
            found.append(Spelled(_ordinal_keys(word, 1, lex), strong=False))
        elif word in lex.decades:
            found.append(Spelled(decade_keys(lex.decades[word]), strong=False))
        elif word in lex.idioms:
            found.append(_fraction(lex.idioms[word], words[i + 1 : i + 4], lex))
        elif word in lex.months:
            found.append(Spelled((f"m{lex.months[word]}",), strong=False))
        i += 1
    return found


def prefixed(words: Sequence[str]) -> list[Spelled]:
    """Danish compounds that begin with a number ("firhjulet", "tidagesfrist"): perhaps digits in English."""
    units = lexicon("da").units
    found = []
    for word in words:
        match = _PREFIX.match(word) if len(word) > 5 else None
        if match:
            found.append(Spelled((value_key(_SHORT.get(match[1]) or units[match[1]]),), strong=False))
    return found


def _ordinal_keys(word: str, numerator: int, lex: Lexicon) -> tuple[str, ...]:
    keys = []
    if word in lex.ordinals:
        keys.append(value_key(lex.ordinals[word]))
    if word in lex.parts:
        keys.append(fraction_key(numerator, lex.parts[word]))
    return tuple(keys)


def _half_keys(words: Sequence[str], i: int, lang: str, lex: Lexicon) -> tuple[str, ...]:
    """A half is also thirty minutes or six months; "halv tre" (2:30) and "half past two" are times of day."""
    keys = ["5e-1", "3e1", "6e0", "f1/2"]
    following = words[i + 1 : i + 3]
    if lang == "da" and following and (hour := lex.units.get(following[0], 0)) > 0:
        keys += [*time_keys(hour - 1, 30), value_key(hour), value_key(hour - 1)]
    if lang == "en" and len(following) == 2 and following[0] == "past":
        keys += time_keys(lex.units.get(following[1], 0), 30)
    return tuple(keys)


def _fraction(keys: tuple[str, ...], following: Sequence[str], lex: Lexicon) -> Spelled:
    """A half or an idiom; of a million or the like it is a plain number."""
    scaled = _scaled(keys, following, lex)
    return Spelled(scaled, strong=scaled is not keys)


def _scaled(keys: tuple[str, ...], following: Sequence[str], lex: Lexicon) -> tuple[str, ...]:
    """`keys`, or keys that many times more where a million or the like follows ("half a million")."""
    for word in following:
        if lex.scales.get(word, 0) > 2:
            return tuple(shifted(each, lex.scales[word]) for each in keys if each[0].isdigit())
        if word not in lex.articles and word != "of":
            break
    return keys


def _cardinal(words: Sequence[str], i: int, lang: str, lex: Lexicon, found: list[Spelled]) -> int:
    """Read the cardinal that begins at `i`, append it, and return where it ends."""
    start, total, current, last = i, 0, 0, ""
    while i < len(words):
        word = words[i]
        if word in lex.units:
            value = lex.units[word]
            tens_and_unit = (
                lang == "en" and last == "unit" and current % 100 >= 20 and value < 10 and current % 10 == 0
            )
            if last == "unit" and not tens_and_unit:
                break
            current += value
            last = "unit"
        elif word in lex.scales:
            power = lex.scales[word]
            if power == 2:
                current = max(current, 1) * 100
            else:
                total += max(current, 1) * 10**power
                current = 0
            last = "scale"
        elif not (
            word in lex.connectors and last == "scale" and i + 1 < len(words) and words[i + 1] in lex.units
        ):
            break
        i += 1
        if i - start > 24:
            break
    value = total + current
    if not total and i < len(words) and words[i] in _BETWEEN:
        power = next((lex.scales[w] for w in words[i + 1 : i + 4] if lex.scales.get(w, 0) > 2), 0)
        if power:  # "to til tre millioner"
            found.append(Spelled((value_key(value), value_key(value, power)), strong=value > 1))
            return i
    i, keys = _tail(words, i, value, lang, lex)
    if start and words[start - 1] in ("klokken", "kl") and 12 < value < 25:
        keys = (*keys, *time_keys(value, 0), value_key(value - 12))
    article = i - start == 1 and (words[start] in lex.articles or words[start] in lex.scales)
    found.append(Spelled(keys, strong=value > 1 and not article))
    return i


def _tail(words: Sequence[str], i: int, value: int, lang: str, lex: Lexicon) -> tuple[int, tuple[str, ...]]:
    """What follows a cardinal and belongs to it: a half, thirds, an ordinal's last part, a quarter past."""
    keys = [value_key(value)]
    rest = words[i : i + 4]
    if rest and rest[0] in lex.parts:
        return i + 1, (fraction_key(value, lex.parts[rest[0]]), *_compound_ordinal(rest[0], value, lex))
    if rest and rest[0] in lex.ordinals and value % 10 == 0:
        return i + 1, _compound_ordinal(rest[0], value, lex)
    halves = [n for n, word in enumerate(rest[:3]) if word in lex.half]
    between = rest[: halves[0]] if halves else []
    if halves and between and all(w in lex.articles or w in lex.connectors for w in between):
        after = words[i + halves[0] + 1 : i + halves[0] + 3]
        return i + halves[0] + 1, _scaled((value_key(value * 10 + 5, -1),), after, lex)
    if rest and rest[0] == "kvarter":  # quarters of an hour
        return i + 1, (value_key(15 * value), fraction_key(value, 4))
    if rest[:2] in (["ud", "af"], ["out", "of"]) and len(rest) > 2 and lex.units.get(rest[2], 0) > 1:
        whole = lex.units[rest[2]]
        keys += [fraction_key(value, whole), value_key(100 * value // whole)]
    if rest[1:] == ["and", "a", "half"]:  # "an hour and a half"
        keys.append(value_key(value * 10 + 5, -1))
    if len(rest) >= 2 and value < 60:
        keys += _clock(value, rest, lex)
    return i, tuple(keys)


def _compound_ordinal(word: str, value: int, lex: Lexicon) -> tuple[str, ...]:
    """ "twenty third" is 23, and "a third" can be the third."""
    if word not in lex.ordinals:
        return ()
    return (value_key(lex.ordinals[word] + (value if value >= 20 and value % 10 == 0 else 0)),)


def _clock(value: int, rest: Sequence[str], lex: Lexicon) -> list[str]:
    """ "ten past two", "ti minutter over to", "ti i tre": a time of day, told from the hour."""
    for n in range(min(2, len(rest) - 1)):
        hour = lex.units.get(rest[n + 1], 0)
        if hour and rest[n] in ("past", "over"):
            return time_keys(hour, value)
        if hour and rest[n] in ("to", "i"):
            return time_keys(hour - 1, 60 - value)
    return []
