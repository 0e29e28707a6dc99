"""The recipe's training: a stopped run goes on as if it had not been, and a cooldown leaves it alone."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the recipe trains with torch")
Recipe = Callable[[str], ModuleType]
PIECES = 60


@pytest.fixture
def settings(recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The tiny profile in a folder of its own, with pairs whose target repeats the source."""
    import sentencepiece

    monkeypatch.setenv("MTKIT_WORK", str(tmp_path))
    chosen = replace(recipe("settings").load("tiny"), batch_tokens=200, pool_pairs=100, warmup_steps=5)
    text = tmp_path / "text"
    text.write_text("\n".join(f"ord {n} og {n * 7}" for n in range(99)), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(chosen.work / "joint"), vocab_size=PIECES, eos_id=0, unk_id=1,
        bos_id=-1, pad_id=-1, minloglevel=2, user_defined_symbols=[f"<sign{n}>" for n in range(PIECES - 20)],
    )  # fmt: skip
    rng = np.random.default_rng(5)
    for folder, count in (("pairs", 400), ("held-out", 40)):
        writer = recipe("store").Writer()
        for _ in range(count):
            row = rng.integers(3, PIECES, size=rng.integers(1, 9)).tolist()
            writer.add(row, row, 1.0, "copies")
        writer.write(chosen.work / folder)
    return chosen


def train(recipe: Recipe, settings: Any, **options: Any) -> dict[str, Any]:
    """Runs one worker and gives its checkpoint."""
    asked = {
        "profile": "tiny", "direction": "da-en", "minutes": math.inf, "tokens": math.inf, "cooldown": False,
        "name": "", "origin": "main", "also": [], **options,
    }  # fmt: skip
    torch.manual_seed(settings.seed)
    run = recipe("02_train").Training(settings, argparse.Namespace(**asked), 0, 1)
    run.run()
    return dict(torch.load(run.folder / "checkpoint.pt"))


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(torch.equal(value, other[name]) for name, value in one.items())


def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(recipe: Recipe, settings: Any) -> None:
    straight = train(recipe, settings, tokens=6000, name="straight")
    half = train(recipe, settings, tokens=2500, name="halves")
    whole = train(recipe, settings, tokens=6000, name="halves")
    assert half["progress"]["step"] < whole["progress"]["step"] == straight["progress"]["step"]
    assert same(straight["network"], whole["network"])
    assert not same(half["network"], whole["network"])
    assert same(straight["mean"], whole["mean"])


def test_the_moving_mean_follows_the_weights_and_is_what_a_main_run_exports(
    recipe: Recipe, settings: Any
) -> None:
    found = train(recipe, replace(settings, mean_steps=1), tokens=2500, name="close")
    assert all(torch.allclose(found["mean"][name], value) for name, value in found["network"].items())
    found = train(recipe, replace(settings, mean_steps=50), tokens=2500, name="far")
    assert not same(found["mean"], found["network"])
    assert same(recipe("04_export").weights(settings.work / "da-en/far", 0), found["mean"])
    assert not train(recipe, settings, cooldown=True, origin="far", tokens=1500)["mean"]


def test_a_cooldown_ends_at_rate_zero_and_leaves_the_main_run_alone(recipe: Recipe, settings: Any) -> None:
    main = train(recipe, settings, tokens=2500)
    cooled = train(recipe, settings, cooldown=True, tokens=1500)
    assert cooled["progress"]["tokens"] >= main["progress"]["tokens"] + 1500
    lines = (settings.work / "da-en/cooldown/log.jsonl").read_text("utf-8").splitlines()
    factors = [json.loads(line)["factor"] for line in lines if "factor" in line]
    assert factors[-1] == 0.0
    assert same(torch.load(settings.work / "da-en/main/checkpoint.pt")["network"], main["network"])
    assert list((settings.work / "da-en/cooldown").glob("weights-*.safetensors"))


def test_training_lowers_the_perplexity(recipe: Recipe, settings: Any) -> None:
    train(recipe, settings, tokens=20000)
    lines = (settings.work / "da-en/main/log.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line)["held_out_perplexity"] for line in lines if "perplexity" in line]
    assert found[-1] < found[0] / 2


def test_a_cooldown_of_nothing_is_refused(recipe: Recipe, settings: Any) -> None:
    with pytest.raises(SystemExit, match="no checkpoint"):
        train(recipe, settings, cooldown=True, tokens=1500)


def test_the_export_averages_the_last_snapshots(recipe: Recipe, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    for step, value in enumerate((9.0, 1.0, 3.0)):
        save_file({"w": torch.full((2,), value)}, tmp_path / f"weights-{step:08d}.safetensors")
    assert recipe("04_export").weights(tmp_path, 2)["w"].tolist() == [2.0, 2.0]
    with pytest.raises(SystemExit, match="3 snapshots, not 4"):
        recipe("04_export").weights(tmp_path, 4)


def test_what_branches_share_is_counted_once(recipe: Recipe, tmp_path: Path) -> None:
    runs = {
        "main": {"step": 90, "tokens": 900, "minutes": 9.0, "begun_tokens": 500, "begun_minutes": 5.0},
        "early": {"step": 60, "tokens": 650, "minutes": 6.5, "begun_tokens": 500, "begun_minutes": 5.0},
        "late": {"step": 95, "tokens": 1000, "minutes": 10.0, "begun_tokens": 900, "begun_minutes": 9.0},
    }
    for name, progress in runs.items():
        (tmp_path / name).mkdir()
        mean = {"w": torch.zeros(1)} if name == "main" else {}
        torch.save({"progress": progress, "mean": mean}, tmp_path / name / "checkpoint.pt")
    spent = recipe("04_export").spent
    assert spent([tmp_path / name for name in runs]) == {"steps": 95, "tokens": 1150, "minutes": 11.5}
    assert spent([tmp_path / "early", tmp_path / "late"])["tokens"] == 1150
    assert spent([tmp_path / "main"])["tokens"] == 900
