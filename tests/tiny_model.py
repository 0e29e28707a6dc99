"""A real Marian checkpoint, under half a megabyte, wired by hand to copy its input or translate words.

Nothing is trained: cross-attention of the first decoder layer finds the source position by the sinusoids
that Marian adds to a token, takes the token's vector from there, and the output layer reads it off. It runs
the same tokenizer, model, conversion and decoding code as a trained checkpoint, with known output.
Other shapes can be wired too; eval/speed/copying.py makes one of 75 million parameters.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

POSITIONS = 512


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a checkpoint, and how it is wired.

    fast: how many frequencies, from the highest down, positions are found by. token_dims: dimensions of the
    subspace in which the token vectors lie; as many as positions leave nearly untouched. length: of a token's
    vector. spread: whether token vectors are pushed apart, which few dimensions need and is quadratic in the
    number of pieces. gain: of the last norm, so how sure the model is.
    """

    d_model: int = 64
    layers: int = 1
    heads: int = 1
    inner: int = 16
    activation: str = "relu"
    fast: int = 10
    token_dims: int = 26
    length: float = 0.25
    spread: bool = True
    gain: float = 40.0


TINY = Shape()

LINES = """\
Regeringen fremlagde i går et nyt forslag om havets fisk og skovens træer.
Statsministeren sagde, at landet skal være klar til vinteren, når den kommer.
Der var mange mennesker på gaden, og alle ville høre, hvad hun havde at sige.
Børnene legede i haven, mens deres forældre drak kaffe i køkkenet.
Toget fra København til Aarhus var forsinket i mere end to timer.
Politiet har anholdt tre mænd efter et røveri mod en bank i Odense.
En ny undersøgelse viser, at danskerne spiser mindre kød end for ti år siden.
Hvis vejret bliver godt, tager vi til stranden på lørdag.
Han købte en gammel bog om kongerne i Norden og læste den hele natten.
Virksomheden venter, at salget stiger med fem procent i næste år.
Formanden for udvalget mente ikke, at der var grund til bekymring.
Efter kampen var træneren skuffet, men han roste holdets vilje.
Vi har ikke fået svar på vores spørgsmål endnu, siger hun til avisen.
Den lille by ved fjorden har fået en skole, et bibliotek og en svømmehal.
De fleste af husene blev bygget for hundrede år siden af sten fra bakkerne.
Lægen bad patienten om at komme tilbage på onsdag morgen.
Parlamentet stemte om loven, som blev vedtaget med et stort flertal.
Ministeren rejser til Bruxelles for at tale med sine kolleger om grænserne.
Det er svært at sige, hvornår arbejdet bliver færdigt.
Hunden sov under bordet, og katten sad i vinduet og så på sneen.
"""
CHARACTERS = "".join(map(chr, range(33, 127))) + "æøåÆØÅéèüöäÉ§°±½–—…«»“”„‘’‚€£"


def build_tiny_model(
    folder: Path, *, dictionary: Mapping[str, str] | None = None, pieces: int = 420, sharpness: float = 40.0
) -> Path:
    """Write the checkpoint into `folder` and return it; `dictionary` maps source words to target words.

    Words of the dictionary become single pieces; every other piece is copied.
    """
    words = dict(dictionary or {})
    own = list(dict.fromkeys([*words, *words.values()]))
    model = train_pieces(LINES.splitlines() * 2, pieces + len(own), words=own, required=CHARACTERS)
    return write_checkpoint(folder, model, TINY, words=words, sharpness=sharpness)


def write_checkpoint(
    folder: Path,
    pieces: bytes,
    shape: Shape,
    *,
    words: Mapping[str, str] | None = None,
    sharpness: float = 40.0,
) -> Path:
    """Write a checkpoint over a SentencePiece model's pieces; `words` maps words to what they become."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(pieces)
    vocabulary = _numbered(pieces)
    size = len(vocabulary)
    _write_json(folder / "vocab.json", vocabulary)
    _write_json(folder / "config.json", _config(shape, size, shared=not words))
    _write_json(folder / "generation_config.json", _generation(size))
    settings = {
        "source_lang": "da",
        "target_lang": "en",
        "tokenizer_class": "MarianTokenizer",
        "model_max_length": 512,
    }
    _write_json(folder / "tokenizer_config.json", settings)
    from safetensors.numpy import save_file

    weights = _weights(shape, vocabulary, words or {}, sharpness)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def train_pieces(lines: Iterable[str], size: int, *, words: Iterable[str] = (), required: str = "") -> bytes:
    """A SentencePiece model of at most `size` pieces, with `words` and `required` characters among them."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        required_chars=required,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        user_defined_symbols=[f"▁{word}" for word in words],
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def _numbered(pieces: bytes) -> dict[str, int]:
    """The pieces of a SentencePiece model with their ids as Marian has them, `<pad>` last."""
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=pieces)
    count = processor.get_piece_size()
    return {**{processor.id_to_piece(number): number for number in range(count)}, "<pad>": count}


