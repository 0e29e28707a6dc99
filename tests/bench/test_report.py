"""The page: whole, self-contained, and safe whatever a test set holds."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtkit.bench import BenchRun, Outputs, SetSpec, Suite, bench, markdown_table, picture, write_report
from mtkit.bench.chart import Point, scatter, ticks, timed
from mtkit.bench.report import render, script_json
from tests.bench.conftest import REFERENCES, SOURCES, write


@settings(max_examples=60, deadline=None)
@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_in_a_script_element_comes_back_and_cannot_end_it(content: object) -> None:
    text = script_json(content)
    assert json.loads(text) == content
    assert not set(text) & set("<>&\u2028\u2029")


def test_the_page_refers_to_nothing_outside_itself(outputs_run: BenchRun) -> None:
    page = render(outputs_run)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert not re.findall(r"(?:src|href)=\"(?!#|data:)", page)
    assert "@import" not in page
    assert "url(" not in page


def test_markup_in_a_test_set_stays_text(folder: Path, tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    write(folder / "x.da", [evil, *SOURCES[1:]])
    write(folder / "x.en", [evil, *REFERENCES[1:]])
    write(folder / "documents.txt", [evil, "b", "b", "b", "b"])
    write(tmp_path / "o.txt", [evil, *REFERENCES[1:]])
    suite = Suite(
        name=evil,
        sets=(SetSpec(str(folder), evil),),
        systems=(Outputs(evil, str(tmp_path / "o.txt")), Outputs("other", str(folder.parent / "poor.txt"))),
    )
    page = render(bench(suite, tmp_path / "r.jsonl"))
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("</script>") == 2


def test_every_score_of_the_chart_stands_in_the_table(outputs_run: BenchRun) -> None:
    page = render(outputs_run)
    table = page[page.index('<table class="rank"') : page.index("</table>")]
    for point in timed(outputs_run.rows, "chrF2"):
        assert f"{point.quality:.1f}" in table
        assert point.name in table


def test_a_report_of_one_system_without_kept_outputs_has_no_explorer(
    outputs_suite: Suite, tmp_path: Path
) -> None:
    run = bench(outputs_suite, tmp_path / "alone.jsonl")
    for path in (tmp_path / "alone.outputs").iterdir():
        path.unlink()
    page = render(run)
    assert 'id="data"' not in page
    assert "perfect" in page


def test_the_report_replaces_an_older_one(outputs_run: BenchRun, tmp_path: Path) -> None:
    for _ in range(2):
        write_report(outputs_run, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_front_holds_what_nothing_beats() -> None:
    def row(name: str, quality: float, speed: float | None) -> dict[str, object]:
        score = {"metric": "m", "score": quality}
        return {
            "system": name,
            "scores": [score],
            "speed": speed and {"source_tokens_per_second": speed},
        }

    rows = [
        row("slow", 60, 10),
        row("fast", 50, 90),
        row("bad", 49, 80),
        row("unknown", 99, None),
        row("nil", 98, 0),
    ]
    assert [p.name for p in timed(rows, "m") if p.front] == ["slow", "fast"]


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.0), (1.0, 99.0), (-3.2, 4.1), (72.91, 72.95)])
def test_ticks_cover_the_values(low: float, high: float) -> None:
    found = ticks(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    assert 1 <= len(found) <= 8


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda q, h, s: Point("n", "d", q, q - h, q + h, s),
            st.floats(0, 100),
            st.floats(0, 5),
            st.none() | st.floats(0.01, 1e6),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_point_lies_on_the_chart(points: list[Point]) -> None:
    svg = scatter(points, "chrF2", width=400, height=300)
    places = re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)"', svg)
    assert len(places) == len(points)
    assert all(0 <= float(x) <= 400 and 0 <= float(y) <= 300 for x, y in places)


def test_table_and_picture_for_the_readme(outputs_run: BenchRun) -> None:
    table = markdown_table(outputs_run.rows)
    assert "| perfect | small (5) | 100.0" in table
    assert picture(outputs_run.rows).startswith("<svg")


def test_labels_of_points_at_one_place_stand_apart() -> None:
    near = [Point(f"model {n}", "", 50 + n / 100, 49, 51, 5_000 + n, front=n == 0) for n in range(5)]
    svg = scatter([*near, Point("fast", "", 45, 44, 46, 20_000, front=True)], "chrF2")
    heights = sorted(float(y) for y in re.findall(r'class="label" x="[\d.]+" y="(-?[\d.]+)"', svg))
    assert len(heights) == 6
    close = sorted(heights)[:-1]
    assert min(b - a for a, b in pairwise(close)) >= 15
    assert svg.rindex("model 0:") > svg.rindex("model 4:")  # the front lies over the rest


def test_a_label_stands_nearer_to_its_own_point_than_to_others_where_there_is_room() -> None:
    shown = [("default", 57.7, 6_104, False), ("fast", 57.0, 14_158, True), ("beam 4", 57.75, 6_163, True)]
    points = [Point("model", name, q, q - 0.7, q + 0.7, speed, front) for name, q, speed, front in shown]
    points += [Point("elsewhere", "", 73.7, 73, 74.4, None)]
    svg = scatter(points, "chrF2", width=400, height=430)
    found = re.findall(
        r'<circle cx="[\d.]+" cy="([\d.]+)"[^>]*/><text class="label" x="[\d.]+" y="([\d.]+)"', svg
    )
    dots, labels = zip(*[(float(dot), float(label) - 4) for dot, label in found], strict=True)
    assert len(dots) == 3
    fast = max(range(3), key=lambda i: dots[i])
    assert min(range(3), key=lambda i: abs(dots[i] - labels[fast])) == fast


@pytest.mark.parametrize("width", [400, 760])
def test_labels_of_the_axis_stand_apart(width: int) -> None:
    points = [Point("slow", "", 50, 49, 51, 30.0), Point("quick", "", 40, 39, 41, 90_000.0)]
    svg = scatter([*points, Point("untimed", "", 45, 44, 46, None)], "chrF2", width=width, height=430)
    found = re.findall(r'class="axis" x="([\d.]+)" y="[\d.]+" text-anchor="(middle|end)">([\d,]+)<', svg)
    speeds = [(float(x), anchor, len(text)) for x, anchor, text in found if "," in text or int(text) >= 100]
    edges = sorted(
        (x - n * 6 / (1 if a == "end" else 2), x + (0 if a == "end" else n * 3)) for x, a, n in speeds
    )
    assert len(edges) > 2
    assert all(left[1] < right[0] for left, right in pairwise(edges))


@pytest.mark.parametrize("width", [400, 760])
def test_no_label_of_the_axis_leaves_the_picture(width: int) -> None:
    svg = scatter(
        [Point("a", "", 50, 49, 51, 7_772.0), Point("b", "", 49, 48, 50, 16_684.0)], "chrF2", width=width
    )
    found = re.findall(r'class="axis" x="([\d.]+)" y="[\d.]+" text-anchor="(middle|end)">([\d,]+)<', svg)
    assert max(float(x) + (0 if a == "end" else len(text) * 3.5) for x, a, text in found) <= width
