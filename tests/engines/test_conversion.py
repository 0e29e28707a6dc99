"""Conversions for CTranslate2: the same bytes as its own converter's, made once, never half."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from mtkit.engines import _conversion
from mtkit.engines._conversion import QUANTIZATIONS, content_hash, convert, remove_conversions
from mtkit.engines._tokenizer import MarianTokens
from mtkit.errors import ModelError, UsageError
from tests.tiny_model import LINES, build_tiny_model

BUNDLED = Path(__file__).resolve().parents[2] / "models" / "da-en-small"
SENTENCES = LINES.splitlines()


def translate(folder: Path, converted: Path, sentences: list[str], **options: Any) -> list[str]:
    tokens = MarianTokens(folder)
    model = ctranslate2.Translator(str(converted), intra_threads=1)
    sources = [[*pieces, "</s>"] for pieces in tokens.encode_all(sentences)]
    found = model.translate_batch(sources, max_decoding_length=200, **options)
    return [tokens.decode(result.hypotheses[0]) for result in found]


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    """A checkpoint to spoil."""
    return shutil.copytree(tiny_model, tmp_path / "model")


def change(folder: Path, edit: Callable[[dict[str, np.ndarray]], object]) -> None:
    weights = load_file(folder / "model.safetensors")
    edit(weights)
    save_file(weights, folder / "model.safetensors")


def configure(folder: Path, **options: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | options))


@pytest.mark.parametrize("quantization", QUANTIZATIONS)
def test_a_converted_model_copies(tiny_model: Path, tmp_path: Path, quantization: str) -> None:
    converted = convert(tiny_model, tmp_path, quantization=quantization)
    for beam in (1, 4):
        assert translate(tiny_model, converted, SENTENCES, beam_size=beam) == SENTENCES


def test_separate_embeddings_translate_word_by_word(tiny_dictionary_model: Path, tmp_path: Path) -> None:
    converted = convert(tiny_dictionary_model, tmp_path)
    assert translate(tiny_dictionary_model, converted, ["hunden og katten sover i huset."]) == [
        "dog and cat sleeps in house."
    ]


@pytest.mark.slow
@pytest.mark.parametrize("quantization", ["int8", "float16", "float32"])
@pytest.mark.parametrize("which", ["tiny", "bundled"])
def test_bytes_are_those_of_the_stock_converter(
    tiny_model: Path, tmp_path: Path, which: str, quantization: str
) -> None:
    torch = pytest.importorskip("torch", reason="the stock converter needs torch")
    from transformers import MarianMTModel

    # The stock converter takes a float16 checkpoint as it is, positions rounded too; mtkit widens it.
    folder = shutil.copytree(tiny_model if which == "tiny" else BUNDLED, tmp_path / "model")
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32)
    model.final_logits_bias[:, model.config.pad_token_id] = 0  # of a row that is dropped
    model.save_pretrained(folder)
    program = "from ctranslate2.converters.transformers import main; main()"
    arguments = [
        "--model",
        str(folder),
        "--output_dir",
        str(tmp_path / "stock"),
        "--quantization",
        quantization,
    ]
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, capture_output=True, timeout=300)
    own = convert(folder, tmp_path / "cache", quantization=quantization)
    for name in ("model.bin", "shared_vocabulary.json", "config.json"):
        stock = (tmp_path / "stock" / name).read_bytes()
        assert (own / name).read_bytes() == stock or (
            name == "config.json" and same_config(own, tmp_path / "stock")
        )


def same_config(one: Path, other: Path) -> bool:
    return json.loads((one / "config.json").read_text()) == json.loads((other / "config.json").read_text())


def test_no_torch_and_no_transformers_are_imported(tiny_model: Path, tmp_path: Path) -> None:
    program = f"""
import sys
sys.modules["torch"] = sys.modules["transformers"] = None  # as where they are not installed
from pathlib import Path
from mtkit.engines._conversion import convert
print(convert(Path({str(tiny_model)!r}), Path({str(tmp_path)!r})))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()) == convert(tiny_model, tmp_path)


