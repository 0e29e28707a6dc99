"""Give every sentence back unchanged: for tests, and to measure what everything around an engine costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mtkit.core import BEAM, Decoding, Translation


class EchoEngine:
    """The identity translation. It takes no model."""

    name = "echo"
    needs_model = False
    max_tokens = 1 << 40
    uncertain = float("-inf")
    beam = BEAM

    @classmethod
    def load(cls, folder: Path | None, **options: object) -> EchoEngine:
        return cls()

    @property
    def signature(self) -> dict[str, str]:
        return {"engine": self.name}

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        return [Translation(sentence, sentence, origin="copy") for sentence in sentences]

    def stream(self, parts: Iterable[Sequence[str]], decoding: Decoding) -> Iterator[list[Translation]]:
        """One part after another."""
        return (self.translate(part, decoding) for part in parts)

    def count_tokens(self, sentences: Iterable[str]) -> list[int]:
        return [len(sentence) // 4 for sentence in sentences]

    def close(self) -> None:
        """Nothing to free."""


ENGINE = EchoEngine
