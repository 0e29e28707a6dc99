"""The two engines read the bundled checkpoint alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Engine = Callable[[str, int], Callable[[list[str]], list[str]]]
pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")
FOLDER = Path(__file__).resolve().parents[2] / "models" / "da-en-small"


@pytest.fixture(scope="module")
def lines(shared: Path) -> list[str]:
    return (shared / "testsets/flores-dev/flores-dev.da").read_text("utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.shared
def test_transformers_and_ctranslate2_agree_greedily_in_float32(lines: list[str], translate: Engine) -> None:
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    chosen = lines[:200]
    model = MarianMTModel.from_pretrained(FOLDER, dtype=torch.float32).eval()
    model.generation_config.max_length = None
    tokenizer = MarianTokenizer.from_pretrained(FOLDER)
    expected: list[str] = []
    for start in range(0, len(chosen), 20):
        inputs = tokenizer(chosen[start : start + 20], return_tensors="pt", padding=True)
        with torch.inference_mode():
            outputs = model.generate(
                **inputs, num_beams=1, max_new_tokens=400, bad_words_ids=[[model.config.pad_token_id], [1]]
            )  # neither engine may write the unknown piece
        expected += tokenizer.batch_decode(
            outputs, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
    found = translate("float32", 1)(chosen)
    assert sum(a.strip() == b.strip() for a, b in zip(expected, found, strict=True)) >= 198


@pytest.mark.slow
@pytest.mark.shared
def test_int8_costs_at_most_three_tenths_of_a_bleu_point(
    shared: Path, lines: list[str], translate: Engine
) -> None:
    import sacrebleu

    reference = (shared / "testsets/flores-dev/flores-dev.en").read_text("utf-8").splitlines()
    scores = {
        compute: sacrebleu.corpus_bleu(translate(compute, 4)(lines), [reference]).score
        for compute in ("float32", "int8")
    }
    assert scores["int8"] >= scores["float32"] - 0.3
