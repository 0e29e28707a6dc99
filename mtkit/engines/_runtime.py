"""Import CTranslate2 without asyncio, which it needs only to stream and which costs most of its import."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module until something is asked of it, and then asks the module itself."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def ctranslate2() -> Any:
    """The module ctranslate2. Its own `asyncio` loads at its first use; everyone else's is the real one."""
    if "ctranslate2" in sys.modules or "asyncio" in sys.modules:
        return importlib.import_module("ctranslate2")
    later = _Later("asyncio")
    sys.modules["asyncio"] = later
    try:
        return importlib.import_module("ctranslate2")
    finally:
        if sys.modules.get("asyncio") is later:
            del sys.modules["asyncio"]