@pytest.mark.slow
def test_torch_is_left_alone_where_it_is_installed(tiny_model: Path) -> None:
    pytest.importorskip("torch", reason="shows that torch is not imported although it could be")
    program = f"""
import sys
from pathlib import Path
from mtkit.engines._conversion import convert
convert(Path({str(tiny_model)!r}), None)
print("torch" in sys.modules, "ctranslate2.specs" in sys.modules)
import ctranslate2.specs.model_spec
print(ctranslate2.specs.model_spec.torch_is_available)
convert(Path({str(tiny_model)!r}), None, quantization="float32")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["False", "False", "True"], done.stderr


def test_a_second_conversion_is_found(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = convert(tiny_model, tmp_path)
    monkeypatch.setattr(_conversion, "write_model", None)  # calling it would fail
    assert convert(tiny_model, tmp_path) == first


def test_the_place_of_the_checkpoint_does_not_matter(tiny_model: Path, folder: Path, tmp_path: Path) -> None:
    assert convert(folder, tmp_path / "c") == convert(tiny_model, tmp_path / "c")


def test_a_changed_checkpoint_is_converted_anew(folder: Path, tmp_path: Path) -> None:
    first = convert(folder, tmp_path / "c")
    change(folder, lambda w: w.update({"final_logits_bias": w["final_logits_bias"] + 0.25}))
    second = convert(folder, tmp_path / "c")
    assert first != second
    assert (first / "model.bin").read_bytes() != (second / "model.bin").read_bytes()


def test_each_choice_has_its_own_conversion(tiny_model: Path, tmp_path: Path) -> None:
    made = {
        convert(tiny_model, tmp_path),
        convert(tiny_model, tmp_path, quantization="float32"),
        convert(tiny_model, tmp_path, alignment=(0, 1)),
        convert(tiny_model, tmp_path, target_vocabulary=range(100)),
    }
    assert len(made) == 4


def test_a_trimmed_target_vocabulary_says_the_same(tiny_model: Path, tmp_path: Path) -> None:
    tokens = MarianTokens(tiny_model)
    used = {number for sentence in SENTENCES for number in tokens.ids(tokens.encode(sentence))}
    trimmed = convert(tiny_model, tmp_path, target_vocabulary=sorted(used))
    pieces = json.loads((trimmed / "target_vocabulary.json").read_text())
    assert len(pieces) == len(used | {0, 1})
    assert translate(tiny_model, trimmed, SENTENCES) == SENTENCES


def test_what_was_trimmed_away_cannot_be_said(tiny_model: Path, tmp_path: Path) -> None:
    tokens = MarianTokens(tiny_model)
    z = tokens.vocabulary.target.index("§")
    rest = [number for number in range(len(tokens.vocabulary.target) - 1) if number != z]
    trimmed = convert(tiny_model, tmp_path, target_vocabulary=rest)
    assert "§" not in translate(tiny_model, trimmed, ["a § b"])[0]


@pytest.mark.parametrize("ids", [[-1], [10**6]])
def test_impossible_ids_are_refused(tiny_model: Path, tmp_path: Path, ids: list[int]) -> None:
    with pytest.raises(ModelError, match="outside"):
        convert(tiny_model, tmp_path, target_vocabulary=ids)


def test_attention_points_at_the_word_that_is_copied(tiny_model: Path, tmp_path: Path) -> None:
    converted = convert(tiny_model, tmp_path, alignment=(0, 1))
    tokens = MarianTokens(tiny_model)
    pieces = tokens.encode(SENTENCES[0])
    model = ctranslate2.Translator(str(converted), intra_threads=1)
    found = model.translate_batch([[*pieces, "</s>"]], return_attention=True)[0]
    assert np.array(found.attention[0]).argmax(axis=1).tolist()[: len(pieces)] == list(range(len(pieces)))


@pytest.mark.parametrize("alignment", [(1, 1), (-2, 1), (0, 0), (0, 2)])
def test_attention_that_the_model_does_not_have_is_refused(
    tiny_model: Path, tmp_path: Path, alignment: tuple[int, int]
) -> None:
    with pytest.raises(ModelError, match="align"):
        convert(tiny_model, tmp_path, alignment=alignment)


def test_an_unknown_quantization_is_refused(tiny_model: Path) -> None:
    with pytest.raises(UsageError, match="int4"):
        convert(tiny_model, None, quantization="int4")


def test_an_output_bias_is_kept(folder: Path, tmp_path: Path) -> None:
    comma = MarianTokens(folder).vocabulary.target.index("!")
    bias = load_file(folder / "model.safetensors")["final_logits_bias"]
    bias[0, comma] = 1e4  # nothing but exclamation marks
    change(folder, lambda w: w.update({"final_logits_bias": bias}))
    converted = convert(folder, tmp_path / "c", quantization="float32")
    assert set(translate(folder, converted, ["Hunden sov."], beam_size=1)[0]) == {"!"}


def test_an_untied_output_layer_is_taken(folder: Path, tmp_path: Path) -> None:
    configure(folder, tie_word_embeddings=False)
    size = load_file(folder / "model.safetensors")["model.shared.weight"].shape[0]
    order = np.arange(size)
    a, b = (MarianTokens(folder).vocabulary.target.index(piece) for piece in ("a", "z"))
    order[[a, b]] = order[[b, a]]
    change(folder, lambda w: w.update({"lm_head.weight": w["model.shared.weight"][order]}))
    converted = convert(folder, tmp_path / "c")
    assert translate(folder, converted, ["(a)"]) == ["(z)"]


def test_a_pad_that_is_not_last_is_left_out(folder: Path, tmp_path: Path) -> None:
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    last, other = vocabulary["<pad>"], 7
    piece = next(p for p, number in vocabulary.items() if number == other)
    vocabulary |= {"<pad>": other, piece: last}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    configure(folder, pad_token_id=other, decoder_start_token_id=other)
    order = np.arange(last + 1)
    order[[last, other]] = order[[other, last]]
    change(folder, lambda w: w.update({"model.shared.weight": w["model.shared.weight"][order]}))
    assert translate(folder, convert(folder, tmp_path / "c"), SENTENCES) == SENTENCES


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda w: w.pop("model.shared.weight"), "lacks the weights"),
        (lambda w: w.pop("model.decoder.layers.0.encoder_attn.k_proj.bias"), "k_proj.bias"),
        (lambda w: w.update({"model.shared.weight": w["model.shared.weight"][:-3]}), "of shape"),
        (lambda w: w.update({"model.encoder.layers.0.fc1.weight": np.zeros((16, 64), np.int8)}), "fc1"),
        (lambda w: w.update({"final_logits_bias": np.zeros(3, np.float32)}), "final_logits_bias"),
    ],
)
def test_weights_that_do_not_fit_are_refused(folder: Path, tmp_path: Path, spoil: Any, said: str) -> None:
    change(folder, spoil)
    with pytest.raises(ModelError, match=said):
        convert(folder, tmp_path / "c")
    assert not list((tmp_path / "c").glob("*/model.bin"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"activation_function": "mish"}, "mish"),
        ({"encoder_attention_heads": 2}, "heads"),
        ({"vocab_size": 10_000}, "pieces"),
        ({"encoder_layers": 2}, "lacks the weights"),
    ],
)
def test_a_configuration_that_does_not_fit_is_refused(
    folder: Path, tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    configure(folder, **options)
    with pytest.raises(ModelError, match=said):
        convert(folder, tmp_path / "c")


def test_the_test_sentence_finds_a_bad_conversion(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mtkit.engines import _specification

    real = _specification.specification

    def mistaken(*arguments: Any) -> Any:
        spec = real(*arguments)
        spec.decoder.scale_embeddings = 1.0  # as a converter would that forgot to scale
        spec.encoder.scale_embeddings = 0.01
        return spec

    monkeypatch.setattr(_specification, "specification", mistaken)
    with pytest.raises(ModelError, match="did not convert well"):
        convert(tiny_model, tmp_path)
    assert not list(tmp_path.glob("*/model.bin"))
    assert not list(tmp_path.glob(".*-int8-*"))


def test_several_at_once_make_one_conversion(tiny_model: Path, tmp_path: Path) -> None:
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(convert(tiny_model, tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(list(tmp_path.glob("*/model.bin"))) == 1


def test_what_a_killed_conversion_left_is_removed(tiny_model: Path, tmp_path: Path) -> None:
    made = convert(tiny_model, tmp_path)
    shutil.rmtree(made)
    stale = tmp_path / f".{made.name}-abc"
    stale.mkdir()
    (stale / "model.bin").write_bytes(b"half")
    assert convert(tiny_model, tmp_path) == made
    assert not stale.exists()


def test_a_cache_that_cannot_be_made_is_no_obstacle(tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    made = convert(tiny_model, tmp_path / "file" / "cache")
    assert tmp_path not in made.parents
    assert translate(tiny_model, made, ["Hunden sov."]) == ["Hunden sov."]
    assert convert(tiny_model, None) == made  # once a process


def test_a_full_cache_is_no_obstacle(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = _conversion.write_model

    def full(folder: Path, output: Path, choices: Any) -> None:
        if tmp_path in output.parents:
            raise OSError(28, "No space left on device", str(output))
        real(folder, output, choices)

    monkeypatch.setattr(_conversion, "write_model", full)
    made = convert(tiny_model, tmp_path, quantization="float16")
    assert tmp_path not in made.parents
    assert not list(tmp_path.glob("*/model.bin"))


def test_the_temporary_folder_goes_with_the_program(tiny_model: Path) -> None:
    program = f"""
