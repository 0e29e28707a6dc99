"""Let a module be called like the function that it is named after.

`mtkit.align` is a package and, for users, a function: whichever is imported first, `mtkit.align(…)` must
work. Python lets a module's class be replaced for just this (Python language reference, section 3.3.2.1).
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


def make_callable(module_name: str, function: str) -> None:
    """Make the module `module_name`, when called, call its own attribute `function`."""

    class CallableModule(ModuleType):
        def __call__(self, *arguments: Any, **options: Any) -> Any:
            return getattr(self, function)(*arguments, **options)

    sys.modules[module_name].__class__ = CallableModule
