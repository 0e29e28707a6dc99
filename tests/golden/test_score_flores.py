"""Six real systems on FLORES dev: published scores, and what sacreBLEU itself found for them.

score_flores_dev.json was made by eval/score/freeze_sacrebleu.py, with sacreBLEU 2.6.0 alone. The published
scores come with the data (published.json).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtkit.score import Comparison, Report, compare, score

pytestmark = pytest.mark.shared
FROZEN = json.loads((Path(__file__).parent / "score_flores_dev.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def texts(shared: Path) -> tuple[dict[str, list[str]], list[str]]:
    folder = shared / "testsets" / "flores-dev"

    def lines(path: Path) -> list[str]:
        return [line.rstrip() for line in path.read_bytes().decode("utf-8").split("\n")[:-1]]

    systems = {path.stem: lines(path) for path in sorted((folder / "systems").glob("*.en"))}
    return systems, lines(folder / "flores-dev.en")


@pytest.fixture(scope="module")
def report(texts: tuple[dict[str, list[str]], list[str]]) -> Report:
    return score(texts[0], [texts[1]], cache=False)


def test_published_bleu_to_the_decimal(report: Report, shared: Path) -> None:
    published = json.loads(
        (shared / "testsets" / "flores-dev" / "published.json").read_text(encoding="utf-8")
    )
    found = {system.name: round(system.scores[0].score, 1) for system in report.systems}
    assert found == {name: row["bleu"] for name, row in published.items()}
    assert len(found) == 6


def test_every_score_and_signature(report: Report) -> None:
    """To the last digits but one: Python 3.12 adds floating point numbers more exactly than 3.11 did."""
    for system in report.systems:
        for found in system.scores:
            frozen = FROZEN["scores"][system.name][found.metric]
            assert found.score == pytest.approx(frozen["score"], rel=1e-14)
            assert found.signature == frozen["signature"]
        assert len(system.scores) == len(FROZEN["scores"][system.name]) == 4


@pytest.mark.parametrize("test", ["ar", "bs"])
def test_p_values_are_sacrebleus(test: str, texts: tuple[dict[str, list[str]], list[str]]) -> None:
    found = _compare(texts, f"sacrebleu-{test}")
    for metric in found.metrics:
        frozen = FROZEN["tests"][test][metric.metric]
        assert metric.signature == frozen["signature"]
        p_values = {
            (set(pair) - {FROZEN["baseline"]}).pop(): p
            for *pair, p in ((x.a, x.b, x.p) for x in metric.pairs)
        }
        assert p_values == {n: row["p"] for n, row in frozen["systems"].items() if row["p"] is not None}


def test_bootstrap_intervals_are_sacrebleus(texts: tuple[dict[str, list[str]], list[str]]) -> None:
    for metric in _compare(texts, "sacrebleu-bs").metrics:
        frozen = FROZEN["tests"]["bs"][metric.metric]["systems"]
        for ranked in metric.ranking:
            half = (ranked.interval[1] - ranked.interval[0]) / 2
            assert half == pytest.approx(
                next(r["ci"] for n, r in frozen.items() if n == ranked.name), rel=1e-5
            )


def _compare(texts: tuple[dict[str, list[str]], list[str]], method: str) -> Comparison:
    return compare(
        texts[0], [texts[1]], method=method, baseline=FROZEN["baseline"], example_count=0, cache=False
    )
