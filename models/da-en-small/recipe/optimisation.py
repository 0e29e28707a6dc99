"""The optimiser: Muon for the layers' matrices, AdamW for embeddings, biases and norms; and its schedule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
import torch.distributed
from network import Network
from settings import Settings
from torch import Tensor


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made orthogonal (Jordan et al. 2024), scaled to AdamW's usual size of update
    (Liu et al. 2025: 0.2 times the root of the longer side). Matrices of one shape are treated together."""

    def __init__(
        self, parameters: Iterable[Tensor], lr: float, weight_decay: float, momentum: float = 0.95
    ) -> None:
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One update from the gradients at hand."""
        for group in self.param_groups:
            by_shape: dict[tuple[int, ...], list[Tensor]] = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is not None:
                    by_shape[tuple(parameter.shape)].append(parameter)
            for shape, members in by_shape.items():
                updates = []
                for parameter in members:
                    momentum = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
                    momentum.lerp_(parameter.grad, 1 - group["momentum"])
                    updates.append(parameter.grad.lerp(momentum, group["momentum"]))
                size = group["lr"] * 0.2 * max(shape) ** 0.5
                for parameter, update in zip(members, divided(torch.stack(updates)), strict=True):
                    parameter.mul_(1 - group["lr"] * group["weight_decay"]).add_(update, alpha=-size)


def divided(matrices: Tensor) -> Tensor:
    """`orthogonal`, where several workers train: each does its share, and all get the whole."""
    if not torch.distributed.is_initialized():
        return orthogonal(matrices)
    mine = slice(torch.distributed.get_rank(), None, torch.distributed.get_world_size())
    whole = torch.zeros_like(matrices)
    if len(matrices[mine]):
        whole[mine] = orthogonal(matrices[mine])
    torch.distributed.all_reduce(whole)
    return whole


def orthogonal(matrices: Tensor) -> Tensor:
    """Nearly the closest semi-orthogonal matrices: five Newton-Schulz steps on [n, rows, columns]."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16()
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return (x.mT if tall else x).float()


class Optimiser:
    """The optimisers of one run under one schedule."""

    def __init__(self, network: Network, settings: Settings) -> None:
        self.settings = settings
        named = [(name, parameter) for name, parameter in network.named_parameters()]
        matrices = [p for name, p in named if p.dim() == 2 and name != "shared.weight"]
        if settings.optimizer != "muon":
            matrices = []
        inside = {id(p) for p in matrices}
        rest = [p for _, p in named if id(p) not in inside]
        decayed = {"params": [p for p in rest if p.dim() == 2], "weight_decay": settings.weight_decay}
        plain = {"params": [p for p in rest if p.dim() != 2], "weight_decay": 0.0}
        self.parts: list[torch.optim.Optimizer] = [
            torch.optim.AdamW([decayed, plain], lr=settings.learning_rate, betas=(0.9, 0.98), fused=True)
        ]
        self.peaks = [settings.learning_rate]
        if matrices:
            self.parts.append(Muon(matrices, settings.matrix_learning_rate, settings.weight_decay))
            self.peaks.append(settings.matrix_learning_rate)

    def step(self, factor: float) -> None:
        """One update at `factor` of the peak rates, then the gradients are let go."""
        for part, peak in zip(self.parts, self.peaks, strict=True):
            for group in part.param_groups:
                group["lr"] = peak * factor
            part.step()
            part.zero_grad(set_to_none=True)

    def state(self) -> list[dict[str, Any]]:
        """What a checkpoint keeps."""
        return [part.state_dict() for part in self.parts]

    def restore(self, states: list[dict[str, Any]]) -> None:
        """Goes on from a checkpoint's state."""
        for part, state in zip(self.parts, states, strict=True):
            part.load_state_dict(state)
