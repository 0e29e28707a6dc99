"""mtkit translates Danish to English, aligns sentences and scores translations.

The names below are the public API. Each is imported at its first use, so that importing mtkit loads nothing heavy.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_WHERE: dict[str, str] = {
    "MtkitError": "mtkit.errors",
}

__all__ = ["__version__", *_WHERE]  # noqa: PLE0604  (the names are strings in _WHERE)


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'mtkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
