"""The few types that the parts of mtkit hand to each other. Standard library only; all of them immutable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Span:
    """Inline markup over `text[start:end]` of a Segment; `start == end` is a point (a line break, an image).

    `tag` is opaque to everything but the format that made it. Spans nest or are disjoint; they never cross.
    """

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a document's text that is translated on its own: a paragraph, a heading, a cell.

    text:  plain text, no markup; it can hold many sentences and line breaks.
    spans: inline markup over `text`, outer spans before inner ones.
    keep:  character ranges [start, end) of `text` that must come through unchanged (code, placeholders).
    kind:  "paragraph", "heading", "list-item", "cell", "caption", "attribute", "message" or "literal"
           ("literal" is carried over untranslated).
    target: what the document already holds as its translation (po, XLIFF, TMX); empty where it holds none.
    """

    text: str
    spans: tuple[Span, ...] = ()
    keep: tuple[tuple[int, int], ...] = ()
    kind: str = "paragraph"
    target: str = ""


class Document(Protocol):
    """A document that was opened for reading: a lazy stream of segments, and the way to write it again.

    `write(segments, target)` takes as many segments as `segments()` gave, in the same order, with translated
    text, and writes the document with everything else as it was. The two may run in step
    (`doc.write(map(translate, doc.segments()), out)`), so that memory does not grow with the document; or
    `segments()` may be exhausted first. Each is called once.
    """

    notes: list[str]  # what the reader should be told (an encoding that was guessed, say), one line each

    def segments(self) -> Iterator[Segment]: ...

    def write(self, segments: Iterable[Segment], target: BinaryIO) -> None: ...


class Format(Protocol):
    """A document format: `FORMAT` in each member module of mtkit.formats."""

    name: str
    title: str  # for people: "Word document"
    suffixes: tuple[str, ...]  # lower case, with the dot

    def read(
        self, source: BinaryIO, name: str, *, source_lang: str = "da", target_lang: str = "en"
    ) -> Document:
        """Open a document. `source` is seekable and stays open until it was written; `name` is for messages.

        Raises FormatError when the bytes are not a document of this format.
        """
        ...


@dataclass(frozen=True, slots=True)
class Translation:
    """One sentence and what became of it.

    score:  mean natural logarithm of the probability of a target token, at most 0; 0 where no model decided.
    flags:  names of the guards that still fail (see mtkit.guards), empty when all is well.
    origin: "model", "retry" (a second way was better), "memory", "person" (a correction that was imported)
            or "copy" (nothing to translate).
    attention: [target tokens, source tokens] weights when they were asked for, over the engine's own
            subwords, each given in `target_tokens` and `source_tokens`.
    """

    source: str
    text: str
    score: float = 0.0
    flags: tuple[str, ...] = ()
    origin: str = "model"
    attention: tuple[tuple[float, ...], ...] = field(default=(), repr=False)
    source_tokens: tuple[str, ...] = field(default=(), repr=False)
    target_tokens: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Bead:
    """Source sentences and target sentences that translate each other; either side may be empty (a null).

    source, target: sorted 0-based sentence indices. score: the aligner's own, higher is better.
    confidence: calibrated probability that the bead is exactly right, 0 to 1, or None where unknown.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float = 0.0
    confidence: float | None = None
    flags: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The bead's type as the literature writes it: "1-1", "2-1", "0-1"."""
        return f"{len(self.source)}-{len(self.target)}"


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two lists of sentences and the beads that pair them.

    Every index of both sides is in exactly one bead; beads follow the order of the text.
    source_paragraphs, target_paragraphs: for each sentence the number of its paragraph, or empty.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    beads: tuple[Bead, ...]
    source_lang: str = "da"
    target_lang: str = "en"
    source_name: str = ""
    target_name: str = ""
    source_paragraphs: tuple[int, ...] = ()
    target_paragraphs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One metric's value for one system on one test set.

    score and the bounds of `interval` are on the metric's own scale (BLEU, chrF and TER: 0 to 100);
    signature says how it was computed, in sacreBLEU's form.
    """

    metric: str
    score: float
    signature: str
    higher_is_better: bool = True
    interval: tuple[float, float] | None = None


BEAM = 4  # for models that nobody has measured


@dataclass(frozen=True, slots=True)
class Decoding:
    """How an engine is to decode.

    beam: beam size; 1 is greedy. no_repeat_ngram: forbids a repeated n-gram of that length, 0 allows all.
    max_ratio, max_extra: the output has at most `max_ratio * source tokens + max_extra` tokens; an engine may
    count as source tokens the longest of a sentence's class of lengths, which is less than twice as many.
    attention: whether Translation.attention is filled.
    """

    beam: int = BEAM
    no_repeat_ngram: int = 0
    max_ratio: float = 2.0
    max_extra: int = 16
    attention: bool = False


class Engine(Protocol):
    """Sentences in, translations out: `ENGINE` (a class) in each member module of mtkit.engines."""

    name: str

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        """One Translation a sentence, in order. A sentence longer than `max_tokens` raises InputError."""
        ...

    def stream(self, parts: Iterable[Sequence[str]], decoding: Decoding) -> Iterator[list[Translation]]:
        """`translate` for one part after another; an engine may take the next before one is done."""
        ...

    def count_tokens(self, sentences: Iterable[str]) -> list[int]:
        """Subwords of each sentence, the end marker left out."""
        ...

    @property
    def max_tokens(self) -> int:
        """The longest sentence, in subwords, that the engine takes in one piece."""
        ...

    @property
    def uncertain(self) -> float:
        """Greedy output whose score is below this is worth a second look with a beam."""
        ...

    @property
    def beam(self) -> int:
        """The size of that beam: what was measured to pay with this model."""
        ...

    @property
    def signature(self) -> dict[str, str]:
        """All that can change the output: model content hash, compute type, instruction set, version."""
        ...

    def close(self) -> None:
        """Free the model; the engine is not used afterwards."""
        ...