from pathlib import Path
from mtkit.engines._conversion import convert
made = convert(Path({str(tiny_model)!r}), None)
assert (made / "model.bin").is_file()
print(made)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert not Path(done.stdout.strip()).exists()


def test_the_content_hash_follows_the_content(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "c"
    first = content_hash(folder, cache)
    assert content_hash(folder, cache) == content_hash(folder) == first
    (folder / "README.md").write_text("a card does not count")
    assert content_hash(folder, cache) == first
    before = (folder / "vocab.json").stat()
    (folder / "vocab.json").write_bytes((folder / "vocab.json").read_bytes()[:-1] + b" ")
    os.utime(folder / "vocab.json", ns=(before.st_atime_ns, before.st_mtime_ns))  # same size, same time
    assert content_hash(folder, cache) == content_hash(folder) != first


def test_the_content_hash_is_remembered(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = content_hash(tiny_model, tmp_path)
    monkeypatch.setattr("mtkit.engines._fingerprint.file_hash", None)  # calling it would fail
    assert content_hash(tiny_model, tmp_path) == first


@pytest.mark.parametrize("note", [b"", b"{}", b"[]", b'{"sha256": "x", "files": []}', b"\xff"])
def test_a_damaged_note_of_the_hash_is_ignored(tiny_model: Path, tmp_path: Path, note: bytes) -> None:
    first = content_hash(tiny_model, tmp_path)
    (path,) = tmp_path.glob("*.hash.json")
    path.write_bytes(note)
    assert content_hash(tiny_model, tmp_path) == first


def test_conversions_of_one_checkpoint_are_removed(
    tiny_model: Path, tiny_dictionary_model: Path, tmp_path: Path
) -> None:
    gone = [convert(tiny_model, tmp_path, quantization=q) for q in ("int8", "float32")]
    stays = convert(tiny_dictionary_model, tmp_path)
    assert remove_conversions(tmp_path, content_hash(tiny_model)) > 0
    assert not any(path.exists() for path in gone)
    assert (stays / "model.bin").is_file()


@pytest.mark.parametrize("sharpness", [2.0, 40.0])
@pytest.mark.parametrize("activation", ["relu", "swish", "gelu", "gelu_new"])
def test_activations_convert(tmp_path: Path, sharpness: float, activation: str) -> None:
    folder = build_tiny_model(tmp_path / "m", sharpness=sharpness)
    configure(folder, activation_function=activation)
    rng = np.random.default_rng(3)

    def disturb(weights: dict[str, np.ndarray]) -> None:
        for name, array in weights.items():
            if ".fc" in name or "self_attn." in name:
                array += rng.normal(scale=0.05, size=array.shape).astype(np.float32)

    change(folder, disturb)
    convert(
        folder, tmp_path / "c", quantization="float32"
    )  # its test compares with an independent forward pass
