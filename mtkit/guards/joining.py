"""A translated piece of a sentence, as it stands where the sentence is put together again."""

from __future__ import annotations

import re

_ENDS_SENTENCE = re.compile(r"[.!?…:][\"”»’')\]]*\s*$")
_MARK = re.compile(r"(?:[,;]|\s[–—-])$")
_OWN_STOP = re.compile(r"(?<!\.)\.$")
_ALWAYS_CAPITAL = re.compile(r"I\b|[A-Z]\.[A-Z]|[A-Z]\w*[A-Z0-9]")
# What English begins with a capital where Danish does not.
_CALENDAR = """
    monday tuesday wednesday thursday friday saturday sunday january february april june july august
    september october november december christmas easter
"""
_PEOPLES = """
    african albanian american arab arabic argentine asian australian austrian bavarian belgian bosnian
    brazilian british bulgarian canadian catholic chilean chinese christian christianity croatian cuban
    czech danish dutch egyptian english estonian european faroese finnish flemish french german greek
    greenlandic hungarian icelandic indian indonesian iranian iraqi irish islam islamic israeli italian
    japanese jewish kenyan korean kurdish latin latvian lebanese libyan lithuanian mexican moroccan muslim
    nordic norwegian pakistani palestinian polish portuguese protestant roman romanian russian saudi
    scandinavian scottish serbian slovak slovenian somali soviet spanish swedish swiss syrian taiwanese thai
    tunisian turkish ukrainian venezuelan vietnamese welsh
"""
_OTHERS = "danes swedes finns norwegians britons dutchmen frenchmen englishmen turks poles"
_NAMES = frozenset(
    [*_CALENDAR.split(), *_OTHERS.split(), *_PEOPLES.split(), *(f"{people}s" for people in _PEOPLES.split())]
)


def tidy(source: str, result: str) -> str:
    """`result`, the translation of the piece `source` alone, without a full stop or capital of its own.

    A full stop that the piece does not have becomes the comma, semicolon or dash that it ends with, or goes.
    A capital goes where the piece begins small, unless English writes the word with one.
    """
    if not _ENDS_SENTENCE.search(source):
        mark = _MARK.search(source.rstrip())
        result = _OWN_STOP.sub(mark.group() if mark else "", result.rstrip())
    if source[:1].islower() and result[:1].isupper() and not _capital(result):
        result = result[0].lower() + result[1:]
    return result


def _capital(text: str) -> bool:
    first = re.split(r"[^\w]", text, maxsplit=1)[0]
    return bool(_ALWAYS_CAPITAL.match(text)) or first.lower() in _NAMES
