"""Roman numerals in the comparison of numbers, and capitals that only look like them."""

import pytest

from mtkit.guards.checks import check


@pytest.mark.parametrize("word", ["IC", "VX", "IIII", "CCCC", "LL", "ICC"])
def test_capitals_that_are_no_numeral_are_no_failure(word: str) -> None:
    source = f"{word} Companys venter 375 millioner kroner i år."
    assert "number" not in check(source, f"{word} Company expects 375 million kroner this year.")
    assert "number" in check(source, f"{word} Company expects 385 million kroner this year.")
