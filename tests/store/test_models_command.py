"""`mtkit models` as a program, against a hub on loopback; and what verifying and removing do."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mtkit import store
from mtkit.engines._conversion import convert
from mtkit.errors import ModelError
from mtkit.store.upkeep import remove, verify
from tests.hub.server import Hub, sha256

REPOSITORY = "Helsinki-NLP/opus-mt-da-en"
NAME = "opus-mt-da-en"
WEIGHTS = "model.safetensors"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tiny_model: Path) -> Iterator[Hub]:
    """A hub with one model, and a machine with an empty cache."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE", "MTKIT_MODELS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("MTKIT_CACHE", str(tmp_path / "cache"))
    with Hub() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        server.add(REPOSITORY, {path.name: path.read_bytes() for path in tiny_model.iterdir()})
        yield server


@pytest.fixture
def run() -> Run:
    def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "mtkit", *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, **environment},
        )
        assert "Traceback" not in done.stderr
        return done

    return program


def test_pull_says_the_size_and_prints_the_folder(hub: Hub, run: Run) -> None:
    done = run("models", "pull", NAME)
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert lines[0].startswith(f"downloading {NAME}: 0.")
    assert lines[0].endswith("MB")
    assert lines[1].endswith("verified")
    assert len(lines) == 2
    assert Path(done.stdout.strip(), WEIGHTS).is_file()
    assert run("models", "path", NAME).stdout == done.stdout
    assert run("models", "pull", NAME).stderr.endswith("already here\n")
    assert run("models", "pull", "-q", NAME).stderr == ""


def test_on_a_terminal_there_is_a_bar(hub: Hub) -> None:
    ours, theirs = os.openpty()
    heard: list[bytes] = []

    def listen() -> None:
        with contextlib.suppress(OSError):  # the terminal is gone
            while chunk := os.read(ours, 4096):
                heard.append(chunk)

    listener = threading.Thread(target=listen)
    listener.start()
    command = [sys.executable, "-m", "mtkit", "models", "pull", NAME]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, timeout=60)
    os.close(theirs)
    listener.join()
    os.close(ours)
    said = b"".join(heard).decode()
    assert done.returncode == 0
    assert f"downloading {NAME}: 0." in said
    assert "verified" in said
    assert Path(done.stdout.strip(), WEIGHTS).is_file()  # nothing of the bar on standard output


def test_the_first_translation_downloads_the_model(hub: Hub, run: Run) -> None:
    done = run("translate", "--model", NAME, "--text", "Hunden sov.")
    assert (done.returncode, done.stdout) == (0, "Hunden sov.\n"), done.stderr
    again = run("translate", "--model", NAME, "--text", "Katten sov.", HF_HUB_OFFLINE="1")
    assert (again.returncode, again.stdout) == (0, "Katten sov.\n"), again.stderr


def test_list_shows_what_is_here_and_what_can_be_had(hub: Hub, run: Run) -> None:
    before = {row["name"]: row for row in json.loads(run("models", "list", "--json").stdout)}
    assert before["da-en-small"]["origin"] == "bundled"
    assert before[NAME]["origin"] is None
    assert before[NAME]["size"] > 100_000_000
    store.pull(NAME)
    after = {row["name"]: row for row in json.loads(run("models", "list", "--json").stdout)}
    assert NAME not in after
    row = after[REPOSITORY]
    assert (row["origin"], row["licence"], row["source_lang"]) == ("hub", "Apache-2.0", "da")
    assert len(row["revision"]) == 40
    text = run("models", "list").stdout
    assert text == run("models").stdout
    assert [line.split()[0] for line in text.splitlines()][:3] == ["NAME", "da-en-small", REPOSITORY]


def test_info_of_a_model_that_is_not_here(hub: Hub, run: Run) -> None:
    facts = json.loads(run("models", "info", NAME, "--json").stdout)
    assert facts["path"] is None
    assert ("BLEU", 45.0) in {(score["metric"], score["score"]) for score in facts["scores"]}
    text = run("models", "info", NAME).stdout
    assert "not on this machine" in text
    assert "BLEU 45.0 on FLORES-101 devtest" in text
    assert not hub.requests


def test_info_of_a_model_that_is_here(hub: Hub, run: Run) -> None:
    model = store.pull(NAME)
    facts = json.loads(run("models", "info", NAME, "--json").stdout)
    assert facts["sha256"] == model.sha256
    assert facts["architecture"]["d_model"] == 64
    text = run("models", "info", REPOSITORY).stdout
    assert "1 + 1 layers, width 64" in text
    assert model.sha256 in text


def test_info_of_a_folder(run: Run, tiny_model: Path) -> None:
    facts = json.loads(run("models", "info", str(tiny_model), "--json").stdout)
    assert (facts["origin"], facts["licence"], facts["scores"]) == ("folder", None, [])


