"""Step 2: train one direction. Stopped at any moment, it goes on from its last checkpoint.

    python 02_train.py --profile cpu --minutes 100              # constant rate; run again to go on
    python 02_train.py --profile cpu --cooldown --minutes 25    # from its checkpoint down to rate zero
    python 02_train.py --profile gpu --direction en-da --tokens 120e6

The main run (work/<profile>/<direction>/main) never decays; a cooldown branches off it into a folder of its
own and gives a model worth shipping, so that the main run can always go on as if nothing had been shipped.
Each run writes checkpoint.pt, log.jsonl, and in a cooldown the last weights-<step>.safetensors for averaging.
A main run's checkpoint also has the moving mean of its weights: a quiet model that costs no cooldown.
--minutes and --tokens count from the run's own beginning, in a cooldown from where it branched off.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sentencepiece
import store
import torch
import torch.distributed
import torch.multiprocessing
from network import Network, from_checkpoint
from optimisation import Optimiser
from safetensors.torch import save_file
from settings import RECIPE, Settings, load

KEPT = 4  # snapshots of a cooldown
# glibc gives large blocks back to the system and takes them again, page by page, in every step; told to keep
# them it saves a twentieth of the time.
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": 1 << 30, "MALLOC_TRIM_THRESHOLD_": 1 << 32, "MALLOC_TOP_PAD_": 1 << 26}


@dataclass(slots=True)
class Progress:
    """How far a run is: what a checkpoint says beside weights and optimiser."""

    step: int = 0
    tokens: int = 0  # target pieces learned from, since the run's own beginning
    minutes: float = 0.0
    pass_number: int = 0
    batch: int = 0  # batches of this pass already used
    begun_tokens: int = 0  # tokens and minutes where a cooldown branched off
    begun_minutes: float = 0.0


def main() -> None:
    options = arguments()
    settings = load(options.profile)
    workers = options.workers or settings.workers
    if workers == 1:
        work(0, 1, "", options, settings)
        return
    for name, size in ALLOCATOR.items():
        os.environ.setdefault(name, str(size))  # read when a worker starts
    with tempfile.TemporaryDirectory() as meeting:
        place = f"file://{meeting}/meeting"
        torch.multiprocessing.spawn(work, (workers, place, options, settings), nprocs=workers)


def work(rank: int, workers: int, place: str, options: argparse.Namespace, settings: Settings) -> None:
    """One of `workers` processes that learn together, each from its own batches.

    On a busy machine two processes of one thread, which meet once an update, get much further than one of two
    threads, which meet in every product.
    """
    if threads := options.threads or settings.threads:
        torch.set_num_threads(threads)
    if workers > 1:
        torch.distributed.init_process_group("gloo", init_method=place, rank=rank, world_size=workers)
    torch.manual_seed(settings.seed)  # the same weights everywhere
    Training(settings, options, rank, workers).run()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="cpu")
    parser.add_argument("--direction", choices=("da-en", "en-da"), default="da-en")
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="stop after these minutes of training"
    )
    parser.add_argument("--tokens", type=float, default=math.inf, help="stop after these target tokens")
    parser.add_argument("--cooldown", action="store_true", help="branch off the main run, down to rate zero")
    parser.add_argument("--name", default="", help="the run's folder (main, or cooldown)")
    parser.add_argument("--origin", default="main", help="the run that a cooldown branches off")
    parser.add_argument(
        "--also", nargs="*", default=[], help="more folders of pairs, such as back-translated"
    )
    parser.add_argument("--workers", type=int, default=0, help="processes (0: as the profile says)")
    parser.add_argument("--threads", type=int, default=0, help="threads of each (0: as the profile says)")
    options = parser.parse_args()
    if options.cooldown and math.isinf(options.minutes) and math.isinf(options.tokens):
        parser.error("a cooldown needs --minutes or --tokens")
    return options


class Training:
    """One run: network, optimiser, data and how far it is."""

    def __init__(self, settings: Settings, options: argparse.Namespace, rank: int, workers: int) -> None:
        self.settings, self.options = settings, options
        self.rank, self.workers, self.parent = rank, workers, os.getppid()
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        runs = settings.work / options.direction
        self.folder = runs / (options.name or ("cooldown" if options.cooldown else "main"))
        self.folder.mkdir(parents=True, exist_ok=True)
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "joint.model"))
        self.vocabulary = [pieces.id_to_piece(index) for index in range(pieces.get_piece_size())]
        self.network = Network(settings, len(self.vocabulary)).to(self.device)
        self.optimiser = Optimiser(self.network, settings)
        self.mean: dict[str, torch.Tensor] = {}  # of a main run's weights; the first worker's
        self.progress = Progress()
        self.pairs = self.read("pairs", *options.also)
        self.held_out = self.read("held-out")
        self.begin(self.folder / "checkpoint.pt", runs / options.origin / "checkpoint.pt")
        self.forward = torch.compile(self.network, dynamic=True) if settings.compile else self.network

    def read(self, *names: str) -> store.Pairs:
        """The pairs of some folders, turned round for the reverse direction.

        That one does without the English that stands for its own translation: it is the only news there, so
        that a model would learn to copy news.
        """
        folders = [self.settings.work / name for name in names]
        if self.options.direction == "en-da":
            return store.read(*folders, without="copied").reversed()
        return store.read(*folders)

    def begin(self, own: Path, origin: Path) -> None:
        """Resumes the run, branches off another or starts anew."""
        start = own if own.exists() else origin
        if start.exists():
            state = torch.load(start, map_location=self.device)
            self.network.load_state_dict(state["network"])
            self.optimiser.restore(state["optimiser"])
            self.progress = Progress(**state["progress"])
            torch.set_rng_state(state["random"].cpu())
            if start == own:
                self.mean = state.get("mean", {})
            else:
                self.progress.begun_tokens = self.progress.tokens
                self.progress.begun_minutes = self.progress.minutes
            self.log(event=f"{'resumed' if start == own else 'branched off'} at step {self.progress.step}")
        elif self.options.cooldown:
            raise SystemExit(f"no checkpoint to cool down: {origin}")
        elif self.settings.warm_start:
            folder = (RECIPE / self.settings.warm_start).resolve()
            self.log(event=from_checkpoint(self.network, self.vocabulary, folder))
        if self.workers > 1 and self.settings.dropout:
            torch.manual_seed(self.settings.seed + 1000 * self.progress.step + self.rank)
        size = sum(parameter.numel() for parameter in self.network.parameters())
        machine = f"{self.device}, {self.workers} workers of {torch.get_num_threads()} threads"
        self.log(event=f"{size} parameters, {len(self.pairs)} pairs, {machine}")

    def spent(self) -> float:
        """The share of the budget that is used up."""
        now = self.progress
        tokens = (now.tokens - now.begun_tokens) / self.options.tokens
        return max(tokens, (now.minutes - now.begun_minutes) / self.options.minutes)

    def factor(self) -> float:
        """The rate as a share of its peak: warm-up, then constant, or falling to zero in a cooldown."""
        warm = min(1.0, (self.progress.step + 1) / self.settings.warmup_steps)
        return warm * max(0.0, 1.0 - self.spent()) if self.options.cooldown else warm

    def run(self) -> None:
        """Trains until the budget is spent."""
        saved = measured = logged = begun = time.monotonic()
        earlier = self.progress.minutes
        lost, counted = 0.0, 0
        if self.progress.step == 0:
            self.log(held_out_perplexity=self.perplexity())
        for pass_number, batch, indices in self.own_batches():
            loss, count, minutes = self.update(indices, earlier + (time.monotonic() - begun) / 60)
            self.progress.step += 1
            self.progress.tokens += count
            self.progress.minutes = minutes
            self.progress.pass_number, self.progress.batch = pass_number, batch
            lost, counted = lost + loss, counted + count
            done, now = self.spent() >= 1, time.monotonic()
            if self.workers > 1 and os.getppid() != self.parent:
                raise SystemExit("the process that started this worker is gone")
            if self.progress.step % 50 == 0 or done:
                self.log(
                    loss=lost / counted, tokens_a_second=round(counted / (now - logged)), factor=self.factor()
                )
                logged, lost, counted = now, 0.0, 0
            if self.rank == 0 and (done or now - saved > 60 * self.settings.checkpoint_minutes):
                self.save()
                saved = now
            if self.rank == 0 and (done or now - measured > 60 * self.settings.measure_minutes):
                self.log(held_out_perplexity=self.perplexity())
                measured = logged = time.monotonic()
                lost, counted = 0.0, 0
            if done:
                return

    def own_batches(self) -> Iterator[tuple[int, int, np.ndarray]]:
        """This worker's share of the batches: pass, the next batch that nobody has, and the pairs."""
        settings = self.settings
        stream = store.batches(
            self.pairs, settings.seed, settings.pool_pairs, settings.batch_tokens,
            self.progress.pass_number, self.progress.batch,
        )  # fmt: skip
        while True:
            taken = [next(stream) for _ in range(self.workers)]
            last_pass, last_batch, _ = taken[-1]
            yield last_pass, last_batch + 1, taken[self.rank][2]

    def batch(self, pairs: store.Pairs, indices: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """The ids of some pairs on the device: source and target, [batch, time]."""
        pad = self.network.pad
        source = torch.from_numpy(pairs.source.rows(indices, pad)).to(self.device, non_blocking=True)
        return source, torch.from_numpy(pairs.target.rows(indices, pad)).to(self.device, non_blocking=True)

    def update(self, indices: np.ndarray, minutes: float) -> tuple[float, int, float]:
        """One step of all workers: gives summed loss, number of target pieces, and the first's clock."""
        source, target = self.batch(self.pairs, indices)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            total, count = self.network.loss(source, target, self.settings.label_smoothing, self.forward)
        total.backward()
        loss, pieces, minutes = self.together(total.item(), int(count), minutes)
        for parameter in self.network.parameters():
            parameter.grad /= pieces
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip_norm)
        self.optimiser.step(self.factor())
        if self.rank == 0 and not self.options.cooldown:
            self.average()
        return loss, pieces, minutes

    @torch.no_grad()
    def average(self) -> None:
        """Moves the mean of the weights on by one step."""
        state = self.network.state_dict()
        if not self.mean:
            self.mean = {name: value.clone() for name, value in state.items()}
        share = 1 / self.settings.mean_steps
        torch._foreach_lerp_(list(self.mean.values()), list(state.values()), share)

    def together(self, loss: float, pieces: int, minutes: float) -> tuple[float, int, float]:
        """Sums gradients, loss and pieces over the workers; all take the first one's clock."""
        if self.workers == 1:
            return loss, pieces, minutes
        gradients = [parameter.grad for parameter in self.network.parameters()]
        numbers = torch.tensor([loss, float(pieces), minutes if self.rank == 0 else 0.0])
        flat = torch.cat([*(gradient.reshape(-1) for gradient in gradients), numbers])
        torch.distributed.all_reduce(flat)
        *summed, numbers = flat.split([*(gradient.numel() for gradient in gradients), 3])
        for gradient, total in zip(gradients, summed, strict=True):
            gradient.copy_(total.view_as(gradient))
        return numbers[0].item(), round(numbers[1].item()), numbers[2].item()

    @torch.no_grad()
    def perplexity(self) -> float:
        """Perplexity a piece on the held-out pairs, without smoothing."""
        self.network.eval()
        order = np.argsort(self.held_out.target.lengths, kind="stable")
        total, count = 0.0, 0
        for start in range(0, len(order), 50):
            with torch.autocast(self.device.type, dtype=torch.bfloat16):
                loss, pieces = self.network.loss(*self.batch(self.held_out, order[start : start + 50]), 0.0)
            total, count = total + loss.item(), count + int(pieces)
        self.network.train()
        return math.exp(total / count)

    def save(self) -> None:
        """Writes the checkpoint, whole or not at all; in a cooldown the weights too, for averaging."""
        progress = {name: getattr(self.progress, name) for name in Progress.__slots__}
        state = {
            "network": self.network.state_dict(), "optimiser": self.optimiser.state(),
            "progress": progress, "random": torch.get_rng_state(), "mean": self.mean,
        }  # fmt: skip
        torch.save(state, self.folder / "checkpoint.tmp")
        (self.folder / "checkpoint.tmp").replace(self.folder / "checkpoint.pt")
        if self.options.cooldown:
            weights = {name: value.contiguous() for name, value in self.network.state_dict().items()}
            save_file(weights, self.folder / f"weights-{self.progress.step:08d}.safetensors")
            for old in sorted(self.folder.glob("weights-*.safetensors"))[:-KEPT]:
                old.unlink()

    def log(self, **what: object) -> None:
        """One line of JSON on stdout and in the run's log, from the first worker."""
        if self.rank:
            return
        state = {
            "step": self.progress.step,
            "tokens": self.progress.tokens,
            "minutes": round(self.progress.minutes, 2),
        }
        line = json.dumps({**state, **what})
        print(line, flush=True)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


if __name__ == "__main__":
    main()
