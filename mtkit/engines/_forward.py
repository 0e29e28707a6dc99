"""A Marian forward pass in plain numpy: slow, short and independent, to check conversions against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit.engines._checkpoint import Vocabulary

if TYPE_CHECKING:
    import numpy as np

    from mtkit.engines._specification import Weights

    Array = np.ndarray[Any, Any]

_SENTENCE = "Det er kun en lille prøve."
_STEPS = 8


@dataclass(frozen=True, slots=True)
class Probe:
    """A source sentence, the first tokens of its greedy translation, and their natural log probabilities."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    log_probabilities: tuple[float, ...]

    @classmethod
    def run(cls, weights: Weights, vocabulary: Vocabulary, keep: list[int] | None, folder: Path) -> Probe:
        """Translate the test sentence greedily; `keep` are the target ids that may be produced, None all."""
        import numpy as np

        from mtkit.engines._tokenizer import MarianTokens

        pieces = [*MarianTokens(folder).encode(_SENTENCE), "</s>"]
        known = {piece: number for number, piece in enumerate(vocabulary.source)}
        memory = encode(weights, [known.get(piece, known["<unk>"]) for piece in pieces])
        rows = np.arange(len(vocabulary.target)) if keep is None else np.array(keep)
        end = vocabulary.target.index("</s>")
        ids: list[int] = []
        scores: list[float] = []
        while len(ids) < _STEPS and end not in ids:
            probabilities = next_log_probabilities(weights, memory, ids)[rows]
            probabilities = probabilities - np.log(np.exp(probabilities).sum())  # over what may be produced
            best = int(probabilities.argmax())
            ids.append(int(rows[best]))
            scores.append(float(probabilities[best]))
        length = len(ids) - (end in ids)  # the end is scored by itself, as CTranslate2 does
        return cls(tuple(pieces), tuple(vocabulary.target[i] for i in ids[:length]), tuple(scores))


def encode(weights: Weights, ids: list[int]) -> Array:
    """The encoder's output for one sentence: [source tokens, d_model]."""
    shape = weights.shape
    state = _embed(weights, "encoder", weights.embeddings("encoder")[ids])
    for number in range(shape.encoder_layers):
        name = f"model.encoder.layers.{number}"
        state = _block(weights, f"{name}.self_attn", state, state, shape.encoder_heads, causal=False)
        state = _feed_forward(weights, name, state)
    return state


def next_log_probabilities(weights: Weights, memory: Array, ids: list[int]) -> Array:
    """Natural log probabilities of the token after `ids`: [target pieces]."""
    import numpy as np

    shape = weights.shape
    start = np.zeros((1, shape.d_model), np.float32)  # decoding starts from a zero vector
    state = _embed(
        weights, "decoder", np.concatenate([start, weights.embeddings("decoder")[ids]]) if ids else start
    )
    for number in range(shape.decoder_layers):
        name = f"model.decoder.layers.{number}"
        state = _block(weights, f"{name}.self_attn", state, state, shape.decoder_heads, causal=True)
        state = _block(weights, f"{name}.encoder_attn", state, memory, shape.decoder_heads, causal=False)
        state = _feed_forward(weights, name, state)
    logits = weights.output() @ state[-1]
    bias = weights.output_bias()
    if bias is not None:
        logits = logits + bias
    logits = logits - logits.max()
    result: Array = logits - np.log(np.exp(logits).sum())
    return result


def _embed(weights: Weights, side: str, vectors: Array) -> Array:
    shape = weights.shape
    scale = math.sqrt(shape.d_model) if shape.scale_embedding else 1.0
    return vectors * scale + weights.positions(side)[: len(vectors)]


def _block(weights: Weights, name: str, state: Array, memory: Array, heads: int, *, causal: bool) -> Array:
    """Multi-head attention of `state` over `memory`, residual and norm: [tokens, d_model]."""
    import numpy as np

    size = state.shape[1] // heads

    def split(projection: str, inputs: Array) -> Array:
        return (
            _linear(weights, f"{name}.{projection}", inputs)
            .reshape(len(inputs), heads, size)
            .transpose(1, 0, 2)
        )

    scores = split("q_proj", state) @ split("k_proj", memory).transpose(0, 2, 1) / math.sqrt(size)
    if causal:
        scores = scores + np.triu(np.full(scores.shape[1:], -np.inf, np.float32), 1)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ split("v_proj", memory)  # [heads, tokens, size]
    joined = mixed.transpose(1, 0, 2).reshape(state.shape)
    return _norm(weights, f"{name}_layer_norm", state + _linear(weights, f"{name}.out_proj", joined))


def _feed_forward(weights: Weights, name: str, state: Array) -> Array:
    inner = _activate(_linear(weights, f"{name}.fc1", state), weights.shape.activation)
    return _norm(weights, f"{name}.final_layer_norm", state + _linear(weights, f"{name}.fc2", inner))


def _linear(weights: Weights, name: str, inputs: Array) -> Array:
    result: Array = inputs @ weights.tensors[f"{name}.weight"].T + weights.tensors[f"{name}.bias"]
    return result


def _norm(weights: Weights, name: str, inputs: Array) -> Array:
    import numpy as np

    centred = inputs - inputs.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
    result: Array = centred / spread * weights.tensors[f"{name}.weight"] + weights.tensors[f"{name}.bias"]
    return result


def _activate(inputs: Array, kind: str) -> Array:
    import numpy as np

    if kind == "relu":
        gate: Array = (inputs > 0).astype(np.float32)
    elif kind in ("swish", "silu"):
        gate = 1 / (1 + np.exp(-inputs))
    elif kind == "gelu":
        gate = (1 + np.vectorize(math.erf, otypes=[np.float32])(inputs / math.sqrt(2))) / 2
    else:
        gate = (1 + np.tanh(math.sqrt(2 / math.pi) * (inputs + 0.044715 * inputs**3))) / 2
    result: Array = inputs * gate
    return result
