"""The page's script in a browser: what lights up when a sentence is pointed at, tapped or reached by key."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mtkit.bitext import html
from mtkit.core import Bead, Bitext

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# Does to the page what a reader does, and writes down which sentences are lit after each step.
READER = """
<script>
(function(){
function lit(){return Array.from(document.querySelectorAll('.on')).map(function(e){return e.textContent})}
var all=Array.from(document.querySelectorAll('.s'));
function at(n){return all.filter(function(e){return e.textContent===n})[0]}
function send(node,kind){node.dispatchEvent(new MouseEvent(kind,{bubbles:true}))}
function press(node,key){
node.dispatchEvent(new KeyboardEvent('keydown',{key:key,bubbles:true,cancelable:true}))}
var seen={};
seen.start=lit();
send(at('bb'),'mouseover');seen.over=lit();
send(at('bb'),'mouseout');seen.out=lit();
send(at('BB1'),'mouseover');seen.partner=lit();
send(at('BB1'),'mouseout');
send(at('aa'),'click');seen.tap=lit();
send(at('bb'),'mouseover');send(at('bb'),'mouseout');seen.stays=lit();
send(at('BB2'),'click');seen.other=lit();
send(at('BB2'),'click');seen.again=lit();
press(at('cc'),'Enter');seen.key=lit();
press(at('cc'),'Escape');seen.escape=lit();
send(document.querySelector('h1'),'click');seen.elsewhere=lit();
var out=document.createElement('pre');out.id='seen';out.textContent=JSON.stringify(seen);
document.body.appendChild(out);
})();
</script>
"""


@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")
def test_partners_light_up_together(tmp_path: Path) -> None:
    beads = (Bead((0,), (0,)), Bead((1,), (1, 2)), Bead((2,), ()))
    bitext = Bitext(("aa", "bb", "cc"), ("AA", "BB1", "BB2"), beads)
    page = tmp_path / "page.html"
    with page.open("w", encoding="utf-8") as target:
        html.write(bitext, target)
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", READER + "</body>"), encoding="utf-8")
    command = [
        str(BROWSER),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.S)
    assert found, "the script of the page did not run"
    assert json.loads(found[1]) == {
        "start": [],
        "over": ["bb", "BB1", "BB2"],
        "out": [],
        "partner": ["bb", "BB1", "BB2"],
        "tap": ["aa", "AA"],
        "stays": ["aa", "AA"],
        "other": ["bb", "BB1", "BB2"],
        "again": [],
        "key": ["cc", "∅"],
        "escape": [],
        "elsewhere": [],
    }
