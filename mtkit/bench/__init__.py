"""Models and outputs on test sets: quality, speed, memory, and one page that shows which to use.

`mtkit.bench(…)` is `mtkit.bench.bench(…)`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mtkit.callable_module import make_callable

if TYPE_CHECKING:
    from mtkit.bench.catalogue import Definition, definition, definitions
    from mtkit.bench.fetch import add, pull, verify
    from mtkit.bench.regression import Verdict, paired_test, regressions
    from mtkit.bench.report import write_report
    from mtkit.bench.results import comparable, read_results
    from mtkit.bench.run import BenchRun, bench
    from mtkit.bench.setspec import read_set
    from mtkit.bench.suite import Outputs, SetSpec, Suite, Way, read_suite
    from mtkit.bench.table import markdown_table, picture
    from mtkit.bench.testset import BenchSet

_WHERE = {
    "BenchRun": "run",
    "BenchSet": "testset",
    "Definition": "catalogue",
    "Outputs": "suite",
    "SetSpec": "suite",
    "Suite": "suite",
    "Verdict": "regression",
    "Way": "suite",
    "add": "fetch",
    "bench": "run",
    "comparable": "results",
    "definition": "catalogue",
    "definitions": "catalogue",
    "markdown_table": "table",
    "paired_test": "regression",
    "picture": "table",
    "pull": "fetch",
    "read_results": "results",
    "read_set": "setspec",
    "read_suite": "suite",
    "regressions": "regression",
    "verify": "fetch",
    "write_report": "report",
}

__all__ = [
    "BenchRun",
    "BenchSet",
    "Definition",
    "Outputs",
    "SetSpec",
    "Suite",
    "Verdict",
    "Way",
    "add",
    "bench",
    "comparable",
    "definition",
    "definitions",
    "markdown_table",
    "paired_test",
    "picture",
    "pull",
    "read_results",
    "read_set",
    "read_suite",
    "regressions",
    "verify",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


make_callable(__name__, "bench")
