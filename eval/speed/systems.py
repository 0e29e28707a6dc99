"""The systems that are timed, and the sentences that they are timed on."""

from __future__ import annotations

import lzma
import os
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # idle torch threads must not spin under the others

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("MTKIT_SHARED") or ROOT.parent / "shared")
CORES = len(os.sched_getaffinity(0))
Run = Callable[[Sequence[str]], list[str]]


def news(path: Path | None) -> list[str]:
    """Distinct Danish sentences, in a fixed order."""
    if path:
        lines = path.read_text(encoding="utf-8").splitlines()
    else:
        with lzma.open(SHARED / "mono" / "da_leipzig_news2008_30k.txt.xz", "rt", encoding="utf-8") as stream:
            lines = [line.strip() for line in stream]
    return list(dict.fromkeys(line for line in lines if line))


def plain(lines: Sequence[str]) -> list[str]:
    """Those lines that are one sentence each, normalised: no system changes them but by translating."""
    from mtkit.text.normalize import normalize
    from mtkit.text.segment import sentences

    found = dict.fromkeys(map(normalize, lines))
    return [line for line in found if [s.text for s in sentences(line)] == [line]]


class Mtkit:
    """mtkit as its users have it: the pipeline, guards and all."""

    def __init__(self, model: Path, *, fast: bool) -> None:
        from mtkit.decoding import Policy
        from mtkit.engines.ctranslate2 import CTranslate2Engine
        from mtkit.store import conversion_cache

        self.engine = CTranslate2Engine.load(model, cache=conversion_cache())
        self.policy = Policy(greedy_only=fast)

    def __call__(self, documents: Sequence[str]) -> list[str]:
        from mtkit.core import Segment
        from mtkit.translate import Translator

        # A new Translator a run, so that nothing is remembered from the run before.
        translator = Translator(self.engine, self.policy)
        return [t.segment.text for t in translator.segments(Segment(text) for text in documents)]


class EngineAlone:
    """mtkit's engine layer: no guards, no memory, no second attempt."""

    def __init__(self, model: Path, *, beam: int, cache: Path) -> None:
        from mtkit.core import Decoding
        from mtkit.engines.ctranslate2 import CTranslate2Engine

        self.engine = CTranslate2Engine.load(model, cache=cache)
        self.decoding = Decoding(beam=beam)

    def __call__(self, documents: Sequence[str]) -> list[str]:
        from mtkit.text.segment import sentences

        distinct = list(dict.fromkeys(s.text for text in documents for s in sentences(text)))
        return [translation.text for translation in self.engine.translate(distinct, self.decoding)]


class ByHand:
    """What a good engineer writes: SentencePiece, all distinct sentences sorted in one call, int8, beam 4."""

    def __init__(
        self, model: Path, *, batch: int = 16, workers: int = CORES, cache: Path | None = None
    ) -> None:
        import ctranslate2
        import sentencepiece

        from mtkit.engines._conversion import convert
        from mtkit.store import conversion_cache

        self.source = sentencepiece.SentencePieceProcessor(model_file=str(model / "source.spm"))
        self.target = sentencepiece.SentencePieceProcessor(model_file=str(model / "target.spm"))
        self.model = ctranslate2.Translator(
            str(convert(model, cache or conversion_cache())),
            compute_type="int8",
            inter_threads=workers,
            intra_threads=CORES // workers,
        )
        self.batch = batch

    def __call__(self, documents: Sequence[str]) -> list[str]:
        from mtkit.text.segment import sentences

        distinct = list(dict.fromkeys(s.text for text in documents for s in sentences(text)))
        pieces = [[*p, "</s>"] for p in self.source.encode(distinct, out_type=str)]
        results = self.model.translate_batch(pieces, beam_size=4, max_batch_size=self.batch)
        return [self.target.decode(r.hypotheses[0]) for r in results]


class Transformers:
    """MarianMTModel.generate, float32, beam 4."""

    def __init__(self, model: Path, *, batch: int) -> None:
        import torch
        from transformers import MarianMTModel, MarianTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        torch.set_num_threads(CORES)
        self.tokenizer = MarianTokenizer.from_pretrained(model)
        self.model = MarianMTModel.from_pretrained(model, dtype=torch.float32).eval()
        self.batch = batch

    def __call__(self, documents: Sequence[str]) -> list[str]:
        import torch

        from mtkit.text.segment import sentences

        found = sorted({s.text for text in documents for s in sentences(text)}, key=len)
        outputs: list[str] = []
        for start in range(0, len(found), self.batch):
            chosen = found[start : start + self.batch]
            inputs = self.tokenizer(chosen, return_tensors="pt", padding=True)
            with torch.inference_mode():
                ids = self.model.generate(**inputs, num_beams=4)
            outputs += self.tokenizer.batch_decode(ids, skip_special_tokens=True)
        return outputs
