"""Word documents that LibreOffice makes and reads: all text arrives, and the layout with it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from mtkit.core import Segment
from mtkit.formats.docx import FORMAT
from tests.formats import samples_docx


def _segments(data: bytes) -> list[Segment]:
    return list(FORMAT.read(io.BytesIO(data), "x.docx").segments())


def _rewrite(data: bytes, *, upper: bool) -> bytes:
    document = FORMAT.read(io.BytesIO(data), "x.docx")
    target = io.BytesIO()
    segments = list(document.segments())
    document.write([replace(s, text=s.text.upper()) if upper else s for s in segments], target)
    return target.getvalue()


def _libreoffice(folder: Path, name: str, kind: str) -> bytes:
    done = subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"),
            *("--convert-to", kind, "--outdir", str(folder / "out"), str(folder / name)),
        ],
        capture_output=True,
        timeout=180,
    )
    files = list((folder / "out").glob(Path(name).stem + ".*"))
    assert files, done.stderr
    return files[0].read_bytes()


_office = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (soffice)")


@pytest.mark.slow
@_office
def test_libreoffice_reads_the_text_that_was_written(tmp_path: Path) -> None:
    original = samples_docx.rich()
    (tmp_path / "before.docx").write_bytes(original)
    (tmp_path / "after.docx").write_bytes(_rewrite(original, upper=True))
    before = _libreoffice(tmp_path, "before.docx", "txt:Text").decode("utf-8-sig")
    after = _libreoffice(tmp_path, "after.docx", "txt:Text").decode("utf-8-sig")
    assert "BERETNING FOR ÅRET" in after
    assert after.replace("tabte", "TABTE") == before.upper()  # a tracked deletion stays as it was


@pytest.mark.slow
@_office
def test_a_document_that_libreoffice_wrote_is_read_whole(tmp_path: Path) -> None:
    page = (
        "<html><body><h1>Overskrift</h1><p>Et <b>fedt</b> ord og <a href='http://x.dk'>et link</a>.</p>"
        "<ul><li>Punkt</li></ul><table border=1><tr><td>Celle</td><td><i>Skrå</i> celle</td></tr></table>"
        "</body></html>"
    )
    (tmp_path / "page.html").write_text(page)
    data = _libreoffice(tmp_path, "page.html", "docx:Office Open XML Text")
    segments = _segments(data)
    expected = ["Overskrift", "Et fedt ord og et link.", "Punkt", "Celle", "Skrå celle"]
    assert [s.text for s in segments if s.text in expected] == expected
    assert [segments[1].text[s.start : s.end] for s in segments[1].spans] == ["fedt", "et link"]
    assert samples_docx.unzipped(_rewrite(data, upper=False)) == samples_docx.unzipped(data)
    (tmp_path / "upper.docx").write_bytes(_rewrite(data, upper=True))
    assert "ET FEDT ORD OG ET LINK." in _libreoffice(tmp_path, "upper.docx", "txt:Text").decode("utf-8-sig")


def _shape(text: str) -> list[int]:
    """The number of words in each line of a plain text."""
    return [len(line.split()) for line in text.splitlines()]


@pytest.mark.slow
@_office
def test_a_report_with_all_that_word_has_keeps_its_layout(tmp_path: Path) -> None:
    """Contents, nested lists, joined cells, notes, a comment, a box, tracked changes, fields."""
    (tmp_path / "report.fodt").write_bytes((Path(__file__).parent / "report.fodt").read_bytes())
    data = _libreoffice(tmp_path, "report.fodt", "docx:Office Open XML Text")
    assert samples_docx.unzipped(_rewrite(data, upper=False)) == samples_docx.unzipped(data)
    texts = [s.text for s in _segments(data)]
    for text in (
        "Indholdsfortegnelse", "Året der gik", "Økonomi", "Se også Havneplanen fra 2019.", "Fakta",
        "Undersøgelsen blev lavet i maj.", "Er det helt sikkert?", "på ungdomsskolen", "Fortroligt udkast",
        "Indtægter og udgifter", "Side 1 af 2 – udgivet af kommunen", "Venlig hilsen\nJens Hansen",
        "Borgmesteren sagde, at de nye planer er klar. Vi venter på svar fra ministeriet.",
    ):  # fmt: skip
        assert text in texts
    (tmp_path / "before.docx").write_bytes(data)
    (tmp_path / "after.docx").write_bytes(_rewrite(data, upper=True))
    before = _libreoffice(tmp_path, "before.docx", "txt:Text").decode("utf-8-sig")
    after = _libreoffice(tmp_path, "after.docx", "txt:Text").decode("utf-8-sig")
    assert _shape(after) == _shape(before)
    assert after.upper() == before.upper()
    assert re.findall("[a-zæøå]{2,}", after) == ["gamle"]  # a tracked deletion stays as it was
