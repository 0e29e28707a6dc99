"""Fixtures for all tests: the shared development data, and a small real model."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.tiny_model import build_tiny_model

# A busy machine is no error: what must not grow is counted, never timed.
settings.register_profile("mtkit", deadline=None)
settings.load_profile("mtkit")

# What a shell starts in the background ignores Ctrl-C, as does all that it starts; the tests send Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared development data: MTKIT_SHARED, or `shared` beside the checkout."""
    folder = Path(os.environ.get("MTKIT_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no shared development data in {folder} (set MTKIT_SHARED)")
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Marian checkpoint that copies its input exactly; read it, do not change it."""
    return build_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def tiny_dictionary_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Marian checkpoint that translates these words and copies the rest."""
    words = {"hunden": "dog", "katten": "cat", "sover": "sleeps", "huset": "house", "og": "and", "i": "in"}
    return build_tiny_model(tmp_path_factory.mktemp("models") / "dictionary", dictionary=words)
