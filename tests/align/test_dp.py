"""The search and the sums agree with every path written out."""

from __future__ import annotations

import numpy as np
import pytest

from mtkit.align._confidence import posteriors
from mtkit.align._dp import Lattice, Step, backward, forward, viterbi

KINDS = ((1, 1), (1, 2), (2, 1), (2, 2))
NEVER = -1e30


def random_lattice(seed: int) -> Lattice:
    chance = np.random.default_rng(seed)
    rows, columns = (int(n) for n in chance.integers(0, 5, 2))
    scores = chance.normal(size=(rows + 1, len(KINDS), columns + 1))
    for i in range(rows + 1):
        for k, (m, n) in enumerate(KINDS):
            scores[i, k, [j for j in range(columns + 1) if i + m > rows or j + n > columns]] = NEVER
    return Lattice(
        np.zeros(rows + 1, dtype=np.int64),
        np.full(rows + 1, columns),
        KINDS,
        lambda i: scores[i],
        chance.normal(size=rows),
        chance.normal(size=columns),
        -0.7,
    )


def all_paths(lattice: Lattice) -> dict[tuple[Step, ...], float]:
    rows, columns = len(lattice.low) - 1, int(lattice.high[-1])
    found: dict[tuple[Step, ...], float] = {}

    def walk(i: int, j: int, in_gap: bool, score: float, path: tuple[Step, ...]) -> None:
        if (i, j) == (rows, columns):
            found[path] = score
            return
        for k, (m, n) in enumerate(KINDS):
            if i + m <= rows and j + n <= columns:
                walk(i + m, j + n, False, score + lattice.match(i)[k, j], (*path, (i, j, m, n)))
        opening = 0.0 if in_gap else lattice.opening
        if i < rows:
            walk(i + 1, j, True, score + lattice.deletion[i] + opening, (*path, (i, j, 1, 0)))
        if j < columns:
            walk(i, j + 1, True, score + lattice.insertion[j] + opening, (*path, (i, j, 0, 1)))

    walk(0, 0, False, 0.0, ())
    return found


@pytest.mark.parametrize("seed", range(60))
def test_viterbi_finds_the_best_of_all_paths(seed: int) -> None:
    lattice = random_lattice(seed)
    paths = all_paths(lattice)
    assert paths[tuple(viterbi(lattice))] == pytest.approx(max(paths.values()))


@pytest.mark.parametrize("seed", range(60))
def test_forward_and_backward_sum_over_all_paths(seed: int) -> None:
    lattice = random_lattice(seed)
    total = np.logaddexp.reduce(list(all_paths(lattice).values()))
    assert forward(lattice).both(len(lattice.low) - 1)[-1] == pytest.approx(total)
    assert backward(lattice).match[0][0] == pytest.approx(total)


@pytest.mark.parametrize("seed", range(60))
def test_a_posterior_is_the_share_of_paths_with_that_bead(seed: int) -> None:
    lattice = random_lattice(seed)
    paths = all_paths(lattice)
    total = np.logaddexp.reduce(list(paths.values()))
    best = viterbi(lattice)
    for (i, j, m, n), found in zip(best, posteriors(lattice, best), strict=True):
        share = sum(
            np.exp(score - total)
            for path, score in paths.items()
            if any(
                (a, b, p, q) == (i, j, m, n) if m and n else (a == i if m else b == j)
                for a, b, p, q in path
                if (p, q) == (m, n)
            )
        )
        assert found == pytest.approx(share, rel=1e-6)
