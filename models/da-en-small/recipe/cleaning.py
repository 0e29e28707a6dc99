"""From raw pairs to pairs worth learning from: normalisation, language identification, plain filters."""

from __future__ import annotations

import lzma
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from style import DOUBLE, SINGLE, printed

DANISH = frozenset(
    """
    og i at det er en til på der de for af den ikke som med har et vi om var kan jeg fra men så skal
    eller når hvor hvis være blev vil også hans hun han dette denne disse sig mere end efter ved
    over ud op mod mellem under før siden blive bliver kun alle meget sin deres vores dig mig os
    hvad hvem hvorfor nu her selv
    """.split()  # noqa: SIM905
)
ENGLISH = frozenset(
    """
    the and of to in is that it for on with as was are be this by not have from or an at which we
    you they he she has had but will would can if there their what when who been were his her its
    our your do does than into about after more also should could may these those them me us i my no
    so
    """.split()  # noqa: SIM905
)
QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
# Where one sentence ends and another begins; after two letters, so that initials and "f.eks." do not count.
SENTENCE_END = re.compile(r"(?<=\w\w[.!?])[\"')»]* (?=[\"'(»-]*[A-ZÆØÅ])")
SHORTENED = re.compile(
    r"\b(?:hr|fr|nr|dr|kl|bl|osv|mv|pct|ca|mio|mia|stk|prof|art|mr|mrs|ms|messrs|no|st)\. ", re.IGNORECASE
)
SPEAKER_TAG = re.compile(r"^\s*(?:[-–]\s*)?\((?:[A-Z]{2}|[a-z]{2})\)\s+")
TRAILING = re.compile(r"\s+[(\[]$")
NUMBER = re.compile(r"\d+")
WORD = re.compile(r"[^\W\d_]+")


def lines_of(path: Path) -> Iterator[str]:
    """The lines of an xz file in UTF-8, without their line ends."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\r\n")


def normal(text: str) -> str:
    """NFC, single spaces, no control characters."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def english(text: str) -> str:
    """The English side as the model is to write it: straight quotes, and the apostrophe of ASCII."""
    return text.translate(QUOTES).replace("''", '"')


def alike(danish: str, target: str) -> bool:
    """Whether both sides have as many sentences, the English no semicolon or colon more, and both or neither
    a quotation. Two sentences made one teach a model to leave one out."""
    if target.count(";") > danish.count(";") or target.count(":") > danish.count(":"):
        return False
    if danish.endswith((".", "!", "?")) and not target.rstrip("\"')").endswith((".", "!", "?")):
        return False
    quotations = sum(character in DOUBLE for character in danish), len(SINGLE.findall(target))
    if quotations[0] > 1 and not quotations[1] and '"' not in target:
        return False
    return sentence_ends(danish) == sentence_ends(target)


def sentence_ends(text: str) -> int:
    return len(SENTENCE_END.findall(SHORTENED.sub("", text)))


def language(words: list[str]) -> float:
    """How much more Danish than English the words are: share of Danish function words minus English ones."""
    if not words:
        return 0.0
    danish = sum(word in DANISH for word in words)
    return (danish - sum(word in ENGLISH for word in words)) / len(words)


def clean_pair(line: str, strict: bool, spelling: Mapping[str, str]) -> tuple[str, str] | None:
    """The pair in one line of a table, cleaned, or None where it is not worth learning from.

    `strict` is for the large corpus, where a doubtful pair may go: there the numbers of both sides agree, and
    so do their sentences and quotations. `spelling` is what `style.american` found.
    """
    danish, tab, target = line.partition("\t")
    if not tab:
        return None
    danish, target = normal(danish), english(normal(target.split("\t")[0]))
    if strict:
        danish, target = SPEAKER_TAG.sub("", danish), SPEAKER_TAG.sub("", target)
        danish, target = TRAILING.sub("", danish), TRAILING.sub("", target)
    if not danish or not target:
        return None
    target = printed(danish, target, spelling)
    longer, shorter = max(len(danish), len(target)), min(len(danish), len(target))
    if longer > 600 or (longer > 25 and longer > 2.2 * shorter):
        return None
    source_words, target_words = WORD.findall(danish.lower()), WORD.findall(target.lower())
    if not source_words or not target_words:
        return None
    if source_words == target_words and len(source_words) > 3:
        return None  # not translated
    if (len(source_words) > 4 and language(source_words) < -0.1) or (
        len(target_words) > 4 and language(target_words) > 0.1
    ):
        return None  # the wrong language on one side
    if strict and sorted(NUMBER.findall(danish)) != sorted(NUMBER.findall(target)):
        return None
    if strict and not alike(danish, target):
        return None
    return danish, target
