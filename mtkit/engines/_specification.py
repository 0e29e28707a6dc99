"""A Marian checkpoint's weights, checked, and the CTranslate2 specification that they fill."""

from __future__ import annotations

import importlib
import importlib.abc
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit.engines._checkpoint import Architecture, Vocabulary
from mtkit.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_ACTIVATIONS = {"gelu": "GELU", "gelu_new": "GELUTanh", "relu": "RELU", "silu": "SWISH", "swish": "SWISH"}
_HINT = "get the model again with 'mtkit models pull', or verify it"


def kept_ids(ids: Sequence[int], pieces: tuple[str, ...]) -> list[int]:
    """The ids to keep, sorted, `</s>` and `<unk>` always among them. Raises ModelError for impossible ids."""
    specials = {pieces.index("</s>"), pieces.index("<unk>")}
    kept = sorted(set(ids) | specials)
    if kept[0] < 0 or kept[-1] >= len(pieces):
        raise ModelError(
            f"the target vocabulary names ids outside 0 to {len(pieces) - 1}", hint="give ids of vocab.json"
        )
    return kept


def without_pad(vocabulary: Vocabulary, shape: Architecture) -> Vocabulary:
    """The vocabularies without `<pad>`, which stands for the zero vector that decoding starts from.

    Raises ModelError where a vocabulary is smaller than the model's matrices.
    """

    def side(pieces: tuple[str, ...], size: int) -> tuple[str, ...]:
        if len(pieces) < size:
            raise ModelError(f"vocab.json has {len(pieces)} pieces and the model wants {size}", hint=_HINT)
        return tuple(piece for number, piece in enumerate(pieces[:size]) if number != shape.pad_id)

    return Vocabulary(side(vocabulary.source, shape.source_size), side(vocabulary.target, shape.target_size))


class Weights:
    """A checkpoint's tensors by their Marian names, checked for presence and shape, `<pad>` rows left out."""

    def __init__(self, tensors: dict[str, Array], folder: Path, shape: Architecture) -> None:
        self.tensors = tensors
        self.folder = folder
        self.shape = shape
        self._rows: dict[str, Array] = {}  # so that tied matrices are one array, and compared in no time

    def get(self, name: str, *shape: int) -> Array:
        """The tensor of that name. Raises ModelError where it is missing or of another shape."""
        array = self.tensors.get(name)
        if array is None:
            raise ModelError(f"{self.folder} lacks the weights {name}", hint=_HINT)
        if array.shape != shape or array.dtype.kind != "f":
            found = "×".join(map(str, array.shape))
            raise ModelError(
                f"{self.folder} has {name} of shape {found}, not {'×'.join(map(str, shape))}", hint=_HINT
            )
        return array

    def embeddings(self, side: str) -> Array:
        """The embedding matrix of "encoder" or "decoder": [pieces without pad, d_model]."""
        size = self.shape.source_size if side == "encoder" else self.shape.target_size
        own = f"model.{side}.embed_tokens.weight"
        name = (
            "model.shared.weight"
            if self.shape.shared_embeddings and "model.shared.weight" in self.tensors
            else own
        )
        return self._without_pad(name, self.get(name, size, self.shape.d_model))

    def output(self) -> Array:
        """The output projection, tied to the decoder's embeddings or not: [target pieces, d_model]."""
        if self.shape.tied_output or "lm_head.weight" not in self.tensors:
            return self.embeddings("decoder")
        matrix = self.get("lm_head.weight", self.shape.target_size, self.shape.d_model)
        return self._without_pad("lm_head.weight", matrix)

    def output_bias(self) -> Array | None:
        """The output bias: [target pieces without pad]; None where it is all zero."""
        if "final_logits_bias" not in self.tensors:
            return None
        bias = self._without_pad(
            "final_logits_bias", self.get("final_logits_bias", 1, self.shape.target_size)[0]
        )
        return bias if bias.any() else None

    def positions(self, side: str) -> Array:
        """Sinusoidal positions [max_positions, d_model]: sines in the first half, cosines in the second."""
        name = f"model.{side}.embed_positions.weight"
        shape = self.shape
        if name in self.tensors:
            return self.get(name, shape.max_positions, shape.d_model)
        return sinusoids(shape.max_positions, shape.d_model)

    def _without_pad(self, name: str, rows: Array) -> Array:
        import numpy as np

        pad = self.shape.pad_id
        if name not in self._rows:
            last = pad >= rows.shape[0] - 1  # as nearly always: no copy then
            self._rows[name] = rows[:pad] if last else np.delete(rows, pad, axis=0)
        return self._rows[name]


