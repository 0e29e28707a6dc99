"""Where models lie: folders, the bundled ones, MTKIT_MODELS, the Hugging Face cache. Asks no network."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mtkit.errors import ModelError
from mtkit.store.record import recorded_revision

# What a Marian checkpoint cannot do without; its weights come on top, in one of several forms.
NEEDED = ("config.json", "vocab.json", "source.spm", "target.spm")
OPTIONAL = ("generation_config.json", "tokenizer_config.json", "target_vocab.json", "mtkit.json")
WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)

_PACKAGE = Path(__file__).resolve().parent.parent
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A checkpoint on this machine.

    name: what `--model` takes. origin: "folder", "bundled", "MTKIT_MODELS" or "hub" (the Hugging Face cache).
    revision: the commit of a hub model, else empty. size: bytes of the files that mtkit reads.
    note: a line for the reader where mtkit chose the model itself, else empty.
    """

    name: str
    path: Path
    origin: str
    revision: str = ""
    size: int = 0
    note: str = ""

    @property
    def sha256(self) -> str:
        """The hash of the checkpoint's content, by which signatures and caches know it."""
        from mtkit.engines._fingerprint import content_hash

        return content_hash(self.path, conversion_cache())


def conversion_cache() -> Path:
    """Where converted models are kept: MTKIT_CACHE, or mtkit's folder in the user's cache."""
    chosen = os.environ.get("MTKIT_CACHE")
    if chosen:
        return Path(chosen).expanduser() / "models"
    import platformdirs

    return Path(platformdirs.user_cache_dir("mtkit", appauthor=False)) / "models"


def bundled_root() -> Path:
    """Where the models lie that come with mtkit: models/ of a checkout, else inside the package."""
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "models" / "registry.toml").is_file():
        return checkout / "models"
    return _PACKAGE / "_bundled"


def hub_cache() -> Path:
    """The Hugging Face cache, found as huggingface_hub finds it, without the time that importing it takes."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(variable):
            return Path(os.path.expandvars(os.environ[variable])).expanduser()
    home = os.environ.get("HF_HOME")
    if not home:
        home = os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")  # noqa: PTH118
    return Path(os.path.expandvars(home)).expanduser() / "hub"


def is_repository(name: str) -> bool:
    """Whether the name has the form of a hub repository's, owner/name."""
    return _REPOSITORY.fullmatch(name) is not None and "--" not in name and ".." not in name


def storage(repository: str) -> Path:
    """The folder of a repository in the Hugging Face cache."""
    return hub_cache() / f"models--{repository.replace('/', '--')}"


def is_checkpoint(folder: Path) -> bool:
    """Whether all files of a Marian checkpoint are in the folder."""
    try:
        return all((folder / name).is_file() for name in NEEDED) and any(
            (folder / name).is_file() for name in WEIGHTS
        )
    except OSError:
        return False


def checkpoint_files(folder: Path) -> list[Path]:
    """The files of a checkpoint that mtkit reads, one form of the weights only."""
    from mtkit.engines._checkpoint import weight_files

    found = [folder / name for name in (*NEEDED, *OPTIONAL) if (folder / name).is_file()]
    return [*found, *weight_files(folder)]


def size_of(folder: Path) -> int:
    """Bytes of the files that mtkit reads of a checkpoint; 0 where it has none."""
    try:
        return sum(path.stat().st_size for path in checkpoint_files(folder))
    except (ModelError, OSError):
        return 0


def in_folder(name: str) -> ModelFolder | None:
    """The model in a folder that the user names by its path.

    Raises ModelError where the path is certainly meant as one and holds no checkpoint.
    """
    path = Path(name).expanduser()
    separators = {os.sep, os.altsep, "/"} - {None}
    explicit = (
        path.is_absolute() or name.startswith((".", "~")) or name.endswith(tuple(str(s) for s in separators))
    )
    try:
        there, checkpoint = path.is_dir(), (path / "config.json").is_file()
    except (OSError, ValueError):
        there = checkpoint = False
    if checkpoint:
        return ModelFolder(str(path), path.resolve(), "folder", size=size_of(path))
    if not explicit:
        return None
    if not there:
        raise ModelError(
            f"there is no folder {path}", hint="check the path, or name a model: 'mtkit models list'"
        )
    raise ModelError(
        f"{path} is no Marian checkpoint: it has no config.json",
        hint="name a folder with config.json, vocab.json, source.spm, target.spm and weights",
    )


def bundled(name: str) -> ModelFolder | None:
    """The model of that name that comes with mtkit."""
    return _below(bundled_root(), name, "bundled")


def in_model_folders(name: str, repository: str) -> ModelFolder | None:
    """The model of that name in a folder of MTKIT_MODELS: by its short name, or as owner/name."""
    for root in _model_folders():
        found = _below(root, name, "MTKIT_MODELS") or (
            _below(root, repository, "MTKIT_MODELS") if repository else None
        )
        if found:
            return found
    return None


def in_hub_cache(name: str, repository: str) -> ModelFolder | None:
    """The model of that repository in the Hugging Face cache, complete and at the revision that is kept."""
    if not is_repository(repository):
        return None
    place = storage(repository)
    for revision in _revisions(place):
        folder = place / "snapshots" / revision
        if is_checkpoint(folder):
            return ModelFolder(name, folder, "hub", revision, size_of(folder))
    return None


def bundled_models() -> Iterator[ModelFolder]:
    """All models that come with mtkit."""
    for folder in _folders(bundled_root()):
        if is_checkpoint(folder):
            yield ModelFolder(folder.name, folder, "bundled", size=size_of(folder))


def listed_models() -> Iterator[ModelFolder]:
    """All models in the folders of MTKIT_MODELS, their names relative to those."""
    for root in _model_folders():
        for folder in _folders(root):
            for candidate in (folder, *_folders(folder)):
                if is_checkpoint(candidate):
                    name = candidate.relative_to(root).as_posix()
                    yield ModelFolder(name, candidate, "MTKIT_MODELS", size=size_of(candidate))


def hub_models() -> Iterator[ModelFolder]:
    """All Marian models in the Hugging Face cache, named owner/name."""
    for folder in _folders(hub_cache()):
        if folder.name.startswith("models--") and folder.name.count("--") == 2:
            repository = folder.name.removeprefix("models--").replace("--", "/")
            found = in_hub_cache(repository, repository)
            if found and _is_marian(found.path):
                yield found


def _revisions(place: Path) -> Iterator[str]:
    """The revisions to look for, best first: recorded, the main branch as last seen, any other."""
    recorded = recorded_revision(place)
    if recorded:
        yield recorded
    try:
        main = (place / "refs" / "main").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        main = ""
    if _COMMIT.fullmatch(main):
        yield main
    for folder in _folders(place / "snapshots"):
        if _COMMIT.fullmatch(folder.name):
            yield folder.name


def _is_marian(folder: Path) -> bool:
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and config.get("model_type") == "marian"


def _model_folders() -> list[Path]:
    return [Path(part).expanduser() for part in os.environ.get("MTKIT_MODELS", "").split(os.pathsep) if part]


def _below(root: Path, name: str, origin: str) -> ModelFolder | None:
    parts = name.split("/")
    if not all(re.fullmatch(r"[\w.-]+", part) and part.strip(".") for part in parts):
        return None
    folder = root.joinpath(*parts)
    return ModelFolder(name, folder, origin, size=size_of(folder)) if is_checkpoint(folder) else None


def _folders(root: Path) -> list[Path]:
    """The folders in a folder, by name; none where it is missing or cannot be read."""
    try:
        return sorted(path for path in root.iterdir() if path.is_dir())
    except OSError:
        return []
