"""CTranslate2: the default engine, int8 on a CPU and float16 on a GPU, without torch."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from mtkit.core import Decoding, Translation
from mtkit.engines import _conversion
from mtkit.engines._batching import Batch, batches, length_class
from mtkit.engines._fingerprint import content_hash
from mtkit.engines._runtime import ctranslate2
from mtkit.engines._tokenizer import MarianTokens
from mtkit.engines._tuning import Tuning, read_tuning
from mtkit.errors import InputError, ModelError
from mtkit.text.normalize import normalize

_POSITIONS = 510  # of 512, the end marker and the start left out
_LEAST_SENTENCES = 4
_PADDED_TOKENS = 3072
_WORTH_TRIMMING = 0.9


@dataclass(slots=True)
class _Part:
    """Sentences that are asked for together, and what became of them so far."""

    texts: Sequence[str]
    pieces: Sequence[list[str]]
    found: dict[int, Translation] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)  # to be decoded again


class _InFlight(NamedTuple):
    """A batch of a part, and its results to come."""

    part: _Part
    indices: tuple[int, ...]
    results: list[Any]
    unknowns: bool


class CTranslate2Engine:
    """A Marian checkpoint on CTranslate2. Output does not depend on batch, order or threads (int8)."""

    name = "ctranslate2"
    needs_model = True

    def __init__(
        self,
        model: Any,
        tokens: MarianTokens,
        content: str,
        tuning: Tuning,
        language: str,
    ) -> None:
        self._model = model
        self._tokens = tokens
        self._content = content
        self._language = language
        self._tuning = tuning
        self.max_tokens = tuning.max_tokens
        self.uncertain = tuning.uncertain
        self.beam = tuning.beam
        self.batch = tuning.batch

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        cache: Path | None = None,
        device: str = "auto",
        threads: int = 0,
        compute_type: str = "",
        language: str = "",
    ) -> CTranslate2Engine:
        """Load the checkpoint in `folder`, converted at its first use and kept in `cache`.

        threads: workers on a CPU, each with one thread; 0 takes every core. compute_type: one of
        CTranslate2's; by default int8 on a CPU and float16 on a GPU. language: the target language of a
        multilingual model ("eng").
        Raises ModelError where the model or the device cannot be used.
        """
        device = _device(device)
        compute = compute_type or ("float16" if device == "cuda" else "int8")
        tokens = MarianTokens(folder)
        quantization = compute if compute in _conversion.QUANTIZATIONS else "float32"
        tuning = read_tuning(folder)
        converted = _conversion.convert(
            folder,
            cache,
            quantization=quantization,
            target_vocabulary=tuning.target_vocabulary or _spellable(tokens),
            alignment=tuning.alignment,
        )
        workers = threads or available_cores()
        model = ctranslate2().Translator(
            str(converted),
            device=device,
            compute_type=compute,
            inter_threads=workers if device == "cpu" else 1,
            intra_threads=1,
            max_queued_batches=-1,
        )
        return cls(model, tokens, content_hash(folder, cache), tuning, language)

    @property
    def signature(self) -> dict[str, str]:
        """Content of the model, compute type, instruction set and version: all that changes the output."""
        return {
            "engine": self.name,
            "model": self._content,
            "language": self._language,
            "tuning": self._tuning.signature,
            "compute_type": self._model.compute_type,
            "device": self._model.device,
            "instruction_set": instruction_set(),
            "ctranslate2": ctranslate2().__version__,
        }

    def count_tokens(self, sentences: Iterable[str]) -> list[int]:
        """Subwords of each sentence, the end marker left out."""
        return [len(pieces) for pieces in self._tokens.encode_all(map(normalize, sentences))]

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        """Translate in length-sorted batches. Raises InputError for a sentence over the model's positions."""
        [made] = self.stream([list(sentences)], decoding)
        return made

    def stream(self, parts: Iterable[Sequence[str]], decoding: Decoding) -> Iterator[list[Translation]]:
        """Translate one part after another; the next is in work before one is done, so that no core waits.

        Two batches a worker are in flight, no more: nobody can call them back, and Ctrl-C waits for them.
        """
        in_flight: deque[_InFlight] = deque()
        opened: deque[_Part] = deque()
        for texts in parts:
            opened.append(self._part(texts))
            for batch in self._batches(opened[-1].pieces, decoding):
                in_flight.append(self._submit(opened[-1], batch, decoding))
                if len(in_flight) >= 2 * self._model.num_translators:
                    self._collect(in_flight, decoding)
                    yield from _finished(opened)
        while in_flight:
            self._collect(in_flight, decoding)
            yield from _finished(opened)
        yield from _finished(opened)  # of no sentences

    def _part(self, texts: Sequence[str]) -> _Part:
        pieces = self._tokens.encode_all(map(normalize, texts), self._language)
        for text, own in zip(texts, pieces, strict=True):
            if len(own) >= _POSITIONS:
                raise InputError(
                    f"a sentence of {len(own) + 1} subwords is too long: {text[:40]!r}…",
                    hint="split it first",
                )
        return _Part(texts, pieces)

    def _batches(self, pieces: Sequence[list[str]], decoding: Decoding) -> Iterator[Batch]:
        most = self.batch[decoding.beam == 1]
        size = batch_size(len(pieces), self._model.num_translators, decoding.beam, most)
        lengths = [len(each) + 1 for each in pieces]
        return batches(lengths, max_sentences=size, max_padded_tokens=_PADDED_TOKENS)

    def _collect(self, in_flight: deque[_InFlight], decoding: Decoding) -> None:
        """Wait for the oldest batch.

        To name what an unknown piece stands for takes the attention of all steps: sentences that have one are
        decoded again when the last batch of their part is done.
        """
        part, indices, results, unknowns = in_flight.popleft()
        for i, result in zip(indices, results, strict=True):
            done = result.result()
            if not unknowns and "<unk>" in done.hypotheses[0]:
                part.unknown.append(i)
            else:
                part.found[i] = self._translation(part.texts[i], part.pieces[i], done, decoding)
        if not unknowns and part.unknown and len(part.found) + len(part.unknown) == len(part.texts):
            for batch in self._batches([part.pieces[i] for i in part.unknown], decoding):
                again = Batch(tuple(part.unknown[i] for i in batch.indices), batch.longest)
                in_flight.append(self._submit(part, again, decoding, unknowns=True))

    def _submit(self, part: _Part, batch: Batch, decoding: Decoding, *, unknowns: bool = False) -> _InFlight:
        """unknowns: whether `<unk>` is replaced by the source's piece."""
        limit = int(decoding.max_ratio * length_class(batch.longest) + decoding.max_extra)
        results: list[Any] = self._model.translate_batch(
            [[*part.pieces[i], "</s>"] for i in batch.indices],
            beam_size=decoding.beam,
            max_decoding_length=min(_POSITIONS, limit),
            max_input_length=0,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            return_scores=True,
            return_attention=decoding.attention,
            replace_unknowns=unknowns,
            asynchronous=True,
        )
        return _InFlight(part, batch.indices, results, unknowns)

    def _translation(self, source: str, pieces: list[str], result: Any, decoding: Decoding) -> Translation:
        produced = result.hypotheses[0]
        attention = tuple(map(tuple, result.attention[0])) if decoding.attention else ()
        return Translation(
            source,
            self._tokens.decode(produced),
            score=result.scores[0],
            attention=attention,
            source_tokens=tuple(pieces) if decoding.attention else (),
            target_tokens=tuple(produced) if decoding.attention else (),
        )

    def close(self) -> None:
        """Free the model."""
        self._model.unload_model()


