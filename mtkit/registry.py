"""Find the members of a folder: formats, bitext files, engines, aligners, metrics.

Every module of such a package whose name has no leading underscore is a member, and its name is the member's
name. A new member is one new file; nothing else lists it.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from mtkit.errors import UsageError

KINDS = {
    "mtkit.formats": "format",
    "mtkit.bitext": "form of pairs",
    "mtkit.engines": "engine",
    "mtkit.align": "alignment method",
    "mtkit.score": "metric",
}


def names(package: str) -> list[str]:
    """Names of the members of `package` (a dotted name), sorted. Imports the package, none of its members."""
    found = importlib.import_module(package).__path__
    return sorted(m.name for m in pkgutil.iter_modules(found) if not m.name.startswith("_"))


def load(package: str, name: str) -> ModuleType:
    """The member module `name` of `package`, one of KINDS.

    Raises UsageError, with the names that exist, when there is no such member.
    """
    known = names(package)
    if name not in known:
        raise UsageError(f"no {KINDS[package]} is called {name!r}", hint=f"known: {', '.join(known)}")
    return importlib.import_module(f"{package}.{name}")
