"""The English as one newspaper would print it, whoever translated it: marks, thousands, spelling, titles.

Two thirds of what a model learns from is the parliament's, set by that house's own rules. What is not the
parliament's is American for the most part, and so the spelling is, throughout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

DOUBLE = frozenset('"“”„«»')
# A single quotation mark before or after quoted words; a plural's apostrophe looks like the latter.
SINGLE = re.compile(r"(?:(?<=[\s(\[–—-])|^)'(?=\S)|(?<=\S)'(?!\w)")
PLURAL = re.compile(r"(?<=\ws)'(?= \w)")
SPACED = re.compile(r"(?<![\d.,] )(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.]*\d| \d)")
LETTERS = re.compile(r"[A-Za-z]+")
LOWER = re.compile(r"[a-z]+")
# How a word of American text would be written if it were British; that text decides whether it is.
SPELLINGS = tuple(
    (re.compile(ours), british)
    for ours, british in (
        (r"iz(?=(?:e[srd]?|ers|ing|ings|ations?|ational|able)$)", "is"),
        (r"yz(?=(?:e[srd]?|ers|ing)$)", "ys"),
        (r"(?<=..)or(?=(?:s|ed|ing|abl[ey]|ites?|ful|less|al|ers?|hoods?|ly|ation)?$)", "our"),
        (r"(?<=..)ter(?=s?$)", "tre"), (r"(?<=..)tered$", "tred"), (r"(?<=..)ber(?=s?$)", "bre"),
        (r"ense(?=s?$|less$)", "ence"), (r"og(?=s?$)", "ogue"), (r"gram(?=s?$)", "gramme"),
        (r"(?<=[aeou])l(?=(?:ed|ing|ers?|ors?|ous)$)", "ll"), (r"^gray", "grey"), (r"^while$", "whilst"),
        (r"(?<=..[ft]i)ll(?=s?$)", "l"), (r"(?<=..)ll(?=ments?$|ful)", "l"), (r"^ped(?=[io])", "paed"),
        (r"neuv", "noeuv"), (r"^tire(?=s?$)", "tyre"), (r"^check(?=s?$)", "cheque"),
        (r"^jewelry$", "jewellery"),
    )
)  # fmt: skip
RARER = 10  # times that American text must prefer its own spelling
PERCENT = re.compile(r"(?<=\d) ?%(?!\w|-)|\bper cent\b")
IN_WORDS = re.compile(r"\d (?:procent|pct\.)")
OFFICE = re.compile(
    r"\b(?P<before>(?:[Tt]he|[Aa]n?|this|that|every|each|[Hh]is|[Hh]er|[Ii]ts|their|our|your|my|former|new)"
    r"(?: (?:[A-Z]\w*(?:ish|an|ese|ch|i)|UK|US|EU))? )"
    r"(?P<office>(?:Vice-|Prime )?(?:President|Commissioner|Minister|Chancellor|Ambassador|Chairman"
    r"|Government|Secretary)s?)\b(?![-,]| [A-Z]| (?:of|for|in) (?:the )?[A-Z])"
)
COMMON = re.compile(r"(?<!\A)\b(?:Member States?|Internet)\b(?! [A-Z])")


def printed(danish: str, target: str, spelling: Mapping[str, str]) -> str:
    """`target` in the house's style: double quotation marks, 5,200 for 5 200, "But" for a Danish "Men",
    percent for "procent", small letters for offices, kronor for Swedish money only, the spelling asked for.

    spelling: American forms by British ones, see `american`.
    """
    known = {re.sub(r"\D", "", found) for found in re.findall(r"\d{1,3}(?:[. ]\d{3})+", danish)}

    def with_commas(found: re.Match[str]) -> str:
        return found.group().replace(" ", "," if found.group().replace(" ", "") in known else " ")

    target = SPACED.sub(with_commas, target)
    if danish.startswith("Men ") and target.startswith("However, "):
        target = "But " + target.removeprefix("However, ")
    if "%" not in danish and len(PERCENT.findall(target)) == len(IN_WORDS.findall(danish)):
        target = PERCENT.sub(lambda found: " percent" if "%" in found.group() else "percent", target)
    if "sv" not in danish.lower():
        target = target.replace("kronor", "kroner")  # which are Danish or Norwegian
    target = OFFICE.sub(lambda found: found["before"] + found["office"].lower(), target)
    target = COMMON.sub(lambda found: found.group().lower(), target)
    return quoted(danish, spelled(target, spelling))


def spelled(text: str, spelling: Mapping[str, str]) -> str:
    """`text` with the words that `spelling` knows replaced, capitals kept."""

    def other(found: re.Match[str]) -> str:
        word = found.group()
        new = spelling.get(word.lower())
        if new is None or word[1:] != word[1:].lower():
            return word
        return new.capitalize() if word[0].isupper() else new

    known = any(word in spelling for word in LOWER.findall(text.lower()))  # most lines have none
    return LETTERS.sub(other, text) if known else text


def american(lines: Iterable[str]) -> dict[str, str]:
    """American spellings by British ones, as American `lines` have them."""
    seen: Counter[str] = Counter()
    for line in lines:
        seen.update(LOWER.findall(line.lower()))
    found: dict[str, str] = {}
    for word, count in seen.items():
        for ours, british in SPELLINGS:
            other = ours.sub(british, word)
            if other != word and count > 1 and count > RARER * seen[other]:
                found[other] = word
    return found


def quoted(danish: str, target: str) -> str:
    """`target` with double quotation marks where the Danish has as many as it has single ones.

    The parliament writes 'so' what its Danish writes "so"; a model that learns it loses half of all marks.
    """
    wanted = sum(character in DOUBLE for character in danish)
    if not wanted or '"' in target:
        return target
    marks = [match.start() for match in SINGLE.finditer(target)]
    if len(marks) > wanted:
        plurals = {match.start() for match in PLURAL.finditer(target)}
        marks = [at for at in marks if at not in plurals]
    if len(marks) != wanted:
        return target
    return "".join('"' if at in marks else character for at, character in enumerate(target))
