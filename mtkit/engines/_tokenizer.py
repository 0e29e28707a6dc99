"""Sentence <-> subword pieces of a Marian checkpoint: plain SentencePiece and vocab.json, no transformers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit.engines._checkpoint import read_json, read_vocabulary
from mtkit.errors import ModelError, UsageError

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

_LANGUAGE_TOKEN = re.compile(r">>[^<>\s]+<<")
_SPACES = re.compile("  +")
_CONTROLS = ("</s>", "<s>", "<pad>", "<unk>")


class MarianTokens:
    """The tokenizer of the checkpoint in a folder: same ids as transformers' MarianTokenizer, and safer.

    Text is always text: what a sentence holds of `</s>`, `<pad>`, `<unk>` or `>>xx<<` is split into ordinary
    pieces, where MarianTokenizer makes control tokens of it. The one control token that can be wanted, a
    multilingual model's target language, is added through `encode(…, language="eng")`.

    Raises ModelError where source.spm, target.spm or vocab.json is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.vocabulary = read_vocabulary(folder)
        source, target = _read(folder / "source.spm"), _read(folder / "target.spm")
        self._source = _load(source, folder / "source.spm")
        self._target = self._source if target == source else _load(target, folder / "target.spm")
        self._source_ids = {piece: number for number, piece in enumerate(self.vocabulary.source)}
        self._folder = folder

    @property
    def languages(self) -> tuple[str, ...]:
        """Target languages that the model can be told to produce ("eng"); empty for most models."""
        return tuple(piece[2:-2] for piece in self.vocabulary.source if _LANGUAGE_TOKEN.fullmatch(piece))

    def encode(self, sentence: str, language: str = "") -> list[str]:
        """The pieces of one sentence, the end marker left out, `>>language<<` in front where one is given."""
        return self.encode_all([sentence], language)[0]

    def encode_all(self, sentences: Iterable[str], language: str = "") -> list[list[str]]:
        """The pieces of each sentence. Raises UsageError for a language that the model does not know."""
        tag = [self._language_token(language)] if language else []
        batch = [_without_surrogates(sentence) for sentence in sentences]
        return [
            tag + [_as_text(piece) for piece in pieces] for pieces in self._source.encode(batch, out_type=str)
        ]

    def ids(self, pieces: Sequence[str]) -> list[int]:
        """Ids of source pieces and then of the end marker; a piece outside the vocabulary is `<unk>`."""
        unknown = self._source_ids["<unk>"]
        return [self._source_ids.get(piece, unknown) for piece in pieces] + [self._source_ids["</s>"]]

    def decode(self, pieces: Sequence[str]) -> str:
        """The sentence that target pieces spell, single-spaced; control pieces among them are dropped."""
        text: str = self._target.decode([piece for piece in pieces if not _is_control(piece)])
        return _SPACES.sub(" ", text.replace("▁", " ")).strip()

    def decode_ids(self, ids: Iterable[int]) -> str:
        """The sentence that target ids spell; control tokens among them are dropped."""
        return self.decode([self.vocabulary.target[number] for number in ids])

    def target_vocabulary(self) -> tuple[int, ...]:
        """Ids of the pieces that target.spm can spell, and of `</s>` and `<unk>`; the rest is source only."""
        spelled = {self._target.id_to_piece(number) for number in range(self._target.get_piece_size())}
        wanted = spelled | {"</s>", "<unk>"}
        return tuple(number for number, piece in enumerate(self.vocabulary.target) if piece in wanted)

    def _language_token(self, language: str) -> str:
        token = f">>{language}<<"
        if token not in self._source_ids:
            known = ", ".join(self.languages) or "none, it translates into one language only"
            raise UsageError(
                f"the model in {self._folder} knows no target language {language!r}", hint=f"known: {known}"
            )
        return token


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelError(
            f"{path.parent} has no {path.name}", hint="name the folder of a MarianMT checkpoint"
        ) from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}", hint="check its permissions") from None


def _load(model: bytes, path: Path) -> SentencePieceProcessor:
    import sentencepiece

    processor: SentencePieceProcessor = sentencepiece.SentencePieceProcessor()
    try:
        processor.LoadFromSerializedProto(model)
    except RuntimeError:
        raise ModelError(
            f"{path} is not a SentencePiece model", hint="get the model again, or verify it"
        ) from None
    return processor


def _is_control(piece: str) -> bool:
    if piece[:2] != ">>":  # nearly all: this is asked of every piece
        return piece in _CONTROLS
    return _LANGUAGE_TOKEN.fullmatch(piece) is not None


def _as_text(piece: str) -> str:
    """Characters that SentencePiece does not know can together spell a control piece: unknown text, then."""
    return "<unk>" if _is_control(piece) else piece


def _without_surrogates(sentence: str) -> str:
    """Lone surrogates have no UTF-8 form, and SentencePiece wants UTF-8."""
    return sentence.encode("utf-8", "replace").decode("utf-8") if not sentence.isascii() else sentence


def tokenizer_settings(folder: Path) -> dict[str, Any]:
    """tokenizer_config.json, or nothing where there is none."""
    return read_json(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").is_file() else {}
