"""A hub on loopback: answers like the Hugging Face hub, over real HTTP, and misbehaves where it is told to.

Small files are served in place under git's hash; large ones (LFS) are redirected to another host, which
stands for the delivery network, with their SHA-256 and size in headers. Range requests are honoured.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import unquote, urlsplit

LARGE = (".safetensors", ".bin", ".h5", ".ot")


@dataclass
class Repository:
    """A model's commits, oldest first: the files of each, by name."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    private: bool = False
    gated: bool = False

    @property
    def main(self) -> str:
        return list(self.commits)[-1]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    host: str
    range: str
    authorization: str


@dataclass
class Faults:
    """What goes wrong, by file name.

    cut: bytes after which the connection breaks, each time or `cuts_left` times. stall: bytes after which
    nothing more comes. lie: content that is sent instead of the true one. status: sent instead of a file.
    """

    cut: dict[str, int] = field(default_factory=dict)
    cuts_left: dict[str, int] = field(default_factory=dict)
    stall: dict[str, int] = field(default_factory=dict)
    lie: dict[str, bytes] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    api_body: bytes = b""
    no_range: bool = False


class Hub:
    """The server, as a context manager. `url` is what HF_ENDPOINT takes; `requests` is all that was asked."""

    token = "hf_right"

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.requests: list[Request] = []
        self.faults = Faults()
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.hub = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def add(
        self, repository: str, files: Mapping[str, bytes], *, private: bool = False, gated: bool = False
    ) -> str:
        """Add a commit; gives its hash."""
        content = json.dumps([repository, *((name, git_hash(data)) for name, data in sorted(files.items()))])
        commit = hashlib.sha1(content.encode()).hexdigest()
        held = self.repositories.setdefault(repository, Repository(private=private, gated=gated))
        held.commits[commit] = dict(files)
        return commit

    def fetched(self, name: str) -> list[Request]:
        """The GET requests for a file's content, redirects left out."""
        large = name.endswith(LARGE)
        return [
            r
            for r in self.requests
            if r.method == "GET" and r.path.endswith(f"/{name}") and (not large or "/cdn/" in r.path)
        ]

    def __enter__(self) -> Hub:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def git_hash(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

    @property
    def hub(self) -> Hub:
        return self.server.hub  # type: ignore[attr-defined,no-any-return]

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def do_HEAD(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def _serve(self) -> None:
        path = unquote(urlsplit(self.path).path)
        ask = self.headers.get
        self.hub.requests.append(
            Request(self.command, path, ask("Host", ""), ask("Range", ""), ask("Authorization", ""))
        )
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+?)(?:/revision/(.+))?", path):
            self._model_info(found[1], found[2] or "main")
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/tree/([^/]+)", path):
            self._tree(found[1], found[2])
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self._resolve(found[1], found[2], found[3])
        elif found := re.fullmatch(r"/cdn/([^/]+/[^/]+)/([0-9a-f]{40})/(.+)", path):
            name = found[3]
            self._content(name, self.hub.repositories[found[1]].commits[found[2]][name], {})
        else:
            self._refuse(404, "EntryNotFound")

    def _opened(self, repository: str, revision: str) -> tuple[str, dict[str, bytes]] | None:
        """The commit and its files; None where the refusal was sent."""
        held = self.hub.repositories.get(repository)
        allowed = self.headers.get("Authorization") == f"Bearer {Hub.token}"
        if held is None:
            self._refuse(404, "RepoNotFound")
        elif held.private and not allowed:
            self._refuse(401, "", "Invalid username or password.")
        elif held.gated and not allowed:
            self._refuse(403, "GatedRepo")
        else:
            commit = held.main if revision == "main" else revision
            if commit in held.commits:
                return commit, held.commits[commit]
            self._refuse(404, "RevisionNotFound")
        return None

    def _model_info(self, repository: str, revision: str) -> None:
        if self.hub.faults.api_body:
            self._send(200, {"Content-Type": "text/html"}, self.hub.faults.api_body)
            return
        opened = self._opened(repository, revision)
        if opened:
            commit, files = opened
            siblings = [_sibling(name, content) for name, content in files.items()]
            body = {
                "id": repository,
                "modelId": repository,
                "sha": commit,
                "private": False,
                "siblings": siblings,
            }
            self._send(200, {"Content-Type": "application/json"}, json.dumps(body).encode())

    def _tree(self, repository: str, revision: str) -> None:
        opened = self._opened(repository, revision)
        if opened:
            entries = [_tree_entry(name, content) for name, content in opened[1].items()]
            self._send(200, {"Content-Type": "application/json"}, json.dumps(entries).encode())

    def _resolve(self, repository: str, revision: str, name: str) -> None:
        opened = self._opened(repository, revision)
        if not opened:
            return
        commit, files = opened
        if name not in files:
            self._refuse(404, "EntryNotFound")
        elif not name.endswith(LARGE):
            self._content(name, files[name], {"X-Repo-Commit": commit, "ETag": f'"{git_hash(files[name])}"'})
        else:
            self._send(
                302,
                {
                    "Location": f"http://localhost:{self.hub.port}/cdn/{repository}/{commit}/{name}",
                    "X-Repo-Commit": commit,
                    "X-Linked-ETag": f'"{sha256(files[name])}"',
                    "X-Linked-Size": str(len(files[name])),
                },
                b"",
            )

    def _content(self, name: str, content: bytes, headers: dict[str, str]) -> None:
        faults = self.hub.faults
        if name in faults.status and self.command == "GET":
            self._send(faults.status[name], {}, b"")
            return
        content = faults.lie.get(name, content)
        status, start = 200, 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and not faults.no_range:
            status, start = 206, int(asked[1])
            if start >= len(content):
                self._send(416, {"Content-Range": f"bytes */{len(content)}"}, b"")
                return
            headers |= {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
        if self.command == "GET" and name in faults.stall:
            self._send(status, headers, content[start : faults.stall[name]], promised=len(content) - start)
            self.wfile.flush()
            self.hub.over.wait()
            return
        cut = faults.cut.get(name)
        if self.command == "GET" and cut is not None and faults.cuts_left.get(name, 1) > 0:
            if name in faults.cuts_left:
                faults.cuts_left[name] -= 1
            self._send(status, headers, content[start : max(start, cut)], promised=len(content) - start)
            self.close_connection = True
            return
        self._send(status, headers | {"Accept-Ranges": "bytes"}, content[start:])

    def _refuse(self, status: int, code: str, message: str = "") -> None:
        headers = {"X-Error-Code": code} if code else {}
        headers |= {"X-Error-Message": message or code}
        self._send(status, headers, json.dumps({"error": message or code}).encode())

    def _send(self, status: int, headers: dict[str, str], body: bytes, promised: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _sibling(name: str, content: bytes) -> dict[str, object]:
    """A file as the model info describes it."""
    entry: dict[str, object] = {"rfilename": name, "size": len(content), "blobId": git_hash(content)}
    if name.endswith(LARGE):
        entry["lfs"] = {"sha256": sha256(content), "size": len(content), "pointerSize": 134}
    return entry


def _tree_entry(name: str, content: bytes) -> dict[str, object]:
    """A file as a listing of the repository's tree describes it."""
    entry: dict[str, object] = {"type": "file", "path": name, "size": len(content), "oid": git_hash(content)}
    if name.endswith(LARGE):
        entry["lfs"] = {"oid": sha256(content), "size": len(content), "pointerSize": 134}
    return entry
