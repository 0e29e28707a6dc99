"""The one protocol of every metric, and how a metric is called by name."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Protocol

from mtkit import registry
from mtkit.errors import UsageError
from mtkit.score._testset import System, Testset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import DTypeLike, NDArray

    Floats = NDArray[np.floating[Any]]

DEFAULT_METRICS = ("bleu", "chrf", "chrf++", "ter")


class Metric(Protocol):
    """Sufficient statistics for each segment and one formula over their sums.

    Confidence, significance and buckets need nothing else, so they come free for every metric. A member
    module of mtkit.score holds such a class as `METRIC`.
    """

    @property
    def name(self) -> str:
        """The metric's name as its papers and sacreBLEU print it: "BLEU", "chrF2++"."""
        ...

    @property
    def higher_is_better(self) -> bool: ...

    @property
    def identity(self) -> str:
        """All but the texts that can change the statistics; empty where they must not be cached."""
        ...

    def statistics(self, system: System, testset: Testset) -> Floats:
        """[segments, k] sufficient statistics."""
        ...

    def corpus_score(self, statistics: Floats) -> float:
        """The score of the whole of [segments, k], by the reference implementation's own arithmetic."""
        ...

    def segment_scores(self, statistics: Floats) -> Floats:
        """[segments] the score of each segment by itself."""
        ...

    def formula(self, sums: Floats, dtype: DTypeLike = "float64") -> Floats:
        """[..., k] sums of statistics to [...] scores, in arithmetic of precision `dtype`."""
        ...

    def signature(self, references: int, **extra: str | int) -> str:
        """How the score was computed, in sacreBLEU's form; `extra` is added to it."""
        ...


def metric(spec: str, **options: Any) -> Metric:
    """The metric called `spec`: "bleu", "chrf", "chrf++", "chrf3", "ter", with the options of its class.

    Raises UsageError for an unknown metric, option or value.
    """
    match = re.fullmatch(r"([a-z_]+)(\d*\+*)", spec.strip().lower())
    if match is None:
        raise UsageError(f"{spec!r} is not the name of a metric", hint=f"known: {', '.join(known_metrics())}")
    name, suffix = match.groups()
    if name == "external" or name not in registry.names("mtkit.score"):
        raise UsageError(f"no metric is called {spec!r}", hint=f"known: {', '.join(known_metrics())}")
    member = registry.load("mtkit.score", name)
    if suffix:
        if not hasattr(member, "variant"):
            raise UsageError(f"{name} has no variant {spec!r}", hint=f"known: {', '.join(known_metrics())}")
        options = {**member.variant(suffix), **options}
    kind = member.METRIC
    if is_dataclass(kind):
        _check_options(spec, kind, options)
    made: Metric = kind(**options)
    return made


def _check_options(spec: str, kind: Any, options: dict[str, Any]) -> None:
    allowed = sorted(field.name for field in fields(kind))
    for option in options:
        if option not in allowed:
            raise UsageError(f"{spec} has no option {option!r}", hint=f"it has: {', '.join(allowed)}")
    for field in fields(kind):
        if field.default is MISSING and field.default_factory is MISSING and field.name not in options:
            raise UsageError(f"{spec} needs the option {field.name!r}", hint=f"it has: {', '.join(allowed)}")


def known_metrics() -> list[str]:
    """What `metric` can be asked for by name alone."""
    members = [name for name in registry.names("mtkit.score") if name != "external"]
    return sorted({*members, *DEFAULT_METRICS})


def same_metric(asked: str, name: str) -> bool:
    """Whether a person who writes `asked` ("chrf", "chrF2++", "bleu") means the metric printed as `name`."""
    plain = re.sub(r"^chrf2", "chrf", name.lower())
    return re.sub(r"^chrf2", "chrf", asked.strip().lower()) == plain
