"""Step 4: write a run's weights as a Hugging Face Marian checkpoint (float16).

    python 04_export.py --profile cpu --run cooldown --average 3 --to ../work/cpu/export
    python 04_export.py --profile cpu --run cooldown student --shares 2 3

Takes checkpoint.pt, or with --average the mean of the run's last snapshots. Of several runs that branched off
one it takes the mean (Wortsman et al. 2022), which here is better than each; they may have branched off at
different times.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
from pathlib import Path

import sentencepiece
import torch
from safetensors.torch import load_file
from settings import Settings, load
from torch import Tensor

FILES = (
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "source.spm",
    "target.spm",
    "tokenizer_config.json",
    "vocab.json",
)
SILENT = -1e4  # the logit bias of <pad>: nothing to the softmax, and float16 can hold it


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="cpu")
    parser.add_argument("--direction", choices=("da-en", "en-da"), default="da-en")
    parser.add_argument("--run", nargs="+", default=["cooldown"], help="one run, or several to average")
    parser.add_argument("--shares", type=float, nargs="*", default=[], help="how much each run counts")
    parser.add_argument(
        "--average", type=int, default=0, help="snapshots to average (0: the checkpoint itself)"
    )
    parser.add_argument("--to", type=Path, default=None, help="the folder to write (work/<profile>/export)")
    options = parser.parse_args()
    settings = load(options.profile)
    runs = [settings.work / options.direction / name for name in options.run]
    folder = options.to or settings.work / "export"
    shares = options.shares or [1.0] * len(runs)
    state = mean([weights(run, options.average) for run in runs], shares)
    export(settings, state, options.direction, folder)
    said = {"profile": settings.profile, "direction": options.direction, "run": " + ".join(options.run)}
    if options.shares:
        said["shares"] = " + ".join(f"{share:g}" for share in shares)
    said |= {"averaged": options.average, **spent(runs)}
    write_json(folder / "training.json", said)


def mean(states: list[dict[str, Tensor]], shares: list[float]) -> dict[str, Tensor]:
    """The mean of each weight, of which each state has its share."""
    parts = [share / sum(shares) for share in shares]
    return {
        name: sum(part * state[name].float() for part, state in zip(parts, states, strict=True))
        for name in states[0]
    }


def spent(runs: list[Path]) -> dict[str, float]:
    """Steps, target pieces and minutes of all runs together.

    The way that never decayed, up to the last branch or the end of a main run (which has a moving mean), is
    counted once, and then each cooldown's own.
    """
    states = [torch.load(run / "checkpoint.pt", map_location="cpu") for run in runs]
    found = [(state["progress"], bool(state.get("mean"))) for state in states]
    total: dict[str, float] = {"steps": max(progress["step"] for progress, _ in found)}
    for what in ("tokens", "minutes"):
        begun = f"begun_{what}"
        trunk = max(progress[what if main else begun] for progress, main in found)
        own = sum(progress[what] - progress[begun] for progress, main in found if not main)
        total[what] = trunk + own
    return {**total, "minutes": round(total["minutes"], 1)}


def weights(run: Path, average: int) -> dict[str, Tensor]:
    """The run's weights in float32: its checkpoint's (a main run's moving mean), or the mean of its last
    `average` snapshots."""
    if not average:
        state = torch.load(run / "checkpoint.pt", map_location="cpu")
        return {name: value.float() for name, value in (state.get("mean") or state["network"]).items()}
    snapshots = sorted(run.glob("weights-*.safetensors"))[-average:]
    if len(snapshots) < average:
        raise SystemExit(f"{run} has {len(snapshots)} snapshots, not {average}")
    return mean([load_file(path) for path in snapshots], [1.0] * average)


def export(settings: Settings, state: dict[str, Tensor], direction: str, folder: Path) -> None:
    """Writes the seven files of a Marian checkpoint into `folder`, and their SHA-256 sums."""
    from transformers import GenerationConfig, MarianConfig, MarianMTModel

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "joint.model"))
    pad = pieces.get_piece_size()
    marks = {"pad_token_id": pad, "eos_token_id": 0, "bos_token_id": 0, "decoder_start_token_id": pad}
    config = MarianConfig(
        vocab_size=pad + 1, decoder_vocab_size=pad + 1, share_encoder_decoder_embeddings=True,
        d_model=settings.d_model,
        encoder_layers=settings.encoder_layers, decoder_layers=settings.decoder_layers,
        encoder_ffn_dim=settings.feed_forward, decoder_ffn_dim=settings.feed_forward,
        encoder_attention_heads=settings.heads, decoder_attention_heads=settings.heads,
        max_position_embeddings=512, scale_embedding=True, static_position_embeddings=True,
        activation_function="relu", dropout=settings.dropout, attention_dropout=0.0, forced_eos_token_id=0,
        **marks,
    )  # fmt: skip
    model = MarianMTModel(config)
    bias = torch.cat([state.pop("final_logits_bias"), torch.tensor([SILENT])])
    if not (state["shared.weight"][pad] == 0).all() or math.isnan(bias.sum()):
        raise SystemExit("the row of <pad> is not zero: these are not weights of this recipe")
    taken = {f"model.{name}": value for name, value in state.items()}
    result = model.load_state_dict({**taken, "final_logits_bias": bias[None]}, strict=False)
    strange = [name for name in result.missing_keys if "embed" not in name and name != "lm_head.weight"]
    if strange or result.unexpected_keys:
        raise SystemExit(f"weights that do not fit: {strange + result.unexpected_keys}")
    model.tie_weights()
    model.generation_config = GenerationConfig(
        num_beams=4, max_length=512, forced_eos_token_id=0, bad_words_ids=[[pad]], **marks
    )
    folder.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(folder)
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(settings.work / "joint.model", folder / name)
    vocabulary = {pieces.id_to_piece(index): index for index in range(pad)} | {"<pad>": pad}
    write_json(folder / "vocab.json", vocabulary)
    source, target = direction.split("-")
    tokenizer = {"source_lang": source, "target_lang": target, "tokenizer_class": "MarianTokenizer"}
    write_json(folder / "tokenizer_config.json", {**tokenizer, "model_max_length": settings.max_pieces})
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    (folder / "SHA256SUMS").write_text("".join(f"{sums[name]}  {name}\n" for name in FILES), encoding="utf-8")
    print(f"{folder}: {sum(path.stat().st_size for path in folder.iterdir()) / 1e6:.1f} MB")


def write_json(path: Path, what: dict[str, object]) -> None:
    path.write_text(json.dumps(what, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
