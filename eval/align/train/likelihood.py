"""Maximum likelihood for the bead model: a semi-Markov conditional random field over runs of gold beads.

A document is cut wherever its gold cannot be a path (crossing or oversized beads), since the likelihood is
ill-posed there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import pad

from mtkit.align._aligner import field, gather
from mtkit.align._beads import null_features
from mtkit.align._evidence import Texts
from mtkit.align._scorer import NEVER, Region, Weights

_LONGEST = 10  # beads in a run
_LARGEST = 5  # sentences in a bead that is learned from; larger ones are scored by the same weights
_BATCHES = 10  # in which the runs are laid side by side, by size


@dataclass(frozen=True, slots=True)
class Run:
    """A run of gold beads with the features of everything that competes with them."""

    sources: int
    targets: int
    match: dict[tuple[int, int], np.ndarray]  # [features, rows, columns]
    deletion: np.ndarray  # [sources, features]
    insertion: np.ndarray
    gold: np.ndarray  # summed features of the gold beads: match, null, opening


def runs(texts: Texts, methods: list[str], gold: list) -> list[Run]:
    """All runs of one document."""
    described = field(texts, gather(texts, methods))
    ns, nt = len(texts.source), len(texts.target)
    region = Region(described, 0, ns, 0, nt)
    match = {}
    for kind in region.kinds:
        if sum(kind) > _LARGEST:
            continue
        match[kind] = region.features(kind)
    best_source = [b.of_source[1].max(1, initial=0.0) for b in region.blocks]
    best_target = [b.of_target[1].max(0, initial=0.0) for b in region.blocks]
    deletion = null_features(described.source, best_source)
    insertion = null_features(described.target, best_target)
    return [_run(match, deletion, insertion, *cut) for cut in _cuts(gold, ns, nt, match)]


def _cuts(gold: list, ns: int, nt: int, match: dict) -> list:
    of_source = {i: bead for bead in gold for i in bead[0]}
    of_target = {j: bead for bead in gold for j in bead[1]}
    starts = sorted((min(a), min(b)) for a, b in gold if a and b)
    out: list = []
    steps: list = []
    i = j = 0
    start = (0, 0)
    while i < ns or j < nt:
        left, right = of_source.get(i), of_target.get(j)
        if i < ns and left is not None and not left[1]:
            steps.append((i, j, 1, 0))
        elif j < nt and right is not None and not right[0]:
            steps.append((i, j, 0, 1))
        elif left is not None and left == right and _whole(left, i, j) and _kind(left) in match:
            steps.append((i, j, len(left[0]), len(left[1])))
        else:
            if steps:
                out.append((start, (i, j), steps))
            later = [at for at in starts if at[0] > i and at[1] > j]
            i, j = later[0] if later else (ns, nt)
            start, steps = (i, j), []
            continue
        i, j = i + steps[-1][2], j + steps[-1][3]
        if len(steps) >= _LONGEST:
            out.append((start, (i, j), steps))
            start, steps = (i, j), []
    if steps:
        out.append((start, (i, j), steps))
    return out


def _kind(bead: tuple) -> tuple[int, int]:
    return len(bead[0]), len(bead[1])


def _whole(bead: tuple, i: int, j: int) -> bool:
    return bead[0] == tuple(range(i, i + len(bead[0]))) and bead[1] == tuple(range(j, j + len(bead[1])))


def _run(
    match: dict, deletion: np.ndarray, insertion: np.ndarray, start: tuple, end: tuple, steps: list
) -> Run:
    (i0, j0), (i1, j1) = start, end
    here = {
        (m, n): f[:, i0 : i1 - m + 1, j0 : j1 - n + 1].copy()
        for (m, n), f in match.items()
        if i1 - i0 >= m and j1 - j0 >= n
    }
    size = next(iter(match.values())).shape[0]
    gold = np.zeros(size + deletion.shape[1] + 1)
    in_gap = False
    for i, j, m, n in steps:
        if m and n:
            gold[:size] += match[m, n][:, i, j]
        else:
            gold[size:-1] += deletion[i] if m else insertion[j]
            gold[-1] += not in_gap
        in_gap = not (m and n)
    return Run(i1 - i0, j1 - j0, here, deletion[i0:i1], insertion[j0:j1], gold)


@dataclass(frozen=True, slots=True)
class Batch:
    """All runs side by side: the beads that there can be, one below the other, and where in lattices of one
    size they start.
    """

    shape: tuple[int, int, int]  # runs, most sources, most targets
    match: dict[tuple[int, int], torch.Tensor]  # [beads, features]
    place: dict[tuple[int, int], torch.Tensor]  # [beads] into [runs, sources - m + 1, targets - n + 1]
    deletion: torch.Tensor  # [runs, sources, features]
    insertion: torch.Tensor  # [runs, targets, features]
    ends: tuple[torch.Tensor, torch.Tensor]  # [runs] sources and targets of each


def batch(all_runs: list[Run]) -> Batch:
    """Lay the runs side by side."""
    count = len(all_runs)
    sources, targets = max(r.sources for r in all_runs), max(r.targets for r in all_runs)
    match, place = {}, {}
    for m, n in sorted({kind for run in all_runs for kind in run.match}):
        width = targets - n + 1
        features, places = [], []
        for number, run in enumerate(all_runs):
            if (m, n) in run.match:
                size, rows, columns = run.match[m, n].shape
                features.append(run.match[m, n].reshape(size, -1).T)
                at = (number * (sources - m + 1) + np.arange(rows))[:, None] * width + np.arange(columns)
                places.append(at.ravel())
        match[m, n] = torch.from_numpy(np.concatenate(features))
        place[m, n] = torch.from_numpy(np.concatenate(places))
    nulls = all_runs[0].deletion.shape[1]
    deletion, insertion = torch.zeros(count, sources, nulls), torch.zeros(count, targets, nulls)
    for number, run in enumerate(all_runs):
        deletion[number, : run.sources] = torch.from_numpy(run.deletion)
        insertion[number, : run.targets] = torch.from_numpy(run.insertion)
    ends = torch.tensor([r.sources for r in all_runs]), torch.tensor([r.targets for r in all_runs])
    return Batch((count, sources, targets), match, place, deletion, insertion, ends)


def _grid(data: Batch, kind: tuple[int, int], weights: torch.Tensor) -> torch.Tensor:
    """[runs, rows, columns]: the scores of one kind of bead, -1e30 where none can start."""
    (count, sources, targets), (m, n) = data.shape, kind
    grid = torch.full((count * (sources - m + 1) * (targets - n + 1),), NEVER, dtype=torch.float64)
    scores = (data.match[kind] @ weights.float()).double()
    return grid.index_put((data.place[kind],), scores).view(count, sources - m + 1, targets - n + 1)


def log_partition(data: Batch, weights: torch.Tensor) -> torch.Tensor:
    """[runs] log of the summed weights of all paths: mtkit.align._dp.forward for many lattices at once."""
    nulls = data.deletion.shape[2]
    scores = {kind: _grid(data, kind, weights[: -1 - nulls]) for kind in data.match}
    null, opening = weights[-1 - nulls : -1], weights[-1]
    deletion, insertion = data.deletion.double() @ null, data.insertion.double() @ null
    count, sources, targets = data.shape
    running = torch.cat([torch.zeros(count, 1, dtype=torch.float64), insertion.cumsum(1)], 1)
    never = torch.full((count, targets + 1), NEVER, dtype=torch.float64)
    matches, gaps, either = [], [], []
    for i in range(sources + 1):
        arrived = [
            pad(either[i - m][:, : targets + 1 - n] + score[:, i - m], (n, 0), value=NEVER)
            for (m, n), score in scores.items()
            if i >= m
        ]
        match = torch.logsumexp(torch.stack(arrived), 0) if arrived else never
        if i == 0:
            match = torch.cat([torch.zeros(count, 1, dtype=torch.float64), never[:, 1:]], 1)
            deleted = never
        else:
            deleted = torch.logaddexp(matches[-1] + opening, gaps[-1]) + deletion[:, i - 1 : i]
        before = torch.logaddexp(match + opening, deleted) - running
        run = torch.logcumsumexp(before, 1)[:, :-1] + running[:, 1:]
        gap = torch.cat([deleted[:, :1], torch.logaddexp(deleted[:, 1:], run)], 1)
        matches.append(match)
        gaps.append(gap)
        either.append(torch.logaddexp(match, gap))
    here = torch.arange(count)
    return torch.stack(either, 1)[here, data.ends[0], data.ends[1]]


def fit(all_runs: list[Run], *, start: Weights | None = None, penalty: float = 3.0) -> Weights:
    """Weights of the highest penalised likelihood, by L-BFGS over features scaled to one size.

    The problem is convex, so that `start` (weights of much the same runs) saves steps and decides nothing.
    """
    from scipy.optimize import minimize

    ordered = sorted(all_runs, key=lambda run: max(run.sources, run.targets))
    step = -(-len(ordered) // _BATCHES)
    batches = [batch(ordered[k : k + step]) for k in range(0, len(ordered), step)]
    gold = torch.from_numpy(np.sum([run.gold for run in all_runs], axis=0))
    scale = torch.from_numpy(np.sqrt(np.mean([_squares(data) for data in batches], axis=0))).clamp(min=1e-3)

    def objective(values: np.ndarray) -> tuple[float, np.ndarray]:
        free = torch.tensor(values, requires_grad=True)
        weights = free / scale
        total = 0.0
        for data in batches:
            part = log_partition(data, weights).sum()
            part.backward(retain_graph=True)
            total += float(part.detach())
        rest = penalty * 0.5 * weights @ weights - weights @ gold
        rest.backward()
        return total + float(rest.detach()), free.grad.numpy()

    first = np.zeros(len(gold))
    if start is not None:
        first = np.concatenate([start.match, start.null, [start.opening]]) * scale.numpy()
    done = minimize(objective, first, jac=True, method="L-BFGS-B", options={"maxiter": 60, "ftol": 3e-6})
    found, nulls = done.x / scale.numpy(), batches[0].deletion.shape[2]
    return Weights(found[: -1 - nulls], found[-1 - nulls : -1], float(found[-1]))


def _squares(data: Batch) -> np.ndarray:
    """Mean square of each feature, over beads of one and two sentences a side."""
    match = torch.cat([f for kind, f in data.match.items() if max(kind) <= 2]).double().pow(2).mean(0)
    null = torch.cat([data.deletion.flatten(0, 1), data.insertion.flatten(0, 1)]).double().pow(2).mean(0)
    return torch.cat([match, null, torch.ones(1, dtype=torch.float64)]).numpy()
