"""BLEU (Papineni et al. 2002), as sacreBLEU computes it (Post 2018)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from mtkit.errors import UsageError
from mtkit.score import _sacrebleu
from mtkit.score._testset import System, Testset

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from mtkit.score._metric import Floats

SMOOTH_METHODS = ("exp", "floor", "add-k", "none")
SMOOTH_VALUES = {"floor": 0.1, "add-k": 1}  # where none is given
TOKENIZERS = (
    *("13a", "intl", "char", "none", "zh", "ja-mecab", "ko-mecab"),
    *("spm", "flores101", "flores200", "spBLEU-1K"),
)


@dataclass(frozen=True, slots=True)
class Bleu:
    """BLEU with sacreBLEU's options, under sacreBLEU's names; the defaults are its own.

    Statistics: [segments, 2 + 2 * max_ngram_order] hypothesis length, reference length, matching n-grams of
    each order, n-grams of each order. The score of one segment uses the effective order, as sacreBLEU's does.
    """

    higher_is_better: ClassVar[bool] = True

    lowercase: bool = False
    tokenize: str = "13a"
    smooth_method: str = "exp"
    smooth_value: float | None = None
    max_ngram_order: int = 4
    effective_order: bool = False

    def __post_init__(self) -> None:
        if self.tokenize not in TOKENIZERS:
            raise UsageError(
                f"no tokenizer is called {self.tokenize!r}", hint=f"known: {', '.join(TOKENIZERS)}"
            )
        if self.smooth_method not in SMOOTH_METHODS:
            hint = f"known: {', '.join(SMOOTH_METHODS)}"
            raise UsageError(f"no smoothing method is called {self.smooth_method!r}", hint=hint)
        if self.smooth_value is not None and not 0 <= self.smooth_value < math.inf:
            raise UsageError("a smoothing value must be 0 or more", hint="the usual values are 0.1 and 1")
        if not 1 <= self.max_ngram_order <= 16:
            raise UsageError("BLEU's n-gram order must be from 1 to 16", hint="the usual order is 4")

    @property
    def name(self) -> str:
        return "BLEU"

    @property
    def identity(self) -> str:
        return f"bleu {_sacrebleu.version()} {self.lowercase} {self.tokenize} {self.max_ngram_order}"

    def statistics(self, system: System, testset: Testset) -> Floats:
        from mtkit.score._counting import bleu_counts

        return bleu_counts(self._peer(), system.hypotheses, testset.references)

    def corpus_score(self, statistics: Floats) -> float:
        return float(self._formula(statistics.sum(axis=0), exact=True))

    def segment_scores(self, statistics: Floats) -> Floats:
        return self._formula(statistics, effective_order=True, exact=True)

    def formula(self, sums: Floats, dtype: DTypeLike = "float64") -> Floats:
        return self._formula(sums, dtype)

    def signature(self, references: int, **extra: str | int) -> str:
        smooth = self.smooth_method
        if smooth in SMOOTH_VALUES:
            smooth += f"[{SMOOTH_VALUES[smooth] if self.smooth_value is None else self.smooth_value:.2f}]"
        # The others have a version of their own in their name.
        plain = self.tokenize in ("13a", "intl", "char", "none", "zh")
        options = {
            "case": "lc" if self.lowercase else "mixed",
            "eff": self.effective_order,
            "tok": self.tokenize if plain else self._peer().tokenizer_signature,
            "smooth": smooth,
        }
        return _sacrebleu.signature(references, options, extra)

    def _formula(
        self, sums: Floats, dtype: DTypeLike = "float64", effective_order: bool = False, exact: bool = False
    ) -> Floats:
        from mtkit.score import _formulas

        return _formulas.bleu(
            sums,
            dtype,
            order=self.max_ngram_order,
            smooth_method=self.smooth_method,
            smooth_value=self.smooth_value,
            effective_order=effective_order or self.effective_order,
            exact=exact,
        )

    def _peer(self) -> Any:
        return _sacrebleu.peer(
            "BLEU",
            lowercase=self.lowercase,
            tokenize=self.tokenize,
            smooth_method=self.smooth_method,
            smooth_value=self.smooth_value,
            max_ngram_order=self.max_ngram_order,
            effective_order=self.effective_order,
            force=True,  # text that looks tokenized is noted by mtkit.score itself
        )


METRIC = Bleu
