"""Names that were copied with letters left out, put right from the source: Visegrad for "Viegrad".

And Slavic names that were copied in Danish spelling: Dmitry for "Dmitrij".
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?:(?<=[\w,;)] )|(?<=[\w,;)] [\"'(]))[^\W\d_]+")  # not where a sentence begins
_LEAST_LETTERS = 5
_MOST_MISSING = 3
_BEGINNING, _END = 2, 2  # letters that a slip of a model leaves alone
# What English writes with fewer letters than Danish, and ends of forms that it does not have (Maldivernes).
_ENGLISH = frozenset({"Hanover", "Havana", "Lisbon", "Tajikistan", "Tehran"})
_DANISH_ENDS = ("erne", "ernes", "ens", "et", "ets", "ers", "rer", "ing")
# Danish writes the names of Russians and Ukrainians so; Dutch has -ij too, after a vowel or in these.
_SLAVIC = re.compile(r"(?<![\w/@.#-])[A-Z][^\W\d_]+(?<![aeiou])[iy]j(?![\w/@#-]|\.\w)")
_NOT_SLAVIC = re.compile(r"(?:partij|schappij|(?<!val)erij|^basij|^grontmij|^.{1,4})$", re.IGNORECASE)
_SLAVIC_LETTERS = (
    (re.compile("[iy]j$"), "y"),
    (re.compile("^J(?=[aeu])"), "Y"),
    (re.compile("sjtj"), "shch"), (re.compile("^Sjtj"), "Shch"),
    (re.compile("sj"), "sh"), (re.compile("^Sj"), "Sh"),
    (re.compile("tj"), "ch"), (re.compile("^Tj(?=ajk)"), "Tch"), (re.compile("^Tj"), "Ch"),
    (re.compile("zj"), "zh"), (re.compile("^Zj"), "Zh"),
    (re.compile("j(?=[aeiou])"), "y"), (re.compile("j"), "i"),
)  # fmt: skip


def respelled(source: str, hypothesis: str) -> str:
    """`hypothesis` with its names spelled right as far as the source tells: `completed` and `romanized`."""
    if "ij" in hypothesis or "yj" in hypothesis:
        hypothesis = romanized(source, hypothesis)
    return completed(source, hypothesis)


def romanized(source: str, hypothesis: str) -> str:
    """`hypothesis` with the English spelling of each Slavic name that it has in the source's Danish one.

    Only names in -ij and -yj (Dmitrij, Dostojevskij), which no other capitalised words of Danish end in:
    Dutch names have a vowel before it (Nistelrooij). The letters are those of the BGN/PCGN romanization as
    newspapers simplify it: Dmitry, Dostoyevsky.
    """

    def english(match: re.Match[str]) -> str:
        name = match.group()
        if name not in source or _NOT_SLAVIC.search(name):
            return name
        for letters, sound in _SLAVIC_LETTERS:
            name = letters.sub(sound, name)
        return name

    return _SLAVIC.sub(english, hypothesis)


def completed(source: str, hypothesis: str) -> str:
    """`hypothesis` with the source's form of each name in it that lacks letters of it.

    A model of subwords loses a piece in the middle of a long name now and then. A capitalised word inside a
    sentence that the source does not have, and that one word of the source becomes when one to three inner
    letters are left out, is taken for that; the word must not stand in `hypothesis` already. Names that are
    another word in English have other letters, another beginning or another end (Tjekkiet, Spanien).
    """
    there = dict.fromkeys(word for word in _INSIDE.findall(hypothesis) if _called(word))
    here = set(_WORD.findall(source))
    strange = [word for word in there if word not in here and word not in _ENGLISH]
    if not strange:
        return hypothesis
    missing = [
        word for word in here if _called(word) and word not in hypothesis and not word.endswith(_DANISH_ENDS)
    ]
    for word in strange:
        meant = [name for name in missing if _lacks_letters(word, name)]
        if len(meant) == 1:
            hypothesis = re.sub(rf"(?<![^\W\d_]){word}(?![^\W\d_])", meant[0], hypothesis)
    return hypothesis


def _called(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and word[0].isupper() and not word.isupper()


def _lacks_letters(word: str, name: str) -> bool:
    """Whether `word` is `name` with inner letters left out."""
    if not 0 < len(name) - len(word) <= _MOST_MISSING:
        return False
    if word[:_BEGINNING] != name[:_BEGINNING] or word[-_END:] != name[-_END:]:
        return False
    letters = iter(name)
    return all(letter in letters for letter in word)
