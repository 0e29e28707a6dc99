"""Download, add and verify test sets. What is published elsewhere is fetched by the user's own machine."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mtkit import files
from mtkit.bench.catalogue import Definition, Remote, definition, user_folder
from mtkit.bench.setspec import read_set
from mtkit.bench.testset import BenchSet, from_folder, lines_of
from mtkit.errors import InputError, OutputError, UsageError

_LOCK = "sha256.json"
_SUFFIX = {"documents": "documents.txt"}
_MOST_BYTES = 1 << 30
_TIMEOUT_SECONDS = 60


def pull(name: str, *, progress: Callable[[str], None] | None = None) -> tuple[Definition, list[str]]:
    """Download a test set of the catalogue; returns it and what the reader should be told, a line each.

    The checksum of what was fetched is held against the definition's, or against the one that the first
    download recorded. Raises UsageError for a set that is not to be downloaded, InputError where it cannot be
    had or is not what it was.
    """
    found = definition(name)
    say = progress or (lambda _line: None)
    if found.origin != "download":
        raise UsageError(f"{name} need not be downloaded", hint=f"it is {found.origin}: {found.place}")
    if not found.files:
        return found, _pull_sacrebleu(found, say)
    known = _lock(found)
    fetched: dict[str, bytes] = {}
    notes = []
    for url in dict.fromkeys(remote.url for _, remote in found.files):
        say(f"fetching {url}")
        fetched[url] = _download(url)
        wanted = next((r.sha256 for _, r in found.files if r.url == url and r.sha256), "") or known.get(
            url, ""
        )
        sha256 = hashlib.sha256(fetched[url]).hexdigest()
        if wanted and wanted != sha256:
            raise InputError(
                f"{url} is not what it was: its SHA-256 begins {sha256[:12]}, not {wanted[:12]}",
                hint="the publisher changed it, or it was changed on its way; nothing was kept",
            )
        if not wanted:
            notes.append(f"{url}: no checksum was known; SHA-256 {sha256} is recorded now")
        known[url] = sha256
    texts = {side: _lines(remote, fetched[remote.url]) for side, remote in found.files}
    _write(found, texts, known)
    return found, notes


def add(
    name: str, spec: str, *, source_lang: str = "da", target_lang: str = "en", licence: str = ""
) -> Definition:
    """Give a local test set (a folder of two files, or columns of a table) a name; its files stay in place.

    A table's columns are copied. Raises UsageError for a name that cannot be, InputError for a bad set.
    """
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name):
        raise UsageError(f"{name!r} cannot be a test set's name", hint="letters, digits, dots, dashes")
    testset = read_set(spec, name, source_lang=source_lang, target_lang=target_lang)
    folder = Path(spec).resolve() if Path(spec).is_dir() else user_folder() / name
    if not Path(spec).is_dir():
        _write_columns(folder, testset, source_lang, target_lang)
    lines = [
        f"title = {json.dumps(f'added from {spec}')}",
        f"licence = {json.dumps(licence or 'unknown')}",
        f"folder = {json.dumps(str(folder))}",
        f"source_lang = {json.dumps(source_lang)}",
        f"target_lang = {json.dumps(target_lang)}",
        f"segments = {len(testset)}",
        f'note = "sha256 {testset.sha256}"',
    ]
    _folder(user_folder())
    with files.atomic_write(user_folder() / f"{name}.toml", force=True) as out:
        out.write(("\n".join(lines) + "\n").encode())
    return definition(name)


def verify(name: str) -> list[str]:
    """What is wrong with a set on this machine, a line each; none where it is what was recorded.

    Raises InputError where it is not on this machine.
    """
    found = definition(name)
    if not found.here:
        raise InputError(
            f"the test set {name} is not on this machine", hint=f"get it with 'mtkit testsets pull {name}'"
        )
    testset = from_folder(found.place, name, found.source_lang, found.target_lang)
    wrong = []
    if found.segments and len(testset) != found.segments:
        wrong.append(f"{name} has {len(testset)} segments, its definition says {found.segments}")
    recorded = _lock(found).get("content") or found.note.removeprefix("sha256 ")
    if re.fullmatch(r"[0-9a-f]{64}", recorded) and recorded != testset.sha256:
        wrong.append(f"{name} was changed: its content's SHA-256 is not {recorded[:12]}…")
    empty = sum(not s for s in testset.sources) + sum(not r for c in testset.references for r in c)
    if empty:
        wrong.append(f"{name} has {empty} empty segments")
    return wrong


def _download(url: str) -> bytes:
    """Raises InputError where it cannot be had."""
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    if not url.startswith(("https://", "http://")):
        raise InputError(f"{url} is no web address", hint="the definition is wrong")
    request = Request(url, headers={"User-Agent": "mtkit"})  # noqa: S310  (checked above)
    try:
        with urlopen(request, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310
            stated = response.headers.get("Content-Length")
            data: bytes = response.read(_MOST_BYTES + 1)
    except HTTPError as error:
        raise InputError(
            f"{url} cannot be fetched: {error.code} {error.reason}",
            hint="it may have moved: see its homepage",
        ) from None
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise InputError(f"{url} cannot be fetched: {reason}", hint="is there a network?") from None
    if len(data) > _MOST_BYTES:
        raise InputError(f"{url} is larger than 1 GiB", hint="that is no test set")
    if stated and stated.isdigit() and int(stated) != len(data):
        raise InputError(f"{url}: only {len(data)} of {stated} bytes came", hint="try again")
    return data


def _lines(remote: Remote, data: bytes) -> tuple[str, ...]:
    name = remote.member or remote.url.rpartition("/")[2]
    try:
        content = _member(remote, data)
    except (tarfile.TarError, zipfile.BadZipFile, KeyError, EOFError, OSError, zlib.error) as error:
        raise InputError(f"{remote.url}: {name} cannot be unpacked: {error}", hint="fetch it again") from None
    text, _ = files.decode(content, name)
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if not remote.column:
        return tuple(line.strip() for line in lines)
    rows = [line.split("\t") for line in lines]
    if any(len(row) < remote.column for row in rows):
        raise InputError(f"{remote.url} has no column {remote.column}", hint="the definition is wrong")
    return tuple(row[remote.column - 1].strip() for row in rows)


def _member(remote: Remote, data: bytes) -> bytes:
    """The wanted file's bytes; an archive is read in memory, so that no path in it is ever written to."""
    if remote.url.endswith((".tar.gz", ".tgz", ".tar", ".tar.xz")):
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            inside = archive.extractfile(remote.member)
            if inside is None:
                raise KeyError(f"{remote.member} is no file")
            return inside.read()
    if remote.url.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            return zipped.read(remote.member)
    return gzip.decompress(data) if remote.url.endswith(".gz") else data


