"""Learn the word lexicon that mtkit/words ships, from sentence pairs in the public domain or under CC BY.

Two hidden Markov models (Vogel et al. 1996), one a direction, are trained together by agreement (Liang et al.
2006): the counts of both are the product of their posteriors, after IBM model 1 has given each a start of its
own. The Dirichlet prior of the M-step (variational Bayes) keeps rare words from collecting garbage.
prune_lexicon.py makes the file that is shipped from the table that this leaves.

    python eval/words/train_lexicon.py --pairs 450000 --longest 24 --raw table.npz
"""

from __future__ import annotations

import argparse
import collections
import lzma
import os
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from mtkit.text.tokens import words
from mtkit.words.lexicon import MAX_JUMP

P_NULL = 0.08
NULL_SHARE = 0.2  # of a word's frequency: how readily it stands for nothing


def tokenize(text: str) -> list[str]:
    return [token.text for token in words(text.lower())]


def read_pairs(folder: Path, limit: int, longest: int) -> Iterator[tuple[list[str], list[str]]]:
    """Sentence pairs of at most `longest` words a side: all of Tatoeba, then Europarl up to `limit`."""
    count = 0
    for name in ("tatoeba", "europarl-1", "europarl-2", "europarl-3", "europarl-4"):
        with lzma.open(folder / f"{name}.tsv.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                danish, _, english = line.rstrip("\n").partition("\t")
                if len(danish) > 9 * longest or len(english) > 9 * longest:
                    continue
                d, e = tokenize(danish), tokenize(english)
                if 1 <= len(d) <= longest and 1 <= len(e) <= longest:
                    yield d, e
                    count += 1
                    if count >= limit:
                        return


def vocabulary(counts: collections.Counter[str], least: int) -> dict[str, int]:
    words = sorted(w for w, c in counts.items() if c >= least)
    return {"<unk>": 0} | {w: i + 1 for i, w in enumerate(words)}


class Bucket:
    """All pairs of one shape: `cells` [pairs, source words, target words] are indices into the pair table."""

    def __init__(self, d: np.ndarray, e: np.ndarray) -> None:
        self.d, self.e = d, e
        self.cells = np.empty(0, np.int32)


def make_buckets(pairs: list[tuple[np.ndarray, np.ndarray]]) -> list[Bucket]:
    by_shape: dict[tuple[int, int], list[int]] = collections.defaultdict(list)
    for n, (d, e) in enumerate(pairs):
        by_shape[len(d), len(e)].append(n)
    buckets = []
    for shape in sorted(by_shape):
        members = by_shape[shape]
        for start in range(0, len(members), 2000):
            chosen = members[start : start + 2000]
            buckets.append(
                Bucket(np.stack([pairs[n][0] for n in chosen]), np.stack([pairs[n][1] for n in chosen]))
            )
    return buckets


def index_cells(buckets: list[Bucket], n_target: int) -> np.ndarray:
    """Number every word pair that ever stands in one sentence pair; returns the pairs as keys, sorted."""
    keys: np.ndarray = np.empty(0, np.int64)
    waiting: list[np.ndarray] = []
    for b in buckets:
        waiting.append(np.unique(b.d[:, :, None].astype(np.int64) * n_target + b.e[:, None, :]))
        if sum(map(len, waiting)) > 20_000_000:
            keys, waiting = np.unique(np.concatenate([keys, *waiting])), []
    keys = np.unique(np.concatenate([keys, *waiting]))
    for b in buckets:
        wanted, inverse = np.unique(
            b.d[:, :, None].astype(np.int64) * n_target + b.e[:, None, :], return_inverse=True
        )
        b.cells = np.searchsorted(keys, wanted).astype(np.int32)[inverse].reshape(*b.d.shape, b.e.shape[1])
    return keys


def jump_matrix(jumps: np.ndarray, length: int) -> np.ndarray:
    """[from, to] transition probabilities over `length` positions from weights of clipped jumps."""
    steps = np.arange(length)[None, :] - np.arange(length)[:, None]
    weights = jumps[np.clip(steps, -MAX_JUMP, MAX_JUMP) + MAX_JUMP]
    return weights / weights.sum(1, keepdims=True)


def posteriors(emission: np.ndarray, null: np.ndarray, jumps: np.ndarray) -> np.ndarray:
    """State posteriors of the HMM; emission [pairs, generated words, states], null [pairs, generated
    words]."""
    n, length, states = emission.shape
    move = jump_matrix(jumps, states)
    forward = np.empty((length, n, 2, states))
    backward = np.ones((length, n, 2, states))
    now = np.full((n, states), 1.0 / states)
    for j in range(length):
        real = (1 - P_NULL) * now * emission[:, j]
        empty = P_NULL * (forward[j - 1].sum(1) if j else now) * null[:, j, None]
        total = (real + empty).sum(1)[:, None] + 1e-300
        forward[j, :, 0], forward[j, :, 1] = real / total, empty / total
        now = forward[j].sum(1) @ move
    for j in range(length - 2, -1, -1):
        real = (1 - P_NULL) * emission[:, j + 1] * backward[j + 1, :, 0]
        empty = P_NULL * null[:, j + 1, None] * backward[j + 1, :, 1]
        both = real @ move.T + empty
        backward[j, :, 0] = backward[j, :, 1] = both / (both.sum(1)[:, None] + 1e-300)
    joint = forward * backward
    joint /= joint.sum((2, 3), keepdims=True) + 1e-300
    return joint[:, :, 0].transpose(1, 0, 2)


def model1(emission: np.ndarray) -> np.ndarray:
    """Posteriors without order. No word is null: at the start, frequent ones would never come back from
    it."""
    return emission / (emission.sum(2, keepdims=True) + 1e-300)


def digamma(x: np.ndarray) -> np.ndarray:
    """Recurrence up to 6, then the asymptotic series (Abramowitz & Stegun 6.3.18)."""
    x = x.astype(float).copy()
    shift = np.zeros_like(x)
    for _ in range(6):
        small = x < 6
        shift[small] -= 1 / x[small]
        x[small] += 1
    inverse = 1 / (x * x)
    return shift + np.log(x) - 0.5 / x - inverse * (1 / 12 - inverse * (1 / 120 - inverse / 252))


def normalise(counts: np.ndarray, owner: np.ndarray, size: int, alpha: float) -> np.ndarray:
    """Posterior-mean-like probabilities of pairs given their `owner` word, under a sparse Dirichlet prior."""
    totals = np.bincount(owner, counts, size) + alpha * np.bincount(owner, minlength=size)
    return np.exp(digamma(counts + alpha) - digamma(totals + 1e-9)[owner]).astype(np.float32)


def train(buckets: list[Bucket], keys: np.ndarray, n_d: int, n_e: int, ibm: int, hmm: int):
    d_of, e_of = (keys // n_e).astype(np.int32), (keys % n_e).astype(np.int32)
    null_e = sum(np.bincount(b.e.ravel(), minlength=n_e) for b in buckets).astype(float)
    null_d = sum(np.bincount(b.d.ravel(), minlength=n_d) for b in buckets).astype(float)
    null_e, null_d = NULL_SHARE * null_e / null_e.sum(), NULL_SHARE * null_d / null_d.sum()
    forward = (1.0 / np.bincount(d_of, minlength=n_d)[d_of]).astype(np.float32)  # p(e | d)
    backward = (1.0 / np.bincount(e_of, minlength=n_e)[e_of]).astype(np.float32)  # p(d | e)
    jumps = np.exp(-0.5 * np.abs(np.arange(-MAX_JUMP, MAX_JUMP + 1) - 1.0))
    jumps_f, jumps_b = jumps.copy(), jumps.copy()
    counts = counts_back = np.zeros(0)
    for step in range(ibm + hmm):
        started = time.time()
        counts = np.zeros(len(keys))
        counts_back = np.zeros(len(keys)) if step < ibm else counts
        seen_f, seen_b = np.full_like(jumps, 1.0), np.full_like(jumps, 1.0)
        for b in buckets:
            e_given_d = forward[b.cells].transpose(0, 2, 1).astype(float)  # [pairs, e, d]
            d_given_e = backward[b.cells].astype(float)  # [pairs, d, e]
            if step < ibm:
                np.add.at(counts, b.cells.ravel(), model1(e_given_d).transpose(0, 2, 1).ravel())
                np.add.at(counts_back, b.cells.ravel(), model1(d_given_e).ravel())
                continue
            f = posteriors(e_given_d, null_e[b.e], jumps_f)
            both = f.transpose(0, 2, 1) * posteriors(d_given_e, null_d[b.d], jumps_b)  # [pairs, d, e]
            np.add.at(counts, b.cells.ravel(), both.ravel())
            add_jumps(seen_f, both.transpose(0, 2, 1))
            add_jumps(seen_b, both)
        forward = normalise(counts, d_of, n_d, 0.003)
        backward = normalise(counts_back, e_of, n_e, 0.003)
        if step >= ibm:
            jumps_f, jumps_b = seen_f / seen_f.sum(), seen_b / seen_b.sum()
        print(f"step {step + 1}: {time.time() - started:.0f} s", flush=True)
    return counts, forward, backward, jumps_f, jumps_b


def add_jumps(seen: np.ndarray, links: np.ndarray) -> None:
    """Count jumps between the link posteriors of neighbouring words; links [pairs, generated, states]."""
    states = links.shape[2]
    moves = links[:, :-1].reshape(-1, states).T @ links[:, 1:].reshape(-1, states)
    steps = np.arange(states)[None, :] - np.arange(states)[:, None]
    np.add.at(seen, np.clip(steps, -MAX_JUMP, MAX_JUMP) + MAX_JUMP, moves)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("MTKIT_SHARED", "../shared")))
    parser.add_argument("--pairs", type=int, default=450_000)
    parser.add_argument("--longest", type=int, default=24)
    parser.add_argument("--raw", type=Path, required=True, help="where the unpruned table goes (.npz)")
    options = parser.parse_args()
    pairs = list(read_pairs(options.shared / "train", options.pairs, options.longest))
    d_counts = collections.Counter(w for d, _ in pairs for w in d)
    e_counts = collections.Counter(w for _, e in pairs for w in e)
    d_ids, e_ids = vocabulary(d_counts, 2), vocabulary(e_counts, 2)
    print(f"{len(pairs)} pairs, {len(d_ids)} Danish and {len(e_ids)} English words", flush=True)
    encoded = [
        (np.array([d_ids.get(w, 0) for w in d], np.int32), np.array([e_ids.get(w, 0) for w in e], np.int32))
        for d, e in pairs
    ]
    buckets = make_buckets(encoded)
    del pairs, encoded
    started = time.time()
    keys = index_cells(buckets, len(e_ids))
    cells = sum(b.cells.size for b in buckets)
    print(f"{len(keys)} word pairs in {cells} cells, indexed in {time.time() - started:.0f} s", flush=True)
    counts, forward, backward, jumps_f, jumps_b = train(buckets, keys, len(d_ids), len(e_ids), ibm=4, hmm=4)
    strong = counts > 0.05
    np.savez_compressed(
        options.raw,
        keys=keys[strong],
        counts=counts[strong],
        forward=forward[strong],
        backward=backward[strong],
        jumps_forward=jumps_f,
        jumps_backward=jumps_b,
        danish=np.array(list(d_ids)),
        english=np.array(list(e_ids)),
        danish_counts=np.array([d_counts[w] for w in d_ids]),
        english_counts=np.array([e_counts[w] for w in e_ids]),
    )


if __name__ == "__main__":
    main()
