from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from mtkit.score import System, Testset, _cache, metric, score
from mtkit.score.bleu import Bleu

TESTSET = Testset((("a b c d", "e f"),))
SYSTEM = System("x", ("a b c", "e f"))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The systems whose statistics were really counted."""
    names: list[str] = []
    honest = Bleu.statistics

    def counting(self: Bleu, system: System, testset: Testset) -> np.ndarray:
        names.append(system.name)
        return honest(self, system, testset)

    monkeypatch.setattr(Bleu, "statistics", counting)
    return names


def test_the_same_texts_are_counted_once(counted: list[str]) -> None:
    first = _cache.cached_statistics(metric("bleu"), SYSTEM, TESTSET)
    second = _cache.cached_statistics(metric("bleu"), System("other name", SYSTEM.hypotheses), TESTSET)
    np.testing.assert_array_equal(first, second)
    assert counted == ["x"]


@pytest.mark.parametrize(
    ("chosen", "system", "testset"),
    [
        (metric("bleu", lowercase=True), SYSTEM, TESTSET),
        (metric("bleu"), System("x", ("a b c", "e g")), TESTSET),
        (metric("bleu"), System("x", ("a b c\ne f", "")), TESTSET),
        (metric("bleu"), SYSTEM, Testset((("a b c d", "e g"),))),
        (metric("bleu"), SYSTEM, Testset((*TESTSET.references, ("a", "b")))),
    ],
)
def test_anything_else_is_counted_again(
    counted: list[str], chosen: Bleu, system: System, testset: Testset
) -> None:
    _cache.cached_statistics(metric("bleu"), SYSTEM, TESTSET)
    _cache.cached_statistics(chosen, system, testset)
    assert len(counted) == 2


def test_smoothing_shares_statistics_and_changes_the_score(counted: list[str]) -> None:
    scores = {
        method: score({"x": ["a b c e"]}, [["a b c d"]], metrics=[metric("bleu", smooth_method=method)])
        for method in ("exp", "none")
    }
    assert len(counted) == 1
    assert scores["exp"].systems[0].scores[0].score > scores["none"].systems[0].scores[0].score == 0


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"not an array",
        b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }" + b" " * 60 + b"\n",
    ],
)
def test_a_damaged_file_is_counted_again(cache: Path, counted: list[str], damage: bytes) -> None:
    expected = _cache.cached_statistics(metric("bleu"), SYSTEM, TESTSET)
    (stored,) = cache.rglob("*.npy")
    stored.write_bytes(damage)
    np.testing.assert_array_equal(_cache.cached_statistics(metric("bleu"), SYSTEM, TESTSET), expected)
    stored.write_bytes(damage)
    np.save(stored, np.full((2, 10), np.nan))
    np.testing.assert_array_equal(_cache.cached_statistics(metric("bleu"), SYSTEM, TESTSET), expected)
    assert len(counted) == 3


def test_a_folder_that_cannot_be_written_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MTKIT_CACHE", str(tmp_path / "file"))  # no folder can be made below a file
    for _ in range(2):
        _cache.cached_statistics(metric("bleu"), SYSTEM, TESTSET)
    assert len(counted) == 2


def test_without_the_cache_nothing_is_kept(cache: Path, counted: list[str]) -> None:
    for _ in range(2):
        _cache.cached_statistics(metric("bleu"), SYSTEM, TESTSET, cache=False)
    assert len(counted) == 2
    assert not cache.exists()


def test_old_files_go_when_there_are_too_many(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_cache, "_MOST_FILES", 4)
    for i in range(5):
        system = System("x", (f"a {i}", "b"))
        _cache.cached_statistics(metric("bleu"), system, TESTSET)
        newest = max(cache.rglob("*.npy"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (i, i))
    kept = [path.stat().st_mtime for path in cache.rglob("*.npy")]
    assert len(kept) == 3
    assert 0 not in kept
