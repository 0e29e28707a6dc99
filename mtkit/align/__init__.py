"""Two lists of sentences to beads: which sentences translate which, and which were left out.

Methods (length, lexical, translation, embedding) are the modules of this package without a leading
underscore; one bead model mixes what they know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtkit.callable_module import make_callable
from mtkit.core import Bead, Bitext
from mtkit.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtkit.align._evaluation import Evaluation

METHODS = ("length", "lexical", "translation")
Translate = Callable[[list[str]], list[str]]


def align(
    source_sentences: Sequence[str],
    target_sentences: Sequence[str],
    *,
    source_lang: str = "da",
    target_lang: str = "en",
    translate: Translate | None = None,
    translation: Sequence[str] | None = None,
    target_translate: Translate | None = None,
    target_translation: Sequence[str] | None = None,
    source_vectors: NDArray[np.float32] | None = None,
    target_vectors: NDArray[np.float32] | None = None,
    methods: Sequence[str] = METHODS,
    source_name: str = "",
    target_name: str = "",
    source_paragraphs: Sequence[int] = (),
    target_paragraphs: Sequence[int] = (),
) -> Bitext:
    """Align the sentences of a text with those of its translation, in order, many to many.

    translation: a translation of each source sentence into the target's language, or `translate`, a
    function that
        makes one; target_translation and target_translate the same for the other direction. Both help,
        neither is needed.
    source_vectors, target_vectors: [sentences, dimensions] embeddings of one multilingual model; name
    "embedding"
        among the methods to use them.
    methods: members of this package; "length" is always among them.

    Gives a Bitext with a null bead for each sentence without a partner, blank ones included, and in every
    bead a score (the bead model's, in nats) and a confidence (calibrated probability that the bead is
    exactly right). The same input gives the same beads; time and memory grow with the number of sentences.

    Raises InputError where numbers of lines do not fit, UsageError for a method that there is not.
    The bead model is a semi-Markov conditional random field over the bead types of Gale & Church (1993), with
    evidence as in Hofland & Johansson (1998), Moore (2002), Sennrich & Volk (2010), Thompson & Koehn (2019).
    """
    from mtkit.align import _aligner
    from mtkit.align._evidence import Texts

    for sentences, side in ((source_sentences, "source"), (target_sentences, "target")):
        if isinstance(sentences, str):
            raise InputError(
                f"the {side} is one string", hint="give a list of sentences: mtkit.segment makes one"
            )
    texts = Texts(
        list(source_sentences),
        list(target_sentences),
        source_lang,
        target_lang,
        translation,
        target_translation,
        source_vectors,
        target_vectors,
    )
    _aligner.check(texts)
    left = [i for i, sentence in enumerate(texts.source) if sentence.strip()]
    right = [j for j, sentence in enumerate(texts.target) if sentence.strip()]
    kept = _aligner.only(texts, left, right)
    kept = replace(
        kept,
        translation=_aligner.translated(kept.source, kept.translation, translate),
        target_translation=_aligner.translated(kept.target, kept.target_translation, target_translate),
    )
    beads = _aligner.beads(kept, ("length", *(name for name in methods if name != "length")))
    return Bitext(
        source=tuple(texts.source),
        target=tuple(texts.target),
        beads=_with_blanks(beads, left, right, len(texts.source), len(texts.target)),
        source_lang=source_lang,
        target_lang=target_lang,
        source_name=source_name,
        target_name=target_name,
        source_paragraphs=tuple(source_paragraphs),
        target_paragraphs=tuple(target_paragraphs),
    )


def _with_blanks(
    beads: list[Bead], left: list[int], right: list[int], sources: int, targets: int
) -> tuple[Bead, ...]:
    """The beads in the numbers of the whole text, with a sure null for each blank sentence in its place."""
    blank_left = sorted(set(range(sources)) - set(left), reverse=True)
    blank_right = sorted(set(range(targets)) - set(right), reverse=True)
    out: list[Bead] = []
    for bead in beads:
        moved = replace(
            bead, source=tuple(left[i] for i in bead.source), target=tuple(right[j] for j in bead.target)
        )
        while blank_left and moved.source and blank_left[-1] < moved.source[0]:
            out.append(Bead((blank_left.pop(),), (), confidence=1.0))
        while blank_right and moved.target and blank_right[-1] < moved.target[0]:
            out.append(Bead((), (blank_right.pop(),), confidence=1.0))
        out.append(moved)
    out += [Bead((i,), (), confidence=1.0) for i in reversed(blank_left)]
    out += [Bead((), (j,), confidence=1.0) for j in reversed(blank_right)]
    return tuple(out)


def select(
    bitext: Bitext, *, min_confidence: float = 0.0, drop_nulls: bool = False, one_to_one: bool = False
) -> Bitext:
    """The bitext with only those beads that are sure enough, are no nulls, or are 1-1; the texts stay
    whole.
    """
    return replace(
        bitext,
        beads=tuple(
            bead
            for bead in bitext.beads
            if (bead.confidence is None or bead.confidence >= min_confidence)
            and not (drop_nulls and not (bead.source and bead.target))
            and not (one_to_one and bead.kind != "1-1")
        ),
    )


def evaluate(
    gold: Sequence[Sequence[Bead]], hypotheses: Sequence[Sequence[Bead]], *, nulls: bool = True
) -> Evaluation:
    """Precision, recall and F1 of alignments of documents, as Vecalign's scorer has them."""
    from mtkit.align import _evaluation

    return _evaluation.evaluate(gold, hypotheses, nulls=nulls)


make_callable(__name__, "align")
