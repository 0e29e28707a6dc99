from __future__ import annotations

import pytest

from mtkit.errors import InputError, UsageError
from mtkit.score import check_lengths, score


def test_different_lengths_name_both_files_and_both_counts() -> None:
    with pytest.raises(InputError, match=r"^out\.en has 996 lines, ref\.en has 997$"):
        check_lengths([("ref.en", 997), ("out.en", 996)])


def test_nothing_to_score_is_an_error() -> None:
    with pytest.raises(InputError, match=r"ref\.en has no lines"):
        check_lengths([("ref.en", 0), ("out.en", 0)])


@pytest.mark.parametrize("column", ["references", "sources", "hypotheses"])
def test_the_api_refuses_what_sacrebleu_cuts_off(column: str) -> None:
    given = {"hypotheses": ["a", "b"], "references": ["a", "b"], "sources": ["x", "y"]}
    given[column] = [*given[column], "one more"]
    with pytest.raises(InputError, match=r"has [23] segments, .* has [23]"):
        score({"x": given["hypotheses"]}, [given["references"]], sources=given["sources"])


def test_one_reference_must_be_wrapped_in_a_list() -> None:
    with pytest.raises(UsageError, match="list of lists"):
        score({"x": ["a"]}, ["a"])


@pytest.mark.parametrize(("systems", "references"), [({}, [["a"]]), ({"x": ["a"]}, [])])
def test_systems_and_references_are_both_needed(
    systems: dict[str, list[str]], references: list[list[str]]
) -> None:
    with pytest.raises(UsageError, match="there is no"):
        score(systems, references)
