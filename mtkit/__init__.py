"""mtkit translates Danish to English, aligns sentences and scores translations.

    >>> import mtkit
    >>> mtkit.translate("Hej, verden.")  # doctest: +SKIP
    'Hello, world.'

The names below are the public API. Each is imported at its first use, so that importing mtkit loads nothing
heavy.
`mtkit.translate`, `mtkit.align`, `mtkit.score` and `mtkit.bench` are functions and, for whoever wants more of
them, the modules of that name.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Where each name lives (`module` or `module:attribute`). A name whose module is called like it stands for the
# module, which can itself be called.
_WHERE: dict[str, str] = {
    "Bead": "mtkit.core",
    "Bitext": "mtkit.core",
    "MtkitError": "mtkit.errors",
    "Score": "mtkit.core",
    "Segment": "mtkit.core",
    "Translation": "mtkit.core",
    "Translator": "mtkit.translate",
    "align": "mtkit.align",
    "bench": "mtkit.bench",
    "compare": "mtkit.score",
    "load_engine": "mtkit.store",
    "models": "mtkit.store",
    "read": "mtkit.documents",
    "score": "mtkit.score",
    "segment": "mtkit.text.segment:sentences",
    "translate": "mtkit.translate",
    "translate_dir": "mtkit.batch",
    "translate_file": "mtkit.documents",
    "translate_sentences": "mtkit.translate",
    "write": "mtkit.documents",
}

__all__ = [
    "Bead",
    "Bitext",
    "MtkitError",
    "Score",
    "Segment",
    "Translation",
    "Translator",
    "__version__",
    "align",
    "bench",
    "compare",
    "load_engine",
    "models",
    "read",
    "score",
    "segment",
    "translate",
    "translate_dir",
    "translate_file",
    "translate_sentences",
    "write",
]

if TYPE_CHECKING:
    from mtkit.align import align
    from mtkit.batch import translate_dir
    from mtkit.bench import bench
    from mtkit.core import Bead, Bitext, Score, Segment, Translation
    from mtkit.documents import read, translate_file, write
    from mtkit.errors import MtkitError
    from mtkit.score import compare, score
    from mtkit.store import load_engine, models
    from mtkit.text.segment import sentences as segment
    from mtkit.translate import Translator, translate, translate_sentences


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'mtkit' has no attribute {name!r}")
    where, _, attribute = _WHERE[name].partition(":")
    module = importlib.import_module(where)
    return module if where == f"mtkit.{name}" else getattr(module, attribute or name)


def __dir__() -> list[str]:
    return __all__
