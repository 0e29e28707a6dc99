"""TSV: tabs part the cells, and a quotation mark is mostly a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.errors import FormatError

CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def test_a_quotation_mark_within_a_cell_stays(rewrite) -> None:
    got = rewrite("tsv", 'id\ttext\n1\t"Kom nu," sagde hun\n', str.upper)
    assert got.text == 'id\ttext\n1\t"KOM NU," SAGDE HUN\n'


def test_a_spreadsheets_quotation_marks_are_taken_off_and_put_on(rewrite) -> None:
    got = rewrite("tsv", 'id\ttext\n1\t"Et ""stort"" hus"\n', lambda t: t.replace("Et", "A"))
    assert got.texts == ['Et "stort" hus']
    assert got.text == 'id\ttext\n1\t"A ""stort"" hus"\n'


def test_an_open_quotation_mark_ends_with_its_line(rewrite) -> None:
    assert rewrite("tsv", 'id\ttext\n1\t"åben\n2\tto\n').texts == ['"åben', "to"]


def test_a_tab_or_line_break_in_a_translation_becomes_a_space(rewrite) -> None:
    assert rewrite("tsv", "id\ttext\n1\thej\n", lambda t: "a\tb\nc").text == "id\ttext\n1\ta b c\n"


@given(rows=st.lists(st.tuples(CELL, CELL), max_size=8))
def test_every_table_comes_back_as_it_was(rewrite, rows) -> None:
    data = "id\ttext\n" + "".join(f"{a}\t{b}\n" for a, b in rows)
    assert rewrite("tsv", data).text == data


@given(rows=st.lists(st.tuples(CELL, CELL), max_size=8))
def test_the_other_column_stays_and_the_new_one_holds_the_text(rewrite, rows) -> None:
    rows = [(a, b) for a, b in rows if b.strip() and not b.startswith('"') and not a.startswith('"')]
    data = "id\ttext\n" + "".join(f"{a}\t{b}\n" for a, b in rows)
    got = rewrite("tsv", data, lambda t: "x" + t, output_column="en")
    assert got.text == "id\ttext\ten\n" + "".join(f"{a}\t{b}\tx{b}\n" for a, b in rows)


def test_a_row_with_too_few_cells_is_kept_and_reported(rewrite) -> None:
    got = rewrite("tsv", "id\ttext\nalene\n2\tto\n", str.upper)
    assert got.text == "id\ttext\nalene\n2\tTO\n"
    assert "row 2 " in got.notes[0]


def test_where_no_column_is_meant_the_error_lists_them(rewrite) -> None:
    with pytest.raises(FormatError) as caught:
        rewrite("tsv", "a\tb\n1\t2\n")
    assert "'a', 'b'" in caught.value.hint
