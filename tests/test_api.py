"""The public API: every name is there, and documented."""

import importlib
from pathlib import Path

import pytest

import mtkit


@pytest.mark.parametrize("name", [name for name in mtkit.__all__ if name != "__version__"])
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert (getattr(mtkit, name).__doc__ or "").strip()


@pytest.mark.parametrize("name", ["translate", "align", "score", "bench"])
def test_a_function_that_is_also_a_module_can_be_called_either_way_round(name: str) -> None:
    module = importlib.import_module(f"mtkit.{name}")
    assert getattr(mtkit, name) is module
    assert callable(module)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = mtkit.nonsense


def test_read_and_write_go_together(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("# Titel\n\nTekst med *vægt*.\n", encoding="utf-8")
    segments = mtkit.read(source)
    assert [s.text for s in segments] == ["Titel", "Tekst med vægt."]
    mtkit.write(segments, tmp_path / "b.md", like=source)
    assert (tmp_path / "b.md").read_bytes() == source.read_bytes()
    with pytest.raises(mtkit.MtkitError, match="2 segments, 1 were given"):
        mtkit.write(segments[:1], tmp_path / "c.md", like=source)


def test_translate_file_writes_whole_files_and_keeps_existing_ones(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("Hej.\n", encoding="utf-8")
    mtkit.translate_file(source, tmp_path / "b.txt", engine="echo")
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == "Hej.\n"
    with pytest.raises(mtkit.MtkitError, match="exists"):
        mtkit.translate_file(source, tmp_path / "b.txt", engine="echo")


def test_sentences_are_found() -> None:
    assert [s.text for s in mtkit.segment("Den 5. maj kom hr. Hansen. Så gik han.")] == [
        "Den 5. maj kom hr. Hansen.",
        "Så gik han.",
    ]
