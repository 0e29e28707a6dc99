"""Which pairs are worth learning from: how much they are like news, and how literal a translation is.

Likeness is the difference of two language models' cross-entropies (Moore & Lewis 2010 for one side, Axelrod,
He & Gao 2011 for the sum of both). The models are bigram models with Dirichlet smoothing over a unigram
model; all that scoring needs is the table of their log ratios. A dictionary says how literal a pair is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from cleaning import DANISH, ENGLISH, WORD

TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
STRENGTH = 20.0  # pseudo-counts that the unigram model is worth in each bigram's context
FRAMES = re.compile(
    r"\b(?:Mr|Mrs|Madam|Ms) (?:President|Chairman|Commissioner)|Commissioner|rapporteur|amendments?\b|"
    r"\bHouse\b|ladies and gentlemen|honourable|on behalf of the|the Council|directive|\breport\b|applause",
    re.IGNORECASE,
)


LEAST_LIKELY = 0.02  # probability of a translation that counts


class Literalness:
    """The share of words that a dictionary of single words finds on the other side, function words aside.

    Much of the parliament was translated on both sides from a third language: such a pair leaves things out,
    and a small model learns to.
    """

    def __init__(self, dictionary: Path, spelling: Mapping[str, str]) -> None:
        """dictionary: rows of Danish, English, probability, count, separated by tabs; spelling: by what its
        English is to be spelled, see `style.american`."""
        self.english: dict[str, set[str]] = {}
        self.danish: dict[str, set[str]] = {}
        for row in dictionary.read_text("utf-8").splitlines():
            danish, target, likely, _ = row.lower().split("\t")
            target = spelling.get(target, target)
            if float(likely) >= LEAST_LIKELY and target not in ENGLISH and target.isalpha():
                self.english.setdefault(danish, set()).add(target)
                self.danish.setdefault(target, set()).add(danish)

    def score(self, danish: str, target: str) -> float:
        """From 0 to 1, both directions together; 1 where the dictionary knows no word."""
        here = [word for word in WORD.findall(danish.lower()) if word not in DANISH]
        there = [word for word in WORD.findall(target.lower()) if word not in ENGLISH]
        found, known = 1, 1
        for words, other, table in (
            (here, frozenset(there), self.english),
            (there, frozenset(here), self.danish),
        ):
            for word in words:
                if word in table:
                    known += 1
                    found += word in other or not table[word].isdisjoint(other)
        return found / known


class NewsLikeness:
    """Log ratios of a bigram model of news and one of the corpus at hand."""

    def __init__(self, news: Iterable[str], other: Iterable[str]) -> None:
        inside, outside = Counts(news), Counts(other)
        words = inside.words.keys() | outside.words.keys()
        size = len(words)
        self.word = {
            word: math.log(inside.unigram(word, size) / outside.unigram(word, size))
            for word in words
            if inside.words[word] + outside.words[word] > 1
        }
        self.unseen = math.log(inside.unigram("", size) / outside.unigram("", size))
        self.context = {
            word: math.log((outside.words[word] + STRENGTH) / (inside.words[word] + STRENGTH))
            for word in words
        }
        self.pair = {
            pair: math.log(inside.bigram(*pair, size) / outside.bigram(*pair, size))
            for pair in inside.pairs.keys() | outside.pairs.keys()
            if inside.pairs[pair] + outside.pairs[pair] > 1
        }

    def score(self, sentence: str) -> float:
        """Mean log ratio per token: above zero is more like news than like the corpus."""
        tokens = TOKEN.findall(sentence.lower())
        total, before = 0.0, "<s>"
        pair, word, context = self.pair.get, self.word.get, self.context.get
        for token in tokens:
            ratio = pair((before, token))
            total += ratio if ratio is not None else word(token, self.unseen) + context(before, 0.0)
            before = token
        return total / (len(tokens) + 1)


class Counts:
    """Unigram and bigram counts of some text."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.words: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        for sentence in sentences:
            tokens = ["<s>", *TOKEN.findall(sentence.lower())]
            self.words.update(tokens)
            self.pairs.update(pairwise(tokens))
        self.total = sum(self.words.values())

    def unigram(self, word: str, size: int) -> float:
        """The probability of a word, with one added to each count over `size` words."""
        return (self.words[word] + 1) / (self.total + size + 1)

    def bigram(self, before: str, word: str, size: int) -> float:
        """The probability of a word after another."""
        return (self.pairs[before, word] + STRENGTH * self.unigram(word, size)) / (
            self.words[before] + STRENGTH
        )
