"""What the tests of the bundled model share: its folder, its engine and the recipe's own modules."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "models" / "da-en-small"
Translate = Callable[[list[str]], list[str]]


@pytest.fixture(scope="session")
def results() -> list[dict[str, Any]]:
    """The rows of results.json."""
    return list(json.loads((FOLDER / "results.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def recipe() -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of the recipe by name; afterwards none of them stays imported."""
    sys.path.insert(0, str(FOLDER / "recipe"))
    own = {path.stem for path in (FOLDER / "recipe").glob("*.py")}
    before = {name: sys.modules.pop(name) for name in own if name in sys.modules}
    yield importlib.import_module
    sys.path.remove(str(FOLDER / "recipe"))
    for name in own:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The bundled checkpoint converted by CTranslate2's own converter, by compute type."""
    import ctranslate2

    made: dict[str, Path] = {}

    def convert(compute: str) -> Path:
        if compute not in made:
            made[compute] = tmp_path_factory.mktemp("converted") / compute
            ctranslate2.converters.TransformersConverter(str(FOLDER)).convert(
                str(made[compute]), quantization=compute
            )
        return made[compute]

    return convert


@pytest.fixture(scope="session")
def translate(converted: Callable[[str], Path]) -> Callable[[str, int], Translate]:
    """`translate(compute, beam)` gives a function over whole lines, without splitting and checks."""
    import ctranslate2
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(FOLDER / "source.spm"))

    def engine(compute: str, beam: int) -> Translate:
        model = ctranslate2.Translator(
            str(converted(compute)), compute_type=compute, inter_threads=1, intra_threads=1
        )

        def run(lines: list[str]) -> list[str]:
            inputs = [[*pieces.encode(line, out_type=str), "</s>"] for line in lines]
            outputs = model.translate_batch(
                inputs, beam_size=beam, max_decoding_length=400, max_batch_size=32, disable_unk=True
            )
            return [pieces.decode(output.hypotheses[0]) for output in outputs]

        return run

    return engine
