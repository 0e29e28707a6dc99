"""Try one way after another for translations that failed, and keep the best candidate of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mtkit.core import Decoding, Translation
from mtkit.guards import severity
from mtkit.guards.checks import check
from mtkit.guards.joining import tidy
from mtkit.guards.ways import LADDER, Attempt, Way

MAX_TRIES = 4  # other ways for one sentence; each costs about what the sentence did, a larger beam twice that
MAX_LOSS = 0.35  # how much less likely (mean ln p a token) a candidate may be that only cures warnings


@dataclass(slots=True)
class _Case:
    """One failing sentence: its first translation, its best candidate so far, and the tries it has had."""

    first: Translation
    best: Translation
    keep: tuple[str, ...]
    tries: int = 0


def climb(
    failed: Sequence[Translation],
    keep: Sequence[tuple[str, ...]],
    translate: Callable[[Sequence[str], Decoding], list[Translation]],
    base: Decoding,
    ladder: Sequence[Way] | None = None,
) -> list[Translation]:
    """The best candidate for each of `failed`, whose flags are set; see mtkit.guards.repair.repair."""
    cases = [_Case(translation, translation, kept) for translation, kept in zip(failed, keep, strict=True)]
    for way in LADDER if ladder is None else ladder:
        if open_cases := [case for case in cases if _is_open(case, way)]:
            _try(way, open_cases, translate, base)
    return [case.best for case in cases]


def _is_open(case: _Case, way: Way) -> bool:
    return (bool(case.best.flags) or way.unasked) and case.tries < MAX_TRIES


def _try(
    way: Way,
    cases: Sequence[_Case],
    translate: Callable[[Sequence[str], Decoding], list[Translation]],
    base: Decoding,
) -> None:
    """Try one way for all `cases` that it is for, in one call of the engine."""
    attempts: list[tuple[_Case, Attempt]] = []
    for case in cases:
        attempt = way.attempt(case.first.source, case.best.flags, case.keep)
        if attempt is not None and any(translated for _, translated in attempt.parts):
            attempts.append((case, attempt))
    inputs = dict.fromkeys(
        text for _, attempt in attempts for text, translated in attempt.parts if translated
    )
    if not inputs:
        return
    outputs = dict(zip(inputs, translate(list(inputs), way.decoding(base)), strict=True))
    for case, attempt in attempts:
        case.tries += 1
        candidate = _candidate(case, attempt, outputs)
        if _better(candidate, case, head_start=MAX_LOSS if way.unasked else 0.0):
            case.best = candidate


def _candidate(case: _Case, attempt: Attempt, outputs: dict[str, Translation]) -> Translation:
    source = case.first.source
    used = [outputs[text] for text, translated in attempt.parts if translated]
    if attempt.parts == ((source, True),):
        found = replace(used[0], source=source, origin="retry")
    else:
        whole = len(used) == 1 and len(attempt.parts) == 1
        pieces = [
            (outputs[text].text if whole else tidy(text, outputs[text].text)) if translated else text
            for text, translated in attempt.parts
        ]
        weight = sum(len(each.text) + 1 for each in used)
        score = sum(each.score * (len(each.text) + 1) for each in used) / weight
        found = Translation(source, attempt.finish("".join(pieces)), score, origin="retry")
    return replace(found, flags=check(source, found.text, keep=case.keep))


def _better(candidate: Translation, case: _Case, head_start: float = 0.0) -> bool:
    """head_start: what is added to the candidate's score, because capitals that are copied score too well."""
    ours, best = severity(candidate.flags), severity(case.best.flags)
    if severity(case.first.flags)[0] == 0 and candidate.score < case.first.score - MAX_LOSS:
        return False
    return ours < best or (ours == best and candidate.score + head_start > case.best.score)
