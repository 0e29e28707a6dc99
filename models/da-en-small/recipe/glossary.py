"""What the parliament never says: pairs and a glossary of everyday words, written for this recipe.

written/*.pairs.tsv: Danish, tab, English. written/*.glossary.tsv: a kind and the forms of a word on each
side, separated by bars, "-" for one that does not exist:

    n   målmand|målmanden|målmænd|målmændene     goalkeeper|goalkeepers
    v   sparke|sparker|sparkede|sparket          kick|kicks|kicked|kicked
    a   lækker|lækkert|lækre                     delicious
    o   bagud                                    behind

Each form is learned by itself, in lists, and in the place of another word of its kind in the parliament's own
sentences, where a dictionary says which English word stands for which Danish one.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

Pair = tuple[str, str]

LONGEST_CONTEXT = 150  # characters
WORD = re.compile(r"[^\W\d_]+")
NOUN_FORMS = ("singular", "definite", "plural", "plural definite")
VERB_FORMS = ("infinitive", "present", "past", "participle")
SUBJECT = r"(?i:han|hun|det|den|der|som|jeg|vi|de|man|ministeren|formanden|kommissionen)"
HELPER = r"(?i:har|havde|er|var|blev|bliver|blevet|være)"
ENGLISH_HELPER = r"(?:has|have|had|is|are|was|were|be|been|being)"
# What follows a noun that is no part of a longer one, and what makes another verb of a verb.
NOUN_END = (
    r"(?=[.,;:!?)]|$| (?:and|or|but|of|in|on|to|for|with|by|at|from|as|that|which|who|is|are|was|were|has"
    r"|have|had|will|would|should|must|can|could|may)\b)"
)
VERB_END = r"(?! (?:up|out|on|off|at|for|into|forward|away|after|with|to|down|over|about)\b)"


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a word: its kind, its Danish and its English without article or `to`."""

    kind: str
    danish: str
    english: str
    gender: str = ""  # of a noun in the singular: "en" or "et"


def forms(row: str) -> list[Form]:
    """The forms in one row of a glossary. Raises ValueError for a row that is not one."""
    kind, danish, english = row.split("\t")
    here, there = danish.split("|"), english.split("|")
    if kind == "n" and len(here) == 4 and len(there) == 2:
        gender = "en" if here[1].endswith("n") else "et" if here[1].endswith("t") else ""
        there = [there[0], there[0], there[1], there[1]]
        found = [Form(*both, gender) for both in zip(NOUN_FORMS, here, there, strict=True)]
    elif kind == "v" and len(here) == len(there) == 4:
        found = [Form(*both) for both in zip(VERB_FORMS, here, there, strict=True)]
    elif kind == "a" and len(here) in (1, 2, 3) and len(there) == 1:
        found = [Form("adjective", each, english) for each in dict.fromkeys(here)]
    elif kind == "o" and len(here) == len(there) == 1:
        found = [Form("other", danish, english)]
    else:
        raise ValueError(f"not a row of a glossary: {row!r}")
    return [form for form in found if "-" not in (form.danish, form.english) and form.danish]


def read(folder: Path) -> tuple[list[str], list[Form]]:
    """The lines of all pairs and the forms of all glossaries in `folder`, each once."""
    lines, found = [], []
    for path in sorted(folder.glob("*.pairs.tsv")):
        lines += path.read_text("utf-8").splitlines()
    for path in sorted(folder.glob("*.glossary.tsv")):
        for row in path.read_text("utf-8").splitlines():
            found += forms(row)
    return list(dict.fromkeys(lines)), list(dict.fromkeys(found))


def freedict(path: Path) -> list[Form]:
    """The first translation of each word in a FreeDict table: Danish, English and part of speech."""
    kinds = {"n": "singular", "v": "infinitive", "adj": "adjective"}
    found: dict[str, Form] = {}
    for row in path.read_text("utf-8").splitlines():
        danish, english, part = row.split("\t")
        if len(danish) > 2 and danish not in found:
            found[danish] = Form(kinds.get(part, "other"), danish, english.removeprefix("to "))
    return list(found.values())


def alone(form: Form, rng: random.Random) -> Pair:
    """A form by itself, as its language would name it."""
    danish, english = form.danish, form.english
    if form.kind in ("definite", "plural definite"):
        english = f"the {english}"
    elif form.kind == "singular" and form.gender and rng.random() < 0.5:
        danish, english = f"{form.gender} {danish}", with_article(english)
    elif form.kind == "infinitive" and rng.random() < 0.5:
        danish, english = f"at {danish}", f"to {english}"
    elif form.kind in ("present", "past") and rng.random() < 0.7:
        subject = rng.choice((("han", "he"), ("hun", "she")))
        danish, english = f"{subject[0]} {danish}", f"{subject[1]} {english}"
    elif form.kind == "participle" and rng.random() < 0.7:
        danish, english = f"har {danish}", f"has {english}"
    return danish, english


def with_article(english: str) -> str:
    """`english` after "a" or "an", by its letters."""
    vowel = re.match(r"[aeio]|u(?!ni|se|ti)|hono|hour", english, re.IGNORECASE)
    return f"{'an' if vowel and not english.startswith(('eu', 'one')) else 'a'} {english}"


