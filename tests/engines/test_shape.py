"""Checkpoints of several layers and heads run through conversion and engine as those of one do."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtkit.core import Decoding
from mtkit.engines.ctranslate2 import CTranslate2Engine
from tests.tiny_model import CHARACTERS, LINES, Shape, train_pieces, write_checkpoint

SENTENCES = LINES.splitlines()
# opus-mt-da-en's build at a quarter of its width: eval/speed/copying.py has it whole.
SHAPE = Shape(
    d_model=128,
    layers=3,
    heads=2,
    inner=256,
    activation="swish",
    fast=24,
    token_dims=40,
    length=0.5,
    gain=4.0,
)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pieces = train_pieces(SENTENCES * 2, 420, required=CHARACTERS)
    return write_checkpoint(tmp_path_factory.mktemp("models") / "layers", pieces, SHAPE)


@pytest.mark.parametrize("compute_type", ["int8", "float32"])
@pytest.mark.parametrize("beam", [1, 4])
def test_every_sentence_is_copied(checkpoint: Path, tmp_path: Path, beam: int, compute_type: str) -> None:
    engine = CTranslate2Engine.load(checkpoint, cache=tmp_path, device="cpu", compute_type=compute_type)
    found = engine.translate(SENTENCES, Decoding(beam=beam))
    assert [translation.text for translation in found] == SENTENCES


def test_long_sentences_find_every_position(checkpoint: Path, tmp_path: Path) -> None:
    engine = CTranslate2Engine.load(checkpoint, cache=tmp_path, device="cpu")
    long = " ".join(SENTENCES[:12])
    assert 200 < engine.count_tokens([long])[0] < 500
    assert engine.translate([long], Decoding(beam=1))[0].text == long
