"""BLEU (Papineni et al. 2002), as sacreBLEU computes it (Post 2018)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from mtkit.errors import UsageError
from mtkit.score import _sacrebleu
from mtkit.score._testset import System, Testset

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from mtkit.score._metric import Floats

SMOOTH_METHODS = ("exp", "floor", "add-k", "none")
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
        if self.smooth_value is not None and self.smooth_value < 0:
            raise UsageError("a smoothing value must not be negative", hint="give 0 or more")
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
        return _sacrebleu.score_of_counts(self._peer(), statistics)

    def segment_scores(self, statistics: Floats) -> Floats:
        return _sacrebleu.segment_scores(self._peer(effective_order=True), statistics)

    def formula(self, sums: Floats, dtype: DTypeLike = "float64") -> Floats:
        from mtkit.score import _formulas

        return _formulas.bleu(
            sums,
            dtype,
            order=self.max_ngram_order,
            smooth_method=self.smooth_method,
            smooth_value=self.smooth_value,
            effective_order=self.effective_order,
        )

    def signature(self, references: int, **extra: str | int) -> str:
        return _sacrebleu.signature(self._peer(), references, extra)

    def _peer(self, effective_order: bool | None = None) -> Any:
        return _sacrebleu.peer(
            "BLEU",
            lowercase=self.lowercase,
            tokenize=self.tokenize,
            smooth_method=self.smooth_method,
            smooth_value=self.smooth_value,
            max_ngram_order=self.max_ngram_order,
            effective_order=self.effective_order if effective_order is None else effective_order,
            force=True,  # text that looks tokenized is noted by mtkit.score itself
        )


METRIC = Bleu
