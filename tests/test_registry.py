"""Finding the members of a folder."""

from __future__ import annotations

import pytest

from mtkit import registry
from mtkit.errors import UsageError


@pytest.mark.parametrize("package", registry.KINDS)
def test_every_member_loads_by_its_name(package: str) -> None:
    for name in registry.names(package):
        assert registry.load(package, name).__name__ == f"{package}.{name}"


def test_an_unknown_member_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no format is called 'scroll'") as caught:
        registry.load("mtkit.formats", "scroll")
    assert "docx" in caught.value.hint
