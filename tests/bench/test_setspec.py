"""Folders and tables as test sets."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from mtkit.bench import read_set
from mtkit.errors import InputError, MtkitError, UsageError
from tests.bench.conftest import REFERENCES, SOURCES, write


def test_a_folder_of_two_files_is_a_test_set(folder: Path) -> None:
    found = read_set(str(folder))
    assert (found.name, list(found.sources), list(found.references[0])) == ("small", SOURCES, REFERENCES)


def test_text_files_named_by_their_language_are_a_test_set(tmp_path: Path) -> None:
    write(tmp_path / "set" / "article.da.txt", SOURCES)
    write(tmp_path / "set" / "article.en.txt", REFERENCES)
    assert list(read_set(str(tmp_path / "set")).sources) == SOURCES


def test_further_files_are_further_references_and_documents(folder: Path) -> None:
    write(folder / "y.en", [line.upper() for line in REFERENCES])
    write(folder / "documents.txt", ["a", "a", "b", "b", "b"])
    found = read_set(str(folder))
    assert len(found.references) == 2
    assert found.documents == ("a", "a", "b", "b", "b")


@pytest.mark.parametrize(
    ("name", "content", "columns"),
    [
        ("t.csv", 'danish,english\nhej,hello\n"a,b",c\n', "danish,english"),
        ("t.csv", 'hej,hello\n"a,b",c\n', "1,2"),
        ("t.tsv", "id\tdanish\tenglish\n1\thej\thello\n2\ta,b\tc\n", "danish,english"),
        ("t.tsv", "id\tdanish\tenglish\n1\thej\thello\n2\ta,b\tc\n", "2,english"),
        ("t.jsonl", '{"da": "hej", "en": "hello"}\n\n{"da": "a,b", "en": "c"}\n', "da,en"),
    ],
)
def test_columns_of_a_table_are_a_test_set(tmp_path: Path, name: str, content: str, columns: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    found = read_set(f"{tmp_path / name}:{columns}")
    assert found.sources == ("hej", "a,b")
    assert found.references == (("hello", "c"),)


@pytest.mark.parametrize(
    ("content", "columns", "kind", "says"),
    [
        ("a,b\n1,2\n", "a", UsageError, "one column"),
        ("a,b\n1,2\n", "a,c", InputError, "no column 'c'"),
        ("a,b\n1\n", "a,b", InputError, "row 1: no column 'b'"),
        ("a,b\n", "a,b", InputError, "no rows"),
        ("", "a,b", InputError, "no rows"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    tmp_path: Path, content: str, columns: str, kind: type[MtkitError], says: str
) -> None:
    (tmp_path / "t.csv").write_text(content, "utf-8")
    with pytest.raises(kind, match=says):
        read_set(f"{tmp_path / 't.csv'}:{columns}")


def test_sides_of_different_length_are_named_with_their_lengths(folder: Path) -> None:
    write(folder / "x.en", REFERENCES[:3])
    with pytest.raises(InputError, match=r"x\.en has 3 lines, .*x\.da has 5"):
        read_set(str(folder))


def test_a_name_that_nobody_knows_lists_those_known() -> None:
    with pytest.raises(UsageError) as caught:
        read_set("no-such-set")
    assert "mtkit-news" in caught.value.hint


def test_a_set_that_was_not_downloaded_says_how_to_get_it() -> None:
    with pytest.raises(InputError) as caught:
        read_set("flores200-devtest")
    assert "mtkit testsets pull flores200-devtest" in caught.value.hint


def test_the_hash_is_of_the_texts_and_not_of_their_name(folder: Path) -> None:
    one, other = read_set(str(folder)), read_set(str(folder), "renamed")
    assert one.sha256 == other.sha256
    write(folder / "x.en", [*REFERENCES[:-1], "changed"])
    assert read_set(str(folder)).sha256 != one.sha256


def test_the_projects_own_set_is_whole() -> None:
    found = read_set("mtkit-news")
    assert len(found) >= 150
    assert len(set(found.documents)) >= 12
    for column in (found.sources, found.references[0]):
        assert all(text == " ".join(text.split()) and text for text in column)
        assert all(unicodedata.is_normalized("NFC", text) for text in column)
        assert max(Counter(column).values()) == 1
