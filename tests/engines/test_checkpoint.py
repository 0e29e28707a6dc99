"""A checkpoint's files: read exactly where they are sound, refused in one line where they are not."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from mtkit.engines._checkpoint import (
    read_architecture,
    read_vocabulary,
    read_weights,
    weight_files,
)
from mtkit.engines._safetensors import read_safetensors
from mtkit.engines._torchfile import read_torch
from mtkit.errors import ModelError

fuzz = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch", reason="writes the checkpoint with torch")


def test_float32_and_integers_come_back_as_they_are(tmp_path: Path) -> None:
    kept = {"a": np.arange(6, dtype=np.float32).reshape(2, 3) / 7, "n": np.array([1, -5], dtype=np.int64)}
    save_file(kept, tmp_path / "model.safetensors")
    found = read_safetensors(tmp_path / "model.safetensors")
    assert {name: array.dtype for name, array in found.items()} == {"a": np.float32, "n": np.int64}
    assert all(np.array_equal(found[name], kept[name]) for name in kept)


def test_float16_is_widened_exactly(tmp_path: Path) -> None:
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)  # every float16 there is
    save_file({"a": every}, tmp_path / "m.safetensors")
    found = read_safetensors(tmp_path / "m.safetensors")["a"]
    assert found.dtype == np.float32
    assert np.array_equal(found, every.astype(np.float32), equal_nan=True)


def test_bfloat16_is_widened_as_torch_does(tmp_path: Path, torch: Any) -> None:
    from safetensors.torch import save_file as save_torch

    values = torch.randn(50, generator=torch.manual_seed(1)).to(torch.bfloat16)
    save_torch({"a": values}, tmp_path / "m.safetensors")
    assert np.array_equal(read_safetensors(tmp_path / "m.safetensors")["a"], values.float().numpy())


def test_arrays_may_be_changed_without_touching_the_file(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    save_file({"a": np.ones(4, np.float32)}, path)
    before = path.read_bytes()
    read_safetensors(path)["a"][:] = 7
    assert path.read_bytes() == before


@fuzz
@given(data=st.data())
def test_a_damaged_safetensors_file_is_refused_or_read(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "m.safetensors"
    save_file({"a": np.ones((3, 2), np.float32), "b": np.zeros(2, np.float16)}, path)
    path.write_bytes(damaged(path.read_bytes(), data))
    with contextlib.suppress(ModelError):
        read_safetensors(path)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 8, b"\xff" * 40, b"\x04\0\0\0\0\0\0\0[12]", b"not a model at all"]
)
def test_what_is_no_safetensors_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.safetensors").write_bytes(content)
    with pytest.raises(ModelError, match="not a safetensors file"):
        read_safetensors(tmp_path / "m.safetensors")


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_a_torch_file_gives_what_torch_saved(tmp_path: Path, torch: Any, zipped: bool) -> None:
    whole = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 3
    state = {
        "whole": whole,
        "shared": whole[1:3],  # one storage, three tensors
        "turned": whole.T,
        "half": whole.half(),
        "brain": whole.bfloat16(),
        "double": whole.double(),
        "ids": torch.tensor([3, 1], dtype=torch.int64),
        "flags": torch.tensor([True, False]),
        "one": torch.tensor(2.5),
        "none": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(whole * 2),
    }
    torch.save(state, tmp_path / "m.bin", _use_new_zipfile_serialization=zipped)
    found = read_torch(tmp_path / "m.bin")
    assert set(found) == set(state)
    for name, tensor in state.items():
        expected = tensor.detach().float().numpy() if tensor.is_floating_point() else tensor.numpy()
        assert found[name].shape == expected.shape, name
        assert np.array_equal(found[name], expected), name


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_a_state_dictionary_with_its_metadata_is_read(tmp_path: Path, torch: Any, zipped: bool) -> None:
    state = torch.nn.Linear(3, 2).state_dict()  # an OrderedDict with an attribute _metadata
    torch.save(state, tmp_path / "m.bin", _use_new_zipfile_serialization=zipped)
    assert np.array_equal(read_torch(tmp_path / "m.bin")["weight"], state["weight"].numpy())


class Attack:
    """Pickles into a call of a function: what an unpickler must not make."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize("form", ["zip", "legacy", "plain"])
@pytest.mark.parametrize("function", [os.mkdir, eval, exec, print], ids=lambda f: f.__name__)
def test_a_file_that_would_run_something_is_refused(tmp_path: Path, form: str, function: Any) -> None:
    mark = tmp_path / "mark"
    attack = pickle.dumps(
        {
            "weights": Attack(
                function, str(mark) if function is os.mkdir else f"__import__('os').mkdir({str(mark)!r})"
            )
        }
    )
    path = tmp_path / "pytorch_model.bin"
    if form == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("archive/data.pkl", attack)
    elif form == "legacy":
        begin = (
            pickle.dumps(0x1950A86A20F9469CFC6C) + pickle.dumps(1001) + pickle.dumps({"little_endian": True})
        )
        path.write_bytes(begin + attack)
    else:
        path.write_bytes(attack)
    with pytest.raises(ModelError, match="holds only tensors") as caught:
        read_torch(path)
    assert function.__name__ in caught.value.message
    assert not mark.exists()


