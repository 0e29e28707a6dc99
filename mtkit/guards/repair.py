"""Check translations, translate what failed another way, and keep the best candidate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtkit.core import Decoding, Translation
from mtkit.guards.checks import check
from mtkit.guards.input import in_capitals

if TYPE_CHECKING:
    from mtkit.guards.ways import Way


def repair(
    first: Sequence[Translation],
    translate: Callable[[Sequence[str], Decoding], list[Translation]],
    *,
    keep: Sequence[Sequence[str]] = (),
    decoding: Decoding | None = None,
    ladder: Sequence[Way] | None = None,
    checked: bool = False,
) -> list[Translation]:
    """Check every translation, and translate those that fail in other ways; one result each, in order.

    first: what the engine gave; only those of origin "model" are looked at. translate: sentences ->
    translations, as an engine does; called at most once a rung of the ladder, with all that still fail.
    keep: for each of `first`, strings that must come through as they are; or empty. decoding: the one that
    `first` was made with. The best candidate is the one of least severity, then of the highest score, then
    the earliest; where it is not the first, origin is "retry". Flags are those that the result still has.
    A source in capitals is tried in sentence case even where nothing seems wrong.

    ladder: the ways to try, by default mtkit.guards.ways.LADDER. checked: whether the flags of `first` are
    set.

    What becomes of a sentence depends on it alone, whatever else is in `first`. It is tried at most
    mtkit.guards.ladder.MAX_TRIES times more.
    """
    results = list(first)
    failed: list[int] = []
    for i, translation in enumerate(first):
        if translation.origin != "model":
            continue
        if not checked:
            flags = check(translation.source, translation.text, keep=keep[i] if keep else ())
            results[i] = replace(translation, flags=flags)
        if results[i].flags or in_capitals(translation.source):
            failed.append(i)
    if failed:
        from mtkit.guards.ladder import climb  # rarely needed, and slow to load

        kept = [tuple(keep[i]) if keep else () for i in failed]
        best = climb([results[i] for i in failed], kept, translate, decoding or Decoding(), ladder)
        for i, translation in zip(failed, best, strict=True):
            results[i] = translation
    return results
