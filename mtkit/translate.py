"""The pipeline: document -> segments -> sentences -> translations -> segments -> document."""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol, overload

from mtkit.callable_module import make_callable
from mtkit.core import Engine, Segment, Span, Translation
from mtkit.decoding import Decoder, Policy, Unit

PIPELINE = 6  # raised only when the same engine would give other output than before

_WINDOW_SENTENCES = 4096
_WINDOW_CHARACTERS = 1 << 20
_REMEMBERED = 8192
_UNSPACED = frozenset({"ja", "zh", "th", "lo", "km", "my"})  # written without spaces between sentences


class Memory(Protocol):
    """Translations made before, by sentence."""

    def lookup(
        self, sources: Sequence[str], keep: Sequence[Sequence[str]] = ()
    ) -> Sequence[Translation | None]:
        """What is known of each source, under its `keep` (see Translator.sentences), in order."""
        ...

    def store(self, translations: Sequence[Translation], keep: Sequence[Sequence[str]] = ()) -> None:
        """Keep what the engine made, each under its `keep`."""
        ...


@dataclass(frozen=True, slots=True)
class SegmentTranslation:
    """A segment in the target language, and the sentences that it was made of, in order."""

    source: Segment
    segment: Segment
    sentences: tuple[Translation, ...]


@dataclass(slots=True)
class Counts:
    """What a Translator has seen and done so far, in sentences."""

    read: int = 0
    done: int = 0
    from_memory: int = 0
    retried: int = 0
    flags: dict[str, int] = field(default_factory=dict)  # sentences by flag
    flagged: int = 0

    def add(self, sentences: Iterable[Translation]) -> None:
        """Count finished sentences, repetitions included."""
        for sentence in sentences:
            self.from_memory += sentence.origin in ("memory", "person")
            self.retried += sentence.origin == "retry"
            self.flagged += bool(sentence.flags)
            for flag in sentence.flags:
                self.flags[flag] = self.flags.get(flag, 0) + 1


class Translator:
    """Translates sentences and segments with one engine and one policy, and keeps count of what happened.

    `progress` is called with this object after each stretch of work.
    """

    def __init__(
        self,
        engine: Engine,
        policy: Policy | None = None,
        *,
        memory: Memory | None = None,
        progress: Callable[[Translator], None] | None = None,
    ) -> None:
        self.engine = engine
        self.policy = policy or Policy()
        self.memory = memory
        self.counts = Counts()
        self._progress = progress
        self._decoder = Decoder(engine, self.policy, self._advance)
        self._recent: OrderedDict[Unit, Translation] = OrderedDict()

    @property
    def signature(self) -> dict[str, str]:
        """All that can change a sentence's translation."""
        policy = {key: str(value) for key, value in asdict(self.policy).items()}
        return {**self.engine.signature, **policy, "pipeline": str(PIPELINE)}

    @property
    def configuration(self) -> str:
        """The signature as 16 hexadecimal digits: the key of a memory and of a batch."""
        return hashlib.sha256(json.dumps(self.signature, sort_keys=True).encode()).hexdigest()[:16]

    def _advance(self, sentences: int) -> None:
        self.counts.done += sentences
        if self._progress:
            self._progress(self)

    def segments(self, segments: Iterable[Segment]) -> Iterator[SegmentTranslation]:
        """Translate a stream of segments, in order; memory stays bounded however long the stream is."""
        window: list[_Pieces] = []
        sentences = characters = 0
        for segment in segments:
            pieces = _cut(segment, self.policy.source_lang)
            window.append(pieces)
            sentences += len(pieces.sentences) + 1
            characters += len(segment.text)
            if sentences >= _WINDOW_SENTENCES or characters >= _WINDOW_CHARACTERS:
                yield from self._window(window)
                window, sentences, characters = [], 0, 0
        yield from self._window(window)

    def _window(self, window: Sequence[_Pieces]) -> Iterator[SegmentTranslation]:
        wanted = [sentence for pieces in window for sentence in pieces.sentences]
        keep = [kept for pieces in window for kept in pieces.kept()]
        done = iter(self.sentences(wanted, keep=keep))
        for pieces in window:
            yield _join(pieces, tuple(next(done) for _ in pieces.sentences), self.policy)

    def sentences(self, sentences: Sequence[str], *, keep: Sequence[Sequence[str]] = ()) -> list[Translation]:
        """Translate single sentences, one Translation each, in order; equal ones are translated once.

        `keep` names, for each sentence, the pieces of it that must come through unchanged; or it is empty.
        Equal sentences that keep different pieces are different: none depends on what else is asked.
        """
        self.counts.read += len(sentences)
        wanted: list[Unit] = (
            [(s, tuple(kept)) for s, kept in zip(sentences, keep, strict=True)]
            if keep
            else [(s, ()) for s in sentences]
        )
        distinct = dict.fromkeys(wanted)
        known = {unit: self._recent[unit] for unit in distinct if unit in self._recent}
        missing = [unit for unit in distinct if unit not in known]
        if self.memory and missing:
            remembered = self.memory.lookup(*_parallel(missing))
            known.update((unit, t) for unit, t in zip(missing, remembered, strict=True) if t)
            missing = [unit for unit in missing if unit not in known]
        self._advance(len(sentences) - len(missing))
        texts, kept = _parallel(missing)
        fresh = self._decoder.decode(texts, kept)
        if self.memory and fresh:
            self.memory.store(fresh, kept)
        known.update(zip(missing, fresh, strict=True))
        self._remember(known)
        found = [known[unit] for unit in wanted]
        self.counts.add(found)
        return found

    def _remember(self, translations: Mapping[Unit, Translation]) -> None:
        for unit, translation in translations.items():
            self._recent[unit] = translation
            self._recent.move_to_end(unit)
        while len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)