def _config(shape: Shape, size: int, *, shared: bool) -> dict[str, object]:
    return {
        "model_type": "marian",
        "architectures": ["MarianMTModel"],
        "activation_function": shape.activation,
        "d_model": shape.d_model,
        "encoder_layers": shape.layers,
        "decoder_layers": shape.layers,
        "encoder_attention_heads": shape.heads,
        "decoder_attention_heads": shape.heads,
        "encoder_ffn_dim": shape.inner,
        "decoder_ffn_dim": shape.inner,
        "vocab_size": size,
        "decoder_vocab_size": size,
        "max_position_embeddings": POSITIONS,
        "pad_token_id": size - 1,
        "eos_token_id": 0,
        "bos_token_id": 0,
        "decoder_start_token_id": size - 1,
        "forced_eos_token_id": 0,
        "scale_embedding": True,
        "static_position_embeddings": True,
        "share_encoder_decoder_embeddings": shared,
        "tie_word_embeddings": True,
        "is_encoder_decoder": True,
        "dropout": 0.0,
        "dtype": "float32",
    }


def _generation(size: int) -> dict[str, object]:
    return {
        "num_beams": 4,
        "max_length": POSITIONS,
        "pad_token_id": size - 1,
        "eos_token_id": 0,
        "bos_token_id": 0,
        "decoder_start_token_id": size - 1,
        "forced_eos_token_id": 0,
        "bad_words_ids": [[size - 1]],
    }


def sinusoids(d_model: int) -> np.ndarray:
    """Marian's positions: column k of each half turns with frequency 10000^(-2k/d): [positions, d_model]."""
    frequency = 10000.0 ** (-np.arange(d_model // 2) * 2 / d_model)
    angle = np.arange(POSITIONS)[:, None] * frequency
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


def _weights(
    shape: Shape, vocabulary: Mapping[str, int], words: Mapping[str, str], sharpness: float
) -> dict[str, np.ndarray]:
    d_model, half = shape.d_model, shape.d_model // 2
    # Where a position differs from its neighbours.
    fast = [*range(shape.fast), *range(half, half + shape.fast)]
    # The slowest sine stays near 0, so what stands there after the layer norm is minus the mean.
    zero = half - 1
    free = [i for i in range(d_model) if i not in fast and i != zero]

    # Token vectors lie where positions hardly move, and sum to 0: they disturb neither mean nor variance.
    slow = np.concatenate([sinusoids(d_model)[:, free], np.full((1, len(free)), 100.0)])
    basis = np.linalg.svd(slow, full_matrices=True)[2][-shape.token_dims :]  # [token dims, free]
    frame = np.zeros((shape.token_dims, d_model))
    frame[:, free] = basis
    random = np.random.default_rng(20)
    vectors = random.normal(size=(len(vocabulary), shape.token_dims))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    if shape.spread:
        vectors = _spread(vectors)
    target = shape.length * vectors @ frame  # [pieces, d_model]
    target[vocabulary["<pad>"]] = 0
    source = target.copy()
    for word, translation in words.items():
        source[vocabulary[f"▁{word}"]] = target[vocabulary[f"▁{translation}"]]

    # Each head finds the position for itself, and then brings its own part of the token's vector.
    match = np.zeros((d_model, d_model))
    for head in range(shape.heads):
        for row, column in enumerate(fast, start=head * d_model // shape.heads):
            match[row, column], match[row, zero] = 1, -1
    weights = _plain_layers(shape)
    cross = "model.decoder.layers.0.encoder_attn"
    weights[f"{cross}.q_proj.weight"] = match * sharpness
    weights[f"{cross}.k_proj.weight"] = match * 2
    weights[f"{cross}.v_proj.weight"] = frame.T @ frame
    weights[f"{cross}.out_proj.weight"] = 40 * np.eye(d_model)
    last = f"model.decoder.layers.{shape.layers - 1}.final_layer_norm.weight"
    weights[last] = np.full(d_model, shape.gain)
    weights["final_logits_bias"] = np.zeros((1, len(vocabulary)))
    if words:
        weights["model.encoder.embed_tokens.weight"] = source
        weights["model.decoder.embed_tokens.weight"] = target
    else:
        weights["model.shared.weight"] = target
    return {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in weights.items()}


def _spread(vectors: np.ndarray) -> np.ndarray:
    """Push unit vectors apart, so that no two pieces are close: [pieces, token dims]."""
    for _ in range(60):
        near = vectors @ vectors.T
        np.fill_diagonal(near, 0)
        push = np.exp(12 * (near - 1))
        vectors = vectors - 0.5 * push @ vectors
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _plain_layers(shape: Shape) -> dict[str, np.ndarray]:
    """All tensors of the encoder and decoder layers, doing nothing: zero projections, plain norms."""
    weights: dict[str, np.ndarray] = {}

    def linear(name: str, rows: int, columns: int) -> None:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = np.zeros((rows, columns)), np.zeros(rows)

    for side, blocks in (("encoder", ["self_attn"]), ("decoder", ["self_attn", "encoder_attn"])):
        for number in range(shape.layers):
            name = f"model.{side}.layers.{number}"
            for block in blocks:
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    linear(f"{name}.{block}.{part}", shape.d_model, shape.d_model)
            linear(f"{name}.fc1", shape.inner, shape.d_model)
            linear(f"{name}.fc2", shape.d_model, shape.inner)
            for norm in [*(f"{block}_layer_norm" for block in blocks), "final_layer_norm"]:
                weights[f"{name}.{norm}.weight"] = np.ones(shape.d_model)
                weights[f"{name}.{norm}.bias"] = np.zeros(shape.d_model)
    return weights
