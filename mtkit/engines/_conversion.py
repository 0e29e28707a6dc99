"""Turn a Marian checkpoint into a CTranslate2 model, once: without torch, atomically, cached by content.

What is written is byte for byte what ct2-transformers-converter writes from the same weights in float32. That
converter is not called because importing it imports torch.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtkit.engines._checkpoint import read_architecture, read_vocabulary, read_weights, weight_files
from mtkit.errors import ModelError

if TYPE_CHECKING:
    from mtkit.engines._forward import Probe

CONVERTER = 1  # raised when the same checkpoint is to be converted differently
# The weights that a conversion can hold, and how far, in nats a token, its test sentence may be off.
_TOLERANCES = {
    "int8": 0.5,
    "int8_float32": 0.5,
    "int8_float16": 0.5,
    "int16": 0.1,
    "float16": 0.1,
    "float32": 0.01,
}
QUANTIZATIONS = tuple(_TOLERANCES)


def convert(
    folder: Path,
    cache: Path | None,
    *,
    quantization: str = "int8",
    target_vocabulary: Sequence[int] | None = None,
    alignment: tuple[int, int] | None = None,
) -> Path:
    """The folder of a CTranslate2 model made from the checkpoint in `folder`; made now, or found in `cache`.

    quantization: one of QUANTIZATIONS; "int8" and its like keep a scale for each row of a matrix.
    target_vocabulary: ids of the pieces that may be produced; the rest leave the output layer, which makes
        decoding faster. The pieces `</s>` and `<unk>` are always kept.
    alignment: (layer, heads) whose mean cross-attention CTranslate2 gives as attention: the first `heads`
        heads of that decoder layer; None leaves the default, head 0 of the last layer.
    cache: where conversions are kept; None, or a place that cannot be written, means a temporary folder that
        is removed when the program ends.

    Raises ModelError where the checkpoint is not usable or the converted model fails its test.
    """
    if quantization not in QUANTIZATIONS:
        raise ModelError(
            f"no quantization is called {quantization!r}", hint=f"known: {', '.join(QUANTIZATIONS)}"
        )
    key = _key(folder, quantization, target_vocabulary, alignment)
    if cache is not None and (cache / key / "model.bin").is_file():
        return cache / key
    place = _writable(cache)
    if place is None:
        place = Path(tempfile.mkdtemp(prefix="mtkit-models-"))
        atexit.register(shutil.rmtree, place, ignore_errors=True)
    return _convert_into(place, key, folder, quantization, target_vocabulary, alignment)


def content_hash(folder: Path) -> str:
    """SHA-256 in hexadecimal over all that decides a checkpoint's output."""
    digest = hashlib.sha256()
    names = ("config.json", "vocab.json", "target_vocab.json", "source.spm", "target.spm")
    for path in (*weight_files(folder), *(folder / name for name in names)):
        if path.is_file():
            with path.open("rb") as stream:
                inner = hashlib.file_digest(stream, "sha256").hexdigest()
            digest.update(f"{path.name} {inner}\n".encode())
    return digest.hexdigest()


def _key(
    folder: Path, quantization: str, target: Sequence[int] | None, alignment: tuple[int, int] | None
) -> str:
    choices = json.dumps(
        [CONVERTER, quantization, None if target is None else sorted(set(target)), alignment]
    )
    digest = hashlib.sha256(f"{content_hash(folder)} {choices}".encode()).hexdigest()
    return f"{digest[:32]}-{quantization}"


def _writable(cache: Path | None) -> Path | None:
    """The cache, made where it is missing; None where nothing can be written there."""
    if cache is None:
        return None
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            return cache
    except OSError:
        return None


def _convert_into(
    cache: Path,
    key: str,
    folder: Path,
    quantization: str,
    target: Sequence[int] | None,
    alignment: tuple[int, int] | None,
) -> Path:
    """Convert in a temporary folder beside the final one, test, rename; one process at a time for one key."""
    from filelock import FileLock

    final = cache / key
    with FileLock(cache / f"{key}.lock"):
        if (final / "model.bin").is_file():  # another process was faster
            return final
        working = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=cache))
        try:
            write_model(
                folder, working, quantization=quantization, target_vocabulary=target, alignment=alignment
            )
            working.chmod(0o755)
            working.replace(final)
        finally:
            shutil.rmtree(working, ignore_errors=True)
    return final


def write_model(
    folder: Path,
    output: Path,
    *,
    quantization: str,
    target_vocabulary: Sequence[int] | None = None,
    alignment: tuple[int, int] | None = None,
) -> None:
    """Write the CTranslate2 model of the checkpoint in `folder` into the folder `output`, and test it."""
    from mtkit.engines._forward import Probe
    from mtkit.engines._specification import Weights, kept_ids, specification, without_pad

    architecture = read_architecture(folder)
    vocabulary = without_pad(read_vocabulary(folder), architecture)
    weights = Weights(read_weights(folder), folder, architecture)
    keep = None if target_vocabulary is None else kept_ids(target_vocabulary, vocabulary.target)
    target = vocabulary.target if keep is None else tuple(vocabulary.target[i] for i in keep)
    # Before the specification: quantization works in place, on the arrays of `weights`.
    probe = Probe.run(weights, vocabulary, keep, folder)
    spec = specification(weights, keep, alignment)
    spec.register_source_vocabulary(list(vocabulary.source))
    spec.register_target_vocabulary(list(target))
    spec.config.decoder_start_token = "</s>"  # noqa: S105  (any token does: decoding starts from a zero vector)
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(output))
    _check(output, probe, folder, quantization)


def _check(output: Path, probe: Probe, folder: Path, quantization: str) -> None:
    """Let the converted model score what a plain forward pass produced, and translate it again.

    Raises ModelError where the probabilities differ by more than the quantization explains.
    """
    import ctranslate2

    translator = ctranslate2.Translator(str(output), device="cpu", intra_threads=1)
    found = translator.score_batch([list(probe.source)], [list(probe.target)])[0].log_probs
    translated = translator.translate_batch(
        [list(probe.source)], beam_size=1, max_decoding_length=len(probe.target) + 1
    )
    pairs = list(zip(probe.log_probabilities, found, strict=False))
    difference = sum(abs(a - b) for a, b in pairs) / max(1, len(pairs))
    if len(found) < len(probe.target) or not translated or not difference <= _TOLERANCES[quantization]:
        raise ModelError(
            f"{folder} did not convert well: its test sentence is off by {difference:.2f} nats a token",
            hint="try --engine transformers, or another quantization, and report this model",
        )
