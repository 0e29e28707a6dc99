"""transformers' MarianMTModel: the reference engine, in float32. Needs torch."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mtkit.core import Decoding, Translation
from mtkit.engines._batching import Batch, batches
from mtkit.engines._fingerprint import content_hash
from mtkit.engines._tokenizer import MarianTokens
from mtkit.engines._tuning import Tuning, read_tuning
from mtkit.errors import InputError, ModelError
from mtkit.text.normalize import normalize

_SENTENCES, _PADDED_TOKENS = 16, 2048
_POSITIONS = 510


class TransformersEngine:
    """A Marian checkpoint as transformers runs it, whatever precision its file has."""

    name = "transformers"
    needs_model = True

    def __init__(self, model: Any, tokens: MarianTokens, content: str, tuning: Tuning, language: str) -> None:
        self._model = model
        self._tokens = tokens
        self._content = content
        self._language = language
        self._tuning = tuning
        self.max_tokens = tuning.max_tokens
        self.uncertain = tuning.uncertain
        self.beam = tuning.beam

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        cache: Path | None = None,
        device: str = "auto",
        threads: int = 0,
        language: str = "",
    ) -> TransformersEngine:
        """Load the checkpoint in `folder`; needs no `cache`. Raises ModelError where torch is missing."""
        if importlib.util.find_spec("torch") is None:
            raise ModelError(
                "the transformers engine needs torch",
                hint="install it with: pip install 'mtkit[torch]', or use --engine ctranslate2",
            )
        import torch
        from transformers import MarianMTModel
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        if device == "cuda" and not torch.cuda.is_available():
            raise ModelError("no CUDA device was found", hint="use --device cpu")
        if threads:
            torch.set_num_threads(threads)
        tokens = MarianTokens(folder)
        try:
            # Eager attention is the one that gives its weights, which say what an unknown piece stands for.
            model = MarianMTModel.from_pretrained(
                folder, dtype=torch.float32, local_files_only=True, attn_implementation="eager"
            )
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            reason = str(error).splitlines()[0]
            raise ModelError(f"{folder} cannot be loaded: {reason}", hint="verify the model") from None
        place = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
        model.eval().to(place)  # type: ignore[no-untyped-call]
        # A limit of its own beside max_new_tokens makes generate() warn.
        model.generation_config.max_length = None
        return cls(model, tokens, content_hash(folder), read_tuning(folder), language)

    @property
    def signature(self) -> dict[str, str]:
        """Content of the model, device and versions."""
        import torch
        import transformers

        return {
            "engine": self.name,
            "model": self._content,
            "language": self._language,
            "tuning": self._tuning.signature,
            "compute_type": "float32",
            "device": self._model.device.type,
            "torch": str(torch.__version__),
            "transformers": transformers.__version__,
        }

    def stream(self, parts: Iterable[Sequence[str]], decoding: Decoding) -> Iterator[list[Translation]]:
        """One part after another."""
        return (self.translate(part, decoding) for part in parts)

    def count_tokens(self, sentences: Iterable[str]) -> list[int]:
        """Subwords of each sentence, the end marker left out."""
        return [len(pieces) for pieces in self._tokens.encode_all(map(normalize, sentences))]

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        """Translate in length-sorted batches. Raises InputError for a sentence over the model's positions."""
        texts = list(sentences)
        pieces = self._tokens.encode_all(map(normalize, texts), self._language)
        ids = [self._tokens.ids(p) for p in pieces]
        for text, own in zip(texts, ids, strict=True):
            if len(own) > _POSITIONS:
                raise InputError(
                    f"a sentence of {len(own)} subwords is too long: {text[:40]!r}…", hint="split it first"
                )
        found: dict[int, Translation] = {}
        for batch in batches(
            [len(i) for i in ids], max_sentences=_SENTENCES, max_padded_tokens=_PADDED_TOKENS
        ):
            for i, (row, score) in zip(batch.indices, self._generate(batch, ids, decoding), strict=True):
                produced = self._known(row, ids[i], pieces[i])
                found[i] = Translation(texts[i], self._tokens.decode(produced), score=score)
        return [found[i] for i in range(len(texts))]

    def _generate(
        self, batch: Batch, ids: Sequence[list[int]], decoding: Decoding
    ) -> list[tuple[list[int], float]]:
        import torch

        pad = self._model.config.pad_token_id
        rows = [ids[i] + [pad] * (batch.longest - len(ids[i])) for i in batch.indices]
        inputs = torch.tensor(rows, device=self._model.device)  # [sentences, tokens]
        with torch.inference_mode():
            output = self._model.generate(
                input_ids=inputs,
                attention_mask=(inputs != pad).long(),
                num_beams=decoding.beam,
                max_new_tokens=min(_POSITIONS, int(decoding.max_ratio * batch.longest + decoding.max_extra)),
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                do_sample=False,
                return_dict_in_generate=True,
                output_scores=True,
            )
            scores = self._scores(output, pad)
        return list(zip(output.sequences[:, 1:].tolist(), scores, strict=True))

    def _known(self, row: Sequence[int], ids: Sequence[int], pieces: Sequence[str]) -> list[str]:
        """The pieces of an output; an unknown one is the source piece that the last layer's first head saw.

        That is what CTranslate2 does with `replace_unknowns`, so that both engines give the same text.
        """
        import torch

        vocabulary = self._tokens.vocabulary.target
        produced = [vocabulary[number] for number in row]
        if "<unk>" not in produced:
            return produced
        start = self._model.config.decoder_start_token_id
        place = self._model.device
        with torch.inference_mode():
            output = self._model(
                input_ids=torch.tensor([list(ids)], device=place),
                decoder_input_ids=torch.tensor([[start, *row[:-1]]], device=place),
                output_attentions=True,
            )
        weights = output.cross_attentions[-1][0, 0]  # [target, source]
        source = [*pieces, "</s>"]
        return [
            source[int(weights[i].argmax())] if piece == "<unk>" else piece
            for i, piece in enumerate(produced)
        ]

    def _scores(self, output: Any, pad: int) -> list[float]:
        """Mean log-probability of a target token, the end marker included, of each sentence."""
        steps = self._model.compute_transition_scores(
            output.sequences, output.scores, getattr(output, "beam_indices", None), normalize_logits=True
        )  # [sentences, steps]
        real = output.sequences[:, 1:] != pad
        steps = steps[:, : real.shape[1]].masked_fill(~real[:, : steps.shape[1]], 0.0)
        means = steps.sum(1) / real.sum(1).clamp(min=1)
        return [float(x) for x in means]

    def close(self) -> None:
        """Free the model."""
        del self._model


ENGINE = TransformersEngine
