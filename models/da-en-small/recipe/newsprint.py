"""Altered copies with what newspapers write and the parliament does not: kroner, units, hours, short forms.

The minutes speak of euros and spell everything out. A model that has only read them makes "800 million
ceremony" of "800 mio. kr.". Each function gives a new pair, or None where it does not apply to this one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Pair = tuple[str, str]

NUMERAL = r"(?<![\w.,])\d+(?:[.,]\d+)*(?![.,]?\d)"
MONEY = (
    re.compile(
        rf"(?:(?:EUR|ECU|USD) (?P<first>{NUMERAL})|(?P<second>{NUMERAL}))"
        r"(?: (?P<scale>million(?:er)?|milliard(?:er)?|mio\.?|mia\.?))?"
        r"(?(first)(?! (?:euro|ecu)\b)| (?:euro|ecu|EUR|ECU|dollars?|pund)\b)"
    ),
    re.compile(
        rf"(?:(?:EUR|ECU|USD|[€$£]) ?(?P<first>{NUMERAL})|(?P<second>{NUMERAL}))"
        r"(?: (?P<scale>million|billion))?"
        r"(?(first)(?! euros?\b)| (?:euros?|ecus?|dollars?|pounds?)\b)"
    ),
)
SCALES = {"million": ("mio.", "mio.", "mill.", "millioner"), "billion": ("mia.", "mia.", "milliarder")}
# Danish forms, and the English with {} for the amount.
CURRENCIES = (
    *((("kr.", "kr.", "kroner", "kroner"), "{} kroner"),) * 8,
    (("svenske kroner",), "{} Swedish kronor"),
    (("norske kroner",), "{} Norwegian kroner"),
    (("euro",), "{} euros"), (("dollar", "dollars"), "${}"), (("pund",), "£{}"),
)  # fmt: skip
UNITS = (
    ("ton", "tonnes"), ("tons", "tonnes"), ("kilometer", "kilometers"), ("km", "km"), ("km/t", "km/h"),
    ("km/t.", "km/h"), ("km i timen", "km per hour"), ("kilometer i timen", "kilometers per hour"),
    ("meter", "meters"), ("m", "m"), ("kvadratmeter", "square meters"), ("kvm", "square meters"),
    ("kvadratkilometer", "square kilometers"), ("km²", "km²"), ("m²", "m²"), ("kubikmeter", "cubic meters"),
    ("hektar", "hectares"), ("liter", "liters"), ("kilo", "kilos"), ("kg", "kg"), ("gram", "grams"),
    ("cm", "cm"), ("mm", "mm"), ("centimeter", "centimeters"), ("grader", "degrees"), ("point", "points"),
    ("stk.", "pieces"), ("mio. indbyggere", "million inhabitants"), ("pct.", "percent"),
    ("mio. danskere", "million Danes"), ("procentpoint", "percentage points"), ("knob", "knots"),
)  # fmt: skip
MEASURED = (
    re.compile(
        rf"({NUMERAL})(?: (?:tons?|kilometer|km|meter|hektar|liter|kg|kilo|m|procent)\b(?!/)| ?%(?![\w-]))"
    ),
    re.compile(
        rf"({NUMERAL})"
        r"(?: (?:tons|tonnes|kilometers?|km|meters?|hectares|liters?|kg|kilos|m|percent)\b(?!/)| ?%)"
    ),
)
SHORT = (
    ("for eksempel", "f.eks."), ("eksempelvis", "f.eks."), ("blandt andet", "bl.a."), ("cirka", "ca."),
    ("omtrent", "ca."), ("og så videre", "osv."), ("det vil sige", "dvs."), ("på grund af", "pga."),
    ("eventuelt", "evt."), ("henholdsvis", "hhv."), ("med hensyn til", "mht."), ("vedrørende", "vedr."),
    ("inklusive", "inkl."), ("nummer", "nr."), ("administrerende direktør", "adm. direktør"),
    ("i forbindelse med", "ifm."), ("minutter", "min."), ("milliarder", "mia."), ("millioner", "mio."),
    ("procent", "pct."), ("med videre", "m.v."), ("med flere", "m.fl."), ("på nuværende tidspunkt", "p.t."),
    ("januar", "jan."), ("februar", "feb."), ("august", "aug."), ("september", "sept."),
    ("oktober", "okt."), ("november", "nov."), ("december", "dec."), ("doktor", "dr."),
    ("i stedet for", "i st. f."), ("professor", "prof."),
)  # fmt: skip
MONTHS = frozenset(("januar", "februar", "august", "september", "oktober", "november", "december"))
AFTER_NUMBER = frozenset(("millioner", "milliarder", "procent", "minutter"))


def where(long: str) -> str:
    """A pattern for a word where its short form may stand."""
    before = r"(?<=\d\. )" if long in MONTHS else r"(?<=\d )" if long in AFTER_NUMBER else r"\b"
    return before + long + r"\b(?!-)"


LONG = re.compile("|".join(where(long) for long, _ in SHORT) + r"|(?<=\d) ?%(?![\w-])")
DAY = re.compile(r"\bden (?=\d{1,2}\. [a-z])")
WEEKDAYS = (("mandag", "Monday"), ("tirsdag", "Tuesday"), ("onsdag", "Wednesday"), ("torsdag", "Thursday"),
            ("fredag", "Friday"), ("lørdag", "Saturday"), ("søndag", "Sunday"))  # fmt: skip
HAS_NUMBER = re.compile(r"\d")
TO_ENGLISH = str.maketrans(".,", ",.")


def amount(rng: random.Random, scaled: bool) -> str:
    """A number as Danish writes it: small or with one decimal before a million, otherwise up to 900.000."""
    if scaled:
        whole = rng.choice((rng.randint(1, 20), rng.randint(1, 99), rng.randint(100, 999)))
        return f"{whole},{rng.randint(1, 9)}" if rng.random() < 0.35 else str(whole)
    value = rng.choice((rng.randint(2, 99), rng.randint(100, 999), rng.randint(1, 99) * 100))
    if rng.random() < 0.4:
        value = rng.randint(1, 900) * 1000
    dotted = value > 9999 or (value > 999 and rng.random() < 0.7)
    return f"{value:,}".replace(",", ".") if dotted else str(value)


def money(pair: Pair, rng: random.Random) -> Pair | None:
    """Other amounts in another currency, mostly kroner."""
    if not HAS_NUMBER.search(pair[0]):
        return None
    here, there = (list(pattern.finditer(side)) for pattern, side in zip(MONEY, pair, strict=True))
    if not here or [worth(found) for found in here] != [worth(found) for found in there]:
        return None
    danish_forms, english_form = rng.choice(CURRENCIES)
    name = rng.choice(danish_forms)
    danish, english = [], []
    for found in here:
        scale = rng.choice(("million", "million", "billion")) if found["scale"] else ""
        number = amount(rng, bool(scale))
        words = f"{number} {rng.choice(SCALES[scale])}" if scale else number
        danish.append(f"{words} {name}")
        english.append(english_form.format(number.translate(TO_ENGLISH) + (" " + scale if scale else "")))
    return one_stop(substituted(pair[0], here, danish)), substituted(pair[1], there, english)


def one_stop(text: str) -> str:
    """`text` without a second full stop behind a short form at its end."""
    return text[:-1] if re.search(r"[^.]\.\.$", text) else text


def worth(found: re.Match[str]) -> tuple[str, str]:
    """The digits of an amount, and its scale by the letters that both languages share."""
    number = re.sub(r"\D", "", found["first"] or found["second"])
    scale = found["scale"] or ""
    return number, "" if not scale else "b" if scale.startswith(("bil", "mia", "milliard")) else "m"


def substituted(text: str, places: list[re.Match[str]], new: list[str]) -> str:
    """`text` with each match replaced."""
    for found, other in reversed(list(zip(places, new, strict=True))):
        text = text[: found.start()] + other + text[found.end() :]
    return text


def units(pair: Pair, rng: random.Random) -> Pair | None:
    """Other numbers of another unit."""
    if not HAS_NUMBER.search(pair[0]):
        return None
    here, there = (list(pattern.finditer(side)) for pattern, side in zip(MEASURED, pair, strict=True))
    digits = [[re.sub(r"\D", "", found[1]) for found in side] for side in (here, there)]
    if not here or digits[0] != digits[1]:
        return None
    danish_unit, english_unit = rng.choice(UNITS)
    numbers = [amount(rng, scaled=rng.random() < 0.7) for _ in here]
    danish = substituted(pair[0], here, [f"{number} {danish_unit}" for number in numbers])
    english = [f"{number.translate(TO_ENGLISH)} {english_unit}" for number in numbers]
    return one_stop(danish), substituted(pair[1], there, english)


def shortened(pair: Pair, rng: random.Random) -> Pair | None:
    """The Danish with the short forms that newspapers use: pct., mio., bl.a., d. 21. marts."""
    if "%" not in pair[0] and not any(long in pair[0] for long, _ in SHORT):
        return None
    short = dict(SHORT)

    def shorter(found: re.Match[str]) -> str:
        if rng.random() < 0.2:
            return found.group()
        if found.group().strip() == "%":
            return rng.choice((" pct.", " procent"))
        return short[found.group()]

    danish = DAY.sub("d. ", LONG.sub(shorter, pair[0]))
    english = pair[1]
    if "%" in pair[0]:
        percents = len(re.findall(r"\d (?:pct\.|procent)", danish))
        if percents != len(re.findall(r"\d ?%", english)) or "%" in danish:
            return None
        english = re.sub(r"(?<=\d) ?%", " percent", english)
    return None if danish == pair[0] else (one_stop(danish), english)


def clock(pair: Pair, rng: random.Random) -> Pair | None:
    """A time of day at the end of a sentence."""
    danish, english = pair
    if not (danish.endswith(".") and english.endswith(".")) or len(danish) > 120 or danish.count(".") > 1:
        return None
    hour = rng.randint(0, 23)
    minute = rng.choice(("", "", "00", "15", "30", "45", f"{rng.randint(0, 59):02}"))
    before, english_before = "", ""
    if rng.random() < 0.5:
        day, english_day = rng.choice(WEEKDAYS)
        before, english_before = rng.choice(
            ((day, f"on {english_day}"), (f"på {day}", f"on {english_day}"), ("i dag", "today"),
             ("i morgen", "tomorrow"), ("i går", "yesterday"), ("om morgenen", "in the morning"))
        )  # fmt: skip
    time = f"{hour}.{minute}" if minute else str(hour)
    there = f"{hour}:{minute}" if minute else f"{hour}"
    tail = " ".join(part for part in (before, rng.choice(("kl.", "kl.", "klokken")), time) if part)
    english_tail = " ".join(part for part in (english_before, "at", there) if part)
    return f"{danish[:-1]} {tail}.", f"{english[:-1]} {english_tail}."


KINDS: dict[str, Callable[[Pair, random.Random], Pair | None]] = {
    "money": money, "units": units, "shortened": shortened, "clock": clock,
}  # fmt: skip


def copies(pair: Pair, rng: random.Random, shares: dict[str, float]) -> list[Pair]:
    """Altered copies of `pair`: of each kind as many as its share says, a fraction being a chance."""
    made: list[Pair] = []
    for kind, make in KINDS.items():
        times = int(shares[kind]) + (rng.random() < shares[kind] % 1)
        made += [new for new in (make(pair, rng) for _ in range(times)) if new is not None]
    return made
