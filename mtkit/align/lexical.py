"""Words that look alike, and words that are known or found to translate each other.

Spelling needs nothing but the texts. The gloss takes mtkit's word lexicon, where the language pair has one,
and what IBM model 1 learns from the beads of an earlier pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mtkit.align import _gloss
from mtkit.align._evidence import Evidence, Texts
from mtkit.align._view import View
from mtkit.align._vocabulary import Table, Vocabulary, words
from mtkit.words import lexicon

_LEAST = 0.02  # translations in the lexicon less probable than this are noise
_MOST = 8  # translations of a word that are looked at
_SAME = 0.5  # how probably a word of three letters or more stands for itself


def gather(texts: Texts) -> list[Evidence]:
    """Spelling always; the gloss where there is a lexicon or an earlier pass to learn from."""
    view = texts.keep("spelling", lambda: spelling(texts.source, texts.target))
    found = [Evidence("spelling", (view,))]
    has_lexicon = bool(len(lexicon.load(texts.source_lang, texts.target_lang)))
    if has_lexicon or texts.known:
        group = "lexicon" if has_lexicon else "gloss"  # weighed apart: one is far surer than the other
        found.append(Evidence(group, _gloss_views(texts, has_lexicon), directed=True))
    return found


def spelling(source: Sequence[str], target: Sequence[str]) -> View:
    """Compare two lists of sentences by the n-grams of their words."""
    vocabulary = Vocabulary()
    left = vocabulary.side(map(words, source))
    right = vocabulary.side(map(words, target))
    table = vocabulary.spelling()
    return View(left, table, right, table, keep=True)


def _gloss_views(texts: Texts, has_lexicon: bool) -> tuple[View, View]:
    """Target words foretold by the source's, and source words by the target's."""
    ours, theirs = Vocabulary(), Vocabulary()
    source = ours.side(map(words, texts.source))
    target = theirs.side(map(words, texts.target))
    forward, backward = _gloss.learn(source, target, list(texts.known))
    if has_lexicon:
        there = lexicon.load(texts.source_lang, texts.target_lang)
        back = lexicon.load(texts.target_lang, texts.source_lang)
        forward = _join(forward, _known(ours, theirs, there.translations))
        backward = _join(backward, _known(theirs, ours, back.translations))
    return View(source, forward, target, _self(theirs)), View(source, _self(ours), target, backward)


def _known(
    given: Vocabulary, other: Vocabulary, translations: Callable[[str], Mapping[str, tuple[float, float]]]
) -> Table:
    """The lexicon's translations of each word, those that occur in the other text."""
    features: list[int] = []
    weights: list[float] = []
    start = [0]
    for word in given.numbers:
        found = {
            other.numbers[t]: p
            for t, (p, _) in translations(word).items()
            if p >= _LEAST and t in other.numbers
        }
        if len(word) > 2 and word in other.numbers:
            found.setdefault(other.numbers[word], _SAME**2)
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
        features.extend(number for number, _ in best)
        weights.extend(p**0.5 for _, p in best)
        start.append(len(features))
    return Table(np.array(features, dtype=np.int64), np.array(weights, dtype=np.float64), np.array(start))


def _join(one: Table, other: Table) -> Table:
    """Both tables' features of each word."""
    counts = np.diff(one.start), np.diff(other.start)
    words_of = np.concatenate([np.repeat(np.arange(len(c)), c) for c in counts])
    order = np.argsort(words_of, kind="stable")
    return Table(
        np.concatenate([one.features, other.features])[order],
        np.concatenate([one.weights, other.weights])[order],
        one.start + other.start,
    )


def _self(vocabulary: Vocabulary) -> Table:
    """Each word as its own and only feature."""
    size = len(vocabulary.numbers)
    return Table(np.arange(size), np.ones(size), np.arange(size + 1))
