"""The recipe's first step, on the first lines of the real files."""

from __future__ import annotations

import json
import lzma
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

Recipe = Callable[[str], ModuleType]
LINES = 400


@pytest.fixture
def beginning(shared: Path, tmp_path: Path) -> Path:
    """A shared folder that holds only the first lines of each file."""
    made = tmp_path / "shared"
    for folder in ("train", "mono"):
        (made / folder).mkdir(parents=True)
        for path in (shared / folder).glob("*.xz"):
            with lzma.open(path, "rt", encoding="utf-8") as file:
                lines = [line for line, _ in zip(file, range(LINES), strict=False)]
            with lzma.open(made / folder / path.name, "wt", encoding="utf-8", preset=0) as file:
                file.writelines(lines)
    (made / "dict").mkdir()
    for name in ("cldr_names_da-en.tsv", "fastalign_europarl_tatoeba_da-en.tsv"):
        shutil.copyfile(shared / "dict" / name, made / "dict" / name)
    return made


def prepared(recipe: Recipe, processes: int) -> tuple[Any, dict[str, np.ndarray]]:
    settings = replace(recipe("settings").load("tiny"), europarl_files=1)
    recipe("01_prepare").prepare(settings, processes)
    return settings, {path.stem: np.load(path) for path in (settings.work / "pairs").glob("*.npy")}


@pytest.mark.slow
@pytest.mark.shared
def test_prepared_pairs_are_weighed_kept_short_and_the_same_each_time(
    recipe: Recipe, beginning: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTKIT_SHARED", str(beginning))
    monkeypatch.setenv("MTKIT_WORK", str(tmp_path / "one"))
    settings, one = prepared(recipe, processes=1)
    assert (
        max(np.diff(one["source_offsets"]).max(), np.diff(one["target_offsets"]).max()) <= settings.max_pieces
    )
    counts = json.loads((settings.work / "prepared.json").read_text("utf-8"))
    assert {"europarl", "tatoeba", "debian-news", "augmented", "cldr-names"} <= set(counts)
    assert sum(count["pairs"] for count in counts.values()) == len(one["weight"])
    assert counts["europarl"]["draws"] < counts["europarl"]["pairs"]

    held_out = recipe("store").read(settings.work / "held-out")
    known = {tuple(row) for row in np.split(one["source"], one["source_offsets"][1:-1])}
    rows = np.split(held_out.source.pieces, held_out.source.offsets[1:-1])
    assert 0 < len(rows) <= settings.held_out
    assert sum(tuple(row) in known for row in rows) <= 0.05 * len(rows)  # another pair may begin the same way

    monkeypatch.setenv("MTKIT_WORK", str(tmp_path / "two"))
    _, two = prepared(recipe, processes=2)
    assert one.keys() == two.keys()
    for name, values in one.items():
        np.testing.assert_array_equal(values, two[name], err_msg=name)


@pytest.mark.slow
@pytest.mark.shared
def test_a_vocabulary_at_hand_is_kept(
    recipe: Recipe, beginning: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTKIT_SHARED", str(beginning))
    monkeypatch.setenv("MTKIT_WORK", str(tmp_path))
    settings, long = prepared(recipe, processes=1)
    before = (settings.work / "joint.model").read_bytes()
    shorter = replace(settings, max_pieces=20, vocabulary=settings.vocabulary - 100)
    recipe("01_prepare").prepare(shorter, processes=1)
    assert (settings.work / "joint.model").read_bytes() == before
    assert len(np.load(settings.work / "pairs" / "weight.npy")) < len(long["weight"])
