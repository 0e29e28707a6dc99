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
    assert suite.ways == (Way("default"), Way("beam 4", beam=4))
    names = [candidate.system for candidate in suite.candidates()]
    assert len(names) == len(set(names)) == 16
    assert names[0] == "da-en-small · ctranslate2 · default · 1 threads"


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
        ("models = [1]", "line 1: models must be a list of strings"),
        ("name = 'x'\nrepeats = 'three'", "line 2: repeats must be a whole number, not 'three'"),
        ("repeats = true", "line 1: repeats must be a whole number, not True"),
        ("sets = ['x']\n[[decoding]]\nbeams = 4", "line 3: decoding has no key 'beams'"),
        ("[[decoding]]\nbeam = 4\n[[decoding]]\nbeam = '4b'", "line 4: decoding: beam must be a whole"),
        ("decoding = [{},\n {beam = 2},\n {beam = -4}]", "line 3: beam must be from 0 to 100, not -4"),
        ("[[decoding]]\nbeam = 4000", "line 2: beam must be from 0"),
        ("models = ['x']\nthreads = [1,\n -1]", "line 2: threads must be from 0"),
        ("\n\nrepeats = 0", "line 3: repeats must be from 1"),
        ("limit = -3", "line 1: limit must be from 0"),
        ("seed = -3", "line 1: seed must be from 0"),
        ("confidence = -1", "line 1: confidence must be from 0"),
        ("latency_sentences = -1", "line 1: latency_sentences must be from 0"),
        ("device = 'tpu'", "line 1: device must be one of auto, cpu, cuda, not 'tpu'"),
        ("models = ['x']\nsets = ['']", "line 2: sets holds an empty name"),
        ("systems = [{name = '', file = 'x'}]", "line 1: systems holds an empty name"),
        ("systems = ['google.en']", "line 1: systems is not understood"),
        ("sets = ['y']\n[[systems]]\nname = 'x'", "line 3: systems lacks a key"),
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
        (Suite(models=("m",), limit=-1, sets=(SetSpec("s"),)), "limit must be from 0"),
        (Suite(models=("m",), ways=(Way(beam=-4),), sets=(SetSpec("s"),)), "beam must be from 0"),
        (Suite(models=("m",), ways=(Way(), Way()), sets=(SetSpec("s"),)), "two decodings are called"),
    ],
)
def test_a_suite_that_measures_nothing_is_refused(suite: Suite, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        check_suite(suite)
