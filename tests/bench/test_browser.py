"""The page in a real browser: it loads, filters, sorts, and runs nothing of a test set."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mtkit.bench import Outputs, SetSpec, Suite, bench
from mtkit.bench.report import render
from tests.bench.conftest import write

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
EVIL = "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
COUNT = 45

# Uses the page as a person would, and writes what it saw where --dump-dom shows it.
PROBE = """
<script>
(function () {
var seen = {errors: window.seenErrors};
var $ = function (id) { return document.getElementById(id); };
function numbers() { return Array.from(document.querySelectorAll("#list .no")).map(function (p) {
  return Number(p.textContent.match(/Segment (\\d+)/)[1]); }); }
function change(id, value) { var e = $(id);
  if (e.type === "checkbox") e.checked = value; else e.value = value;
  e.dispatchEvent(new Event("change", {bubbles: true})); }
seen.first = numbers();
seen.more = !$("more").hidden;
$("more").click(); $("more").click(); seen.all = numbers(); seen.end = $("more").hidden;
change("sort", "text"); seen.text = numbers();
change("sort", "low1"); seen.worst = numbers();
change("document", "b"); seen.document = numbers(); change("document", "");
change("sort", "text"); $("more").click(); $("more").click();
seen.evil = document.querySelector("#list .source").textContent;
seen.inserted = document.querySelectorAll("#list ins").length;
seen.outputs = Array.from(document.querySelectorAll("#list .item:nth-child(2) dd.output")).map(function (d) {
  var copy = d.cloneNode(true); copy.querySelectorAll("del").forEach(function (e) { e.remove(); });
  return copy.textContent.replace(/\\s+/g, " ").trim(); });
change("diffs", false); seen.without = document.querySelectorAll("#list ins").length;
var box = document.querySelector("#systems input"); box.checked = false;
box.dispatchEvent(new Event("change", {bubbles: true}));
seen.systems = document.querySelectorAll("#list .item:first-child .output").length;
var head = document.querySelector("table.rank thead button[data-col='0']");
function names() { return Array.from(document.querySelectorAll("table.rank tbody th")).map(function (t) {
  return t.textContent.trim(); }); }
seen.ranked = names(); head.click(); seen.sorted = names(); head.click(); seen.reversed = names();
seen.hacked = window.hacked || 0; seen.images = document.images.length;
seen.wide = document.documentElement.scrollWidth <= window.innerWidth;
$("query").value = "number 7 "; $("query").dispatchEvent(new Event("input"));
setTimeout(function () { seen.found = numbers(); seen.marks = document.querySelectorAll("mark").length;
  var out = document.createElement("pre"); out.id = "probe"; out.textContent = JSON.stringify(seen);
  document.body.append(out); }, 400);
})();
</script>
"""
WATCH = (
    "<script>window.seenErrors=[];addEventListener('error',function(e){seenErrors.push(e.message)});"
    "addEventListener('securitypolicyviolation',function(e){seenErrors.push(e.violatedDirective)});</script>"
)


@pytest.fixture(scope="module", params=[390, 1440])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the probe saw at one width of the window."""
    if BROWSER is None:
        pytest.skip("no chromium on this machine")
    folder = tmp_path_factory.mktemp("page")
    page = _page(folder)
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--enable-logging=stderr",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={request.param},900",
        "--virtual-time-budget=20000",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout, re.S)
    assert found, done.stderr[-2000:]
    seen: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    seen["console"] = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return seen


def _page(folder: Path) -> Path:
    references = [EVIL, *(f"This is number {n} of the references ." for n in range(1, COUNT))]
    write(folder / "set" / "x.da", [EVIL, *(f"Dette er nummer {n} ." for n in range(1, COUNT))])
    write(folder / "set" / "x.en", references)
    write(folder / "set" / "documents.txt", ["a"] * 40 + ["b"] * (COUNT - 40))
    good = [line.replace("This", "That") for line in references]
    write(folder / "good.txt", good)
    write(folder / "worse.txt", [EVIL, *("no" * n for n in range(1, COUNT))])
    systems = tuple(Outputs(name, str(folder / f"{name}.txt")) for name in ("good", "worse"))
    suite = Suite(
        sets=(SetSpec(str(folder / "set")),), systems=systems, confidence=100, name="A <b>bold</b> one"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MTKIT_CACHE", str(folder / "cache"))
        page = render(bench(suite, folder / "results.jsonl"))
    page = page.replace("<title>", WATCH + "<title>", 1).replace("</body>", PROBE + "</body>")
    path = folder / "page.html"
    path.write_text(page, "utf-8")
    return path


def test_it_loads_without_an_error(seen: dict[str, Any]) -> None:
    assert seen["errors"] == []
    assert seen["console"] == []


def test_nothing_of_a_test_set_runs(seen: dict[str, Any]) -> None:
    assert (seen["hacked"], seen["images"]) == (0, 0)
    assert seen["evil"] == EVIL


def test_it_shows_twenty_segments_and_then_the_rest(seen: dict[str, Any]) -> None:
    assert (len(seen["first"]), seen["more"]) == (20, True)
    assert (sorted(seen["all"]), seen["end"]) == (list(range(1, COUNT + 1)), True)


def test_it_sorts(seen: dict[str, Any]) -> None:
    assert seen["text"] == list(range(1, 21))
    assert seen["first"] != seen["text"]
    assert 1 not in seen["worst"]
    assert seen["ranked"] == seen["sorted"] == ["good", "worse"]
    assert seen["reversed"] == ["worse", "good"]


def test_it_filters_by_words_document_and_system(seen: dict[str, Any]) -> None:
    assert seen["found"] == [8]
    assert seen["marks"] >= 1
    assert sorted(seen["document"]) == list(range(41, COUNT + 1))
    assert seen["systems"] == 1


def test_it_marks_differences_without_changing_the_text(seen: dict[str, Any]) -> None:
    assert seen["inserted"] > 0
    assert seen["without"] == 0
    assert "That is number 1 of the references ." in seen["outputs"]
    assert "no" in seen["outputs"]


def test_it_is_no_wider_than_the_window(seen: dict[str, Any]) -> None:
    assert seen["wide"]
