"""The word lexicon that comes with mtkit: which words translate which, and how probably.

It was learned by eval/words/train_lexicon.py from Europarl (no known restriction) and Tatoeba (CC BY 2.0
FR) and is one xz-compressed text file. Its first line is JSON; every other line is a Danish word, a tab,
and its translations as `word:ab` with two letters for the probabilities p(English | Danish) and p(Danish
| English).
"""

from __future__ import annotations

import functools
import json
import lzma
import math
from collections.abc import Iterable, Mapping
from importlib import resources

MAX_JUMP = 10  # longer jumps of an alignment share the weight of this one
FILE = "da-en.lexicon.xz"
_STEPS_A_HALVING = 2  # the letter a is 1, each letter on is half a bit less


class Lexicon:
    """Translations of words in lower case, read from the file's lines as they are asked for.

    jumps, jumps_back: weights of the jumps -10 to 10 from one word's link to the next one's, for target words
    walking over source words and the other way round.
    """

    def __init__(self, lines: Mapping[str, str], jumps: list[float], jumps_back: list[float]) -> None:
        self._lines = lines
        self.jumps, self.jumps_back = jumps, jumps_back
        self._parsed: dict[str, dict[str, tuple[float, float]]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._lines

    def __len__(self) -> int:
        return len(self._lines)

    def translations(self, word: str) -> Mapping[str, tuple[float, float]]:
        """For each translation of `word`: p(translation | word) and p(word | translation)."""
        if word not in self._parsed:
            pairs = (entry.rpartition(":") for entry in self._lines.get(word, "").split())
            self._parsed[word] = {
                target: (probability(code[0]), probability(code[1])) for target, _, code in pairs
            }
        return self._parsed[word]

    def reversed(self) -> Lexicon:
        """The same lexicon read from English to Danish."""
        turned: dict[str, list[str]] = {}
        for word, line in self._lines.items():
            for entry in line.split():
                target, _, code = entry.rpartition(":")
                turned.setdefault(target, []).append(f"{word}:{code[::-1]}")
        return Lexicon({w: " ".join(entries) for w, entries in turned.items()}, self.jumps_back, self.jumps)


def letter(probability: float) -> str:
    """A probability as one of the letters a to z, each half a bit under the one before."""
    steps = round(-math.log2(max(probability, 1e-9)) * _STEPS_A_HALVING)
    return chr(ord("a") + min(25, max(0, steps)))


@functools.cache
def probability(code: str) -> float:
    """What a letter stands for."""
    return float(2.0 ** (-(ord(code) - ord("a")) / _STEPS_A_HALVING))


@functools.cache
def load(source_lang: str = "da", target_lang: str = "en") -> Lexicon:
    """The lexicon of a language pair; an empty one where there is none."""
    if (source_lang, target_lang) == ("en", "da"):
        return load().reversed()
    packed = (resources.files("mtkit.words") / FILE).read_bytes()
    header, *lines = lzma.decompress(packed).decode().split("\n")
    settings = json.loads(header)
    pair = (source_lang, target_lang) == ("da", "en")
    table = dict(line.split("\t", 1) for line in lines if line) if pair else {}
    return Lexicon(table, settings["jumps"], settings["jumps_back"])


def pack(
    entries: Iterable[tuple[str, Mapping[str, tuple[float, float]]]],
    jumps: list[float],
    jumps_back: list[float],
) -> bytes:
    """The file's bytes for words, their translations and the two probabilities of each."""
    lines = [json.dumps({"jumps": jumps, "jumps_back": jumps_back})]
    for word, translations in entries:
        row = (f"{t}:{letter(p)}{letter(q)}" for t, (p, q) in sorted(translations.items()))
        lines.append(f"{word}\t{' '.join(row)}")
    return lzma.compress(("\n".join(lines) + "\n").encode(), preset=9 | lzma.PRESET_EXTREME)
