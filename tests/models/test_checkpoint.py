"""The checkpoint in models/da-en-small: its files, their sizes, and what they promise each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sentencepiece
from safetensors.numpy import load_file

MODEL = Path(__file__).resolve().parents[2] / "models" / "da-en-small"
NAMES = (
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "source.spm",
    "target.spm",
    "tokenizer_config.json",
    "vocab.json",
)


@pytest.fixture(scope="module")
def weights() -> dict[str, Any]:
    return dict(load_file(MODEL / "model.safetensors"))


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    return dict(json.loads((MODEL / "config.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def pieces() -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_file=str(MODEL / "source.spm"))


def test_all_files_are_there_and_fit_into_48_megabytes() -> None:
    assert sum((MODEL / name).stat().st_size for name in NAMES) <= 48_000_000


def test_the_weights_are_float16_and_finite(weights: dict[str, Any]) -> None:
    for name, values in weights.items():
        assert values.dtype == np.float16, name
        assert np.isfinite(values).all(), name


def test_the_row_of_pad_is_zero_and_no_other_row_is(weights: dict[str, Any], config: dict[str, Any]) -> None:
    rows = weights["model.shared.weight"]
    assert config["pad_token_id"] == config["decoder_start_token_id"] == len(rows) - 1
    assert not rows[-1].any()
    assert rows[:-1].any(axis=1).all()


def test_pad_takes_no_part_in_the_softmax_of_the_file(weights: dict[str, Any]) -> None:
    bias = weights["final_logits_bias"].reshape(-1).astype(np.float32)
    assert bias[-1] <= -1000
    assert np.abs(bias[:-1]).max() < 100


def test_the_sizes_in_the_configuration_are_those_of_the_weights(
    weights: dict[str, Any], config: dict[str, Any]
) -> None:
    assert weights["model.shared.weight"].shape == (config["vocab_size"], config["d_model"])
    for side in ("encoder", "decoder"):
        layers = {name.split(".")[3] for name in weights if name.startswith(f"model.{side}.layers.")}
        assert len(layers) == config[f"{side}_layers"]


def test_the_encoder_is_deep_and_the_decoder_shallow(config: dict[str, Any]) -> None:
    assert (config["encoder_layers"], config["decoder_layers"]) == (6, 2)


def test_vocabulary_and_pieces_number_alike(pieces: sentencepiece.SentencePieceProcessor) -> None:
    vocabulary = json.loads((MODEL / "vocab.json").read_text("utf-8"))
    size = pieces.get_piece_size()
    assert vocabulary == {pieces.id_to_piece(index): index for index in range(size)} | {"<pad>": size}
    assert (vocabulary["</s>"], vocabulary["<unk>"]) == (0, 1)
    assert (MODEL / "source.spm").read_bytes() == (MODEL / "target.spm").read_bytes()


def test_digits_stand_alone(pieces: sentencepiece.SentencePieceProcessor) -> None:
    assert pieces.encode("1.984,50", out_type=str) == ["▁", "1", ".", "9", "8", "4", ",", "5", "0"]


def test_text_cannot_name_a_control_piece(pieces: sentencepiece.SentencePieceProcessor) -> None:
    assert pieces.is_control(pieces.piece_to_id("<bt>"))
    assert not {0, pieces.piece_to_id("<bt>")} & set(pieces.encode("<bt> </s> Hej <bt>"))


@pytest.mark.parametrize("sign", "»«„“”’–€%æøåÆØÅéüö")
def test_signs_of_danish_print_are_known(pieces: sentencepiece.SentencePieceProcessor, sign: str) -> None:
    assert 1 not in pieces.encode(sign)


def test_generation_starts_from_pad_and_never_writes_it(config: dict[str, Any]) -> None:
    generation = json.loads((MODEL / "generation_config.json").read_text("utf-8"))
    pad = config["pad_token_id"]
    assert generation["decoder_start_token_id"] == pad
    assert generation["bad_words_ids"] == [[pad]]
    assert (generation["eos_token_id"], generation["forced_eos_token_id"]) == (0, 0)
