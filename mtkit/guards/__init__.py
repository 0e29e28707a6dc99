"""What may be wrong with one translation, and what to do about it.

`checks.check` names what is wrong, `repair.repair` translates what fails another way and keeps the best
candidate, `input` says what should never reach a model. The names that checks give, each with one line for
people, stand in FLAGS. Importing this package loads none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class Flag:
    """What a flag means. An "error" loses something or misleads; a "warning" may."""

    meaning: str
    severity: Literal["error", "warning"]


FLAGS = MappingProxyType(
    {
        "control": Flag(
            "pieces of the model's own alphabet, or escapes like &#39;, are left in the output", "error"
        ),
        "copied": Flag("Danish text came through untranslated", "error"),
        "dropped-sentence": Flag("fewer sentences came out than went in, and the output is shorter", "error"),
        "empty": Flag("nothing came out", "error"),
        "keep": Flag("text that was to stay as it is was lost or changed", "error"),
        "long": Flag("the output is far longer than the source", "error"),
        "loop": Flag("the output repeats itself over and over", "error"),
        "number": Flag("a number or a date was lost, changed or invented", "warning"),
        "placeholder": Flag("a placeholder, a tag or an entity was lost or changed", "error"),
        "repeat": Flag("the output says something twice that the source says once", "warning"),
        "script": Flag("writing that is not Latin, or an emoji, was lost or changed", "warning"),
        "short": Flag("the output is far shorter than the source", "error"),
        "untranslated-caps": Flag("a source in capitals came through untranslated or mangled", "error"),
        "untranslated-word": Flag("a Danish word is left in the output", "warning"),
        "url": Flag("a web or e-mail address was lost or changed", "error"),
    }
)


_USELESS = frozenset({"empty", "loop", "copied"})


def severity(flags: Iterable[str]) -> tuple[int, int]:
    """Errors and warnings among `flags`; smaller is better, and an unknown flag is an error.

    Where nothing usable came out an error counts twice: half a sentence is better than a loop.
    """
    errors = warnings = 0
    for name in flags:
        if name in FLAGS and FLAGS[name].severity == "warning":
            warnings += 1
        else:
            errors += 2 if name in _USELESS else 1
    return errors, warnings
