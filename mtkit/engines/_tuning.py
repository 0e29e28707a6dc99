"""What was measured about a checkpoint, to make it faster or better: `mtkit.json` beside its weights."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from mtkit.core import BEAM
from mtkit.engines._tokenizer import tokenizer_settings
from mtkit.errors import ModelError

NAME = "mtkit.json"
_MAX_TOKENS = 200  # longer sentences translate badly with models that can take them
_BATCH = 16  # sentences; larger batches leave the cache, and are slower (eval/speed/means.py)
_UNCERTAIN = -0.6  # for models that nobody has measured; a careful value for well-trained ones


@dataclass(frozen=True, slots=True)
class Tuning:
    """uncertain: greedy output whose score (mean ln p a token) is below this is decoded again with a beam; a
    value over 0 means that all of it is, so that the greedy pass is left out. beam: the size of that beam.

    max_tokens: sentences of more subwords are cut at a clause before they are translated.
    target_vocabulary: ids that the model may produce, None for all. alignment: decoder layer and number of
    heads whose attention links words best. batch: most sentences of a batch, with a beam and without; changes
    no output. `eval/speed/tune.py` measures what is in it.
    """

    uncertain: float = _UNCERTAIN
    beam: int = BEAM
    max_tokens: int = _MAX_TOKENS
    target_vocabulary: tuple[int, ...] | None = None
    alignment: tuple[int, int] | None = None
    batch: tuple[int, int] = field(default=(_BATCH, _BATCH), repr=False, compare=False)

    @property
    def signature(self) -> str:
        """What of it changes output, short enough to print."""
        if self == Tuning():
            return "none"
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


def read_tuning(folder: Path) -> Tuning:
    """The tuning of the checkpoint in `folder`. Raises ModelError where mtkit.json is damaged."""
    path = folder / NAME
    stated = _stated_length(folder)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        ranges = found.get("target_vocabulary")
        alignment = found.get("alignment")
        batch = found.get("batch", (_BATCH, _BATCH))
        return Tuning(
            uncertain=float(found.get("uncertain", _UNCERTAIN)),
            beam=max(1, int(found.get("beam", BEAM))),
            max_tokens=max(1, min(_MAX_TOKENS, int(found.get("max_tokens", stated)))),
            target_vocabulary=None if ranges is None else unpack_ids(ranges),
            alignment=None if alignment is None else (int(alignment[0]), int(alignment[1])),
            batch=(max(1, int(batch[0])), max(1, int(batch[1]))),
        )
    except FileNotFoundError:
        return Tuning(max_tokens=stated)
    except (OSError, ValueError, OverflowError, TypeError, AttributeError, IndexError) as error:
        raise ModelError(
            f"{path} cannot be used: {error}", hint="delete it, or get the model again"
        ) from None


def _stated_length(folder: Path) -> int:
    """The longest input by the tokenizer's configuration, within what mtkit gives any model."""
    stated = tokenizer_settings(folder).get("model_max_length", _MAX_TOKENS)
    return int(max(1, min(_MAX_TOKENS, stated))) if isinstance(stated, int | float) else _MAX_TOKENS


def pack_ids(ids: list[int]) -> list[list[int]]:
    """Sorted ids as [first, last] ranges, both included: short, and easy to compare."""
    ranges: list[list[int]] = []
    for number in sorted(set(ids)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def unpack_ids(ranges: list[list[int]]) -> tuple[int, ...]:
    """The ids of `pack_ids`."""
    return tuple(number for first, last in ranges for number in range(first, last + 1))
