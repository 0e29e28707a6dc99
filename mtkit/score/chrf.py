"""chrF (Popović 2015) and chrF++ (Popović 2017), as sacreBLEU computes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from mtkit.errors import UsageError
from mtkit.score import _sacrebleu
from mtkit.score._testset import System, Testset

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from mtkit.score._metric import Floats


@dataclass(frozen=True, slots=True)
class Chrf:
    """chrF with sacreBLEU's options, under sacreBLEU's names; the defaults are its own, chrF++ has
    word_order 2.

    Statistics: [segments, 3 * (char_order + word_order)] n-grams of the hypothesis, of the reference and
    common to both, for each order; with several references those of the one that gives the segment the best
    score.
    """

    higher_is_better: ClassVar[bool] = True

    char_order: int = 6
    word_order: int = 0
    beta: int = 2
    lowercase: bool = False
    whitespace: bool = False
    eps_smoothing: bool = False

    def __post_init__(self) -> None:
        if not (
            0 <= self.char_order <= 16 and 0 <= self.word_order <= 16 and self.char_order + self.word_order
        ):
            raise UsageError(
                "chrF's n-gram orders must be from 0 to 16, one of them above 0", hint="usual: 6 and 0"
            )
        if self.beta < 1:
            raise UsageError("chrF's beta must be 1 or more", hint="the usual value is 2")

    @property
    def name(self) -> str:
        return f"chrF{self.beta}" + "+" * self.word_order

    @property
    def identity(self) -> str:
        # Smoothing and beta count too: they choose the best of several references.
        options = f"{self.char_order} {self.word_order} {self.beta} {self.lowercase} {self.whitespace}"
        return f"chrf {_sacrebleu.version()} {options} {self.eps_smoothing}"

    def statistics(self, system: System, testset: Testset) -> Floats:
        from mtkit.score._counting import chrf_counts

        return chrf_counts(self._peer(), system.hypotheses, testset.references, self.formula)

    def corpus_score(self, statistics: Floats) -> float:
        return float(self.formula(statistics.sum(axis=0)))

    def segment_scores(self, statistics: Floats) -> Floats:
        return self.formula(statistics)  # sacreBLEU's to the last digit: nothing but + - * / is done

    def formula(self, sums: Floats, dtype: DTypeLike = "float64") -> Floats:
        from mtkit.score import _formulas

        return _formulas.chrf(sums, dtype, beta=self.beta, eps_smoothing=self.eps_smoothing)

    def signature(self, references: int, **extra: str | int) -> str:
        options: dict[str, str | int | bool] = {
            "case": "lc" if self.lowercase else "mixed",
            "eff": not self.eps_smoothing,
            "nc": self.char_order,
            "nw": self.word_order,
            "space": self.whitespace,
        }
        return _sacrebleu.signature(references, options, extra)

    def _peer(self) -> Any:
        return _sacrebleu.peer(
            "CHRF",
            char_order=self.char_order,
            word_order=self.word_order,
            beta=self.beta,
            lowercase=self.lowercase,
            whitespace=self.whitespace,
            eps_smoothing=self.eps_smoothing,
        )


def variant(suffix: str) -> dict[str, int]:
    """The options that a name's ending stands for: "++" words up to pairs, "3" beta 3."""
    match = re.fullmatch(r"(\d*)(\+{0,2})", suffix)
    if match is None:
        raise UsageError(
            f"no metric is called 'chrf{suffix}'", hint="known: chrf, chrf+, chrf++, chrf3 (beta 3)"
        )
    beta, plus = match.groups()
    return {**({"beta": int(beta)} if beta else {}), **({"word_order": len(plus)} if plus else {})}


METRIC = Chrf
