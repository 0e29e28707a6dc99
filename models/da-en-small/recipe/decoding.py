"""Decoding of large batches, keys and values kept: drawn pieces for back-translation, beams to distil."""

from __future__ import annotations

import torch
from network import Network
from torch import Tensor

EOS = 0
UNKNOWN, TAG = 1, 2  # never written


class Cache:
    """Keys and values of one decoder layer for the rows still being written."""

    def __init__(self, rows: int, longest: int, like: Tensor) -> None:
        shape = (rows, like.shape[1], longest, like.shape[3])
        self.keys, self.values = like.new_empty(shape), like.new_empty(shape)

    def add(self, at: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Stores one position and gives all up to it."""
        self.keys[:, :, at : at + 1], self.values[:, :, at : at + 1] = keys, values
        return self.keys[:, :, : at + 1], self.values[:, :, : at + 1]

    def keep(self, rows: Tensor) -> None:
        """Lets the other rows go; a row may be asked for more than once."""
        self.keys, self.values = self.keys[rows], self.values[rows]

    def reorder(self, rows: Tensor, end: int) -> None:
        """Puts the rows in another order; only the positions before `end` count."""
        self.keys[:, :, :end] = self.keys[rows, :, :end]
        self.values[:, :, :end] = self.values[rows, :, :end]


@torch.inference_mode()
def generate(network: Network, source: Tensor, longest: int, temperature: float, top: int) -> list[list[int]]:
    """Translations of `source` [rows, time], without their end marks; cut off at `longest` pieces.

    Each piece is drawn among the `top` likeliest (1: greedy). Rows that have ended leave the batch as soon as
    they are half of it.
    """
    encoded, mask = network.encode(source)
    if mask is None:
        mask = torch.ones_like(source, dtype=torch.bool)[:, None, None, :]
    layers = list(network.decoder.layers)
    sources = [layer.encoder_attn.keys_values(encoded) for layer in layers]
    caches = [Cache(len(source), longest, keys) for keys, _ in sources]
    written = torch.full((len(source), longest), EOS, device=source.device)
    results: list[list[int]] = [[] for _ in range(len(source))]
    rows = torch.arange(len(source), device=source.device)  # which result each row of the batch belongs to
    ended = torch.zeros(len(source), dtype=torch.bool, device=source.device)
    last = torch.full((len(source), 1), network.pad, device=source.device)
    for at in range(longest):
        x = network.embed(last, at)
        for layer, cache, kept in zip(layers, caches, sources, strict=True):
            past = cache.add(at, *layer.self_attn.keys_values(x))
            x = layer.decode(x, past, kept, mask, causal=False)
        last = draw(network.logits(x[:, 0]).float(), temperature, top)
        last[ended] = EOS
        written[:, at] = last[:, 0]
        ended |= last[:, 0] == EOS
        if at % 4 == 3 or at + 1 == longest:  # counting waits for the device: not at every step
            alive = (~ended).nonzero()[:, 0]
            if 2 * len(alive) <= len(ended) or at + 1 == longest:
                leaving = (ended | (at + 1 == longest)).nonzero()[:, 0]
                for row, ids in zip(rows[leaving].tolist(), written[leaving, : at + 1].tolist(), strict=True):
                    results[row] = ids[: ids.index(EOS)] if EOS in ids else ids
                if not len(alive) or at + 1 == longest:
                    break
                rows, ended, last = rows[alive], ended[alive], last[alive]
                written, mask = written[alive], mask[alive]
                sources = [(keys[alive], values[alive]) for keys, values in sources]
                for cache in caches:
                    cache.keep(alive)
    return results


@torch.inference_mode()
def search(network: Network, source: Tensor, longest: int, beam: int) -> list[list[tuple[float, list[int]]]]:
    """The finished translations that a beam search of `source` [rows, time] finds, best first.

    Each is (log-probability over length, ids without the end mark); a row is done when `beam` of them are
    finished, or at `longest` pieces, where what is unfinished counts as it stands.
    """
    encoded, mask = network.encode(source)
    if mask is None:
        mask = torch.ones_like(source, dtype=torch.bool)[:, None, None, :]
    layers = list(network.decoder.layers)
    wide = torch.arange(len(source), device=source.device).repeat_interleave(beam)
    mask = mask[wide]
    sources = [tuple(side[wide] for side in layer.encoder_attn.keys_values(encoded)) for layer in layers]
    caches = [Cache(len(wide), longest, keys) for keys, _ in sources]
    found: list[list[tuple[float, list[int]]]] = [[] for _ in range(len(source))]
    rows = list(range(len(source)))  # which result each group of `beam` rows belongs to
    scores = torch.full((len(source), beam), -torch.inf, device=source.device)
    scores[:, 0] = 0.0  # all beams of a row begin alike: one of them goes on
    written = torch.empty((len(wide), longest), dtype=torch.long, device=source.device)
    last = torch.full((len(wide), 1), network.pad, device=source.device)
    for at in range(longest):
        x = network.embed(last, at)
        for layer, cache, kept in zip(layers, caches, sources, strict=True):
            past = cache.add(at, *layer.self_attn.keys_values(x))
            x = layer.decode(x, past, kept, mask, causal=False)
        logits = network.logits(x[:, 0]).float()
        logits[:, UNKNOWN] = logits[:, TAG] = -torch.inf
        likelihood = logits.sub_(logits.logsumexp(dim=1, keepdim=True)).view(len(rows), beam, -1)
        values, places = (likelihood + scores[:, :, None]).flatten(1).topk(2 * beam, dim=1)
        origins, pieces = places // network.pieces, places % network.pieces
        ends = pieces == EOS
        for group, rank in (ends[:, :beam] & values[:, :beam].isfinite()).nonzero().tolist():
            line = written[group * beam + int(origins[group, rank]), :at].tolist()
            found[rows[group]].append((float(values[group, rank]) / (at + 1), line))
        # The best that go on: every row has at least `beam` of them among its 2 x beam.
        order = (ends * (2 * beam) + torch.arange(2 * beam, device=ends.device)).argsort(dim=1)[:, :beam]
        scores, origins, pieces = (side.gather(1, order) for side in (values, origins, pieces))
        alive = [n for n, row in enumerate(rows) if len(found[row]) < beam]
        taken = torch.tensor(alive, device=source.device, dtype=torch.long)
        if at + 1 == longest:
            for group in alive:
                for score, piece, place in zip(scores[group], pieces[group], origins[group], strict=True):
                    line = [*written[group * beam + int(place), :at].tolist(), int(piece)]
                    found[rows[group]].append((float(score) / longest, line))
        if not alive or at + 1 == longest:
            break
        scores = scores[taken]
        wide = (taken[:, None] * beam + origins[taken]).flatten()
        written = written[wide]
        written[:, at] = last = pieces[taken].flatten()
        last = last[:, None]
        if len(alive) < len(rows):
            rows = [rows[n] for n in alive]
            same = (taken[:, None] * beam + torch.arange(beam, device=taken.device)).flatten()
            mask, sources = mask[same], [(keys[same], values[same]) for keys, values in sources]
            for cache in caches:
                cache.keep(wide)
        else:
            for cache in caches:
                cache.reorder(wide, at + 1)
    return [sorted(lines, key=lambda line: -line[0]) for lines in found]


def draw(logits: Tensor, temperature: float, top: int) -> Tensor:
    """One piece a row of `logits` [rows, pieces]: [rows, 1]; never the unknown piece nor the tag."""
    logits[:, UNKNOWN] = logits[:, TAG] = -torch.inf
    if top == 1:
        return logits.argmax(dim=1, keepdim=True)
    values, pieces = logits.topk(top, dim=1)
    return pieces.gather(1, torch.multinomial((values / temperature).softmax(dim=1), 1))
