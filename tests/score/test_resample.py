from __future__ import annotations

import numpy as np
import pytest

from mtkit.score import _resample
from mtkit.score._resample import bootstraps, by_block, resampled_sums, swaps


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_resample, "_CHUNK", 37 * 64)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("units", [1, 2, 31, 37, 64, 100])
def test_swaps_in_chunks_are_the_draws_of_one_call(units: int) -> None:
    chunks = list(swaps(units, 333, seed=7))
    expected = np.random.default_rng(7).integers(2, size=(333, units), dtype=bool)
    assert len(chunks) > 1 or units < 10
    np.testing.assert_array_equal(np.concatenate(chunks), expected)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("units", [1, 2, 31, 37, 64, 100])
def test_bootstraps_in_chunks_are_the_draws_of_one_call(units: int) -> None:
    drawn = np.random.default_rng(7).choice(units, size=(333, units), replace=True)
    expected = np.stack([np.bincount(row, minlength=units) for row in drawn])
    np.testing.assert_array_equal(np.concatenate(list(bootstraps(units, 333, seed=7))), expected)


@pytest.mark.parametrize("scale", [1, 1e6, 0.1])
def test_sums_are_those_of_picking_row_by_row(scale: float) -> None:
    random = np.random.default_rng(0)
    first, second = np.rint(random.random((50, 3)) * 90) * scale, np.rint(random.random((50, 2)) * 90) * scale
    kept = np.concatenate(list(swaps(50, 40, seed=1)))
    sums = resampled_sums(swaps(50, 40, seed=1), [first, second])
    for trial in range(40):
        np.testing.assert_allclose(sums[0][trial], first[kept[trial]].sum(axis=0), rtol=1e-12)
        np.testing.assert_allclose(sums[1][trial], second[kept[trial]].sum(axis=0), rtol=1e-12)


def test_large_whole_numbers_are_summed_without_rounding() -> None:
    rows = np.array([[2.0**24 - 1], [1.0], [1.0]])
    (sums,) = resampled_sums(iter([np.ones((1, 3), dtype=bool)]), [rows])
    assert sums[0, 0] == 2**24 + 1  # float32 holds no such number


def test_blocks_are_summed_in_order_of_appearance() -> None:
    rows = np.array([[1.0], [2.0], [4.0], [8.0]])
    assert by_block(rows, ["b", "a", "b", "c"]).tolist() == [[5.0], [2.0], [8.0]]
