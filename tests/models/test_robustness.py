"""What a user meets first: the bundled model's English, through mtkit's own pipeline.

The floors are what the shipped checkpoint measurably reaches; the card says how far that is from the goals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Engine = Callable[[str, int], Callable[[list[str]], list[str]]]
pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")
FOLDER = Path(__file__).resolve().parents[2] / "models" / "da-en-small"
WORD = re.compile(r"[^\W\d_]+")
NUMBERS_KEPT = 0.985  # of the FLORES dev lines that have a number; the reference keeps 0.982
NUMBERS_KEPT_BARE = 0.975  # by the weights alone, without mtkit's checks
LONGEST_REPEAT = 2
NAMES = (
    "Angela",
    "Charles",
    "Dmitry",
    "Emmanuel",
    "Macron",
    "Merkel",
    "Michel",
    "Peskov",
    "Putin",
    "Visegrad",
)
NAMES_KEPT = 9


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """mtkit's translation of a text with the bundled model, CTranslate2 int8."""
    from mtkit.translate import translate

    return lambda text: str(translate(text, model=str(FOLDER), threads=1))


@pytest.fixture(scope="module")
def flores(shared: Path) -> tuple[list[str], list[str]]:
    danish, english = (
        (shared / f"testsets/flores-dev/flores-dev.{side}").read_text("utf-8").splitlines()
        for side in ("da", "en")
    )
    return danish, english


@pytest.fixture(scope="module")
def hypotheses(flores: tuple[list[str], list[str]], translate: Engine) -> list[str]:
    """FLORES dev by CTranslate2 int8 at beam 4, whole lines, no checks."""
    return translate("int8", 4)(flores[0])


def longest_repeat(words: list[str]) -> int:
    """The most often that a group of up to six words stands behind itself."""
    most = 1
    for size in range(1, 7):
        for start in range(len(words) - size):
            group, times = words[start : start + size], 1
            while words[start + times * size : start + (times + 1) * size] == group:
                times += 1
            most = max(most, times)
    return most


@pytest.mark.slow
@pytest.mark.shared
def test_flores_scores_are_those_in_the_results(
    flores: tuple[list[str], list[str]], hypotheses: list[str], results: list[dict[str, Any]]
) -> None:
    import sacrebleu

    (row,) = [r for r in results if r["shipped"] and (r["compute"], r["beam"]) == ("int8", 4)]
    shipped = row["flores-dev"]
    assert sacrebleu.corpus_bleu(hypotheses, [flores[1]]).score == pytest.approx(shipped["bleu"], abs=0.2)
    assert sacrebleu.corpus_chrf(hypotheses, [flores[1]]).score == pytest.approx(shipped["chrf"], abs=0.2)


def numbers_kept(danish: list[str], english: list[str]) -> float:
    """The share of the lines with digits whose numbers are in the translation."""
    from mtkit.guards.numbers import numbers_agree

    kept = [
        numbers_agree(source, target, WORD.findall(source.lower()), WORD.findall(target.lower()))
        for source, target in zip(danish, english, strict=True)
        if re.search(r"\d", source)
    ]
    assert len(kept) > 200
    return sum(kept) / len(kept)


@pytest.mark.slow
@pytest.mark.shared
def test_numbers_survive(flores: tuple[list[str], list[str]], pipeline: Callable[[str], str]) -> None:
    numbered = [line for line in flores[0] if re.search(r"\d", line)]
    assert numbers_kept(numbered, [pipeline(line) for line in numbered]) >= NUMBERS_KEPT


@pytest.mark.slow
@pytest.mark.shared
def test_most_numbers_survive_the_weights_alone(
    flores: tuple[list[str], list[str]], hypotheses: list[str]
) -> None:
    assert numbers_kept(flores[0], hypotheses) >= NUMBERS_KEPT_BARE


@pytest.mark.slow
@pytest.mark.shared
def test_the_pipeline_loops_nowhere_in_the_test_sets(
    shared: Path, flores: tuple[list[str], list[str]], pipeline: Callable[[str], str]
) -> None:
    everyday = (shared / "testsets/tatoeba-v2021-08-07/tatoeba.da").read_text("utf-8").splitlines()
    lines = [*flores[0][::10], *everyday[::100]]
    looped = [line for line in lines if longest_repeat(WORD.findall(pipeline(line).lower())) > LONGEST_REPEAT]
    assert not looped


@pytest.mark.slow
@pytest.mark.shared
def test_the_seed_article_keeps_its_paragraphs_and_its_names(
    shared: Path, pipeline: Callable[[str], str]
) -> None:
    danish = (shared / "seed/hviderusland.da.txt").read_text("utf-8")
    english = pipeline(danish)
    assert english.count("\n") == danish.count("\n")
    sentences = [len(re.findall(r"[.!?](?=[\s\"]|$)", text)) for text in (danish, english)]
    assert abs(sentences[0] - sentences[1]) <= 1
    present = [name for name in NAMES if name in english]
    assert len(present) >= NAMES_KEPT, sorted(set(NAMES) - set(present))


@pytest.mark.slow
@pytest.mark.parametrize(
    "headline", ["REGERINGEN VIL SÆNKE SKATTEN", "POLITIET HAR ANHOLDT TO MÆND I KØBENHAVN"]
)
def test_headlines_in_capitals_are_translated(pipeline: Callable[[str], str], headline: str) -> None:
    english = pipeline(headline)
    assert english.isupper()
    assert not {"VIL", "SKATTEN", "POLITIET", "MÆND", "HAR"} & set(WORD.findall(english))


@pytest.mark.slow
def test_a_missing_final_stop_changes_little(pipeline: Callable[[str], str]) -> None:
    sentence = "Vi skal mødes i morgen for at tale om det nye hus"
    bare, stopped = pipeline(sentence), pipeline(sentence + ".")
    shared_words = set(WORD.findall(bare.lower())) & set(WORD.findall(stopped.lower()))
    assert len(shared_words) >= 0.7 * len(set(WORD.findall(stopped.lower())))
    assert not bare.endswith("..")


def test_the_card_gives_the_scores_of_the_results(results: list[dict[str, Any]]) -> None:
    card = (FOLDER / "README.md").read_text("utf-8")
    shipped = [row for row in results if row.get("shipped")]
    assert shipped
    for row in shipped:
        for name in ("flores-dev", "tatoeba"):
            assert f"{row[name]['bleu']:.1f}" in card
            assert f"{row[name]['chrf']:.1f}" in card


def test_the_results_say_how_much_each_run_learned_from(results: list[dict[str, Any]]) -> None:
    for row in results:
        assert row["tokens"] > 0
        assert {"flores-dev", "tatoeba"} <= set(row)
        assert json.dumps(row)
