"""Words that look alike, and words that are known or found to translate each other.

Spelling needs nothing but the texts. The gloss takes mtkit's word lexicon, where the language pair has one,
and what IBM model 1 learns from the beads of an earlier pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mtkit.align import _gloss
from mtkit.align._evidence import Evidence, Texts
from mtkit.align._view import View
from mtkit.align._vocabulary import Side, Table, Vocabulary, words
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


@dataclass(frozen=True, slots=True)
class _Words:
    """What every pass needs: both texts in word numbers of their own, and what the lexicon knows of them."""

    source: Side
    target: Side
    sizes: tuple[int, int]  # words of each text
    known: tuple[Table, Table] | None


def _gloss_views(texts: Texts, has_lexicon: bool) -> tuple[View, View]:
    """Target words foretold by the source's, and source words by the target's."""
    kept = texts.keep("words", lambda: _words(texts, has_lexicon))
    forward, backward = _gloss.learn(kept.source, kept.target, list(texts.known))
    if kept.known:
        forward, backward = _join(forward, kept.known[0]), _join(backward, kept.known[1])
    return (
        View(kept.source, forward, kept.target, _self(kept.sizes[1])),
        View(kept.source, _self(kept.sizes[0]), kept.target, backward),
    )


def _words(texts: Texts, has_lexicon: bool) -> _Words:
    ours, theirs = Vocabulary(), Vocabulary()
    source = ours.side(map(words, texts.source))
    target = theirs.side(map(words, texts.target))
    there = lexicon.load(texts.source_lang, texts.target_lang) if has_lexicon else None
    return _Words(
        source,
        target,
        (len(ours.numbers), len(theirs.numbers)),
        _known(ours, theirs, there.translations) if there else None,
    )


def _known(
    ours: Vocabulary, theirs: Vocabulary, translations: Callable[[str], Mapping[str, tuple[float, float]]]
) -> tuple[Table, Table]:
    """The lexicon's translations of each text's words, those that occur in the other text.

    translations: of a source word, with the probabilities of both directions.
    """
    forward: list[dict[int, float]] = [{} for _ in ours.numbers]
    backward: list[dict[int, float]] = [{} for _ in theirs.numbers]
    for word, i in ours.numbers.items():
        for translation, (there, back) in translations(word).items():
            j = theirs.numbers.get(translation)
            if j is not None and there >= _LEAST:
                forward[i][j] = there
            if j is not None and back >= _LEAST:
                backward[j][i] = back
        if len(word) > 2 and word in theirs.numbers:
            j = theirs.numbers[word]
            forward[i].setdefault(j, _SAME**2)
            backward[j].setdefault(i, _SAME**2)
    return _best(forward), _best(backward)


def _best(found: Sequence[Mapping[int, float]]) -> Table:
    """The most probable translations of each word."""
    features: list[int] = []
    weights: list[float] = []
    start = [0]
    for translations in found:
        best = sorted(translations.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
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


def _self(size: int) -> Table:
    """Each of so many words as its own and only feature."""
    return Table(np.arange(size), np.ones(size), np.arange(size + 1))