def listed(found: Iterable[Form], rng: random.Random) -> Iterator[Pair]:
    """Each form once: alone, or with one or two more of its kind; some begin like a sentence."""
    by_kind: dict[str, list[Form]] = {}
    for form in found:
        by_kind.setdefault(form.kind, []).append(form)
    for members in by_kind.values():
        rng.shuffle(members)
        rest = iter(members)
        while chosen := list(islice(rest, rng.choice((1, 1, 2, 3)))):
            sides = list(zip(*(alone(form, rng) for form in chosen), strict=True))
            danish, english = (
                ", ".join(side[:-1]) + (f" {word} " if side[:-1] else "") + side[-1]
                for side, word in zip(sides, ("og", "and"), strict=True)
            )
            if rng.random() < 0.3:
                danish, english = danish[0].upper() + danish[1:], english[0].upper() + english[1:]
            yield danish, english


class Contexts:
    """Puts words of a glossary into sentences, in the place of words of their kind."""

    def __init__(self, found: Iterable[Form], english_of: Mapping[str, set[str]], rng: random.Random) -> None:
        """english_of: what Danish words may be in English, both in small letters."""
        self.english_of, self.rng = english_of, rng
        self.members: dict[str, list[Form]] = {}
        for form in found:
            self.members.setdefault(form.kind, []).append(form)
        self.queues: dict[str, list[Form]] = {}
        self.turns: Counter[str] = Counter()

    def next(self, kind: str) -> Form:
        """The next form of a kind; each has its turn before one comes again."""
        if not self.queues.get(kind):
            self.queues[kind] = self.members[kind][:]
            self.turns[kind] += 1
            self.rng.shuffle(self.queues[kind])
        return self.queues[kind].pop()

    def filled(self, pair: Pair, turns: int) -> Pair | None:
        """`pair` with one word replaced on both sides, or None where none can be, or where each form of the
        word's kind has had all of its `turns`."""
        danish, english = pair
        if len(danish) > LONGEST_CONTEXT:
            return None
        words = [word for word in WORD.findall(danish) if len(word) > 3 and word.islower()]
        for word in self.rng.sample(words, len(words)):
            for kind, here, there in self.places(word, english):
                if kind not in self.members or (self.turns[kind] == turns and not self.queues[kind]):
                    continue
                found = list(re.finditer(here, danish)), list(re.finditer(there, english))
                if len(found[0]) == len(found[1]) == 1 and len(re.findall(rf"\b{word}\b", danish)) == 1:
                    return self.put(kind, pair, found[0][0], found[1][0])
        return None

    def put(self, kind: str, pair: Pair, here: re.Match[str], there: re.Match[str]) -> Pair:
        """`pair` with the next form of `kind` where the matches' group "word" is, and its article."""
        form = self.next(kind)
        danish, english = form.danish, form.english
        begin, english_begin = here.start("word"), there.start("word")
        if kind == "singular":
            begin, english_begin = here.start(), there.start()
            danish, english = f"{form.gender or here['article']} {danish}", with_article(english)
        return (
            pair[0][:begin] + danish + pair[0][here.end("word") :],
            pair[1][:english_begin] + english + pair[1][there.end("word") :],
        )

    def places(self, word: str, english: str) -> Iterator[tuple[str, str, str]]:
        """What kinds of form `word` can be, with patterns of its place in the Danish and in `english`."""
        here = rf"\b(?P<word>{word})\b(?!-)"
        for target in sorted(self.english_of.get(word, ())):
            if target not in english:
                continue
            noun, verb = (rf"(?P<word>{target})\b{end}" for end in (NOUN_END, VERB_END))
            if target.endswith("s"):
                if word.endswith("ne") and target in self.english_of.get(word[:-2], ()):
                    yield "plural definite", here, rf"\bthe {noun}"
                elif target in self.english_of.get(word + "ne", ()):
                    yield "plural", here, rf"(?<!the )\b{noun}"
                elif word.endswith("r") and word + "ne" not in self.english_of:
                    yield "present", rf"\b{SUBJECT} {here}", rf"\b{verb}"
            elif target.endswith("ed"):
                if word.endswith(("ede", "te")):
                    yield "past", rf"\b{SUBJECT} {here}", rf"(?<!\bbeen )(?<!\bwas )(?<!\bwere )\b{verb}"
                elif word.endswith("t"):
                    yield "participle", rf"\b{HELPER} {here}", rf"\b{ENGLISH_HELPER} {verb}"
            elif any(target in self.english_of.get(word[:-end], ()) for end in (1, 2) if word[-1] in "nt"):
                yield "definite", here, rf"\bthe {noun}"
            elif any(target in self.english_of.get(word + end, ()) for end in definite_ends(word)):
                yield "singular", rf"\b(?P<article>en|et) {here}", rf"\ban? {noun}"
            elif word.endswith("e"):
                yield "infinitive", rf"\bat {here}", rf"\bto {verb}"


def definite_ends(noun: str) -> tuple[str, str]:
    """What makes a Danish noun definite. An adjective has no such forms."""
    return ("n", "t") if noun.endswith("e") else ("en", "et")
