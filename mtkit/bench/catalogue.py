"""Test sets by name: those defined in eval/sets, and those that a user added."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from mtkit.bench.testset import BenchSet, from_folder, lines_of, side
from mtkit.errors import InputError, UsageError

_PACKAGE = Path(__file__).resolve().parent.parent
WMT = re.compile(r"[a-z][\w.-]*(/[\w.-]+)*/[a-z]{2,3}-[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Remote:
    """A file to fetch. member: its path inside the archive at `url`, empty where it is the file itself.

    column: of a table with tabs, from 1; 0 takes whole lines. sha256: of what is at `url`; empty where it
    could not be verified when the definition was written, and is then recorded at the first download.
    """

    url: str
    member: str = ""
    column: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A test set of the catalogue.

    files: by side ("source", "reference", "documents"), for a set that is downloaded. folder: of a set that
    is on this machine from the start. origin: "bundled", "download" or "added".
    """

    name: str
    title: str
    licence: str
    homepage: str
    origin: str
    segments: int = 0
    note: str = ""
    source_lang: str = "da"
    target_lang: str = "en"
    folder: Path | None = None
    files: tuple[tuple[str, Remote], ...] = ()

    @property
    def place(self) -> Path:
        """Where its files lie, or will lie."""
        return self.folder or user_folder() / self.name

    @property
    def here(self) -> bool:
        """Whether it can be used now."""
        return self.place.is_dir() and bool(side(self.place, self.source_lang))


def sets_folder() -> Path:
    """Where the definitions lie: eval/sets of a checkout, else inside the package."""
    checkout = _PACKAGE.parent / "eval" / "sets"
    if (_PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return _PACKAGE / "_bundled" / "sets"


def user_folder() -> Path:
    """Where downloaded and added sets are kept: MTKIT_TESTSETS, or mtkit's folder in the user's data."""
    chosen = os.environ.get("MTKIT_TESTSETS")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("mtkit", appauthor=False)) / "testsets"


def definitions() -> list[Definition]:
    """All test sets by name; one that a user added goes before one of the catalogue."""
    paths = [*sorted(sets_folder().glob("*.toml")), *sorted(user_folder().glob("*.toml"))]
    found = {path.stem: _read(path) for path in paths if not path.stem.endswith(".lock")}
    return sorted(found.values(), key=lambda d: d.name)


def definition(name: str) -> Definition:
    """The test set of that name; `wmt19/de-en` and its like are sacreBLEU's.

    Raises UsageError where there is none.
    """
    known = {d.name: d for d in definitions()}
    if name in known:
        return known[name]
    if WMT.fullmatch(name):
        return _of_sacrebleu(name)
    raise UsageError(
        f"no test set is called {name!r}",
        hint=f"known: {', '.join(known)}; or a folder, or a table as FILE:SOURCE,REFERENCE",
    )


def load(name: str) -> BenchSet:
    """The texts of a set of the catalogue. Raises InputError where it was not downloaded yet."""
    found = definition(name)
    if not found.here:
        raise InputError(
            f"the test set {name} is not on this machine", hint=f"get it with 'mtkit testsets pull {name}'"
        )
    return from_folder(found.place, name, found.source_lang, found.target_lang, found.licence)


def _of_sacrebleu(name: str) -> Definition:
    dataset, _, pair = name.rpartition("/")
    source, _, target = pair.partition("-")
    return Definition(
        name,
        f"{dataset} {pair}, through sacreBLEU",
        "research use, see the publisher",
        "https://github.com/mjpost/sacrebleu",
        "download",
        source_lang=source,
        target_lang=target,
        folder=user_folder() / name.replace("/", "--"),
    )


def _read(path: Path) -> Definition:
    """A definition file. Raises InputError where it is none."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        sides = {
            side: _remote(path, given[side]) for side in ("source", "reference", "documents") if side in given
        }
        folder = path.parent / given["folder"] if "folder" in given else None
        plain = {key: given[key] for key in _PLAIN if key in given}
        origin = "added" if path.parent == user_folder() else "download" if sides else "bundled"
        return Definition(
            name=path.stem, origin=origin, folder=folder, files=tuple(sides.items()), **{**_EMPTY, **plain}
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is no definition of a test set: {error}", hint="repair or remove it"
        ) from None


_PLAIN = ("title", "licence", "homepage", "segments", "note", "source_lang", "target_lang")
_EMPTY: dict[str, Any] = {"title": "", "licence": "unknown", "homepage": ""}


def _remote(path: Path, given: dict[str, Any]) -> Remote:
    if unknown := set(given) - {f.name for f in fields(Remote)}:
        raise ValueError(f"unknown key {min(unknown)}")
    return Remote(**given)


def size(found: Definition) -> int:
    """Segments of a set that is on this machine, else what its definition says."""
    if not found.here:
        return found.segments
    return len(lines_of(side(found.place, found.source_lang)[0]))