def _finished(opened: deque[_Part]) -> Iterator[list[Translation]]:
    """The parts at the head of `opened` that are whole, which leave it."""
    while opened and len(opened[0].found) == len(opened[0].texts):
        part = opened.popleft()
        yield [part.found[i] for i in range(len(part.texts))]


def batch_size(sentences: int, workers: int, beam: int, most: int) -> int:
    """The sentences of a batch, `most` or fewer, such that all workers have something to do.

    The first batch has the longest sentences. Beam search, which gains little from company, is cut into two
    batches a worker, so that they end at about the same time (eval/speed/NOTES.md).
    """
    size = -(-sentences // workers)
    if workers > 1 and beam > 1:
        size = max(min(size, _LEAST_SENTENCES), -(-sentences // (2 * workers)))
    return max(1, min(most, size))


def _spellable(tokens: MarianTokens) -> tuple[int, ...] | None:
    """The pieces that the target's SentencePiece model knows, where that leaves out a good part of all."""
    known = tokens.target_vocabulary()
    return known if len(known) < _WORTH_TRIMMING * len(tokens.vocabulary.target) else None


def available_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def instruction_set() -> str:
    """The CPU instruction set that CTranslate2's kernels are chosen by."""
    from mtkit.engines._processor import vector_instructions

    return os.environ.get("CT2_FORCE_CPU_ISA") or vector_instructions()


def _device(device: str) -> str:
    gpus = ctranslate2().get_cuda_device_count() if device != "cpu" else 0
    if device == "cuda" and not gpus:
        raise ModelError(
            "no CUDA device was found", hint="use --device cpu, or check the driver with nvidia-smi"
        )
    return "cuda" if gpus else "cpu"


ENGINE = CTranslate2Engine