def test_verify_finds_nothing_wrong(hub: Hub, run: Run) -> None:
    model = store.pull(NAME)
    done = run("models", "verify", NAME)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert {row[0] for row in rows} == {"ok"}
    assert all(sha256((model.path / name).read_bytes()) == digest for _, digest, name in rows)


def test_verify_finds_a_changed_and_a_missing_file(hub: Hub, run: Run) -> None:
    model = store.pull(NAME)
    weights = (model.path / WEIGHTS).resolve()
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    (model.path / "tokenizer_config.json").unlink()
    done = run("models", "verify", NAME, "--json")
    assert done.returncode == 4
    found = json.loads(done.stdout)
    assert not found["ok"]
    states = {file["name"]: file["state"] for file in found["files"]}
    assert states.pop(WEIGHTS) == "changed"
    assert states.pop("tokenizer_config.json") == "missing"
    assert set(states.values()) == {"ok"}
    assert "is damaged: model.safetensors, tokenizer_config.json" in done.stderr
    assert "mtkit models pull" in done.stderr


def test_a_model_that_another_program_downloaded_is_verified_by_its_blobs(hub: Hub, tmp_path: Path) -> None:
    from huggingface_hub import snapshot_download

    snapshot_download(REPOSITORY, endpoint=hub.url, cache_dir=tmp_path / "hf" / "hub")
    model = store.resolve(NAME, download=False)
    assert {file.state for file in verify(model).files} == {"ok"}
    for name in ("config.json", WEIGHTS):  # one known by git's hash, one by its SHA-256
        path = (model.path / name).resolve()
        path.write_bytes(path.read_bytes() + b" ")
    states = {file.name: file.state for file in verify(model).files}
    assert {name for name, state in states.items() if state == "changed"} == {"config.json", WEIGHTS}


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_model, tmp_path / "model")


def test_a_folder_is_verified_by_its_sums(folder: Path) -> None:
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    (folder / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))
    model = store.resolve(str(folder))
    found = verify(model)
    assert found.ok
    assert {file.state for file in found.files} == {"ok"}
    (folder / "vocab.json").write_text((folder / "vocab.json").read_text() + "\n")
    assert [file.name for file in verify(model).files if file.state == "changed"] == ["vocab.json"]
    assert not verify(model).ok


def test_a_folder_without_sums_is_at_least_loaded(folder: Path) -> None:
    model = store.resolve(str(folder))
    assert verify(model).ok
    assert {file.state for file in verify(model).files} == {"no sum"}
    content = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(content[: len(content) // 2])
    assert "cut short" in verify(model).problem
    (folder / WEIGHTS).unlink()
    assert "has no weights" in verify(model).problem
    assert not verify(model).ok


def test_rm_removes_the_model_and_its_conversions(
    hub: Hub, run: Run, tmp_path: Path, tiny_dictionary_model: Path
) -> None:
    model = store.pull(NAME)
    own = convert(model.path, store.conversion_cache())
    other = convert(tiny_dictionary_model, store.conversion_cache())
    done = run("models", "rm", NAME)
    assert done.returncode == 0
    assert "freed" in done.stderr
    assert store.find(NAME) is None
    assert not own.exists()
    assert other.exists()
    left = [path for path in (tmp_path / "hf").rglob("*") if path.is_file()]
    assert all("opus" not in str(path) for path in left)
    assert run("models", "rm", NAME).returncode == 4


def test_a_damaged_model_can_be_removed(hub: Hub) -> None:
    model = store.pull(NAME)
    (model.path / WEIGHTS).resolve().write_bytes(b"rubbish")
    assert remove(store.resolve(NAME, download=False)) > 0
    assert store.find(NAME) is None


@pytest.mark.parametrize("which", ["da-en-small", "folder"])
def test_only_downloaded_models_can_be_removed(folder: Path, which: str) -> None:
    model = store.resolve(str(folder) if which == "folder" else which)
    with pytest.raises(ModelError, match="not a downloaded model"):
        remove(model)
    assert (model.path / WEIGHTS).is_file()


@pytest.mark.parametrize("command", ["pull", "info", "verify", "path", "rm"])
def test_an_unknown_name_is_one_line_and_a_way_out(hub: Hub, run: Run, command: str) -> None:
    done = run("models", command, "opus-mt-xx-yy" if command == "pull" else "nothing")
    assert (done.returncode, done.stdout) == (4, "")
    assert len(done.stderr.splitlines()) == 2
    assert done.stderr.startswith("error: ")


def test_without_a_network_the_error_says_so(hub: Hub, run: Run) -> None:
    done = run("models", "pull", NAME, HF_ENDPOINT="http://127.0.0.1:9")
    assert done.returncode == 4
    assert "failed" in done.stderr
    done = run("translate", "--model", NAME, "--text", "Hej.", HF_HUB_OFFLINE="1")
    assert done.returncode == 4
    assert "HF_HUB_OFFLINE" in done.stderr
