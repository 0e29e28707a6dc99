"""What differs between two sentences, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from mtkit.text import tokens

Operation = Literal["same", "changed", "missing", "extra"]
# difflib takes time that grows with the square of the length and worse: beyond this, whole texts are
# compared.
_MOST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of words: what the reference has and what the hypothesis has in its place.

    operation: "same", "changed", "missing" (from the hypothesis) or "extra" (only in the hypothesis).
    """

    operation: Operation
    reference: str
    hypothesis: str


def word_diff(hypothesis: str, reference: str) -> tuple[Edit, ...]:
    """The edits that turn `reference` into `hypothesis`, in order.

    Joining the `hypothesis` of all edits gives the hypothesis back, and so for the reference: space between
    words stands with the word before it.
    """
    old, new = _words(reference), _words(hypothesis)
    if max(len(old), len(new)) > _MOST_WORDS:
        return (Edit("same" if old == new else "changed", reference, hypothesis),)
    matcher = SequenceMatcher(None, [w.rstrip() for w in old], [w.rstrip() for w in new], autojunk=False)
    edits = []
    for tag, i, j, k, m in matcher.get_opcodes():
        operation: Operation = _OPERATIONS[tag]
        edits.append(Edit(operation, "".join(old[i:j]), "".join(new[k:m])))
    return tuple(edits)


_OPERATIONS: dict[str, Operation] = {
    "equal": "same",
    "replace": "changed",
    "delete": "missing",
    "insert": "extra",
}


def _words(text: str) -> list[str]:
    """Words and punctuation, each with the space after it; space before the first is a word of its own."""
    starts = [token.start for token in tokens.words(text)]
    if not starts:
        return [text] if text else []
    edges = sorted({0, *starts, len(text)})
    return [text[start:end] for start, end in pairwise(edges)]
