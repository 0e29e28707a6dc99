"""A real Marian checkpoint, under half a megabyte, wired by hand to copy its input or translate words.

Nothing is trained: cross-attention finds the source position by the sinusoids that Marian adds to a token,
takes the token's vector from there, and the output layer reads it off. It runs the same tokenizer, model,
conversion and decoding code as a trained checkpoint, with output that is known beforehand.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

D_MODEL = 64
INNER = 16
POSITIONS = 512
TOKEN_DIMS = 26  # dimensions of the subspace in which the token vectors lie

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
    folder.mkdir(parents=True, exist_ok=True)
    words = dict(dictionary or {})
    vocabulary = _train_pieces(folder, [*words, *words.values()], pieces)
    size = len(vocabulary)
    _write_json(folder / "vocab.json", vocabulary)
    shared = not words
    _write_json(folder / "config.json", _config(size, shared))
    _write_json(folder / "generation_config.json", _generation(size))
    settings = {
        "source_lang": "da",
        "target_lang": "en",
        "tokenizer_class": "MarianTokenizer",
        "model_max_length": 512,
    }
    _write_json(folder / "tokenizer_config.json", settings)
    from safetensors.numpy import save_file

    save_file(_weights(vocabulary, words, sharpness), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _train_pieces(folder: Path, words: list[str], pieces: int) -> dict[str, int]:
    """Train a joint SentencePiece model and number its pieces as Marian does, `<pad>` last."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES.splitlines() * 2),
        model_writer=model,
        vocab_size=pieces + len(set(words)),
        hard_vocab_limit=False,
        character_coverage=1.0,
        required_chars=CHARACTERS,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        user_defined_symbols=[f"▁{word}" for word in dict.fromkeys(words)],
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        num_threads=1,
        minloglevel=2,
    )
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    count = processor.get_piece_size()
    return {**{processor.id_to_piece(number): number for number in range(count)}, "<pad>": count}


def _config(size: int, shared: bool) -> dict[str, object]:
    return {
        "model_type": "marian",
        "architectures": ["MarianMTModel"],
        "activation_function": "relu",
        "d_model": D_MODEL,
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_attention_heads": 1,
        "decoder_attention_heads": 1,
        "encoder_ffn_dim": INNER,
        "decoder_ffn_dim": INNER,
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


def sinusoids() -> np.ndarray:
    """Marian's positions: column k of each half turns with frequency 10000^(-2k/d): [positions, d_model]."""
    frequency = 10000.0 ** (-np.arange(D_MODEL // 2) * 2 / D_MODEL)
    angle = np.arange(POSITIONS)[:, None] * frequency
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


def _weights(
    vocabulary: Mapping[str, int], words: Mapping[str, str], sharpness: float
) -> dict[str, np.ndarray]:
    half = D_MODEL // 2
    fast = [*range(10), *range(half, half + 10)]  # where a position differs from its neighbours
    zero = (
        half - 1
    )  # the slowest sine stays near 0, so what stands there after the layer norm is minus the mean
    free = [i for i in range(D_MODEL) if i not in fast and i != zero]

    # Token vectors lie where positions hardly move, and sum to 0: they disturb neither mean nor variance.
    slow = np.concatenate([sinusoids()[:, free], np.full((1, len(free)), 100.0)])
    basis = np.linalg.svd(slow, full_matrices=True)[2][-TOKEN_DIMS:]  # [token dims, free]
    frame = np.zeros((TOKEN_DIMS, D_MODEL))
    frame[:, free] = basis
    random = np.random.default_rng(20)
    vectors = random.normal(size=(len(vocabulary), TOKEN_DIMS))
    vectors = _spread(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    target = 0.25 * vectors @ frame  # [pieces, d_model]
    target[vocabulary["<pad>"]] = 0
    source = target.copy()
    for word, translation in words.items():
        source[vocabulary[f"▁{word}"]] = target[vocabulary[f"▁{translation}"]]

    match = np.zeros((D_MODEL, D_MODEL))
    for row, column in enumerate(fast):
        match[row, column], match[row, zero] = 1, -1
    weights = _plain_layers()
    cross = "model.decoder.layers.0.encoder_attn"
    weights[f"{cross}.q_proj.weight"] = match * sharpness
    weights[f"{cross}.k_proj.weight"] = match * 2
    weights[f"{cross}.v_proj.weight"] = frame.T @ frame
    weights[f"{cross}.out_proj.weight"] = 40 * np.eye(D_MODEL)
    weights["model.decoder.layers.0.final_layer_norm.weight"] = np.full(D_MODEL, 40.0)
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


def _plain_layers() -> dict[str, np.ndarray]:
    """All tensors of one encoder and one decoder layer that do nothing: zero projections, plain norms."""
    weights: dict[str, np.ndarray] = {}
    for layer, blocks in (("encoder", ["self_attn"]), ("decoder", ["self_attn", "encoder_attn"])):
        name = f"model.{layer}.layers.0"
        for block in blocks:
            for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                weights[f"{name}.{block}.{part}.weight"] = np.zeros((D_MODEL, D_MODEL))
                weights[f"{name}.{block}.{part}.bias"] = np.zeros(D_MODEL)
        weights[f"{name}.fc1.weight"], weights[f"{name}.fc1.bias"] = (
            np.zeros((INNER, D_MODEL)),
            np.zeros(INNER),
        )
        weights[f"{name}.fc2.weight"], weights[f"{name}.fc2.bias"] = (
            np.zeros((D_MODEL, INNER)),
            np.zeros(D_MODEL),
        )
        for norm in [*(f"{block}_layer_norm" for block in blocks), "final_layer_norm"]:
            weights[f"{name}.{norm}.weight"], weights[f"{name}.{norm}.bias"] = (
                np.ones(D_MODEL),
                np.zeros(D_MODEL),
            )
    return weights
