"""Two texts to a bitext: evidence, search, learning from what was found, search again, confidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mtkit import registry
from mtkit.align import _anchors, _band, _confidence, _dp, _weights
from mtkit.align._beads import KINDS, surface
from mtkit.align._evidence import Case, Texts, collect
from mtkit.align._scorer import NEVER, Field, Scores, Weights, score
from mtkit.align._vocabulary import Integers, Reals
from mtkit.core import Bead
from mtkit.errors import InputError, UsageError

_CELLS = 800_000  # cells of the lattice that are held at once
_LOOK = 300  # source sentences beyond a section's end that it is decided with
_LEARN = 4  # sentences in a bead that is learned from, at most
_ENOUGH = 8  # beads that a gloss can be learned from

Steps = list[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """One bead on the best path: m source sentences from i on, n target sentences from j on."""

    i: int
    j: int
    m: int
    n: int
    score: float
    posterior: float


def run(texts: Texts, methods: Sequence[str]) -> list[Found]:
    """The best path under the bead model, in two passes: the second has the gloss that the first made
    possible.
    """
    if not texts.source or not texts.target:
        nulls = [(i, 0, 1, 0) for i in range(len(texts.source))] + [
            (0, j, 0, 1) for j in range(len(texts.target))
        ]
        return [Found(*null, score=0.0, posterior=1.0) for null in nulls]
    low, high = band(texts)
    found = _pass(texts, methods, low, high)
    known = [(f.i, f.j, f.m, f.n) for f in found if f.m and f.n and f.m + f.n <= _LEARN]
    if len(known) < _ENOUGH:
        return found
    return _pass(replace(texts, known=known), methods, low, high, found)


def _pass(
    texts: Texts, methods: Sequence[str], low: Integers, high: Integers, earlier: Sequence[Found] = ()
) -> list[Found]:
    case = gather(texts, methods)
    weights = _weights.adapted(_weights.load(case.model), [(f.m, f.n, f.posterior) for f in earlier])
    return search(field(texts, case), weights, low, high)


def gather(texts: Texts, methods: Sequence[str]) -> Case:
    """What the methods know about the texts. Raises UsageError for a method that there is not."""
    members = [registry.load("mtkit.align", name) for name in methods]
    return collect([piece for member in members for piece in member.gather(texts)])


def field(texts: Texts, case: Case) -> Field:
    """The evidence with what can be seen of each sentence."""
    lengths = tuple((a, b, float(b.sum() / max(a.sum(), 1.0))) for a, b in case.lengths)
    return Field(case, surface(texts.source), surface(texts.target), lengths)


def band(texts: Texts) -> tuple[Integers, Integers]:
    """Where to search: everywhere in a small lattice, around anchors in a large one."""
    sources, targets = len(texts.source), len(texts.target)
    if (sources + 1) * (targets + 1) <= _band.DENSE:
        return _band.full(sources, targets)
    source = _with(texts.source, texts.translation)
    target = _with(texts.target, texts.target_translation)
    return _band.around(_anchors.find(source, target), sources, targets)


def _with(sentences: Sequence[str], translation: Sequence[str] | None) -> Sequence[str]:
    if translation is None:
        return sentences
    return [f"{sentence} {line}" for sentence, line in zip(sentences, translation, strict=True)]


def search(field: Field, weights: Weights, low: Integers, high: Integers) -> list[Found]:
    """The best path through a band, section by section, so that what is held at once does not grow with the
    text.

    A section is decided with sentences beyond its end, and ends behind a match.
    """
    sources = len(low) - 1
    out: list[Found] = []
    i, j = 0, 0
    while i < sources or j < high[-1]:
        last = _section(low, high, i)
        section = _Section(field, weights, low, high, (i, j), last)
        steps = section.path(free_end=last < sources)
        if last < sources:
            steps = _decided(steps, last - i - _LOOK)
        found, (i, j) = section.judged(steps)
        out.extend(found)
    return out


def _section(low: Integers, high: Integers, first: int) -> int:
    """The row at which a section that begins in row `first` ends."""
    cells = np.cumsum(high[first:] - low[first:] + 1)
    enough = int(np.searchsorted(cells, _CELLS))
    last = first + max(enough, 2 * _LOOK)
    return last if last + _LOOK < len(low) - 1 else len(low) - 1


def _decided(steps: Steps, row: int) -> Steps:
    """The steps up to the last match that ends by `row`; where there is none, up to `row`."""
    before = [k for k, (i, _, m, _) in enumerate(steps) if i + m <= row]
    matches = [k for k in before if steps[k][2] and steps[k][3]]
    return steps[: (matches or before)[-1] + 1]


class _Section:
    """Rows [first, last] of the band, from one node on."""

    def __init__(
        self, field: Field, weights: Weights, low: Integers, high: Integers, node: tuple[int, int], last: int
    ) -> None:
        self.i, self.j = node
        self.low = np.maximum(low[self.i : last + 1], self.j)
        self.high = np.maximum(high[self.i : last + 1], self.j)
        self.weights = weights
        self.band_low = low
        self.scores: Scores = score(field, weights, low, high, self.i, last)

    def lattice(self, rows: int, column: int) -> _dp.Lattice:
        """The part of the section up to a node."""
        low = np.minimum(self.low[: rows + 1], column)
        high = np.minimum(self.high[: rows + 1], column)
        low[0] = self.j
        scores = self.scores

        def match(row: int) -> Reals:
            width = int(high[row] - low[row] + 1)
            if row >= len(scores.match):
                return np.full((len(KINDS), width), NEVER)
            start = int(low[row] - self.band_low[self.i + row])
            return scores.match[row][:, start : start + width].astype(np.float64)

        return _dp.Lattice(low, high, KINDS, match, scores.deletion, scores.insertion, self.weights.opening)

    def path(self, *, free_end: bool) -> Steps:
        """The best path, in rows of the section and columns of the text."""
        return _dp.viterbi(self.lattice(len(self.low) - 1, int(self.high[-1])), free_end=free_end)

    def judged(self, steps: Steps) -> tuple[list[Found], tuple[int, int]]:
        """The path with scores and posterior probabilities, and the node it leads to, both in rows of the
        text.
        """
        i, j, m, n = steps[-1]
        rows, column = i + m, j + n
        lattice = self.lattice(rows, column)
        posteriors = _confidence.posteriors(lattice, steps)
        found = [
            Found(self.i + i, j, m, n, self._score(lattice, i, j, m, n), p)
            for (i, j, m, n), p in zip(steps, posteriors, strict=True)
        ]
        return found, (self.i + rows, column)

    def _score(self, lattice: _dp.Lattice, i: int, j: int, m: int, n: int) -> float:
        if m and n:
            return float(lattice.match(i)[KINDS.index((m, n)), j - int(lattice.low[i])])
        return float(lattice.deletion[i] if m else lattice.insertion[j])


def check(texts: Texts) -> None:
    """Raise InputError where a translation has not as many lines as what it translates."""
    for translation, sentences, side in (
        (texts.translation, texts.source, "source"),
        (texts.target_translation, texts.target, "target"),
    ):
        if translation is not None and len(translation) != len(sentences):
            raise InputError(
                f"the translation of the {side} has {len(translation)} lines for {len(sentences)} sentences",
                hint="give one line for each sentence, an empty one where there is no translation",
            )


def translated(
    sentences: Sequence[str], given: Sequence[str] | None, translate: Callable[[list[str]], list[str]] | None
) -> Sequence[str] | None:
    """The translation that was given, or one that is made; None where there is neither."""
    if given is not None or translate is None or not sentences:
        return given
    made = translate(list(sentences))
    if len(made) != len(sentences):
        raise UsageError(
            f"the translate function gave {len(made)} lines for {len(sentences)}",
            hint="it must give one for each",
        )
    return made


def only(texts: Texts, left: Sequence[int], right: Sequence[int]) -> Texts:
    """The texts with just these source and target sentences, and what came with them."""

    def lines(sentences: Sequence[str] | None, chosen: Sequence[int]) -> list[str] | None:
        return None if sentences is None else [sentences[i] for i in chosen]

    if len(left) == len(texts.source) and len(right) == len(texts.target):
        return texts
    vectors = (texts.source_vectors, left), (texts.target_vectors, right)
    source_vectors, target_vectors = (v if v is None else v[np.array(c, dtype=np.int64)] for v, c in vectors)
    return replace(
        texts,
        source=[texts.source[i] for i in left],
        target=[texts.target[j] for j in right],
        translation=lines(texts.translation, left),
        target_translation=lines(texts.target_translation, right),
        source_vectors=source_vectors,
        target_vectors=target_vectors,
    )


def beads(texts: Texts, methods: Sequence[str]) -> list[Bead]:
    """The bitext's beads, with calibrated confidence."""
    found = run(texts, methods)
    path = [(f.i, f.j, f.m, f.n, f.posterior) for f in found]
    return [
        Bead(
            tuple(range(f.i, f.i + f.m)),
            tuple(range(f.j, f.j + f.n)),
            score=f.score,
            confidence=_confidence.calibrated(sign),
        )
        for f, sign in zip(found, _confidence.signs(path, texts.source, texts.target), strict=True)
    ]