def _write(found: Definition, texts: dict[str, tuple[str, ...]], known: dict[str, str]) -> None:
    """Put the set in place whole: a folder beside it first, then a rename."""
    from mtkit.score import check_lengths

    check_lengths([(f"{found.name} ({side})", len(column)) for side, column in texts.items()])
    _folder(found.place.parent)
    temporary = Path(tempfile.mkdtemp(prefix=".mtkit-", dir=found.place.parent))
    try:
        suffix = {"source": found.source_lang, "reference": found.target_lang}
        stem = found.name.replace("/", "--")
        for side, column in texts.items():
            path = temporary / _SUFFIX.get(side, f"{stem}.{suffix.get(side, side)}")
            path.write_text("".join(line + "\n" for line in column), "utf-8")
        content = from_folder(temporary, found.name, found.source_lang, found.target_lang).sha256
        (temporary / _LOCK).write_text(json.dumps({**known, "content": content}, indent=1), "utf-8")
        if found.place.exists():
            shutil.rmtree(found.place)
        temporary.chmod(0o755)
        temporary.rename(found.place)
    except OSError as error:
        raise OutputError(
            f"{found.place} cannot be written: {error.strerror}", hint="set MTKIT_TESTSETS"
        ) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _pull_sacrebleu(found: Definition, say: Callable[[str], None]) -> list[str]:
    """A set that sacreBLEU knows: it downloads, and checks with its own checksums where it has them."""
    from typing import cast

    from sacrebleu.dataset import DATASETS

    dataset, _, pair = found.name.rpartition("/")
    if dataset not in DATASETS or pair not in DATASETS[dataset].langpairs:
        pairs = sorted(DATASETS[dataset].langpairs) if dataset in DATASETS else sorted(DATASETS)
        raise UsageError(f"sacreBLEU has no test set {found.name}", hint=f"it has: {', '.join(pairs)}")
    say(f"fetching {found.name} through sacreBLEU")
    # It speaks to standard output and exits where a download fails.
    try:
        known = cast("Any", DATASETS[dataset])
        source, references = known.get_source_file(pair), known.get_reference_files(pair)
    except (SystemExit, OSError, EOFError) as error:
        raise InputError(
            f"sacreBLEU could not get {found.name}: {error}", hint="is there a network?"
        ) from None
    texts = {"source": lines_of(Path(source)), "reference": lines_of(Path(references[0]))}
    _write(found, texts, {})
    return [f"{found.name}: downloaded by sacreBLEU, checked with its own checksums where it has them"]


def _write_columns(folder: Path, testset: BenchSet, source_lang: str, target_lang: str) -> None:
    _folder(folder)
    columns = {f"{testset.name}.{source_lang}": testset.sources}
    for number, column in enumerate(testset.references, 1):
        columns[f"{testset.name}-{number}.{target_lang}"] = column
    for name, column in columns.items():
        with files.atomic_write(folder / name, force=True) as out:
            out.write("".join(line + "\n" for line in column).encode("utf-8", "replace"))


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be made: {error.strerror}", hint="set MTKIT_TESTSETS to another place"
        ) from None


def _lock(found: Definition) -> dict[str, str]:
    try:
        given: Any = json.loads((found.place / _LOCK).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}
