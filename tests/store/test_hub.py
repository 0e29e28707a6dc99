"""Models come from a hub over real HTTP: whole, checked, resumable, and with a way out when they do not."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mtkit import store
from mtkit.core import Decoding
from mtkit.errors import ExitStatus, ModelError, OutputError
from mtkit.store import transfer
from mtkit.store.hub import Download
from tests.hub.server import Hub, sha256

REPOSITORY = "Helsinki-NLP/opus-mt-da-en"
NAME = "opus-mt-da-en"
WEIGHTS = "model.safetensors"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """A hub that every request goes to, and an empty cache."""
    for variable in (
        "HF_HUB_CACHE",
        "HUGGINGFACE_HUB_CACHE",
        "HF_TOKEN",
        "HF_HUB_OFFLINE",
        "MTKIT_MODELS",
        "http_proxy",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("MTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(transfer, "_WAIT_SECONDS", 0.0)
    with Hub() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


@pytest.fixture(scope="session")
def files(tiny_model: Path) -> dict[str, bytes]:
    """The tiny model as a repository, with what other frameworks want beside it."""
    own = {path.name: path.read_bytes() for path in tiny_model.iterdir()}
    return own | {
        "README.md": b"# a card",
        "tf_model.h5": b"h" * 1000,
        "rust_model.ot": b"o" * 1000,
        ".gitattributes": b"",
    }


def storage(tmp_path: Path) -> Path:
    return tmp_path / "hf" / "hub" / "models--Helsinki-NLP--opus-mt-da-en"


def partly(tmp_path: Path) -> int:
    """Bytes of a download that was not finished."""
    return sum(path.stat().st_size for path in (storage(tmp_path) / "blobs").glob("*.mtkit-part"))


def test_a_pulled_model_translates(hub: Hub, files: dict[str, bytes]) -> None:
    commit = hub.add(REPOSITORY, files)
    model = store.pull(NAME)
    assert (model.name, model.origin, model.revision) == (NAME, "hub", commit)
    engine = store.load_engine(NAME, download=False)
    assert [t.text for t in engine.translate(["Hunden sov."], Decoding())] == ["Hunden sov."]


def test_only_what_is_needed_is_fetched(hub: Hub, files: dict[str, bytes]) -> None:
    hub.add(REPOSITORY, files | {"pytorch_model.bin": b"b" * 1000, "mtkit.json": b"{}"})
    model = store.pull(NAME)
    names = {path.name for path in model.path.iterdir()}
    small = {"config.json", "generation_config.json", "vocab.json", "tokenizer_config.json"}
    assert names == small | {"source.spm", "target.spm", "mtkit.json", WEIGHTS}
    for other in ("pytorch_model.bin", "tf_model.h5", "rust_model.ot", "README.md"):
        assert not hub.fetched(other)
    assert model.size == sum(path.stat().st_size for path in model.path.iterdir())


def test_a_pytorch_checkpoint_is_pulled_and_translates(
    hub: Hub, files: dict[str, bytes], tmp_path: Path
) -> None:
    torch = pytest.importorskip("torch", reason="writes the checkpoint with torch")
    from safetensors.torch import load

    torch.save(load(files[WEIGHTS]), tmp_path / "pytorch_model.bin")
    rest = {name: content for name, content in files.items() if name != WEIGHTS}
    hub.add(REPOSITORY, rest | {"pytorch_model.bin": (tmp_path / "pytorch_model.bin").read_bytes()})
    engine = store.load_engine(NAME)
    assert engine.translate(["Katten sad i vinduet."], Decoding())[0].text == "Katten sad i vinduet."


def test_shards_are_pulled_with_their_index(hub: Hub, files: dict[str, bytes]) -> None:
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    shards = {"model-00001-of-00002.safetensors": b"1" * 900, "model-00002-of-00002.safetensors": b"2" * 900}
    rest = {name: content for name, content in files.items() if name != WEIGHTS}
    hub.add(
        REPOSITORY,
        rest
        | shards
        | {f"{WEIGHTS}.index.json": json.dumps(index).encode(), "model-../../x.safetensors": b"x"},
    )
    model = store.pull(NAME)
    assert (model.path / "model-00002-of-00002.safetensors").read_bytes() == b"2" * 900
    assert not hub.fetched("x.safetensors")


def test_the_first_use_downloads_and_reports(hub: Hub, files: dict[str, bytes]) -> None:
    hub.add(REPOSITORY, files)
    seen: list[Download] = []
    model = store.resolve(NAME, progress=seen.append)
    done = [event.done for event in seen]
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] == seen[-1].total == model.size
    assert {event.model for event in seen} == {NAME}


def test_without_download_nothing_is_asked(hub: Hub, files: dict[str, bytes]) -> None:
    hub.add(REPOSITORY, files)
    with pytest.raises(ModelError, match="not on this machine") as caught:
        store.resolve(NAME, download=False)
    assert caught.value.hint == f"get it with 'mtkit models pull {NAME}'"
    assert not hub.requests


def test_a_model_that_is_there_needs_no_network(
    hub: Hub, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPOSITORY, files)
    first = store.pull(NAME)
    hub.requests.clear()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert store.pull(NAME) == first
    assert store.resolve(NAME) == first
    assert not hub.requests


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_offline_is_obeyed(
    hub: Hub, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    hub.add(REPOSITORY, files)
    monkeypatch.setenv(variable, "1")
    with pytest.raises(ModelError, match="forbids it"):
        store.resolve(NAME)
    assert not hub.requests


def test_a_short_cut_is_bridged(hub: Hub, files: dict[str, bytes]) -> None:
    hub.add(REPOSITORY, files)
    hub.faults.cut[WEIGHTS], hub.faults.cuts_left[WEIGHTS] = len(files[WEIGHTS]) // 2, 1
    model = store.pull(NAME)
    assert (model.path / WEIGHTS).read_bytes() == files[WEIGHTS]
    first, second = hub.fetched(WEIGHTS)
    assert first.range == ""
    assert second.range.startswith("bytes=")
    assert int(second.range[6:-1]) > 0


def test_a_cut_download_goes_on_the_next_time(hub: Hub, files: dict[str, bytes], tmp_path: Path) -> None:
    hub.add(REPOSITORY, files)
    half = len(files[WEIGHTS]) // 2
    hub.faults.cut[WEIGHTS] = half
    with pytest.raises(ModelError, match="failed") as caught:
        store.pull(NAME)
    assert "goes on where it stopped" in caught.value.hint
    assert store.find(NAME) is None
    (part,) = (storage(tmp_path) / "blobs").glob("*.mtkit-part")
    kept = part.stat().st_size
    assert 0 < kept <= half
    hub.faults.cut.clear()
    hub.requests.clear()
    assert (store.pull(NAME).path / WEIGHTS).read_bytes() == files[WEIGHTS]
    assert [request.range for request in hub.fetched(WEIGHTS)] == [f"bytes={kept}-"]
    assert not part.exists()


def test_an_interrupted_command_goes_on_the_next_time(
    hub: Hub, files: dict[str, bytes], tmp_path: Path
) -> None:
    hub.add(REPOSITORY, files)
    hub.faults.stall[WEIGHTS] = len(files[WEIGHTS]) // 2
    command = [sys.executable, "-m", "mtkit", "models", "pull", NAME]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not (hub.fetched(WEIGHTS) and partly(tmp_path)) and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=30)
    kept = partly(tmp_path)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in said
    hub.faults.stall.clear()
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert hub.fetched(WEIGHTS)[-1].range == f"bytes={kept}-"
    assert (Path(done.stdout.strip()) / WEIGHTS).read_bytes() == files[WEIGHTS]


def test_a_server_without_ranges_is_asked_from_the_start(hub: Hub, files: dict[str, bytes]) -> None:
    hub.add(REPOSITORY, files)
    hub.faults.no_range = True
    hub.faults.cut[WEIGHTS], hub.faults.cuts_left[WEIGHTS] = len(files[WEIGHTS]) // 2, 2
    assert (store.pull(NAME).path / WEIGHTS).read_bytes() == files[WEIGHTS]


@pytest.mark.parametrize("name", [WEIGHTS, "config.json", "source.spm"])
def test_a_file_with_another_hash_is_refused_and_not_kept(
    hub: Hub, files: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    hub.add(REPOSITORY, files)
    hub.faults.lie[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])
    with pytest.raises(ModelError, match="not what the hub says it is") as caught:
        store.pull(NAME)
    assert name in caught.value.message
    assert store.find(NAME) is None
    wrong = sha256(hub.faults.lie[name])
    assert all(sha256(path.read_bytes()) != wrong for path in storage(tmp_path).rglob("*") if path.is_file())
    hub.faults.lie.clear()
    assert store.pull(NAME).path.joinpath(name).read_bytes() == files[name]


def test_a_longer_file_than_promised_is_refused(hub: Hub, files: dict[str, bytes]) -> None:
    hub.add(REPOSITORY, files)
    hub.faults.lie[WEIGHTS] = files[WEIGHTS] + b"more"
    with pytest.raises(ModelError, match="not what the hub says it is"):
        store.pull(NAME)


def test_a_model_that_does_not_exist(hub: Hub) -> None:
    with pytest.raises(ModelError, match=f"no model {NAME}") as caught:
        store.pull(NAME)
    assert caught.value.status == ExitStatus.NO_MODEL


def test_a_private_model_wants_a_token(
    hub: Hub, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPOSITORY, files, private=True)
    with pytest.raises(ModelError, match="401") as caught:
        store.pull(NAME)
    assert "HF_TOKEN" in caught.value.hint
    monkeypatch.setenv("HF_TOKEN", Hub.token)
    assert store.pull(NAME).revision


def test_the_token_is_not_given_to_another_host(
    hub: Hub, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPOSITORY, files, private=True)
    monkeypatch.setenv("HF_TOKEN", Hub.token)
    store.pull(NAME)
    assert {r.authorization for r in hub.requests if r.host.startswith("localhost")} == {""}
    assert {r.authorization for r in hub.requests if r.host.startswith("127.0.0.1")} == {
        f"Bearer {Hub.token}"
    }


def test_a_gated_model_says_so(hub: Hub, files: dict[str, bytes]) -> None:
    hub.add(REPOSITORY, files, gated=True)
    with pytest.raises(ModelError, match="gated"):
        store.pull(NAME)


def test_no_network(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: nobody listens
    with pytest.raises(ModelError, match="failed") as caught:
        store.pull(NAME)
    assert "network" in caught.value.hint


@pytest.mark.parametrize("status", [500, 503, 418])
def test_a_server_in_trouble(hub: Hub, files: dict[str, bytes], status: int) -> None:
    hub.add(REPOSITORY, files)
    hub.faults.status[WEIGHTS] = status
    with pytest.raises(ModelError, match=str(status)):
        store.pull(NAME)


@pytest.mark.parametrize(
    "body", [b"<html>Log in to the hotel's network</html>", b"[]", b"{}", b'{"siblings": 3, "sha": 1}']
)
def test_something_that_is_no_hub(hub: Hub, body: bytes) -> None:
    hub.faults.api_body = body
    with pytest.raises(ModelError) as caught:
        store.pull(NAME)
    assert caught.value.hint


@pytest.mark.parametrize("missing", ["source.spm", "vocab.json", WEIGHTS])
def test_a_repository_that_is_no_marian_model(hub: Hub, files: dict[str, bytes], missing: str) -> None:
    hub.add(REPOSITORY, {name: content for name, content in files.items() if name != missing})
    with pytest.raises(ModelError, match="no Marian checkpoint"):
        store.pull(NAME)


def test_the_first_revision_is_kept_until_an_update(hub: Hub, files: dict[str, bytes]) -> None:
    old = hub.add(REPOSITORY, files)
    store.pull(NAME)
    changed = json.loads(files["generation_config.json"]) | {"num_beams": 6}
    new = hub.add(REPOSITORY, files | {"generation_config.json": json.dumps(changed).encode()})
    assert store.pull(NAME).revision == old
    hub.requests.clear()
    updated = store.pull(NAME, update=True)
    assert updated.revision == new
    assert not hub.fetched(WEIGHTS)  # unchanged, so not fetched again
    assert store.resolve(NAME).revision == new
    assert store.pull(NAME).revision == new


def test_a_damaged_file_is_fetched_again(hub: Hub, files: dict[str, bytes]) -> None:
    commit = hub.add(REPOSITORY, files)
    path = store.pull(NAME).path / "source.spm"
    path.resolve().write_bytes(b"short")
    hub.add(REPOSITORY, files | {"README.md": b"a newer commit"})
    model = store.pull(NAME)
    assert model.revision == commit
    assert path.read_bytes() == files["source.spm"]


def test_other_programs_find_the_model(hub: Hub, files: dict[str, bytes]) -> None:
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.constants import HF_HUB_CACHE  # the user's: not where the test put it

    hub.add(REPOSITORY, files)
    model = store.pull(NAME)
    cache = Path(os.environ["HF_HOME"], "hub")
    assert str(cache) != HF_HUB_CACHE
    found = try_to_load_from_cache(REPOSITORY, "config.json", cache_dir=cache)  # at the revision "main"
    assert found == str(model.path / "config.json")


def test_a_model_that_another_program_downloaded_is_used_and_completed(
    hub: Hub, files: dict[str, bytes], tmp_path: Path
) -> None:
    from huggingface_hub import snapshot_download

    commit = hub.add(REPOSITORY, files)
    snapshot_download(REPOSITORY, endpoint=hub.url, cache_dir=tmp_path / "hf" / "hub", tqdm_class=None)
    hub.add(REPOSITORY, files | {"README.md": b"newer"})
    assert store.resolve(NAME, download=False).revision == commit
    hub.requests.clear()
    assert store.pull(NAME).revision == commit
    assert not hub.fetched(WEIGHTS)
    assert (storage(tmp_path) / "mtkit-record.json").is_file()


def test_three_at_a_time_fetch_it_once(hub: Hub, files: dict[str, bytes]) -> None:
    hub.add(REPOSITORY, files)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(store.pull(NAME))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert len(set(found)) == 1
    assert len(hub.fetched(WEIGHTS)) == 1


def test_a_disk_without_room_is_noticed_before_the_first_byte(
    hub: Hub, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPOSITORY, files)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("usage", (), {"free": 1000}))
    with pytest.raises(OutputError, match="left"):
        store.pull(NAME)
    assert not hub.fetched("config.json")


def test_a_cache_that_cannot_be_made(
    hub: Hub, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hub.add(REPOSITORY, files)
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "file"))
    with pytest.raises(OutputError, match="cannot be made"):
        store.pull(NAME)


def test_nothing_is_printed_or_logged(
    hub: Hub, files: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    hub.add(REPOSITORY, files)
    hub.faults.cut[WEIGHTS] = 1000
    level = logging.getLogger("huggingface_hub").level
    with pytest.raises(ModelError):
        store.pull(NAME)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("huggingface_hub").level == level
