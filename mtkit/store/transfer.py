"""Fetch one file over HTTP: go on where an earlier attempt stopped, and trust nothing but its hash."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mtkit.engines._fingerprint import file_hash
from mtkit.errors import ModelError

_TRIES = 5  # without a single new byte in between
_WAIT_SECONDS = 1.0
_CHUNK_BYTES = 1 << 16
TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub describes it. etag: SHA-256 of a large (LFS) file, git's SHA-1 of a small one."""

    name: str
    size: int
    etag: str


def fetch_file(url: str, partial: Path, file: RemoteFile, report: Callable[[int], None]) -> None:
    """Stream a file to `partial`, going on where an earlier attempt stopped, and again while new bytes come.

    Raises what the HTTP library and huggingface_hub raise; what was fetched until then stays.
    """
    from huggingface_hub.errors import HfHubHTTPError

    tries = 0
    while True:
        have = partial.stat().st_size if partial.is_file() else 0
        if have >= file.size and file.size:
            return
        try:
            _stream(url, partial, have, report)
            return
        except HfHubHTTPError as error:
            status = error.response.status_code
            if status == 416:  # what is there is longer than the file
                partial.unlink(missing_ok=True)
            elif status not in (408, 429, 500, 502, 503, 504):
                raise
            failure: Exception = error
        except transport_error() as error:
            failure = error
        now = partial.stat().st_size if partial.is_file() else 0
        tries = 1 if now > have else tries + 1
        if tries >= _TRIES:
            raise failure
        time.sleep(_WAIT_SECONDS * tries)


def _stream(url: str, partial: Path, have: int, report: Callable[[int], None]) -> None:
    from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status  # type: ignore[attr-defined]

    headers = {**build_hf_headers(library_name="mtkit"), "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    session = get_session()
    with session.stream(
        "GET", url, headers=headers, follow_redirects=True, timeout=TIMEOUT_SECONDS
    ) as response:
        hf_raise_for_status(response)
        resumed = have > 0 and response.status_code == 206
        done = have if resumed else 0
        with partial.open("ab" if resumed else "wb") as out:
            for chunk in response.iter_bytes(_CHUNK_BYTES):
                out.write(chunk)
                done += len(chunk)
                report(done)


def transport_error() -> type[Exception]:
    """What the HTTP library raises when a connection fails; which library that is depends on the hub's."""
    from huggingface_hub.errors import HfHubHTTPError

    return next(kind for kind in HfHubHTTPError.__mro__ if kind.__name__ == "HTTPError")


def matches(path: Path, file: RemoteFile) -> bool:
    """Whether the file's content is what the hub says it is."""
    if file.size and path.stat().st_size != file.size:
        return False
    return (file_hash(path) if len(file.etag) == 64 else git_hash(path)) == file.etag


def git_hash(path: Path) -> str:
    """The SHA-1 under which git keeps the content of a file: it names files, it does not protect them."""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def check_content(path: Path, file: RemoteFile) -> None:
    """Raise ModelError, and remove the file, where its content is not what the hub says it is."""
    if matches(path, file):
        return
    path.resolve().unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    raise ModelError(
        f"{file.name} is not what the hub says it is: its hash is not {file.etag[:16]}…",
        hint="the download was changed on its way: pull again, over another network if it stays so",
    )