@pytest.mark.parametrize("size", [10**12, -1])
def test_a_tensor_larger_than_its_storage_is_refused(tmp_path: Path, torch: Any, size: int) -> None:
    path = tmp_path / "m.bin"
    torch.save({"a": torch.ones(2)}, path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    pickled = next(name for name in parts if name.endswith("data.pkl"))
    # The shape (2,) is pickled as BININT1 2, TUPLE1; put a long in its place.
    there = b"K\x02\x85"
    assert there in parts[pickled]
    longer = pickle.LONG1 + bytes([8]) + size.to_bytes(8, "little", signed=True) + pickle.TUPLE1
    parts[pickled] = parts[pickled].replace(there, longer, 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(ModelError, match="cannot be read as a PyTorch checkpoint"):
        read_torch(path)


@pytest.fixture(scope="module", params=[True, False], ids=["zip", "legacy"])
def torch_bytes(
    request: pytest.FixtureRequest, torch: Any, tmp_path_factory: pytest.TempPathFactory
) -> bytes:
    path = tmp_path_factory.mktemp("torch") / "m.bin"
    torch.save(
        {"a": torch.ones(3, 2), "b": torch.zeros(2).half()},
        path,
        _use_new_zipfile_serialization=request.param,
    )
    return path.read_bytes()


def test_an_archive_that_points_before_its_beginning_says_so(tmp_path: Path) -> None:
    path = tmp_path / "m.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m/data.pkl", b"")
    content = bytearray(path.read_bytes())
    content[-6:-2] = (int.from_bytes(content[-6:-2], "little") + 10_000).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(ModelError, match="cannot be read as a PyTorch checkpoint"):
        read_torch(path)


@fuzz
@given(data=st.data())
def test_a_damaged_torch_file_is_refused_or_read(
    tmp_path: Path, torch_bytes: bytes, data: st.DataObject
) -> None:
    path = tmp_path / "m.bin"
    path.write_bytes(damaged(torch_bytes, data))
    with contextlib.suppress(ModelError):
        read_torch(path)


def damaged(content: bytes, data: st.DataObject) -> bytes:
    """The content cut short, or with a few bytes changed."""
    if data.draw(st.booleans()):
        return content[: data.draw(st.integers(0, len(content) - 1))]
    changed = bytearray(content)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
        changed[place] = data.draw(st.integers(0, 255))
    return bytes(changed)


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    """A checkpoint to spoil."""
    return shutil.copytree(tiny_model, tmp_path / "model")


def test_shards_are_read_through_their_index(folder: Path) -> None:
    weights = read_weights(folder)
    (folder / "model.safetensors").unlink()
    names = sorted(weights)
    shards = {name: f"model-{1 + (names.index(name) % 2):05d}-of-00002.safetensors" for name in names}
    for shard in set(shards.values()):
        save_file({name: weights[name] for name in names if shards[name] == shard}, folder / shard)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards}))
    found = read_weights(folder)
    assert set(found) == set(weights)
    assert all(np.array_equal(found[name], weights[name]) for name in weights)


@pytest.mark.parametrize("shard", ["missing.safetensors", "../model/model.safetensors", "/etc/passwd"])
def test_an_index_that_names_a_file_missing_or_elsewhere_is_refused(folder: Path, shard: str) -> None:
    (folder / "model.safetensors").rename(folder / "other.safetensors")
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": shard}}))
    with pytest.raises(ModelError, match="lacks"):
        weight_files(folder)


def test_safetensors_win_over_pytorch(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"rubbish")
    assert weight_files(folder) == (folder / "model.safetensors",)


def test_a_folder_without_weights_is_refused(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="has no weights"):
        read_weights(folder)


def test_the_architecture_of_the_tiny_model(folder: Path) -> None:
    shape = read_architecture(folder)
    assert (shape.d_model, shape.encoder_layers, shape.decoder_layers, shape.encoder_heads) == (64, 1, 1, 1)
    assert shape.source_size == shape.target_size == len(read_vocabulary(folder).source)
    assert shape.pad_id == shape.source_size - 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model_type": "t5"}, "holds a t5 model"),
        ({"model_type": None}, "nameless"),
        ({"normalize_before": True}, "normalize_before"),
        ({"d_model": "64"}, "d_model"),
        ({"vocab_size": -3}, "vocab_size"),
    ],
)
def test_another_kind_of_model_is_refused(folder: Path, change: dict[str, Any], said: str) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | change))
    with pytest.raises(ModelError, match=said):
        read_architecture(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_rubbish_for_a_configuration_is_refused(folder: Path, content: bytes) -> None:
    (folder / "config.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"config\.json"):
        read_architecture(folder)


@pytest.mark.parametrize(
    "pieces",
    [
        {"</s>": 0},
        {"</s>": 0, "<unk>": 2},
        {"</s>": 0, "<unk>": 0},
        {"</s>": 0, "<unk>": "1"},
        {"</s>": [], "<unk>": 1},
    ],
)
def test_a_vocabulary_with_gaps_is_refused(folder: Path, pieces: dict[str, Any]) -> None:
    (folder / "vocab.json").write_text(json.dumps(pieces))
    with pytest.raises(ModelError, match=r"vocab\.json"):
        read_vocabulary(folder)
