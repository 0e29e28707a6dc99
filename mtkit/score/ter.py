"""TER, the translation edit rate (Snover et al. 2006), as sacreBLEU computes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from mtkit.score import _sacrebleu
from mtkit.score._testset import System, Testset

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from mtkit.score._metric import Floats


@dataclass(frozen=True, slots=True)
class Ter:
    """TER with sacreBLEU's options, under sacreBLEU's names; lower is better.

    Statistics: [segments, 2] edits to the closest reference, mean number of words of the references.
    """

    higher_is_better: ClassVar[bool] = False

    normalized: bool = False
    no_punct: bool = False
    asian_support: bool = False
    case_sensitive: bool = False

    @property
    def name(self) -> str:
        return "TER"

    @property
    def identity(self) -> str:
        options = f"{self.normalized} {self.no_punct} {self.asian_support} {self.case_sensitive}"
        return f"ter {_sacrebleu.version()} {options}"

    def statistics(self, system: System, testset: Testset) -> Floats:
        from mtkit.score._counting import ter_counts

        return ter_counts(self._peer(), system.hypotheses, testset.references)

    def corpus_score(self, statistics: Floats) -> float:
        if (statistics == statistics.round()).all():  # then the order of the sum changes nothing
            return float(self.formula(statistics.sum(axis=0)))
        return _sacrebleu.score_of_rows(self._peer(), statistics)

    def segment_scores(self, statistics: Floats) -> Floats:
        return self.formula(statistics)  # sacreBLEU's to the last digit: nothing but + - * / is done

    def formula(self, sums: Floats, dtype: DTypeLike = "float64") -> Floats:
        from mtkit.score import _formulas

        return _formulas.ter(sums, dtype)

    def signature(self, references: int, **extra: str | int) -> str:
        options: dict[str, str | int | bool] = {
            "case": "mixed" if self.case_sensitive else "lc",
            "tok": "tercom",
            "norm": self.normalized,
            "punct": not self.no_punct,
            "asian": self.asian_support,
        }
        return _sacrebleu.signature(references, options, extra)

    def _peer(self) -> Any:
        return _sacrebleu.peer(
            "TER",
            normalized=self.normalized,
            no_punct=self.no_punct,
            asian_support=self.asian_support,
            case_sensitive=self.case_sensitive,
        )


METRIC = Ter
