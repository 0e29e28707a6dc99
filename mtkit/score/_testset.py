"""What is scored: the systems' outputs, and the references that they are held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtkit.errors import InputError, UsageError


@dataclass(frozen=True, slots=True)
class System:
    """One system's output: `hypotheses` has one entry a segment."""

    name: str
    hypotheses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Testset:
    """References, and what else is known of each segment.

    references: [references][segments], at least one.
    sources:    [segments], or empty where the source is unknown.
    documents:  [segments] the name of each segment's document, or empty where unknown.
    """

    __test__ = False  # for pytest, which would take the class for a collection of tests

    references: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.references[0])


_ALIGN = "both need the same segments in the same order; --align scores output split otherwise"


def check_lengths(counts: Sequence[tuple[str, int]], unit: str = "lines", hint: str = _ALIGN) -> None:
    """See that everything has as many segments as the first of `counts`, which are (name, number of
    segments).

    Raises InputError with both names and both counts. sacreBLEU's Python API cuts the longer one off instead.
    """
    first, expected = counts[0]
    for name, found in counts[1:]:
        if found != expected:
            raise InputError(
                f"{name} has {found} {unit}, {first} has {expected}",
                hint=hint,
            )
    if expected == 0:
        raise InputError(f"{first} has no {unit}", hint="there is nothing to score")


def gather(
    systems: dict[str, Sequence[str]],
    references: Sequence[Sequence[str]],
    sources: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> tuple[tuple[System, ...], Testset]:
    """Systems and test set of the same length.

    Raises UsageError where a system or the reference is missing, InputError where lengths differ.
    """
    if not systems:
        raise UsageError("there is no system to score", hint="name at least one file of translations")
    if not references:
        raise UsageError("there is no reference", hint="name one with --ref")
    if isinstance(references, str) or any(isinstance(column, str) for column in references):
        raise UsageError(
            "references must be a list of lists of segments", hint="wrap a single reference: [lines]"
        )
    counts = [(f"reference {i}" if i > 1 else "the reference", len(r)) for i, r in enumerate(references, 1)]
    counts += [(name, len(hypotheses)) for name, hypotheses in systems.items()]
    counts += [("the source", len(sources))] if sources else []
    counts += [("the list of documents", len(documents))] if documents else []
    check_lengths(counts, "segments")
    testset = Testset(tuple(tuple(column) for column in references), tuple(sources), tuple(documents))
    return tuple(System(name, tuple(hypotheses)) for name, hypotheses in systems.items()), testset
