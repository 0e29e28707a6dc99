"""Read a Marian checkpoint in Hugging Face form, without torch: its configuration, vocabulary and weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

# In the order in which transformers looks for them.
WEIGHT_FILES = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
_MAX_JSON_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Architecture:
    """The shape of a Marian transformer (post-norm, sinusoidal positions), as its config.json gives it."""

    d_model: int
    encoder_layers: int
    decoder_layers: int
    encoder_heads: int
    decoder_heads: int
    activation: str
    source_size: int  # vocabulary with <pad>
    target_size: int
    pad_id: int
    eos_id: int
    max_positions: int
    scale_embedding: bool
    shared_embeddings: bool
    tied_output: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of both sides in the order of their ids; the same tuple twice where the sides share one."""

    source: tuple[str, ...]
    target: tuple[str, ...]


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file of a checkpoint. Raises ModelError where it is missing or something else."""
    try:
        if path.stat().st_size > _MAX_JSON_BYTES:
            raise ModelError(
                f"{path} is too large for what it should be",
                hint="is this the folder of a Marian checkpoint?",
            )
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ModelError(
            f"{path.parent} is no Marian checkpoint: it has no {path.name}",
            hint="name a folder with config.json, vocab.json, source.spm, target.spm and weights",
        ) from None
    except (ValueError, RecursionError):
        raise ModelError(f"{path} is not valid JSON", hint="get the model again, or verify it") from None
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read: {error.strerror or error}", hint="check its permissions"
        ) from None
    if not isinstance(content, dict):
        raise ModelError(f"{path} does not hold a JSON object", hint="get the model again, or verify it")
    return content


def read_architecture(folder: Path) -> Architecture:
    """The architecture of the checkpoint in `folder`.

    Raises ModelError where config.json is not that of a Marian model, or asks for a variant that MarianMT
    does not have.
    """
    path = folder / "config.json"
    config = read_json(path)
    kind = config.get("model_type")
    if kind != "marian":
        raise ModelError(
            f"{folder} holds a {kind or 'nameless'} model, not a Marian one",
            hint="mtkit runs MarianMT (OPUS-MT) checkpoints",
        )
    for option in ("normalize_before", "normalize_embedding", "add_final_layer_norm"):
        if config.get(option):
            raise ModelError(
                f"{path} sets {option}, which MarianMT does not have",
                hint="use a checkpoint converted from Marian",
            )

    def integer(name: str, default: int | None = None) -> int:
        value = config.get(name, default)
        if type(value) is not int or value < 0:
            raise ModelError(f"{path} gives {name} as {value!r}", hint="get the model again, or verify it")
        return value

    size = integer("vocab_size")
    shared = config.get("share_encoder_decoder_embeddings", True) is not False
    return Architecture(
        d_model=integer("d_model"),
        encoder_layers=integer("encoder_layers"),
        decoder_layers=integer("decoder_layers"),
        encoder_heads=integer("encoder_attention_heads"),
        decoder_heads=integer("decoder_attention_heads"),
        activation=str(config.get("activation_function", "gelu")),
        source_size=size,
        target_size=size
        if shared or config.get("decoder_vocab_size") is None
        else integer("decoder_vocab_size"),
        pad_id=integer("pad_token_id", size - 1),
        eos_id=integer("eos_token_id", 0),
        max_positions=integer("max_position_embeddings", 1024),
        scale_embedding=bool(config.get("scale_embedding", False)),
        shared_embeddings=shared,
        tied_output=config.get("tie_word_embeddings", True) is not False,
    )


def read_vocabulary(folder: Path) -> Vocabulary:
    """The pieces of both sides: vocab.json, and target_vocab.json for a model with separate vocabularies.

    Raises ModelError where the ids are not 0, 1, 2, … without gaps, or `</s>` or `<unk>` is missing.
    """
    source = _pieces(folder / "vocab.json")
    separate = folder / "target_vocab.json"
    return Vocabulary(source, _pieces(separate) if separate.is_file() else source)


def _pieces(path: Path) -> tuple[str, ...]:
    ids = read_json(path)
    for special in ("</s>", "<unk>"):
        if special not in ids:
            raise ModelError(f"{path} has no {special}", hint="get the model again, or verify it")
    try:
        pieces = sorted(ids, key=ids.__getitem__)
        gapless = [ids[piece] for piece in pieces] == list(range(len(pieces)))
    except TypeError:
        gapless = False
    if not gapless:
        raise ModelError(
            f"{path} does not number its pieces 0, 1, 2, …", hint="get the model again, or verify it"
        )
    return tuple(pieces)


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The files that hold the weights, an index of shards first where there is one.

    Raises ModelError where there are none, or the index names files that are missing or lie elsewhere.
    """
    for name in WEIGHT_FILES:
        path = folder / name
        if not path.is_file():
            continue
        if not name.endswith(".index.json"):
            return (path,)
        shards = read_json(path).get("weight_map")
        if not isinstance(shards, dict) or not shards:
            raise ModelError(f"{path} lists no files", hint="get the model again, or verify it")
        files = [folder / str(shard) for shard in sorted(set(map(str, shards.values())))]
        for file in files:
            if file.parent != folder or not file.is_file():
                raise ModelError(
                    f"{folder} lacks {file.name}, which {name} names",
                    hint="get the model again, or verify it",
                )
        return (path, *files)
    raise ModelError(
        f"{folder} has no weights: neither model.safetensors nor pytorch_model.bin",
        hint="name the folder of a MarianMT checkpoint in Hugging Face form",
    )


def read_weights(folder: Path) -> dict[str, np.ndarray[Any, Any]]:
    """All tensors of the checkpoint by name: float16 and bfloat16 widened to float32, exactly.

    Raises ModelError where a file is damaged, or holds anything but tensors.
    """
    from mtkit.engines._safetensors import read_safetensors
    from mtkit.engines._torchfile import read_torch

    weights: dict[str, np.ndarray[Any, Any]] = {}
    for path in weight_files(folder):
        if path.suffix == ".safetensors":
            weights.update(read_safetensors(path))
        elif path.suffix == ".bin":
            weights.update(read_torch(path))
    return weights
