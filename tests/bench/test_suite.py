"""Suites from TOML."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtkit.bench import SetSpec, Suite, Way, read_suite
from mtkit.bench.suite import check_suite
from mtkit.errors import InputError, UsageError

SUITE = """
name = "two ways"
models = ["da-en-small", "opus-mt-da-en"]
engines = ["ctranslate2", "transformers"]
sets = ["mtkit-news", {name = "mine", spec = "here"}]
threads = [1, 2]
repeats = 3

[[decoding]]

[[decoding]]
beam = 4

[[systems]]
name = "google"
file = "google.en"
testset = "mine"
"""


def suite_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "suite.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_suite_is_models_by_engines_by_decodings_by_threads(tmp_path: Path) -> None:
    suite = read_suite(suite_file(tmp_path, SUITE))
    assert suite.ways == (Way("adaptive"), Way("beam 4", beam=4))
    names = [candidate.system for candidate in suite.candidates()]
    assert len(names) == len(set(names)) == 16
    assert names[0] == "da-en-small · ctranslate2 · adaptive · 1 threads"


def test_paths_start_at_the_suites_own_folder(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "google.en").write_text("x\n")
    suite = read_suite(suite_file(tmp_path, SUITE))
    assert suite.sets == (SetSpec("mtkit-news"), SetSpec(str(tmp_path / "here"), "mine"))
    assert suite.systems[0].file == str(tmp_path / "google.en")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("models = [", "is no suite"),
        ("model = ['x']", "no setting is called 'model'"),
        ("models = [1]", "models must be a list of str"),
        ("repeats = 'three'", "repeats must be int"),
        ("repeats = true", "repeats must be int"),
        ("[[decoding]]\nbeams = 4", "decoding is not understood"),
        ("[[decoding]]\nbeam = '4'", "beam must be int"),
        ("[[systems]]\nname = 'x'", "systems lacks a key"),
    ],
)
def test_a_mistake_in_a_suite_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_suite(suite_file(tmp_path, text))


@pytest.mark.parametrize(
    ("suite", "says"),
    [
        (Suite(models=("m",)), "no test set"),
        (Suite(sets=(SetSpec("s"),)), "nothing to measure"),
        (Suite(models=("m", "m"), sets=(SetSpec("s"),)), "two systems are called"),
        (Suite(models=("m",), ways=(Way(), Way()), sets=(SetSpec("s"),)), "two decodings are called"),
    ],
)
def test_a_suite_that_measures_nothing_is_refused(suite: Suite, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        check_suite(suite)
