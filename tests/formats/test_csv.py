"""CSV: one column changes, and not a byte beside it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit import formats
from mtkit.errors import FormatError, UsageError

CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=12)


def written(rows: list[list[str]], **how: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", **how).writerows(rows)
    return out.getvalue()


def cells(text: str, **how: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text, newline=""), **how) if row]


def test_only_the_chosen_column_changes(rewrite) -> None:
    got = rewrite("csv", 'id,text,note\r\n1,"hej, du",x\r\n2,"a ""b""\nc",y\n', str.upper)
    assert got.text == 'id,text,note\r\n1,"HEJ, DU",x\r\n2,"A ""B""\nC",y\n'


def test_a_cell_is_quoted_when_its_translation_needs_it(rewrite) -> None:
    got = rewrite("csv", "id,text\n1,hej\n", lambda t: t + ', "you"')
    assert got.text == 'id,text\n1,"hej, ""you"""\n'


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6), delimiter=st.sampled_from(",;\t|"))
def test_python_csv_reads_back_what_was_written(rewrite, rows, delimiter) -> None:
    table = [["id", "text", "x"], *map(list, rows)]
    source = written(table, delimiter=delimiter)
    got = rewrite("csv", source, lambda t: t + '";,\n' if t.strip() else t, delimiter=delimiter)
    wanted = [[a, b + '";,\n' if b.strip() else b, c] for a, b, c in table[1:]]
    assert not got.notes
    assert cells(got.text, delimiter=delimiter)[1:] == [r for r in wanted if r != [""]]


@given(data=st.binary(max_size=200))
def test_any_bytes_come_back_or_are_refused(rewrite, data) -> None:
    try:
        got = rewrite("csv", data, column="1", delimiter=",")
    except FormatError:
        return
    except UsageError as error:
        pytest.fail(str(error))
    if not any("written as UTF-8" in n for n in got.notes):
        assert got.data == data


def test_the_output_column_is_added_last_with_its_title(rewrite) -> None:
    got = rewrite("csv", "id;text;n\n1;hej;x\n2;;y\n", str.upper, output_column="en")
    assert got.text.splitlines()[:2] == ["id;text;n;en", "1;hej;x;HEJ"]


def test_an_existing_output_column_is_filled_and_the_source_stays(rewrite) -> None:
    got = rewrite("csv", "en,text\n,hej\nold,du\n", str.upper, output_column="en")
    assert got.text == "en,text\nHEJ,hej\nDU,du\n"
    assert [s.target for s in got.segments] == ["", "old"]


@pytest.mark.parametrize("column", ["tekst", "Tekst", "2"])
def test_a_column_goes_by_its_name_or_its_number(rewrite, column) -> None:
    assert rewrite("csv", "id,Tekst,b\n1,hej,c\n", column=column).texts == ["hej"]


@pytest.mark.parametrize("name", ["text", "source", "da", "Dansk"])
def test_the_column_that_is_meant_is_found(rewrite, name) -> None:
    assert rewrite("csv", f"id,{name}\n1,hej\n").texts == ["hej"]


def test_where_no_column_is_meant_the_error_lists_them(rewrite) -> None:
    with pytest.raises(FormatError) as caught:
        rewrite("csv", "a,b\n1,2\n")
    assert "'a', 'b'" in caught.value.hint


def test_a_column_that_is_not_there_is_wrong_usage_and_the_columns_are_listed(rewrite) -> None:
    with pytest.raises(UsageError) as caught:
        rewrite("csv", "a,b\n1,2\n", column="c")
    assert "'a', 'b'" in caught.value.hint


def test_an_option_of_another_format_is_refused(rewrite) -> None:
    with pytest.raises(UsageError):
        rewrite("csv", "text\nhej\n", existing="all")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2,hej,du,b", "4 fields"),
        ('2,"åben,b', "not closed"),
        ('2,"a"b,c', "follows a closing"),
        ("2", "1 fields"),
    ],
)
def test_a_bad_row_is_kept_and_reported_with_its_number(rewrite, row, reason) -> None:
    got = rewrite("csv", f"id,text,n\n1,a,b\n{row}\n3,c,d\n", str.upper)
    assert got.text == f"id,text,n\n1,A,b\n{row}\n3,C,d\n"
    assert len(got.notes) == 1
    assert "row 3 " in got.notes[0]
    assert reason in got.notes[0]


def test_a_row_that_is_not_utf8_is_kept_and_the_others_are_read(rewrite) -> None:
    got = rewrite("csv", "text\nrød\nblå\n".encode() + b"gr\xf8n\n" + b"hvid\n", str.upper)
    assert got.data == "text\nRØD\nBLÅ\n".encode() + b"gr\xf8n\n" + b"HVID\n"
    assert "row 4 " in got.notes[0]


def test_windows_text_is_read_and_written_as_utf8(rewrite) -> None:
    got = rewrite("csv", "text\nrød grød med fløde på\n".encode("cp1252"))
    assert got.text == "text\nrød grød med fløde på\n"
    assert "written as UTF-8" in got.notes[0]


def test_excels_line_that_names_the_delimiter_stays(rewrite) -> None:
    assert rewrite("csv", "sep=;\nid;text\n1;a,b\n", str.upper).text == "sep=;\nid;text\n1;A,B\n"


def test_sentences_alone_have_no_header(rewrite) -> None:
    assert rewrite("csv", "Det regner nu.\nSolen skinner.\n").texts == ["Det regner nu.", "Solen skinner."]


def test_a_header_can_be_denied(rewrite) -> None:
    assert rewrite("csv", "hej\ndu\n", header="no").texts == ["hej", "du"]


def test_rows_are_streamed(rewrite) -> None:
    """Reading and writing in step holds few rows: the source is never far ahead of the output."""

    class Watched(io.BytesIO):
        furthest = 0

        def read1(self, size: int = -1) -> bytes:
            got = super().read1(size)
            Watched.furthest = max(Watched.furthest, self.tell())
            return got

    data = b"id,text\n" + b"".join(b"%d,hej med dig\n" % n for n in range(50_000))
    document = formats.get("csv").read(Watched(data), "big.csv")
    ahead = []
    out = io.BytesIO()

    def watch():
        for segment in document.segments():
            ahead.append(Watched.furthest - out.tell())
            yield segment

    document.write(watch(), out)
    assert out.getvalue() == data
    assert max(ahead[1:]) < 300_000


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\0\0\0\0\x08\0"])
def test_what_is_not_text_is_refused(rewrite, data) -> None:
    with pytest.raises(FormatError):
        rewrite("csv", data)


def test_an_empty_file_stays_empty(rewrite) -> None:
    assert rewrite("csv", b"").data == b""


def test_many_open_quotation_marks_are_read_in_linear_time(rewrite) -> None:
    data = "text\n" + '"åben\n' * 1500
    got = rewrite("csv", data)
    assert got.text == data


def test_one_bad_row_in_a_short_table_does_not_change_the_delimiter(rewrite) -> None:
    got = rewrite("csv", "id;tekst\n1;Hej, du.\n2;Godt; ja\n3;Farvel.\n", str.upper, column="tekst")
    assert got.text == "id;tekst\n1;HEJ, DU.\n2;Godt; ja\n3;FARVEL.\n"
