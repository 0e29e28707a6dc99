"""A name means one model: which, where it is looked for first, and what is said where it is nowhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mtkit import store
from mtkit.core import Decoding
from mtkit.errors import ModelError, UsageError
from mtkit.store import locations
from mtkit.store.known import known_models, repository_of

COMMITS = ("1" * 40, "2" * 40)
REPOSITORY = "Helsinki-NLP/opus-mt-da-en"


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no models but the bundled one, and no network."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "XDG_CACHE_HOME", "MTKIT_MODELS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("MTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(model: Path, place: Path) -> Path:
    return shutil.copytree(model, place)


def cached(model: Path, machine: Path, repository: str = REPOSITORY, commit: str = COMMITS[0]) -> Path:
    """The model in the Hugging Face cache, as another program would have put it there."""
    storage = machine / "hf" / "hub" / f"models--{repository.replace('/', '--')}"
    (storage / "refs").mkdir(parents=True, exist_ok=True)
    (storage / "refs" / "main").write_text(commit)
    return put(model, storage / "snapshots" / commit)


def test_without_a_name_the_bundled_model_is_taken_and_said() -> None:
    model = store.resolve()
    assert (model.name, model.origin) == ("da-en-small", "bundled")
    assert "da-en-small" in model.note
    assert "mtkit models pull opus-mt-da-en" in model.note
    assert "\n" not in model.note


def test_without_a_name_opus_is_taken_where_it_is_on_the_machine(tiny_model: Path, machine: Path) -> None:
    snapshot = cached(tiny_model, machine)
    model = store.resolve()
    assert (model.name, model.path, model.revision) == ("opus-mt-da-en", snapshot, COMMITS[0])
    assert model.note == "model: opus-mt-da-en"


def test_a_named_model_has_no_note(tiny_model: Path) -> None:
    assert store.resolve("da-en-small").note == ""


def test_a_named_model_is_never_replaced(machine: Path) -> None:
    with pytest.raises(ModelError, match="opus-mt-da-en is to be downloaded"):
        store.resolve("opus-mt-da-en")
    with pytest.raises(ModelError, match="opus-mt-fi-en is not on this machine"):
        store.resolve("opus-mt-fi-en", download=False)


def test_a_folder_is_taken_by_its_path(tiny_model: Path, machine: Path) -> None:
    put(tiny_model, machine / "my model")
    for name in ("my model", "./my model", str(machine / "my model"), "my model/"):
        model = store.resolve(name)
        assert (model.path, model.origin) == (machine / "my model", "folder")
    assert model.size == sum(path.stat().st_size for path in tiny_model.iterdir())


def test_a_folder_in_the_home_is_taken(
    tiny_model: Path, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(machine))
    put(tiny_model, machine / "m")
    assert store.resolve("~/m").path == machine / "m"


@pytest.mark.parametrize("name", ["./missing", "/nowhere/at/all", "~nobody/x", "missing/"])
def test_a_path_that_does_not_exist(name: str) -> None:
    with pytest.raises(ModelError, match="there is no folder"):
        store.resolve(name)


def test_a_folder_without_a_checkpoint(machine: Path) -> None:
    (machine / "empty").mkdir()
    with pytest.raises(ModelError, match="no Marian checkpoint"):
        store.resolve("./empty")


def test_a_folder_of_the_same_name_does_not_hide_the_bundled_model(machine: Path) -> None:
    (machine / "da-en-small").mkdir()
    assert store.resolve("da-en-small").origin == "bundled"


@pytest.mark.parametrize(
    "name", ["", "nothing", "da-en-smal", "a/b/c", "../x/y", "a b", "x\0y", "ø/æ", "-/-", "a" * 5000]
)
def test_a_name_that_means_nothing(name: str) -> None:
    with pytest.raises(ModelError) as caught:
        store.resolve(name)
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_a_model_folder_of_the_users_is_searched(
    tiny_model: Path, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tiny_model, machine / "a" / "opus-mt-da-en")
    put(tiny_model, machine / "b" / "Helsinki-NLP" / "opus-mt-sv-en")
    monkeypatch.setenv(
        "MTKIT_MODELS", os.pathsep.join([str(machine / "none"), str(machine / "a"), str(machine / "b")])
    )
    assert store.resolve("opus-mt-da-en").path == machine / "a" / "opus-mt-da-en"
    assert store.resolve("opus-mt-sv-en").path == machine / "b" / "Helsinki-NLP" / "opus-mt-sv-en"
    assert store.resolve("Helsinki-NLP/opus-mt-sv-en").origin == "MTKIT_MODELS"
    assert store.resolve().name == "opus-mt-da-en"


def test_the_users_folder_comes_before_the_hub_cache(
    tiny_model: Path, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached(tiny_model, machine)
    put(tiny_model, machine / "a" / "opus-mt-da-en")
    monkeypatch.setenv("MTKIT_MODELS", str(machine / "a"))
    assert store.resolve("opus-mt-da-en").origin == "MTKIT_MODELS"


@pytest.mark.parametrize("name", ["opus-mt-da-en", "Helsinki-NLP/opus-mt-da-en"])
def test_both_names_of_a_hub_model_find_it(tiny_model: Path, machine: Path, name: str) -> None:
    snapshot = cached(tiny_model, machine)
    assert store.resolve(name).path == snapshot


def test_an_incomplete_snapshot_is_not_a_model(tiny_model: Path, machine: Path) -> None:
    snapshot = cached(tiny_model, machine)
    (snapshot / "source.spm").unlink()
    assert store.find("opus-mt-da-en") is None
    assert store.resolve().name == "da-en-small"


def test_of_several_revisions_the_main_branch_wins(tiny_model: Path, machine: Path) -> None:
    cached(tiny_model, machine, commit=COMMITS[1])
    cached(tiny_model, machine, commit=COMMITS[0])
    assert store.resolve("opus-mt-da-en").revision == COMMITS[0]


def test_the_cache_is_where_hugging_face_has_it(monkeypatch: pytest.MonkeyPatch, machine: Path) -> None:
    program = "from huggingface_hub.constants import HF_HUB_CACHE; print(HF_HUB_CACHE)"
    settings = [
        {"HF_HUB_CACHE": str(machine / "one")},
        {"HUGGINGFACE_HUB_CACHE": str(machine / "two")},
        {"HF_HOME": str(machine / "three")},
        {"HF_HOME": "$HOME/four"},
        {"HF_HOME": "~/five"},
        {"XDG_CACHE_HOME": str(machine / "six")},
        {},
    ]
    for setting in settings:
        with monkeypatch.context() as patch:
            patch.delenv("HF_HOME")
            for name, value in setting.items():
                patch.setenv(name, value)
            theirs = subprocess.run(
                [sys.executable, "-c", program], capture_output=True, text=True, check=True
            )
            assert str(locations.hub_cache()) == theirs.stdout.strip(), setting


def test_all_models_of_the_machine_are_listed(
    tiny_model: Path, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached(tiny_model, machine)
    other = cached(tiny_model, machine, repository="google/t5-small")
    (other / "config.json").write_text('{"model_type": "t5"}')
    put(tiny_model, machine / "a" / "mine")
    put(tiny_model, machine / "a" / "you" / "yours")
    monkeypatch.setenv("MTKIT_MODELS", str(machine / "a"))
    found = {(model.name, model.origin) for model in store.models()}
    assert found == {
        ("da-en-small", "bundled"),
        ("mine", "MTKIT_MODELS"),
        ("you/yours", "MTKIT_MODELS"),
        (REPOSITORY, "hub"),
    }
    assert all(store.resolve(model.name).path == model.path for model in store.models())


def test_an_installed_package_has_its_models_inside(
    tiny_model: Path, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = machine / "site-packages" / "mtkit"
    put(tiny_model, package / "_bundled" / "da-en-small")
    put(tiny_model, machine / "site-packages" / "models" / "da-en-small")  # another project's
    monkeypatch.setattr(locations, "_PACKAGE", package)
    assert store.resolve().path == package / "_bundled" / "da-en-small"


def test_a_package_without_its_model_says_so(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "_PACKAGE", machine / "site-packages" / "mtkit")
    known_models()  # the registry was read before
    with pytest.raises(ModelError, match="missing"):
        store.resolve()


def test_names_and_repositories() -> None:
    assert repository_of("opus-mt-da-en") == REPOSITORY
    assert repository_of("opus-mt-tc-big-fi-en") == "Helsinki-NLP/opus-mt-tc-big-fi-en"
    assert repository_of("someone/model") == "someone/model"
    assert repository_of("da-en-small") == ""
    assert repository_of("anything") == ""


def test_every_known_model_says_what_it_is() -> None:
    for name, model in known_models().items():
        assert model.licence
        assert model.about.endswith(".")
        assert model.repository or store.find(name), name
        assert bool(model.repository) == bool(model.size), name
        assert all(0 < score.score < 100 and score.source for score in model.scores)


def test_an_engine_is_loaded_with_its_model(tiny_model: Path) -> None:
    notes: list[str] = []
    engine = store.load_engine(str(tiny_model), threads=1, note=notes.append)
    assert engine.translate(["Hunden sov."], Decoding(beam=1))[0].text == "Hunden sov."
    assert notes == []


def test_the_choice_of_a_model_is_noted_once() -> None:
    notes: list[str] = []
    store.load_engine(None, threads=1, note=notes.append)
    assert notes == [store.resolve().note]


def test_the_echo_engine_takes_no_model() -> None:
    assert store.load_engine("nowhere", "echo").translate(["a"], Decoding())[0].text == "a"


def test_an_unknown_engine_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="abacus"):
        store.load_engine(None, "abacus")


def test_finding_the_model_loads_nothing_heavy() -> None:
    program = """
import sys
from mtkit import store
store.resolve()
store.models()
heavy = {"numpy", "torch", "transformers", "huggingface_hub", "httpx", "ctranslate2", "sentencepiece"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_places_name_every_folder(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTKIT_MODELS", str(machine / "a"))
    found = store.places()
    assert found["MTKIT_MODELS 1"] == machine / "a"
    assert found["Hugging Face cache"] == machine / "hf" / "hub"
    assert found["conversions"] == machine / "cache" / "models"
