"""Tables that are pasted elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtkit.cli import main


def test_markdown_shows_names_and_texts_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.en").write_text("I like cats, &lt;and* dogs'.\n" * 2, encoding="utf-8")
    (tmp_path / "b.en").write_text("I like cats &lt;and* dogs.\n" * 2, encoding="utf-8")
    (tmp_path / "docs").write_text("<b>*x*|y\nz\n", encoding="utf-8")
    arguments = ["compare", "*a*|=a.en", "b.en", "-r", "b.en", "--docs", "docs", "--examples", "1"]
    with pytest.raises(SystemExit):
        main([*arguments, "--trials", "40", "--format", "md"])
    out = capsys.readouterr().out
    assert "| \\<b\\>\\*x\\*\\|y | 1 |" in out
    assert "| \\*a\\*\\| | " in out
    # A mark beside punctuation, inside a word: neither ** nor ~~ would show as such there.
    assert "I like cats<ins>,</ins> \\&lt;and\\* dogs<ins>'</ins>." in out
