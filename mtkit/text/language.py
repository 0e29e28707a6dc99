"""What the splitter knows of a language: the data modules (danish, english), and all for any other."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import ModuleType

_MODULES = {"da": "danish", "dan": "danish", "en": "english", "eng": "english"}


class Kind(Enum):
    """How a word with a stop behaves before a capital letter."""

    NEVER = "never"  # never ends a sentence: "hr."
    RARELY = "rarely"  # ends one before a word of a closed class that is no name: "f.eks.", initials
    SOMETIMES = "sometimes"  # ends one before any common word: "mio."
    OFTEN = "often"  # ends one before any word: "kr.", "osv."
    WORD = "word"  # no abbreviation


@dataclass(frozen=True, slots=True)
class Language:
    """Word lists; the data modules say what each is for. In lower case, but for some of `kinds`."""

    kinds: dict[str, Kind]
    capitalised: frozenset[str]
    amounts: frozenset[str]
    degrees: frozenset[str]
    before_number: frozenset[str]
    ordinal_nouns: frozenset[str]
    before_ordinal: frozenset[str]
    regnal: frozenset[str]
    lettered: frozenset[str]
    starters: frozenset[str]
    name_like: frozenset[str]
    common: frozenset[str]
    marked_names: frozenset[str]
    speech: frozenset[str]
    words: frozenset[str]


@cache
def language(code: str) -> Language:
    """The data of a language by its code ("da", "en-GB", "dan"); a blend of all for any other."""
    short = code.replace("_", "-").partition("-")[0].lower()
    names = [_MODULES[short]] if short in _MODULES else ["danish", "english", "general"]
    modules = [importlib.import_module(f"mtkit.text.{name}") for name in names]
    kinds = {
        word: kind
        for kind in (Kind.OFTEN, Kind.SOMETIMES, Kind.RARELY, Kind.NEVER)
        for word in _words(kind.name, modules)
    }
    sets = {name: _words(name.upper(), modules) for name in Language.__slots__ if name != "kinds"}
    return Language(kinds=kinds, **sets)


def _words(name: str, modules: list[ModuleType]) -> frozenset[str]:
    return frozenset(word for module in modules for word in getattr(module, name).split())
