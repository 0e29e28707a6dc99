"""Texts that all tests of scoring share, and a cache that is theirs alone."""

from __future__ import annotations

from pathlib import Path

import pytest

REFERENCE = [
    "The government has resigned after a vote of no confidence on Tuesday.",
    "It rained all day, and the streets of Aarhus were empty.",
    "Prices rose by 3.5 per cent in May; nobody had expected that.",
    '"We are not afraid," said the mayor.',
    "The ferry leaves at 14.30.",
    "She has lived in the old house by the harbour since 1987.",
    "No.",
    "The court acquitted the two men, who had always denied the charge.",
]
GOOD = [
    "The government resigned after a vote of no confidence on Tuesday.",
    "It rained the whole day, and the streets of Aarhus were empty.",
    "Prices rose by 3.5 per cent in May; no one had expected it.",
    '"We are not afraid," the mayor said.',
    "The ferry leaves at 14.30.",
    "She has lived in the old house at the harbour since 1987.",
    "No.",
    "The court acquitted the two men who had always denied the charge.",
]
POOR = [
    "Government gone after mistrust Tuesday.",
    "Rain all the day and Aarhus' streets empty.",
    "The price went 3,5 percent up in May, it was not expected.",
    "We fear not, said the mayor.",
    "Ferry goes 14.30.",
    "She lived at the house of the port from 1987.",
    "",
    "The two men were free, they have denied all the time.",
]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of statistics for each test."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MTKIT_CACHE", str(folder))
    return folder


@pytest.fixture
def reference() -> list[str]:
    return list(REFERENCE)


@pytest.fixture
def systems() -> dict[str, list[str]]:
    return {"good": list(GOOD), "poor": list(POOR)}
