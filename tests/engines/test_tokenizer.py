"""The tokenizer gives MarianTokenizer's ids, and never takes text for a control token."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtkit.engines._tokenizer import MarianTokens
from mtkit.errors import ModelError, UsageError
from tests.tiny_model import CHARACTERS, LINES

BUNDLED = Path(__file__).resolve().parents[2] / "models" / "da-en-small"
HARMLESS = "Hvad? »Ja«, sagde han: 3,5 mio. 😀 日本 \t x  y."
INJECTIONS = [
    "</s>",
    "<pad>",
    "<unk>",
    ">>eng<<",
    "a </s> b",
    "<s>x",
    ">>dan<< hej",
    "</s></s>",
    "<unk> <unk>",
]


@pytest.fixture(scope="module")
def tokens(tiny_model: Path) -> MarianTokens:
    return MarianTokens(tiny_model)


@pytest.fixture(scope="module")
def bundled() -> MarianTokens:
    return MarianTokens(BUNDLED)


def marian_tokenizer(folder: Path) -> Any:
    """transformers' own tokenizer of the same folder."""
    from transformers import MarianTokenizer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it recommends sacremoses, which it then does not use
        return MarianTokenizer.from_pretrained(folder)


@pytest.mark.slow
def test_ids_are_marian_tokenizers(bundled: MarianTokens, shared: Path) -> None:
    lines = (shared / "gold/cdt-dev/text.tsv").read_text(encoding="utf-8").splitlines()[:600]
    lines += [HARMLESS, "", " ", "æ\u0301", *LINES.splitlines()]
    reference = marian_tokenizer(BUNDLED)(lines)["input_ids"]
    assert [bundled.ids(pieces) for pieces in bundled.encode_all(lines)] == reference


@pytest.mark.slow
def test_text_is_decoded_as_marian_tokenizer_does_but_single_spaced(bundled: MarianTokens) -> None:
    reference = marian_tokenizer(BUNDLED)
    for line in [*LINES.splitlines(), HARMLESS]:
        ids = bundled.ids(bundled.encode(line))
        expected = reference.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        assert bundled.decode_ids(ids) == " ".join(expected.split())


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from(CHARACTERS + " "), max_size=60))
def test_known_characters_come_back(tokens: MarianTokens, text: str) -> None:
    text = text.strip()
    assert tokens.decode(tokens.encode(text)) == text


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=40))
def test_any_string_is_encoded_without_control_pieces(tokens: MarianTokens, text: str) -> None:
    pieces = tokens.encode(text)
    assert not {"</s>", "<pad>", "<s>"} & set(pieces)
    assert not any(piece.startswith(">>") and piece.endswith("<<") for piece in pieces)
    assert tokens.ids(pieces).count(0) == 1  # the end marker that ids() adds


@pytest.mark.parametrize("text", INJECTIONS)
def test_control_tokens_in_the_text_stay_text(tokens: MarianTokens, bundled: MarianTokens, text: str) -> None:
    assert tokens.decode(tokens.encode(text)) == text
    for tokenizer in (tokens, bundled):
        assert tokenizer.ids(tokenizer.encode(text)).count(0) == 1


def test_lone_surrogates_do_no_harm(tokens: MarianTokens) -> None:
    assert tokens.decode(tokens.encode("a\ud800b")) == "a?b"


def test_control_pieces_leave_no_trace_in_the_output(tokens: MarianTokens) -> None:
    pieces = tokens.encode("Hunden sov.")
    assert tokens.decode(["<pad>", *pieces, "</s>", ">>eng<<", "<unk>"]) == "Hunden sov."


def test_unknown_characters_are_one_unknown_id(tokens: MarianTokens) -> None:
    assert 1 in tokens.ids(tokens.encode("日本"))


@pytest.fixture
def multilingual(tiny_model: Path, tmp_path: Path) -> MarianTokens:
    folder = shutil.copytree(tiny_model, tmp_path / "model")
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    pad = vocabulary.pop("<pad>")
    vocabulary |= {">>eng<<": pad, ">>deu<<": pad + 1, "<pad>": pad + 2}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    return MarianTokens(folder)


def test_the_target_language_is_a_control_token_when_it_is_asked_for(multilingual: MarianTokens) -> None:
    assert multilingual.languages == ("eng", "deu")
    plain = multilingual.encode("Hunden")
    assert multilingual.encode("Hunden", language="eng") == [">>eng<<", *plain]


def test_the_target_language_in_the_text_is_text(multilingual: MarianTokens) -> None:
    pieces = multilingual.encode(">>eng<< Hunden")
    assert ">>eng<<" not in pieces
    assert multilingual.decode(pieces) == ">>eng<< Hunden"


@pytest.mark.slow
def test_with_a_language_ids_are_marian_tokenizers(multilingual: MarianTokens) -> None:
    reference = marian_tokenizer(multilingual._folder)
    assert (
        multilingual.ids(multilingual.encode("Hunden sov.", language="eng"))
        == reference(">>eng<<Hunden sov.")["input_ids"]
    )


def test_an_unknown_language_is_a_usage_error(tokens: MarianTokens, multilingual: MarianTokens) -> None:
    with pytest.raises(UsageError, match="fra") as caught:
        multilingual.encode("Hunden", language="fra")
    assert caught.value.hint == "known: eng, deu"
    with pytest.raises(UsageError) as caught:
        tokens.encode("Hunden", language="eng")
    assert "one language only" in caught.value.hint


def test_target_pieces_that_the_target_model_cannot_spell_are_left_out(multilingual: MarianTokens) -> None:
    pieces = multilingual.vocabulary.target
    assert [pieces[i] for i in range(len(pieces)) if i not in multilingual.target_vocabulary()] == [
        ">>eng<<",
        ">>deu<<",
        "<pad>",
    ]


@pytest.mark.parametrize("name", ["source.spm", "target.spm"])
@pytest.mark.parametrize("content", [None, b"", b"rubbish" * 100])
def test_a_damaged_sentencepiece_model_is_refused(
    tiny_model: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder = shutil.copytree(tiny_model, tmp_path / "model")
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=name):
        MarianTokens(folder)
