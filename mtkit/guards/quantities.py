"""Numbers written in digits: what each can mean, by the conventions of its language.

Danish writes 3.000 for three thousand, 3,5 for three and a half and 14.30 for half past two; English writes
3,000, 3.5 and 14:30 or 2:30 pm. Keys are those of mtkit.guards.keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from mtkit.guards.keys import decade_keys, fraction_key, key, time_keys, value_key

SEPARATORS = str.maketrans({",": ".", ":": "."})

_UNICODE_FRACTIONS = {
    "½": (1, 2),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "⅕": (1, 5),
    "⅛": (1, 8),
}
_SCALES_DA = {
    **dict.fromkeys(("tusind", "tusinde", "tusinder", "tkr", "t.kr"), 3),
    **dict.fromkeys(("mio", "mill", "million", "millioner"), 6),
    **dict.fromkeys(("mia", "milliard", "milliarder", "miliard", "miliarder"), 9),
    **dict.fromkeys(("billion", "billioner"), 12),
    **dict.fromkeys(("hundrede", "hundreder"), 2),
}
_SCALES_EN = {
    **dict.fromkeys(("thousand", "thousands"), 3),
    **dict.fromkeys(("mio", "million", "millions", "mn", "mln"), 6),
    **dict.fromkeys(("mia", "billion", "billions", "bn", "milliard"), 9),
    **dict.fromkeys(("trillion", "trillions", "tn"), 12),
    **dict.fromkeys(("hundred", "hundreds"), 2),
}
_ATTACHED = {"k": 3, "m": 6, "b": 9}
_SCALES = {"da": _SCALES_DA, "en": _SCALES_EN}


def _pattern(lang: str) -> re.Pattern[str]:
    scales = "|".join(sorted(map(re.escape, _SCALES[lang]), key=len, reverse=True))
    clock = (
        r"(?P<half>[ap]\.?\s?m\b|o['’]?\s?clock|hours\b|hrs?\b|UTC\b|GMT\b)"
        if lang == "en"
        else r"(?P<half>(?!))"
    )
    return re.compile(
        rf"""(?P<iso>(?<![\d.,:])\d{{4}}-\d\d-\d\d(?!\d))
        | (?P<ratio>(?<![\d./])(?:\d{{1,3}}\s)?\d{{1,4}}/\d{{1,4}}(?![\d/]))
        | (?P<spaced>(?<![\d.,:])\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?!\d)(?:[.,]\d{{1,2}}(?!\d))?
           (?:\s(?P<thousands>{scales})(?!\w))?)
        | (?:(?P<digits>(?<!CO)\d+(?:[.,:]\d+)*)(?!\.\s(?:jule|påske|pinse)dag)(?:\s?(?P<vulgar>[½¼¾⅓⅔⅕⅛]))?
           | (?P<bare>[½¼¾⅓⅔⅕⅛]))
          (?:(?P<attached>[kKmMbB])(?!\w)
           | [\s\u00a0-]?(?:(?P<scale>{scales})(?!\w) | {clock})
           | (?P<decade>['’]?-?erne|['’]?-?tallet|['’]?-?tals|['’]?s(?!\w)))?""",
        re.VERBOSE | re.IGNORECASE | re.ASCII,
    )


_PATTERNS: dict[str, re.Pattern[str]] = {}
_CLOCK_BEFORE = re.compile(r"(?:\bkl\.?|\bklokken|\bat)\s?$", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-\s(?:og|eller|til)|-|–|—|−|til|og|eller|to|and|or)\s?\Z", re.IGNORECASE)


@dataclass(slots=True)
class Quantity:
    """A number in digits at [start, end).

    keys: every reading. parts: its pieces, where the whole finds no partner. power: the power of ten of its
    scale word. half: "am", "pm", "oclock" or another word that makes it a time.
    """

    text: str
    start: int
    end: int
    keys: list[str]
    parts: list[Quantity]
    power: int = 0
    half: str = ""


def quantities(text: str, lang: str) -> list[Quantity]:
    """All numbers in the digits of `text`, in order, with what each can mean in `lang` ("da" or "en")."""
    if lang not in _PATTERNS:
        _PATTERNS[lang] = _pattern(lang)
    found = [_quantity(match, text, lang) for match in _PATTERNS[lang].finditer(text)]
    for first, second in pairwise(found):
        gap = text[first.end : second.start]
        if len(gap) <= 8 and _RANGE.fullmatch(gap):
            _share_range(first, second, lang)
    return found


def _quantity(match: re.Match[str], text: str, lang: str) -> Quantity:
    whole = match.group()
    quantity = Quantity(whole, match.start(), match.end(), [f"={whole.translate(SEPARATORS)}"], [])
    if match["iso"]:
        quantity.parts = _date_parts(whole.split("-"), match.start())
    elif match["ratio"]:
        *whole_part, ratio = whole.split()
        numerator, denominator = map(int, ratio.split("/"))
        ones = int(whole_part[0]) if whole_part else 0
        quantity.keys.append(fraction_key(ones * denominator + numerator, denominator))
        quantity.parts = _date_parts([*whole_part, *ratio.split("/")], match.start())
    elif match["spaced"]:
        _read_spaced(quantity, match, lang)
    elif match["bare"]:
        quantity.keys.append(fraction_key(*_UNICODE_FRACTIONS[match["bare"]]))
        quantity.keys += ["f1/2"] if match["bare"] == "½" else []
    else:
        _read(quantity, match, text, lang)
    return quantity


def _read_spaced(quantity: Quantity, match: re.Match[str], lang: str) -> None:
    """ "10 000" is one number, or two that stand side by side."""
    digits = match["spaced"].partition(match["thousands"] or "\0")[0]
    whole, *fraction = re.split(r"[.,]", digits.strip())
    pieces = whole.split()
    quantity.power = _SCALES[lang].get((match["thousands"] or "").lower(), 0)
    quantity.keys.append(key("".join(pieces), "".join(fraction), quantity.power))
    quantity.parts = _date_parts([*pieces, *fraction], match.start())


def _read(quantity: Quantity, match: re.Match[str], text: str, lang: str) -> None:
    digits, scale = match["digits"], (match["scale"] or "").lower()
    quantity.power = _SCALES[lang].get(scale, 0)
    quantity.half = (match["half"] or "").lower().replace(".", "").replace(" ", "")
    quantity.keys = [f"={digits.translate(SEPARATORS)}e{quantity.power}"] if match["vulgar"] is None else []
    plain = _plain_keys(digits, lang, quantity.power, match["vulgar"])
    if plain:
        quantity.keys += plain
    else:
        quantity.parts = _date_parts(re.split(r"[.,:]", digits), quantity.start)
    if match["attached"]:
        quantity.keys += _plain_keys(digits, lang, _ATTACHED[match["attached"].lower()], match["vulgar"])
    if match["decade"] is not None and digits.isdigit() and len(digits) <= 4:
        quantity.keys += _decade_readings(digits, match["decade"])
    if digits == "14" and lang == "da" and text.startswith("dage", match.end() + 1):
        quantity.keys.append("2e0")  # two weeks
    before = _CLOCK_BEFORE.search(text, max(0, quantity.start - 10), quantity.start) is not None
    quantity.keys += _time_readings(digits, quantity.half, before, lang)
    if before and lang == "da" and digits.isdigit() and len(digits) == 2 and int(digits) > 12:
        quantity.keys.append(value_key(int(digits) - 12))


def _decade_readings(digits: str, suffix: str) -> list[str]:
    """ "90'erne" and "1990s" are the same decade, and "1800-tallet" is the nineteenth century."""
    keys = list(decade_keys(int(digits[:4])))
    if suffix.endswith(("tallet", "tals")) and int(digits[:4]) >= 100:
        keys.append(value_key(int(digits[:4]) // 100 + 1))
    return keys


def _plain_keys(digits: str, lang: str, power: int, vulgar: str | None) -> list[str]:
    """Readings of `digits` as one number; empty when it is a list, a date or a version."""
    group, decimal = (".", ",") if lang == "da" else (",", ".")
    if digits.isdigit():
        if vulgar:
            numerator, denominator = _UNICODE_FRACTIONS[vulgar]
            return [key(digits, str(1000 * numerator // denominator), power)]
        return [key(digits, power=power)]
    whole, _, fraction = digits.partition(decimal)
    groups = whole.split(group)
    grouped = len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])
    if grouped and (not fraction or fraction.isdigit()) and groups[0].strip("0"):
        return [key("".join(groups), fraction, power)]
    if len(groups) == 1 and fraction.isdigit():
        return [key(whole, fraction, power)]
    pieces = re.split(r"[.,:]", digits)
    if len(pieces) == 2 and ":" not in digits:
        return [key(pieces[0], pieces[1], power)]
    return []


def _time_readings(digits: str, half: str, after_clock: bool, lang: str) -> list[str]:
    pieces = re.split(r"[.,:]", digits)
    if any(len(piece) > 2 for piece in pieces) or len(pieces) > 3:
        if half in ("hours", "hrs", "hr", "utc", "gmt") and len(digits) == 4 and digits.isdigit():
            return [f"t{int(digits[:2]) % 24}:{digits[2:]}"]
        return []
    hour = int(pieces[0])
    minute = int(pieces[1]) if len(pieces) > 1 else 0
    if hour > 24 or minute > 59 or (len(pieces) > 1 and len(pieces[1]) != 2):
        return []
    if half in ("am", "pm"):
        return [f"t{(hour % 12 + (12 if half == 'pm' else 0)) % 24}:{minute:02}"]
    if len(pieces) == 1 and not after_clock and not half:
        return []
    exact = f"t{hour % 24}:{minute:02}"
    return time_keys(hour, minute) if lang == "en" and hour <= 12 else [exact]


def _date_parts(pieces: list[str], start: int) -> list[Quantity]:
    """The numbers of a date or a list, each on its own; one from 1 to 12 can be a month."""
    parts = []
    for piece in pieces:
        keys = [f"={piece}e0", key(piece)]
        if len(piece) <= 2 and 1 <= int(piece) <= 12:
            keys.append(f"m{int(piece)}")
        parts.append(Quantity(piece, start, start + len(piece), keys, []))
    return parts


def _share_range(first: Quantity, second: Quantity, lang: str) -> None:
    """In "3-4 million", "kl. 10-12" and "1994-95" what stands beside one number holds for both."""
    if second.text.endswith(("tallet", "tals", "erne")) and first.text.isdigit():
        first.keys += _decade_readings(first.text, second.text)
    if len(first.text) == 4 and len(second.text) == 2 and (first.text + second.text).isdigit():
        second.keys.append(key(first.text[:2] + second.text))
    if len(second.text) == 4 and len(first.text) == 4 and (first.text + second.text).isdigit():
        second.keys.append(key(second.text[2:]))
    if second.power and not first.power:
        first.keys += _plain_keys(first.text, lang, second.power, None)
    if second.half in ("am", "pm") and not first.half:
        first.keys += _time_readings(first.text, second.half, True, lang)
    if not second.half and any(k[0] == "t" for k in first.keys):
        second.keys += _time_readings(second.text, "", True, lang)
