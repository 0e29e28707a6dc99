"""The network: a post-norm Transformer (Vaswani et al. 2017) whose parameters bear MarianMTModel's names.

Written out here rather than taken from transformers, so that training skips what it does not need and sampled
decoding over large batches keeps its keys and values without reordering. <pad> is the last id: its embedding
row is zero, it begins every target, and it has no logit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from settings import Settings
from torch import Tensor, nn
from torch.nn import functional

MAX_POSITIONS = 512
DAMPING = 0.2  # what a repeated layer adds, when a deeper network begins from a shallower one
BRANCH_ENDS = ("self_attn.out_proj", "encoder_attn.out_proj", "fc2")


def positions(width: int) -> Tensor:
    """Sinusoids, sines in the first half and cosines in the second: [512, width]."""
    steps = torch.arange(MAX_POSITIONS, dtype=torch.float64)[:, None]
    angles = steps / 10000 ** (2 * torch.arange(width // 2, dtype=torch.float64) / width)
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()


def plain_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
    """Scaled dot-product attention written out: on a CPU, for sentences, its backward pass is several times
    faster than the fused one's. All [batch, heads, time, width]; `mask` is True where a query may look."""
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    if causal:
        ahead = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool, device=q.device).triu(1)
        scores = scores.masked_fill(ahead, -torch.inf)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return functional.softmax(scores, dim=-1, dtype=q.dtype) @ v


class SmoothedCrossEntropy(torch.autograd.Function):
    """Summed label-smoothed cross-entropy of an output layer, some rows at a time.

    The gradients are made along with the loss, so that the logits of a whole batch (a thousand times the size
    of its ids) never lie in memory together: what takes the time of a plain one is reading and writing them.
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, target: Tensor, smoothing: float
    ) -> Tensor:
        """`x` [n, width] in bfloat16, `weight` [pieces, width], `bias` [pieces], `target` [n]."""
        narrow = weight.to(x.dtype)
        total = torch.zeros((), device=x.device)
        to_x = torch.empty_like(x)
        to_weight, to_bias = torch.zeros_like(weight), torch.zeros_like(bias)
        rows = 384 if x.device.type == "cpu" else 16384
        for part, ids, out in zip(x.split(rows), target.split(rows), to_x.split(rows), strict=True):
            logits = functional.linear(part, narrow).float().add_(bias)
            top = logits.amax(dim=1, keepdim=True)
            right = logits.gather(1, ids[:, None])
            mean = logits.mean(dim=1, keepdim=True)
            shares = logits.sub_(top).exp_()
            mass = shares.sum(dim=1, keepdim=True)
            total += (mass.log() + top - (1 - smoothing) * right - smoothing * mean).sum()
            shares.div_(mass).sub_(smoothing / len(weight))
            shares.scatter_add_(1, ids[:, None], torch.full_like(right, smoothing - 1))
            to_bias += shares.sum(dim=0)
            slope = shares.to(x.dtype)
            torch.mm(slope, narrow, out=out)
            to_weight += slope.T @ part
        ctx.save_for_backward(to_x, to_weight, to_bias)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients, scaled by the one that comes in."""
        (scale,) = gradients
        to_x, to_weight, to_bias = ctx.saved_tensors
        return to_x * scale.to(to_x.dtype), to_weight * scale, to_bias * scale, None, None


class Attention(nn.Module):
    """Multi-head attention with biases."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj, self.v_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.q_proj, self.out_proj = nn.Linear(width, width), nn.Linear(width, width)

    def split(self, x: Tensor) -> Tensor:
        """[batch, time, width] -> [batch, heads, time, width / heads]"""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def keys_values(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values of `x`, each [batch, heads, time, width / heads]."""
        return self.split(self.k_proj(x)), self.split(self.v_proj(x))

    def forward(
        self, x: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None, causal: bool = False
    ) -> Tensor:
        """`x` [batch, time, width] attends to keys and values; `mask` is True where it may look."""
        queries = self.split(self.q_proj(x))
        if x.device.type == "cpu":
            mixed = plain_attention(queries, keys, values, mask, causal)
        else:
            mixed = functional.scaled_dot_product_attention(queries, keys, values, mask, is_causal=causal)
        return self.out_proj(mixed.transpose(1, 2).flatten(2))


class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward layer, each followed by its normalisation."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.self_attn = Attention(width, heads)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.final_layer_norm = nn.LayerNorm(width)
        self.dropout = dropout

    def drop(self, x: Tensor) -> Tensor:
        """Dropout, in training only."""
        return functional.dropout(x, self.dropout, self.training) if self.dropout else x

    def feed_forward(self, x: Tensor) -> Tensor:
        """The feed-forward half."""
        return self.final_layer_norm(x + self.drop(self.fc2(self.drop(functional.relu(self.fc1(x))))))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """`x` [batch, time, width]"""
        attended = self.self_attn(x, *self.self_attn.keys_values(x), mask)
        return self.feed_forward(self.self_attn_layer_norm(x + self.drop(attended)))


