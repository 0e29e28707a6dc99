"""A batch is killed at random moments; the next run gives what an undisturbed one gives, byte for byte."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from mtkit.batch.summary import Summary
from mtkit.batch.tree import JOURNAL, OWN_FOLDER
from tests.batch.conftest import PROGRAM, echo, outputs, write_tree

WORDS = ["hunden", "katten", "sover", "huset", "og", "i"]


def many_documents(folder: Path, number: int, seed: int = 1) -> Path:
    """Documents of a few sentences, a longer table among them."""
    chance = random.Random(seed)

    def sentence() -> str:
        return f"{' '.join(chance.choices(WORDS, k=chance.randint(3, 9)))} {chance.randint(1, 99)}."

    files: dict[str, str | bytes] = {}
    for i in range(number):
        text = "\n\n".join(" ".join(sentence() for _ in range(3)) for _ in range(3))
        kind = i % 3
        name = f"{i % 7}/{i:04d}.{('txt', 'html', 'md')[kind]}"
        files[name] = f"<html><body><p>{text}</p></body></html>" if kind == 1 else text + "\n"
    rows = "".join(f"{i},{sentence()} {sentence()}\n" for i in range(number))
    files["table.csv"] = "id,text\n" + rows
    return write_tree(folder, files)


def start(source: Path, target: Path, options: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*PROGRAM, str(source), str(target), "-q", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_for_work(process: subprocess.Popen[bytes], target: Path) -> None:
    """Return as soon as a run has made its journal, or is over."""
    while process.poll() is None and not (target / OWN_FOLDER / JOURNAL).exists():
        time.sleep(0.005)


def kill_at(process: subprocess.Popen[bytes], target: Path, seconds: float) -> bool:
    """Kill a run, workers included, some time after it began to work; whether it was still running."""
    wait_for_work(process, target)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    said = process.communicate()[1]
    assert process.returncode in (0, -signal.SIGKILL), said
    return process.returncode != 0


@dataclass(frozen=True)
class Batch:
    """A batch in another process, which is killed, and in this one, which goes on where it was."""

    source: Path
    options: list[str]
    again: Callable[..., Summary]
    with_memory: bool = False  # then with the view that says where each sentence came from

    def start(self, target: Path) -> subprocess.Popen[bytes]:
        """Begin in a process group of its own."""
        memory = ["--view", "segments", "--memory", f"{target}.db"] if self.with_memory else []
        return start(self.source, target, [*self.options, *memory])

    def go_on(self, target: Path) -> Summary:
        """The next run."""
        memory = {"view": "segments", "memory": f"{target}.db"} if self.with_memory else {}
        return self.again(self.source, target, **memory)


def check_kills(batch: Batch, folder: Path, moments: int) -> None:
    expected_in = folder / "undisturbed"
    undisturbed = batch.start(expected_in)
    wait_for_work(undisturbed, expected_in)
    began = time.monotonic()
    assert undisturbed.communicate()[1] == b""
    assert undisturbed.returncode == 0
    whole = time.monotonic() - began
    expected = outputs(expected_in)
    assert len(expected) == sum(1 for p in batch.source.rglob("*") if p.is_file())
    chance = random.Random(moments)
    killed = kept = 0
    for moment in range(moments):
        target = folder / f"killed{moment}"
        killed += kill_at(batch.start(target), target, 1.1 * whole * (moment + chance.random()) / moments)
        whole_documents = {k: v for k, v in outputs(target).items() if not k.split(b"/")[-1].startswith(b".")}
        assert whole_documents.items() <= expected.items()  # never half a document under its own name
        kept += len(whole_documents)
        summary = batch.go_on(target)
        assert outputs(target) == expected, f"moment {moment}"
        assert summary.done == len(expected)
        assert sorted(p.name for p in (target / OWN_FOLDER).iterdir()) == ["journal.db", "lock"]
        shutil.rmtree(target)
        target.with_name(f"{target.name}.db").unlink(missing_ok=True)
    print(  # noqa: T201  (with pytest -s)
        f"killed {killed} of {moments} runs of {whole:.1f} s; {kept / moments:.0f} documents stood",
        file=sys.stderr,
    )


@pytest.fixture
def with_model(dictionary: Callable[..., Summary], tiny_dictionary_model: Path) -> Callable[..., Batch]:
    """A batch with a small real model."""

    def batch(source: Path, **more: bool) -> Batch:
        return Batch(source, ["--model", str(tiny_dictionary_model), "--threads", "1"], dictionary, **more)

    return batch


def test_killed_at_a_few_moments(tmp_path: Path) -> None:
    source = many_documents(tmp_path / "da", 600)
    check_kills(Batch(source, ["--engine", "echo"], echo), tmp_path, 4)


def test_killed_at_a_few_moments_with_a_model(tmp_path: Path, with_model: Callable[..., Batch]) -> None:
    check_kills(with_model(many_documents(tmp_path / "da", 60)), tmp_path, 3)


def test_killed_at_a_few_moments_with_a_memory(tmp_path: Path, with_model: Callable[..., Batch]) -> None:
    check_kills(with_model(many_documents(tmp_path / "da", 60), with_memory=True), tmp_path, 3)


@pytest.mark.slow
def test_killed_at_100_moments(tmp_path: Path) -> None:
    source = many_documents(tmp_path / "da", 600, seed=2)
    check_kills(Batch(source, ["--engine", "echo"], echo), tmp_path, 100)


@pytest.mark.slow
def test_killed_at_50_moments_with_a_model(tmp_path: Path, with_model: Callable[..., Batch]) -> None:
    check_kills(with_model(many_documents(tmp_path / "da", 150, seed=3)), tmp_path, 50)


@pytest.mark.slow
def test_killed_at_50_moments_with_a_memory(tmp_path: Path, with_model: Callable[..., Batch]) -> None:
    check_kills(with_model(many_documents(tmp_path / "da", 150, seed=4), with_memory=True), tmp_path, 50)
