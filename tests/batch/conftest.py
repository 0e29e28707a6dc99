"""Folders to translate, and ways to do it in this process and in another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtkit.batch import translate_dir
from mtkit.batch.summary import Summary

PROGRAM = [sys.executable, "-m", "mtkit", "batch"]


def outputs(folder: Path) -> dict[bytes, bytes]:
    """All files below a target folder but what the batch keeps for itself, by path."""
    found = {}
    for where, folders, names in os.walk(os.fsencode(folder)):
        if b".mtkit" in folders:
            folders.remove(b".mtkit")
        for name in names:
            path = where + b"/" + name
            found[os.path.relpath(path, os.fsencode(folder))] = Path(os.fsdecode(path)).read_bytes()
    return found


def write_tree(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Files below `folder`, by relative path."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def echo(source: Path, target: Path, **options: Any) -> Summary:
    """A batch with the engine that gives everything back."""
    return translate_dir(source, target, engine="echo", **options)


def program(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`mtkit batch …` as a program of its own; never a traceback."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        env={**os.environ, **environment},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three documents in two folders."""
    return write_tree(
        tmp_path / "da",
        {
            "a.txt": "Hunden sover. Katten sover.\n",
            "sub/b.html": "<p>Hunden <b>sover</b>.</p>\n",
            "sub/c.csv": "id,text\n1,Hunden sover.\n2,Huset.\n",
        },
    )


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the translations go; it does not exist yet."""
    return tmp_path / "en"


@pytest.fixture(scope="session")
def dictionary(
    tiny_dictionary_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Summary]:
    """A batch with a small real model, which knows a few words."""
    os.environ["MTKIT_CACHE"] = str(tmp_path_factory.mktemp("cache"))

    def translate(source: Path, target: Path, **options: Any) -> Summary:
        return translate_dir(source, target, model=str(tiny_dictionary_model), threads=1, **options)

    return translate
