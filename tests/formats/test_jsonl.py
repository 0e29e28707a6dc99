"""JSON Lines: one key changes, and not a byte beside it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.errors import FormatError, UsageError

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(
    rows=st.lists(st.tuples(st.dictionaries(TEXT, VALUE, max_size=3), TEXT), max_size=5),
    escaped=st.booleans(),
    indent=st.sampled_from([(",", ":"), (", ", ": ")]),
)
def test_only_the_key_changes(rewrite, rows, escaped, indent) -> None:
    objects = [{"id": 0, "text": "a"}, *({**others, "text": text} for others, text in rows)]
    data = "".join(json.dumps(o, ensure_ascii=escaped, separators=indent) + "\n" for o in objects)
    assert rewrite("jsonl", data).text == data
    got = rewrite("jsonl", data, lambda t: t + "ø")
    wanted = [o | {"text": o["text"] + "ø"} if o["text"].strip() else o for o in objects]
    assert [json.loads(line) for line in got.text.split("\n") if line] == wanted


@given(data=st.binary(max_size=120))
def test_any_bytes_after_a_good_line_come_back(rewrite, data) -> None:
    data = b'{"text": "hej"}\n' + data.replace(b"\0", b" ")
    try:
        got = rewrite("jsonl", data)
    except FormatError:
        return
    if not any("written as UTF-8" in n for n in got.notes):
        assert got.data == data


def test_escapes_stay_where_the_file_has_them(rewrite) -> None:
    got = rewrite("jsonl", b'{"text": "r\\u00f8d"}\n{"text": "bl"}\n', lambda t: t + "å")
    assert got.data == b'{"text": "r\\u00f8d\\u00e5"}\n{"text": "bl\\u00e5"}\n'


def test_a_new_key_stands_behind_the_text(rewrite) -> None:
    got = rewrite("jsonl", '{"text": "hej", "n": 1}\n{"text":"du","n":2}\n', str.upper, output_column="en")
    assert got.text == '{"text": "hej", "en": "HEJ", "n": 1}\n{"text":"du","en":"DU","n":2}\n'


def test_a_dotted_key_goes_into_nested_objects(rewrite) -> None:
    got = rewrite("jsonl", '{"m": {"da": "hej", "n": 1}}\n', str.upper, column="m.da")
    assert got.text == '{"m": {"da": "HEJ", "n": 1}}\n'


def test_the_last_of_two_equal_keys_counts_as_in_json(rewrite) -> None:
    assert rewrite("jsonl", '{"text": "a", "text": "b"}\n', str.upper).text == '{"text": "a", "text": "B"}\n'


@pytest.mark.parametrize(
    "row",
    [
        "[1]",
        "{",
        '{"text": 3}',
        '{"n": 1}',
        '{"text": "a"} x',
        '{"text": "\\ud83d"}',
        '{"text":' + "[" * 100_000,
    ],
)
def test_a_bad_row_is_kept_and_reported_with_its_number(rewrite, row) -> None:
    got = rewrite("jsonl", f'{{"text": "a"}}\n{row}\n{{"text": "b"}}\n', str.upper)
    assert got.text == f'{{"text": "A"}}\n{row}\n{{"text": "B"}}\n'
    assert "row 2 " in got.notes[0]


def test_a_number_of_any_length_does_no_harm(rewrite) -> None:
    data = '{"n": ' + "9" * 100_000 + ', "text": "a"}\n'
    assert rewrite("jsonl", data).text == data


def test_many_bad_rows_are_counted_not_listed(rewrite) -> None:
    got = rewrite("jsonl", '{"text": "a"}\n' + "x\n" * 500)
    assert len(got.notes) == 21
    assert "480 more rows" in got.notes[-1]


@pytest.mark.parametrize("data", [b"hello\n", b"[1, 2]\n", b'{\n "text": "a"\n}\n', b"\0\1\2"])
def test_what_is_no_json_lines_file_is_refused(rewrite, data) -> None:
    with pytest.raises(FormatError):
        rewrite("jsonl", data)


def test_a_key_that_is_not_there_is_wrong_usage(rewrite) -> None:
    with pytest.raises(UsageError) as caught:
        rewrite("jsonl", '{"a": "x", "b": "y"}\n', column="c")
    assert "'a', 'b'" in caught.value.hint
