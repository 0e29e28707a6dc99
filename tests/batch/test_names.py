"""File names: shown on one line, and chosen by patterns."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.batch.names import matches
from mtkit.files import shown


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (b"artikel.txt", "artikel.txt"),
        ("æøå blå.txt".encode(), "æøå blå.txt"),
        (b"two\nlines.txt", "two\\nlines.txt"),
        (b"\xe6.txt", "\\xe6.txt"),
        (b"\x1b[31mred", "\\x1b[31mred"),
    ],
)
def test_a_name_is_shown_on_one_line(name: bytes, expected: str) -> None:
    assert shown(name) == expected


@given(st.binary(min_size=1).filter(lambda b: b"\0" not in b))
def test_what_is_shown_can_always_be_printed(name: bytes) -> None:
    text = shown(name)
    assert text.isprintable()
    assert text.encode()
    assert shown(os.fsdecode(name)) == text


@pytest.mark.parametrize(
    ("path", "pattern", "fits"),
    [
        ("a.txt", "*.txt", True),
        ("2024/05/a.txt", "*.txt", True),
        ("2024/05/a.txt", "2024/*.txt", False),
        ("2024/05/a.txt", "2024/*/*.txt", True),
        ("2024/05/a.txt", "2024/**/*.txt", True),
        ("2024/a.txt", "2024/**/*.txt", True),
        ("2024/a.txt", "**/a.txt", True),
        ("a.txt", "**/a.txt", True),
        ("2024/05/a.txt", "2024/**", True),
        ("a.txt", "./a.txt", True),
        ("a1.txt", "a[0-9].txt", True),
        ("ab.txt", "a[!0-9].txt", True),
        ("a1.txt", "a[!0-9].txt", False),
        ("a+b.txt", "a+b.txt", True),
        ("a.txt", "a?txt", True),
        ("a\nb.txt", "*.txt", True),
        ("A.TXT", "*.txt", False),
    ],
)
def test_patterns(path: str, pattern: str, fits: bool) -> None:
    assert matches(path, (pattern,)) is fits


def test_no_pattern_takes_all_and_several_take_either() -> None:
    assert matches("x", ())
    assert matches("x.html", ("*.txt", "*.html"))


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_pattern_fails(path: str, pattern: str) -> None:
    assert matches(path, (pattern,)) in (True, False)
