"""Download a model from the Hugging Face hub: resumable, only what is needed, every file checked by its hash.

The files go into the Hugging Face cache in its own layout, so that other programs find them there. They are
fetched here and not by hf_hub_download because that keeps nothing of a download that was interrupted, and
checks sizes only; it is called in the end, to put the finished files in their places.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mtkit.errors import ModelError, OutputError
from mtkit.store.locations import NEEDED, OPTIONAL, WEIGHTS, ModelFolder, hub_cache, in_hub_cache, storage
from mtkit.store.record import damaged_sizes, recorded_revision, write_record
from mtkit.store.transfer import (
    TIMEOUT_SECONDS,
    RemoteFile,
    check_content,
    fetch_file,
    matches,
    transport_error,
)

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHARD = re.compile(r"(model-\d+-of-\d+\.safetensors|pytorch_model-\d+-of-\d+\.bin)")


@dataclass(frozen=True, slots=True)
class Download:
    """How far a download is: bytes done and to do of the whole model, and the file that is being fetched."""

    model: str
    done: int
    total: int
    file: str


Progress = Callable[[Download], None]


def fetch(name: str, repository: str, *, update: bool, progress: Progress | None) -> ModelFolder:
    """Bring the model into the Hugging Face cache, record its revision and sums: see `mtkit.store.pull`."""
    place = storage(repository)
    kept = "" if update else recorded_revision(place)
    there = in_hub_cache(name, repository)
    if there and kept == there.revision and not damaged_sizes(place, there.path):
        return there
    if is_offline():
        raise ModelError(
            f"{name} is to be downloaded, and HF_HUB_OFFLINE forbids it",
            hint="unset HF_HUB_OFFLINE, or copy the model's folder here and name it with --model",
        )
    if not update and not kept and there:
        kept = there.revision  # somebody else downloaded it: complete and check that, do not change it
    with _quiet_hub(), _explained(name, place):
        revision, files = _describe(repository, kept or "main")
        chosen = _needed(name, files)
        _check_space(place, chosen)
        with _locked(place):
            snapshot = _fetch_all(name, repository, revision, chosen, progress)
            write_record(place, repository, _endpoint(), revision, snapshot, [file.name for file in chosen])
    found = in_hub_cache(name, repository)
    if not found or found.revision != revision:
        raise ModelError(
            f"{name} was downloaded, but is not complete in {place}", hint="remove that folder and pull again"
        )
    return found


def is_offline() -> bool:
    """Whether the environment forbids the network, by the variables that Hugging Face's libraries know."""
    values = (os.environ.get(variable, "") for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(value.upper() in ("1", "ON", "YES", "TRUE") for value in values)


def _endpoint() -> str:
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def _describe(repository: str, revision: str) -> tuple[str, list[RemoteFile]]:
    """The commit that a revision is, and the files that it holds, as the hub describes them."""
    from huggingface_hub import HfApi

    api = HfApi(endpoint=_endpoint(), library_name="mtkit")
    try:
        info = api.model_info(repository, revision=revision, files_metadata=True, timeout=TIMEOUT_SECONDS)
        files = [
            RemoteFile(
                sibling.rfilename,
                int(sibling.size or 0),
                sibling.lfs.sha256 if sibling.lfs else sibling.blob_id or "",
            )
            for sibling in info.siblings or []
        ]
    except (TypeError, AttributeError, KeyError, json.JSONDecodeError):
        files, info = [], None
    if info is None or not _HASH.fullmatch(str(info.sha)):
        raise ModelError(
            f"{_endpoint()} does not answer as a hub does",
            hint="check HF_ENDPOINT, and whether the network asks to be logged in to",
        )
    return str(info.sha), files


def _needed(name: str, files: list[RemoteFile]) -> list[RemoteFile]:
    """The files to fetch: configuration, vocabulary, tokenizer and one form of the weights."""
    offered = {file.name: file for file in files}
    missing = [wanted for wanted in NEEDED if wanted not in offered]
    weights = next((form for form in WEIGHTS if form in offered), None)
    if missing or not weights:
        lacking = ", ".join(missing) or "model.safetensors or pytorch_model.bin"
        raise ModelError(
            f"{name} is no Marian checkpoint: the hub has no {lacking} of it",
            hint="mtkit runs MarianMT (OPUS-MT) checkpoints in Hugging Face form",
        )
    wanted = [*NEEDED, *(extra for extra in OPTIONAL if extra in offered), weights]
    if weights.endswith(".index.json"):
        wanted += [file for file in offered if _SHARD.fullmatch(file)]
    chosen = [offered[file] for file in wanted]
    if not all(_HASH.fullmatch(file.etag) for file in chosen):
        raise ModelError(f"{_endpoint()} gives no hashes for the files of {name}", hint="check HF_ENDPOINT")
    return chosen


def _check_space(place: Path, files: list[RemoteFile]) -> None:
    """Raise OutputError before the first byte where the disk has no room for the model."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{place} cannot be made: {error.strerror}", hint="name a place that can be written with HF_HOME"
        ) from None
    total = sum(file.size for file in files if not (place / "blobs" / file.etag).is_file())
    free = shutil.disk_usage(place).free
    if total > free:
        raise OutputError(
            f"the model takes {total / 1e6:.0f} MB and {place} has {free / 1e6:.0f} MB left",
            hint="free some space, or name another place with HF_HOME",
        )


def _fetch_all(
    name: str, repository: str, revision: str, files: list[RemoteFile], progress: Progress | None
) -> Path:
    """Fetch every file that is not there yet, the small ones first, and give the snapshot's folder."""
    from huggingface_hub import hf_hub_download, hf_hub_url

    blobs = storage(repository) / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)
    total = sum(file.size for file in files)
    before = 0
    path = ""
    for file in sorted(files, key=lambda file: file.size):

        def report(done: int, *, file: RemoteFile = file, before: int = before) -> None:
            if progress:
                progress(Download(name, before + done, total, file.name))

        report(0)
        blob = blobs / file.etag
        if not (blob.is_file() and matches(blob, file)):
            url = hf_hub_url(repository, file.name, revision=revision, endpoint=_endpoint())
            partial = blobs / f"{file.etag}.mtkit-part"
            fetch_file(url, partial, file, report)
            check_content(partial, file)
            partial.replace(blob)
        placed = storage(repository) / "snapshots" / revision / file.name
        if placed.is_file() and not matches(placed, file):  # damaged, and no link to the blob
            placed.unlink()
        path = hf_hub_download(
            repository,
            file.name,
            revision=revision,
            endpoint=_endpoint(),
            cache_dir=hub_cache(),
            library_name="mtkit",
        )
        check_content(Path(path), file)
        before += file.size
        report(0, before=before)
    return Path(path).parent


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[None]:
    """One process at a time for one repository."""
    from filelock import FileLock

    with FileLock(place / ".mtkit.lock"):
        yield


