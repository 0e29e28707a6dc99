"""Batches: all sentences once, one class of lengths each; and output that does not hang on company."""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.core import Decoding
from mtkit.engines._batching import batches, length_class
from mtkit.engines.ctranslate2 import CTranslate2Engine, batch_size
from mtkit.text.segment import sentences

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "da-en-small"


@given(st.lists(st.integers(1, 600)), st.integers(1, 40), st.integers(1, 4000))
def test_every_sentence_is_in_one_batch_of_its_class(lengths: list[int], most: int, padded: int) -> None:
    found = list(batches(lengths, max_sentences=most, max_padded_tokens=padded))
    assert sorted(itertools.chain(*(b.indices for b in found))) == list(range(len(lengths)))
    for batch in found:
        assert len({length_class(lengths[i]) for i in batch.indices}) == 1
        assert batch.longest == max(lengths[i] for i in batch.indices)
        assert len(batch.indices) <= most
        assert len(batch.indices) == 1 or len(batch.indices) * batch.longest <= padded


@given(st.integers(1, 600))
def test_a_class_holds_its_length_and_is_not_twice_as_long(length: int) -> None:
    assert length <= length_class(length) <= max(15, 2 * length)


def test_fifteen_and_sixteen_are_not_padded_together() -> None:
    assert length_class(15) != length_class(16)


@pytest.mark.parametrize(
    ("count", "workers", "beam", "expected"),
    [
        (1, 2, 4, 1),
        (3, 2, 4, 2),  # both have something to do
        (8, 2, 4, 4),
        (17, 2, 4, 5),  # two batches each, and a rest
        (17, 2, 1, 9),
        (17, 1, 4, 16),
        (1000, 2, 4, 16),
        (17, 64, 4, 1),
        (0, 2, 4, 1),
    ],
)
def test_a_few_sentences_keep_all_workers_busy(count: int, workers: int, beam: int, expected: int) -> None:
    assert batch_size(count, workers, beam, 16) == expected


@pytest.mark.parametrize("beam", [1, 4])
def test_batch_size_threads_and_order_change_no_score(beam: int, tmp_path: Path) -> None:
    text = (ROOT / "seeds" / "hviderusland.da.txt").read_text(encoding="utf-8")
    long = list(dict.fromkeys(s.text for s in sentences(text)))[:16]
    # Short ones too: the lengths on both sides of 16 are where padding shows.
    lines = long + [" ".join(line.split()[: 4 + i % 9]) for i, line in enumerate(long)]
    engine = CTranslate2Engine.load(MODEL, cache=tmp_path, threads=1)
    usual = engine.translate(lines, Decoding(beam=beam))
    engine.batch = (1, 1)
    assert engine.translate(lines, Decoding(beam=beam)) == usual
    two = CTranslate2Engine.load(MODEL, cache=tmp_path, threads=2)
    two.batch = (7, 7)
    order = random.Random(8).sample(range(len(lines)), len(lines))
    shuffled = two.translate([lines[i] for i in order], Decoding(beam=beam))
    assert [shuffled[order.index(i)] for i in range(len(lines))] == usual


def test_a_stream_gives_each_part_what_it_would_get_alone(tmp_path: Path) -> None:
    text = (ROOT / "seeds" / "hviderusland.da.txt").read_text(encoding="utf-8")
    lines = [s.text for s in sentences(text)]
    # The Greek letter has no piece: such a sentence is decoded again when its part is done.
    parts = [lines[:9], [], ["Ω er et tegn.", "Det er et hus."], lines[9:], []]
    engine = CTranslate2Engine.load(MODEL, cache=tmp_path, threads=2)
    streamed = list(engine.stream(iter(parts), Decoding(beam=1)))
    assert streamed == [engine.translate(part, Decoding(beam=1)) for part in parts]
    assert [[t.source for t in made] for made in streamed] == parts
    assert "Ω" in streamed[2][0].text


def test_the_next_part_is_taken_before_one_is_done(tmp_path: Path) -> None:
    engine = CTranslate2Engine.load(MODEL, cache=tmp_path, threads=2)
    taken: list[int] = []

    def parts() -> Iterator[list[str]]:
        for number in range(3):
            taken.append(number)
            yield [f"Det er hus nummer {number}."]

    stream = engine.stream(parts(), Decoding(beam=1))
    next(stream)
    assert len(taken) > 1
