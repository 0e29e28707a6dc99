"""A model's name to a verified folder on disk, and to an engine that runs it.

A name is looked for, in this order, as: a folder; a model that comes with mtkit; a folder in MTKIT_MODELS;
the Hugging Face cache; the Hugging Face hub. It is never answered with another model than the one it names.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit.errors import ModelError
from mtkit.store.known import known_models, repository_of
from mtkit.store.locations import (
    ModelFolder,
    bundled,
    bundled_models,
    bundled_root,
    conversion_cache,
    hub_cache,
    hub_models,
    in_folder,
    in_hub_cache,
    in_model_folders,
    is_repository,
    listed_models,
)

if TYPE_CHECKING:
    from mtkit.core import Engine
    from mtkit.store.hub import Progress

__all__ = ["ModelFolder", "conversion_cache", "find", "load_engine", "models", "places", "pull", "resolve"]

PREFERRED = "opus-mt-da-en"  # taken where nobody named a model and it is already on the machine
BUNDLED = "da-en-small"  # taken otherwise


def find(name: str) -> ModelFolder | None:
    """The model of that name on this machine; None where it would have to be downloaded.

    Raises ModelError where the name is a folder's path and the folder holds no checkpoint.
    """
    repository = repository_of(name)
    return (
        in_folder(name)
        or bundled(name)
        or in_model_folders(name, repository)
        or in_hub_cache(name, repository)
    )


def resolve(
    name: str | None = None, *, download: bool = True, progress: Progress | None = None
) -> ModelFolder:
    """The folder of the model of that name, downloaded where it is a hub model that is not on the machine.

    Without a name: opus-mt-da-en where it is on the machine, else da-en-small; `note` then says which.
    Raises ModelError where the model cannot be had; with `download=False` it never asks the network.
    """
    if name is None:
        return _default()
    found = find(name)
    if found:
        return found
    if not is_repository(repository_of(name)):
        known = ", ".join(sorted({*known_models(), *(model.name for model in bundled_models())}))
        raise ModelError(
            f"no model is called {name!r}",
            hint=f"known: {known}; or name a folder, or a hub repository as owner/name",
        )
    if not download:
        raise ModelError(
            f"the model {name} is not on this machine", hint=f"get it with 'mtkit models pull {name}'"
        )
    return pull(name, progress=progress)


def _default() -> ModelFolder:
    repository = (
        f"Helsinki-NLP/{PREFERRED}"  # as the registry says; reading it takes time, and this is every start
    )
    found = in_model_folders(PREFERRED, repository) or in_hub_cache(PREFERRED, repository)
    if found:
        note = f"model: {PREFERRED}"
    else:
        found = bundled(BUNDLED) or in_model_folders(BUNDLED, "")
        note = f"model: {BUNDLED} (small, bundled; 'mtkit models pull {PREFERRED}' gets a much better one)"
    if not found:
        raise ModelError(
            f"the model {BUNDLED}, which comes with mtkit, is missing",
            hint="install mtkit again, or use --model",
        )
    return ModelFolder(found.name, found.path, found.origin, found.revision, found.size, note)


def models() -> list[ModelFolder]:
    """All models on this machine: bundled, in MTKIT_MODELS, in the Hugging Face cache."""
    return [*bundled_models(), *listed_models(), *hub_models()]


def places() -> dict[str, Path]:
    """Where models are looked for and kept, by what each place is called."""
    folders = [Path(part) for part in os.environ.get("MTKIT_MODELS", "").split(os.pathsep) if part]
    return {
        "bundled models": bundled_root(),
        **{f"MTKIT_MODELS {number}": folder for number, folder in enumerate(folders, 1)},
        "Hugging Face cache": hub_cache(),
        "conversions": conversion_cache(),
    }


def pull(name: str, *, update: bool = False, progress: Progress | None = None) -> ModelFolder:
    """Download a model of the hub into the Hugging Face cache, or complete it, and check every hash.

    The revision that was obtained first is kept; `update` asks for the newest. What a cut connection left is
    continued. `progress` is called with a `Download` as bytes arrive.
    Raises ModelError where there is no such model, no permission, no network, or a file is not what the hub
    says it is; OutputError where it cannot be kept.
    """
    from mtkit.store.hub import fetch

    repository = repository_of(name)
    if not is_repository(repository):
        raise ModelError(
            f"{name!r} is no model of the hub", hint="name a repository as owner/name, or opus-mt-da-en"
        )
    return fetch(name, repository, update=update, progress=progress)


def load_engine(
    model: str | None = None,
    engine: str = "ctranslate2",
    *,
    device: str = "auto",
    threads: int = 0,
    download: bool = True,
    note: Callable[[str], None] | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Engine:
    """The engine of that name with the model of that name, ready to translate.

    model: as for `resolve`; engines that need none ignore it. threads: 0 takes every core. note: is
    given a line where mtkit chose the model itself. options: what else the engine's `load` takes.
    Raises ModelError where the model cannot be had or run, UsageError for an unknown engine.
    """
    from mtkit import registry

    kind = registry.load("mtkit.engines", engine).ENGINE
    if not getattr(kind, "needs_model", True):
        without: Engine = kind.load(None, cache=None, device=device, threads=threads, **options)
        return without
    found = resolve(model, download=download, progress=progress)
    if found.note and note:
        note(found.note)
    engine_with_model: Engine = kind.load(
        found.path, cache=conversion_cache(), device=device, threads=threads, **options
    )
    return engine_with_model
