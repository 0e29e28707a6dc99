"""mtkit.json beside a checkpoint."""

import json
from pathlib import Path

import pytest

from mtkit.engines._tuning import NAME, Tuning, pack_ids, read_tuning, unpack_ids
from mtkit.errors import ModelError


def test_a_checkpoint_that_nobody_measured_has_careful_values(tmp_path: Path) -> None:
    assert read_tuning(tmp_path) == Tuning(uncertain=-0.6, beam=4)
    assert Tuning().signature == "none"


def test_a_sentence_is_as_long_as_measured_or_as_the_tokenizer_says(tmp_path: Path) -> None:
    assert read_tuning(tmp_path).max_tokens == 200
    (tmp_path / "tokenizer_config.json").write_text('{"model_max_length": 120}')
    assert read_tuning(tmp_path).max_tokens == 120
    (tmp_path / NAME).write_text('{"max_tokens": 64}')
    assert read_tuning(tmp_path).max_tokens == 64
    (tmp_path / NAME).write_text("{}")
    for endless in ("1e30", "Infinity", '"none"'):
        (tmp_path / "tokenizer_config.json").write_text(f'{{"model_max_length": {endless}}}')
        assert read_tuning(tmp_path).max_tokens == 200


def test_what_was_measured_is_read_and_signed(tmp_path: Path) -> None:
    written = {"uncertain": 1, "beam": 3, "target_vocabulary": [[0, 2], [7, 7]], "alignment": [1, 4]}
    (tmp_path / NAME).write_text(json.dumps(written))
    found = read_tuning(tmp_path)
    assert found == Tuning(uncertain=1.0, beam=3, target_vocabulary=(0, 1, 2, 7), alignment=(1, 4))
    (tmp_path / NAME).write_text(json.dumps(written | {"batch": [8, 12]}))
    assert (read_tuning(tmp_path).batch, read_tuning(tmp_path).signature) == ((8, 12), found.signature)
    (tmp_path / NAME).write_text(json.dumps(written | {"beam": 4}))
    assert read_tuning(tmp_path).signature != found.signature


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"beam": "x"}',
        '{"beam": Infinity}',
        '{"uncertain": null}',
        '{"alignment": [1]}',
        '{"batch": 8}',
    ],
)
def test_a_damaged_file_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(ModelError, match=r"mtkit\.json cannot be used"):
        read_tuning(tmp_path)


def test_ranges_are_short_and_come_back() -> None:
    ids = [0, 1, 2, 5, 9, 10]
    assert pack_ids(ids) == [[0, 2], [5, 5], [9, 10]]
    assert unpack_ids(pack_ids(ids)) == tuple(ids)