def sinusoids(positions: int, d_model: int) -> Array:
    """Positions of Vaswani et al. 2017, all sines before all cosines: float32 [positions, d_model]."""
    import numpy as np

    column = np.arange(d_model)
    angle = np.arange(positions)[:, None] / np.power(10000, 2 * (column // 2) / d_model)[None, :]
    return np.concatenate([np.sin(angle[:, 0::2]), np.cos(angle[:, 1::2])], axis=1).astype(np.float32)


def specification(weights: Weights, keep: list[int] | None, alignment: tuple[int, int] | None) -> Any:
    """The CTranslate2 TransformerSpec of the model, its weights in place.

    keep: rows of the target side to keep, None for all. alignment: (decoder layer, number of heads) to give
    as attention, None for head 0 of the last. Raises ModelError for what CTranslate2 or Marian does not have.
    """
    specs = _specs_without_torch()
    shape = weights.shape
    if shape.activation not in _ACTIVATIONS:
        raise ModelError(
            f"{weights.folder} uses the activation {shape.activation!r}",
            hint=f"known: {', '.join(_ACTIVATIONS)}",
        )
    if shape.encoder_heads != shape.decoder_heads:
        raise ModelError(
            f"{weights.folder} has encoder and decoder of different heads", hint="CTranslate2 wants the same"
        )
    layer, heads = alignment or (-1, 1)
    if not -shape.decoder_layers <= layer < shape.decoder_layers or not 1 <= heads <= shape.decoder_heads:
        raise ModelError(
            f"the model has no layer {layer} with {heads} heads to align by", hint="choose others"
        )
    spec = specs.TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers),
        shape.encoder_heads,
        pre_norm=False,
        activation=getattr(specs.Activation, _ACTIVATIONS[shape.activation]),
        alignment_layer=layer,
        alignment_heads=heads,
    )
    spec.decoder.start_from_zero_embedding = True
    for side, side_spec in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        side_spec.scale_embeddings = float(shape.d_model) ** 0.5 if shape.scale_embedding else 1.0
        side_spec.position_encodings.encodings = weights.positions(side)
        for number, layer_spec in enumerate(side_spec.layer):
            _set_layer(layer_spec, weights, f"model.{side}.layers.{number}", decoder=side == "decoder")
    rows = slice(None) if keep is None else keep
    spec.encoder.embeddings[0].weight = weights.embeddings("encoder")
    spec.decoder.embeddings.weight = weights.embeddings("decoder")[rows]
    spec.decoder.projection.weight = weights.output()[rows]
    bias = weights.output_bias()
    if bias is not None:
        spec.decoder.projection.bias = bias[rows]
    return spec


class _NoTorch(importlib.abc.MetaPathFinder):
    """Says to one thread that torch is not installed."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "torch" and threading.get_ident() == self._thread:
            raise ModuleNotFoundError("torch is not needed here", name="torch")


def _specs_without_torch() -> Any:
    """ctranslate2.specs, which would import torch where it is installed: seconds, and no use to us.

    It is forgotten again, so that whoever else imports it gets it with torch.
    """
    import ctranslate2

    if "ctranslate2.specs" in sys.modules or "torch" in sys.modules:
        return importlib.import_module("ctranslate2.specs")
    finder = _NoTorch()
    sys.meta_path.insert(0, finder)
    try:
        return importlib.import_module("ctranslate2.specs")
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.startswith("ctranslate2.specs")]:
            del sys.modules[name]
        vars(ctranslate2).pop("specs", None)


def _set_layer(spec: Any, weights: Weights, name: str, *, decoder: bool) -> None:
    _set_attention(spec.self_attention, weights, f"{name}.self_attn", ("qkv",))
    if decoder:
        _set_attention(spec.attention, weights, f"{name}.encoder_attn", ("q", "kv"))
    d_model = weights.shape.d_model
    inner = weights.tensors[f"{name}.fc1.weight"].shape[0] if f"{name}.fc1.weight" in weights.tensors else 0
    _set_linear(spec.ffn.linear_0, weights, f"{name}.fc1", inner, d_model)
    _set_linear(spec.ffn.linear_1, weights, f"{name}.fc2", d_model, inner)
    _set_norm(spec.ffn.layer_norm, weights, f"{name}.final_layer_norm")


def _set_attention(spec: Any, weights: Weights, name: str, groups: tuple[str, ...]) -> None:
    """One attention block; each of `groups` is a set of projections that CTranslate2 keeps as one matrix."""
    import numpy as np

    d_model = weights.shape.d_model
    for linear, group in zip(spec.linear, groups, strict=False):
        linear.weight = np.concatenate(
            [weights.get(f"{name}.{p}_proj.weight", d_model, d_model) for p in group]
        )
        linear.bias = np.concatenate([weights.get(f"{name}.{p}_proj.bias", d_model) for p in group])
    _set_linear(spec.linear[-1], weights, f"{name}.out_proj", d_model, d_model)
    _set_norm(spec.layer_norm, weights, f"{name}_layer_norm")


def _set_linear(spec: Any, weights: Weights, name: str, rows: int, columns: int) -> None:
    spec.weight = weights.get(f"{name}.weight", rows, columns)
    spec.bias = weights.get(f"{name}.bias", rows)


def _set_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma = weights.get(f"{name}.weight", weights.shape.d_model)
    spec.beta = weights.get(f"{name}.bias", weights.shape.d_model)
