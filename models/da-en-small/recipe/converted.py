"""A checkpoint as a CTranslate2 model. Only those steps that are asked for it need that package."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctranslate2


def translator(folder: Path, compute: str, threads: int) -> ctranslate2.Translator:
    """The Marian checkpoint in `folder`, one worker of `threads`, computing in float32 or int8."""
    import ctranslate2

    with tempfile.TemporaryDirectory() as place:
        converter = ctranslate2.converters.TransformersConverter(str(folder))
        converter.convert(place, quantization=compute, force=True)
        return ctranslate2.Translator(place, compute_type=compute, inter_threads=1, intra_threads=threads)
