"""What score takes for the segments of a file: one side of bilingual formats, one column of a table."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest

from mtkit.cli._score_input import Input, read_input
from mtkit.errors import FormatError

SOURCES = ["Første sætning.", "Anden & sidste.", "42"]
TEXTS = ["The first sentence.", "The second & last.", "42"]
TEXTS_2 = ["First sentence.", "Second & last.", "42"]


def _tmx(texts: list[str], *, languages: tuple[str, str] = ("da", "en")) -> str:
    units = "".join(
        "<tu>"
        + "".join(
            f'<tuv xml:lang="{language}"><seg>{escape(text)}</seg></tuv>'
            for language, text in zip(languages, pair, strict=True)
        )
        + "</tu>"
        for pair in zip(SOURCES, texts, strict=True)
    )
    return f'<?xml version="1.0"?><tmx version="1.4"><header srclang="da"/><body>{units}</body></tmx>'


def _xliff(texts: list[str]) -> str:
    units = "".join(
        f'<trans-unit id="{i}"><source>{escape(source)}</source><target>{escape(text)}</target></trans-unit>'
        for i, (source, text) in enumerate(zip(SOURCES, texts, strict=True))
    )
    return (
        '<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        '<file original="x" source-language="da" target-language="en" datatype="plaintext">'
        f"<body>{units}</body></file></xliff>"
    )


def _po(texts: list[str]) -> str:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    pairs = zip(SOURCES, texts, strict=True)
    return head + "".join(
        f"msgid {json.dumps(source, ensure_ascii=False)}\nmsgstr {json.dumps(text)}\n\n"
        for source, text in pairs
    )


def _read(folder: Path, suffix: str, hypothesis: str, reference: str) -> Input:
    (folder / f"hyp{suffix}").write_text(hypothesis, encoding="utf-8")
    (folder / f"ref{suffix}").write_text(reference, encoding="utf-8")
    paths = [str(folder / f"{name}{suffix}") for name in ("hyp", "ref")]
    return read_input([paths[0]], [paths[1]], paths[1], None, split="auto", align=False, lang="en")


@pytest.mark.parametrize(("suffix", "write"), [(".tmx", _tmx), (".xlf", _xliff), (".po", _po)])
def test_a_bilingual_file_gives_its_translations_and_as_source_its_source(
    tmp_path: Path, suffix: str, write: object
) -> None:
    assert callable(write)
    found = _read(tmp_path, suffix, write(TEXTS_2), write(TEXTS))
    assert found.systems == {"hyp": tuple(TEXTS_2)}
    assert found.references == (tuple(TEXTS),)
    assert found.sources == tuple(SOURCES)
    assert found.notes == ()


def test_a_unit_without_its_translation_is_an_empty_segment(tmp_path: Path) -> None:
    open_unit = _xliff(TEXTS_2).replace("<target>First sentence.</target>", "")
    found = _read(tmp_path, ".xlf", open_unit, _xliff(TEXTS))
    assert found.systems == {"hyp": ("", *TEXTS_2[1:])}


def test_a_regional_language_is_the_language(tmp_path: Path) -> None:
    found = _read(tmp_path, ".tmx", _tmx(TEXTS_2, languages=("da-DK", "en-GB")), _tmx(TEXTS))
    assert found.systems == {"hyp": tuple(TEXTS_2)}


@pytest.mark.parametrize(
    ("lang", "source_lang", "way_out"), [("fr", "da", "--lang"), ("en", "de", "--source-lang")]
)
def test_a_memory_without_the_language_names_the_option_that_there_is(
    tmp_path: Path, lang: str, source_lang: str, way_out: str
) -> None:
    path = tmp_path / "x.tmx"
    path.write_text(_tmx(TEXTS), encoding="utf-8")
    with pytest.raises(FormatError, match="no segment in the language") as raised:
        read_input(
            [str(path)],
            [str(path)],
            str(path),
            None,
            split="auto",
            align=False,
            lang=lang,
            source_lang=source_lang,
        )
    assert raised.value.hint.endswith(way_out)


def test_a_file_of_sources_alone_is_no_translation(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="holds no translation"):
        _read(tmp_path, ".po", _po(["", "", ""]), _po(TEXTS))


def test_a_column_of_a_table_is_named_after_its_path(tmp_path: Path) -> None:
    table = tmp_path / "both.tsv"
    table.write_text("".join(f"{a}\t{b}\n" for a, b in zip(TEXTS_2, TEXTS, strict=True)), encoding="utf-8")
    found = read_input([f"one={table}:1"], [f"{table}:2"], None, None, split="auto", align=False, lang="en")
    assert (found.systems, found.references) == ({"one": tuple(TEXTS_2)}, (tuple(TEXTS),))
    with pytest.raises(FormatError, match="which of its 2 columns is meant") as raised:
        read_input([str(table)], [f"{table}:2"], None, None, split="auto", align=False, lang="en")
    assert raised.value.hint.startswith(f"choose one with {table}:COLUMN")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("h.csv", 'en,id\n"a, b",1\n,2\nthe cat,3\n"  ",4\nx,5\n'),
        ("h.tsv", "en\tid\na, b\t1\n\t2\nthe cat\t3\n  \t4\nx\t5\n"),
        ("h.jsonl", "".join(json.dumps({"text": t}) + "\n" for t in ("a, b", "", "the cat", "  ", "x"))),
    ],
)
def test_an_empty_cell_is_an_empty_translation_and_moves_no_other(
    tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "r.en").write_text("1\n2\n3\n4\n5\n", encoding="utf-8")
    paths = str(tmp_path / name), str(tmp_path / "r.en")
    found = read_input([paths[0]], [paths[1]], None, None, split="auto", align=False, lang="en")
    assert found.systems == {"h": ("a, b", "", "the cat", "", "x")}


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    table = tmp_path / "h.csv"
    table.write_text("en,id\na,1\nb,2,3\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"h\.csv, row 3: it has 3 fields"):
        read_input([str(table)], [str(table)], None, None, split="auto", align=False, lang="en")
