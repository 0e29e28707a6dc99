"""What the tests of the benchmark share: caches of their own, a small test set, a finished run."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtkit.bench import BenchRun, Outputs, SetSpec, Suite, bench

SOURCES = ["hunden sover i huset", "katten og hunden", "huset", "katten sover", "hunden og katten sover"]
REFERENCES = ["dog sleeps in house", "cat and dog", "house", "cat sleeps", "dog and cat sleeps"]
POOR = ["the dog", "cat and dog", "house", "nothing at all", ""]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty cache and no test sets of the user's, for each test."""
    monkeypatch.setenv("MTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MTKIT_TESTSETS", str(tmp_path / "testsets"))


def write(path: Path, lines: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A test set as a folder of two files, and outputs of two systems beside it."""
    write(tmp_path / "small" / "x.da", SOURCES)
    write(tmp_path / "small" / "x.en", REFERENCES)
    write(tmp_path / "poor.txt", POOR)
    write(tmp_path / "perfect.txt", REFERENCES)
    return tmp_path / "small"


@pytest.fixture
def outputs_suite(folder: Path) -> Suite:
    """Two systems' outputs on the small set."""
    systems = tuple(Outputs(name, str(folder.parent / f"{name}.txt")) for name in ("perfect", "poor"))
    return Suite(sets=(SetSpec(str(folder)),), systems=systems, confidence=100)


@pytest.fixture
def outputs_run(outputs_suite: Suite, tmp_path: Path) -> BenchRun:
    return bench(outputs_suite, tmp_path / "results.jsonl")
