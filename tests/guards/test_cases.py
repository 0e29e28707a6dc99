"""The table of hand-made sentences: what each check says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtkit.guards import FLAGS
from mtkit.guards.checks import check

TABLE = Path(__file__).with_name("cases.tsv")


def rows() -> list[tuple[str, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").split("\n")
    fields = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(flags, source, hypothesis) for flags, source, hypothesis in fields]


@pytest.mark.parametrize(("flags", "source", "hypothesis"), rows())
def test_flags_of(flags: str, source: str, hypothesis: str) -> None:
    expected = () if flags == "-" else tuple(sorted(flags.split(",")))
    assert check(source, hypothesis) == expected


def test_the_table_shows_every_flag_but_keep() -> None:
    shown = {flag for flags, _, _ in rows() for flag in flags.split(",")}
    assert shown - {"-"} == set(FLAGS) - {"keep"}


def test_the_table_is_large_and_balanced() -> None:
    table = rows()
    assert len(table) >= 150
    assert len(set(table)) == len(table)
    assert 0.3 < sum(flags == "-" for flags, _, _ in table) / len(table) < 0.8