def _parallel(units: Sequence[Unit]) -> tuple[list[str], list[tuple[str, ...]]]:
    return [text for text, _ in units], [kept for _, kept in units]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A segment cut into sentences; gaps[i] stands before sentence i, gaps[-1] after the last."""

    segment: Segment
    sentences: tuple[str, ...]
    starts: tuple[int, ...]
    gaps: tuple[str, ...]

    def kept(self) -> Iterator[tuple[str, ...]]:
        """For each sentence what of it must come through unchanged."""
        for sentence, start in zip(self.sentences, self.starts, strict=True):
            end = start + len(sentence)
            inside = (
                self.segment.text[max(a, start) : min(b, end)]
                for a, b in self.segment.keep
                if a < end and b > start
            )
            yield tuple(inside)


def _cut(segment: Segment, lang: str) -> _Pieces:
    from mtkit.text.segment import sentences

    if segment.kind == "literal" or not segment.text:
        return _Pieces(segment, (), (), (segment.text,))
    found: list[tuple[int, int]] = []
    for sentence in sentences(segment.text, lang):
        if found and _is_kept(segment, found[-1][1], sentence.start):
            found[-1] = (found[-1][0], sentence.end)
        else:
            found.append((sentence.start, sentence.end))
    gaps, position = [], 0
    for start, end in found:
        gaps.append(segment.text[position:start])
        position = end
    gaps.append(segment.text[position:])
    texts = tuple(segment.text[start:end] for start, end in found)
    return _Pieces(segment, texts, tuple(start for start, _ in found), tuple(gaps))


def _is_kept(segment: Segment, end: int, start: int) -> bool:
    """Whether what looks like the end of a sentence stands in a kept piece of a line."""
    return any(a < end and start < b for a, b in segment.keep) and "\n" not in segment.text[end:start]


def _join(pieces: _Pieces, translations: tuple[Translation, ...], policy: Policy) -> SegmentTranslation:
    segment = pieces.segment
    if not translations:
        return SegmentTranslation(segment, segment, ())
    gaps = pieces.gaps
    if policy.target_lang.partition("-")[0] not in _UNSPACED:
        gaps = _parted(gaps, translations)
    parts = [gaps[0]]
    for translation, gap in zip(translations, gaps[1:], strict=True):
        parts += (translation.text, gap)
    text = "".join(parts)
    spans: tuple[Span, ...] = ()
    if segment.spans:
        from mtkit.words.project import carry

        languages = policy.source_lang, policy.target_lang
        spans = carry(segment, pieces.gaps, translations, text, *languages, target_gaps=gaps)
    return SegmentTranslation(segment, replace(segment, text=text, spans=spans, keep=()), translations)


def _parted(gaps: tuple[str, ...], translations: tuple[Translation, ...]) -> tuple[str, ...]:
    """The gaps with a space where two sentences stood without one ("fejl.Det"), if they were translated."""
    if all(gaps[1:-1]):
        return gaps
    parted = list(gaps)
    for n, (left, right) in enumerate(itertools.pairwise(translations), 1):
        changed = left.text != left.source or right.text != right.source
        glued = left.text and right.text and not left.text[-1].isspace() and not right.text[0].isspace()
        if not gaps[n] and changed and glued:
            parted[n] = " "
    return tuple(parted)


@functools.lru_cache(maxsize=4)
def shared_translator(
    model: str | None = None,
    *,
    engine: str = "ctranslate2",
    device: str = "auto",
    threads: int = 0,
    beam: int = 0,
    fast: bool = False,
    guards: bool = True,
    source_lang: str = "da",
    target_lang: str = "en",
) -> Translator:
    """A Translator for these choices, loaded once and kept.

    model: a known name, one of the hub, or a folder; None takes the best one on this machine.
    beam: beam size; 0 is what was measured to pay with the model (greedy first, a beam where that looks
    uncertain). fast: greedy only.
    Raises ModelError when the model cannot be had and UsageError for an unknown engine.
    """
    from mtkit import store

    loaded = store.load_engine(model, engine, device=device, threads=threads)
    policy = Policy(
        beam=beam, greedy_only=fast, guards=guards, source_lang=source_lang, target_lang=target_lang
    )
    return Translator(loaded, policy)


@overload
def translate(text: str, **options: Any) -> str: ...
@overload
def translate(text: Sequence[str], **options: Any) -> list[str]: ...


def translate(text: str | Sequence[str], **options: Any) -> str | list[str]:
    """Translate a text, or each text of a list; paragraphs and white space stay as they are.

    `options` are those of `shared_translator`: model, engine, device, threads, beam, fast, guards,
    source_lang, target_lang. Raises ModelError when the model cannot be had.
    """
    texts = [text] if isinstance(text, str) else list(text)
    translator = shared_translator(**options)
    found = [t.segment.text for t in translator.segments(Segment(each) for each in texts)]
    return found[0] if isinstance(text, str) else found


def translate_sentences(sentences: Sequence[str], **options: Any) -> list[str]:
    """Translate single sentences, one each, in order; options as for `translate`."""
    return [t.text for t in shared_translator(**options).sentences(sentences)]


make_callable(__name__, "translate")
