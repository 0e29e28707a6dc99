"""What config.toml says, for one profile."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

RECIPE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Settings:
    """One profile: config.toml's [base] with the profile's own table laid over it."""

    profile: str
    seed: int
    shared: str
    vocabulary: int
    vocabulary_sample: int
    europarl_files: int
    europarl_decay: float
    europarl_floor: float
    frame_weight: float
    max_pieces: int
    held_out: int
    copied_english: int
    augment_capitals: float
    augment_lower: float
    augment_no_stop: float
    augment_quotes: float
    augment_marked: float
    augment_wrapped: float
    augment_dialogue: float
    augment_joined: float
    augment_names: float
    augment_numbers: float
    augment_money: float
    augment_units: float
    augment_shortened: float
    augment_clock: float
    written_weight: float
    translated_weight: float
    glossary_weight: float
    glossary_contexts: int
    d_model: int
    heads: int
    feed_forward: int
    encoder_layers: int
    decoder_layers: int
    dropout: float
    warm_start: str
    optimizer: str
    learning_rate: float
    matrix_learning_rate: float
    weight_decay: float
    warmup_steps: int
    label_smoothing: float
    batch_tokens: int
    pool_pairs: int
    clip_norm: float
    mean_steps: int
    checkpoint_minutes: float
    measure_minutes: float
    compile: bool
    generate_tokens: int
    generate_temperature: float
    generate_top: int
    generate_lines: int
    generate_weight: float
    distil_beam: int
    distil_lines: int
    distil_weight: float
    threads: int = 0  # 0: torch's own choice
    workers: int = 1

    @property
    def shared_folder(self) -> Path:
        """The training text's folder: MTKIT_SHARED, or config.toml's `shared` seen from the recipe."""
        named = os.environ.get("MTKIT_SHARED")
        return Path(named).resolve() if named else (RECIPE / self.shared).resolve()

    @property
    def work(self) -> Path:
        """The profile's folder of work files, made where missing: in MTKIT_WORK or beside the recipe."""
        folder = Path(os.environ.get("MTKIT_WORK") or RECIPE.parent / "work").resolve() / self.profile
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def load(profile: str) -> Settings:
    """The settings of `profile`; SystemExit names the profiles where there is no such one."""
    tables = tomllib.loads((RECIPE / "config.toml").read_text(encoding="utf-8"))
    base = tables.pop("base")
    if profile not in tables:
        raise SystemExit(f"no profile {profile!r} in config.toml; it has {', '.join(tables)}")
    merged = {"profile": profile, **base, **tables[profile]}
    unknown = set(merged) - {field.name for field in fields(Settings)}
    if unknown:
        raise SystemExit(f"config.toml: unknown settings {', '.join(sorted(unknown))}")
    return Settings(**merged)