class DecoderLayer(EncoderLayer):
    """An encoder layer with attention to the source in between."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__(width, heads, inner, dropout)
        self.encoder_attn = Attention(width, heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(width)

    def decode(
        self,
        x: Tensor,
        past: tuple[Tensor, Tensor],
        source: tuple[Tensor, Tensor],
        mask: Tensor | None,
        causal: bool,
    ) -> Tensor:
        """`x` [batch, time, width] attends to `past` keys and values, then to those of the source."""
        x = self.self_attn_layer_norm(x + self.drop(self.self_attn(x, *past, causal=causal)))
        x = self.encoder_attn_layer_norm(x + self.drop(self.encoder_attn(x, *source, mask)))
        return self.feed_forward(x)


class Stack(nn.Module):
    """The layers of one side."""

    def __init__(self, layers: list[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)


class Network(nn.Module):
    """Encoder, decoder and the embedding they share with the output: `pieces` ids and <pad> after them."""

    def __init__(self, settings: Settings, pieces: int) -> None:
        super().__init__()
        shape = (settings.d_model, settings.heads, settings.feed_forward, settings.dropout)
        self.pieces, self.pad = pieces, pieces
        self.scale = math.sqrt(settings.d_model)
        self.dropout = settings.dropout
        self.shared = nn.Embedding(pieces + 1, settings.d_model)
        self.encoder = Stack([EncoderLayer(*shape) for _ in range(settings.encoder_layers)])
        self.decoder = Stack([DecoderLayer(*shape) for _ in range(settings.decoder_layers)])
        self.final_logits_bias = nn.Parameter(torch.zeros(pieces))
        self.register_buffer("positions", positions(settings.d_model), persistent=False)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2 and name != "shared.weight":
                nn.init.xavier_uniform_(parameter)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)
        nn.init.normal_(self.shared.weight, std=settings.d_model**-0.5)
        self.silence_pad()

    def silence_pad(self) -> None:
        """Sets the row of <pad> to zero."""
        with torch.no_grad():
            self.shared.weight[self.pad] = 0.0

    def embed(self, ids: Tensor, start: int = 0) -> Tensor:
        """Ids [batch, time] -> vectors [batch, time, width], from position `start` on."""
        x = functional.embedding(ids, self.shared.weight, padding_idx=self.pad) * self.scale
        x = x + self.positions[start : start + ids.shape[1]]
        return functional.dropout(x, self.dropout, self.training) if self.dropout else x

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor | None]:
        """Source ids [batch, time] -> vectors [batch, time, width], mask [batch, 1, 1, time] (None: all)."""
        inside = source != self.pad
        mask = None if source.device.type == "cpu" and bool(inside.all()) else inside[:, None, None, :]
        x = self.embed(source)
        for layer in self.encoder.layers:
            x = layer(x, mask)
        return x, mask

    def forward(self, source: Tensor, before: Tensor) -> Tensor:
        """Source ids and the target shifted right, [batch, time] -> decoder vectors [batch, time, width]."""
        encoded, mask = self.encode(source)
        x = self.embed(before)
        for layer in self.decoder.layers:
            x = layer.decode(
                x, layer.self_attn.keys_values(x), layer.encoder_attn.keys_values(encoded), mask, True
            )
        return x

    def logits(self, x: Tensor) -> Tensor:
        """Vectors [..., width] -> logits over all pieces but <pad> [..., pieces]."""
        return functional.linear(x, self.shared.weight[: self.pieces], self.final_logits_bias.to(x.dtype))

    def loss(
        self,
        source: Tensor,
        target: Tensor,
        smoothing: float,
        forward: Callable[[Tensor, Tensor], Tensor] | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Summed label-smoothed cross-entropy and the number of target pieces; ids [batch, time].

        `forward` is this network's own, or a compiled form of it.
        """
        before = torch.cat([torch.full_like(target[:, :1], self.pad), target[:, :-1]], dim=1)
        inside = target != self.pad
        x = (forward or self)(source, before)[inside].bfloat16()
        weight = self.shared.weight[: self.pieces]
        total = SmoothedCrossEntropy.apply(x, weight, self.final_logits_bias, target[inside], smoothing)
        return total, inside.sum()


def from_checkpoint(network: Network, vocabulary: list[str], folder: Path) -> str:
    """Begins from another Marian checkpoint of the same width: says what was taken over.

    A piece that both vocabularies have takes its row; another takes the mean of the rows into which the old
    vocabulary splits its text. Layers are repeated in place (0 0 1 1 2 2) where the network is deeper; a
    repeated layer adds little at first. Measured on the pilot's way from 3 encoder layers to 6: held-out
    perplexity 21.3 before, 37.3 with full copies, 22.8 at 0.3 of their branches, 21.5 at none.
    """
    import sentencepiece

    old = {
        name.removeprefix("model."): value.float()
        for name, value in load_file(folder / "model.safetensors").items()
    }
    splitter = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    rows, kept = old["shared.weight"], 0
    known = {splitter.id_to_piece(index): index for index in range(splitter.get_piece_size())}
    new = network.state_dict()
    for index, piece in enumerate(vocabulary):
        if piece in known:
            new["shared.weight"][index] = rows[known[piece]]
            kept += 1
            continue
        inner = [known.get(part, 1) for part in splitter.encode(piece.replace("▁", " "), out_type=str)]
        inner = [row for row in inner if row != 1]
        if inner:
            new["shared.weight"][index] = rows[inner].mean(dim=0)
    for side, stack in (("encoder", network.encoder), ("decoder", network.decoder)):
        depth = 1 + max(int(name.split(".")[2]) for name in old if name.startswith(f"{side}.layers."))
        taken = [number * depth // len(stack.layers) for number in range(len(stack.layers))]
        for number, origin in enumerate(taken):
            repeated = number > 0 and taken[number - 1] == origin
            prefix = f"{side}.layers.{number}."
            for name in new:
                if name.startswith(prefix):
                    part = name.removeprefix(prefix)
                    damped = DAMPING if repeated and part.startswith(BRANCH_ENDS) else 1.0
                    new[name].copy_(old[f"{side}.layers.{origin}.{part}"] * damped)
    network.load_state_dict(new)
    network.silence_pad()
    return f"{kept} of {len(vocabulary)} pieces and {depth} decoder layers taken from {folder.name}"
