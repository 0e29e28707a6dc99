"""What the splitter knows of a language: the data modules (danish, english), and little of any other."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, fields
from functools import cache
from types import ModuleType

_MODULES = {"da": "danish", "dan": "danish", "en": "english", "eng": "english"}


@dataclass(frozen=True, slots=True)
class Language:
    """Word lists, all in lower case; the data modules say what each is for."""

    never_final: frozenset[str]
    often_final: frozenset[str]
    sometimes_final: frozenset[str]
    before_number: frozenset[str]
    months: frozenset[str]
    ordinal_nouns: frozenset[str]
    before_ordinal: frozenset[str]
    regnal: frozenset[str]
    starters: frozenset[str]
    marked_names: frozenset[str]
    speech: frozenset[str]
    words: frozenset[str]


@cache
def language(code: str) -> Language:
    """The data of a language by its code ("da", "en-GB", "dan"); of Danish and English for any other."""
    short = code.replace("_", "-").partition("-")[0].lower()
    names = [_MODULES[short]] if short in _MODULES else ["danish", "english"]
    modules = [importlib.import_module(f"mtkit.text.{name}") for name in names]
    merged = {f.name: _words(f.name.upper(), modules) for f in fields(Language)}
    return Language(**merged)


def _words(name: str, modules: list[ModuleType]) -> frozenset[str]:
    return frozenset(word for module in modules for word in getattr(module, name).split())
