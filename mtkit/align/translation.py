"""A translation of one text, or one of each, compared with the other text in its own language (Sennrich &
Volk 2010).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mtkit.align._evidence import Evidence, Texts, character_lengths
from mtkit.align.lexical import spelling

_LONGEST_RATIO = 4.0  # a translation this many times longer or shorter than usual has run away or broken off
_SLACK = 20  # characters that do not count for that


def gather(texts: Texts) -> list[Evidence]:
    """Views of whichever translations there are."""
    found = []
    if texts.translation is not None:
        ours = mended(texts.source, texts.translation)
        lengths = (character_lengths(ours), character_lengths(texts.target))
        found.append(
            Evidence(
                "translation",
                (texts.keep("translation", lambda: spelling(ours, texts.target)),),
                lengths=(lengths,),
            )
        )
    if texts.target_translation is not None:
        theirs = mended(texts.target, texts.target_translation)
        lengths = (character_lengths(texts.source), character_lengths(theirs))
        found.append(
            Evidence(
                "translation",
                (texts.keep("target translation", lambda: spelling(texts.source, theirs)),),
                lengths=(lengths,),
            )
        )
    return found


def mended(sentences: Sequence[str], translation: Sequence[str]) -> list[str]:
    """The translation, with the sentence itself wherever a line is empty, runs away, or repeats another's.

    Names and numbers of the original say more than an invented sentence does.
    """
    ratio = (sum(map(len, translation)) + 1) / (sum(map(len, sentences)) + 1)
    origins: dict[str, set[str]] = {}
    for sentence, line in zip(sentences, translation, strict=True):
        origins.setdefault(line, set()).add(sentence)
    return [
        sentence if _broken(sentence, line, ratio) or len(origins[line]) > 2 else line
        for sentence, line in zip(sentences, translation, strict=True)
    ]


def _broken(sentence: str, line: str, ratio: float) -> bool:
    expected = len(sentence) * ratio
    too_long = len(line) > _LONGEST_RATIO * expected + _SLACK
    too_short = expected > _LONGEST_RATIO * len(line) + _SLACK
    return not line.strip() or too_long or too_short or _loops(line)


def _loops(line: str) -> bool:
    """Whether one word makes up most of a line of many."""
    found = line.split()
    return len(found) >= 8 and Counter(found).most_common(1)[0][1] > len(found) / 2