@contextlib.contextmanager
def _quiet_hub() -> Iterator[None]:
    """Keep huggingface_hub from writing warnings to stderr: what matters is raised."""
    logger = logging.getLogger("huggingface_hub")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


@contextlib.contextmanager
def _explained(name: str, place: Path) -> Iterator[None]:
    """Turn what huggingface_hub and its HTTP library raise into a ModelError that says what to do."""
    from huggingface_hub import errors

    try:
        yield
    except (ModelError, OutputError):
        raise
    except errors.GatedRepoError:
        raise ModelError(
            f"{name} is gated: the hub wants to know who takes it",
            hint="accept its conditions on its page on the hub, and put your token into HF_TOKEN",
        ) from None
    except errors.RevisionNotFoundError:
        raise ModelError(
            f"the revision of {name} that is kept is gone from the hub",
            hint=f"'mtkit models pull --update {name}'",
        ) from None
    except (errors.HfHubHTTPError, errors.HFValidationError) as error:
        raise _refusal(name, error) from None
    except (transport_error(), errors.OfflineModeIsEnabled, errors.LocalEntryNotFoundError) as error:
        raise ModelError(
            f"the download of {name} from {_endpoint()} failed: {_reason(error)}",
            hint="check the network and run the same command again: it goes on where it stopped",
        ) from None
    except OSError as error:
        raise OutputError(
            f"the download of {name} cannot be kept in {place}: {error.strerror or error}",
            hint="free some space, or name another place with HF_HOME",
        ) from None


def _refusal(name: str, error: Exception) -> ModelError:
    """The error for an answer that is no model: 401 and 403 ask for a token, 404 knows no such model."""
    status = getattr(getattr(error, "response", None), "status_code", 0)
    if status in (401, 403):
        # The hub answers 401 for a private model and for one that does not exist alike.
        return ModelError(
            f"{_endpoint()} does not give out {name}: {status}, not authorized",
            hint="check the name; for a private model put a token that may read it into HF_TOKEN",
        )
    if status == 404:
        return ModelError(
            f"there is no model {name} on {_endpoint()}",
            hint="check its name: 'mtkit models list' shows the known ones",
        )
    return ModelError(
        f"{_endpoint()} does not answer for {name}: {_reason(error)}",
        hint="try again later: what was downloaded is kept",
    )


def _reason(error: BaseException) -> str:
    root = error.__cause__ or error
    return (str(root).strip().splitlines() or [type(root).__name__])[0]
