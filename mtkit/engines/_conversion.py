"""Turn a Marian checkpoint into a CTranslate2 model, once: without torch, atomically, cached by content.

What is written is byte for byte what ct2-transformers-converter writes from the same weights in float32. That
converter is not called because importing it imports torch.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mtkit.engines._checkpoint import read_architecture, read_vocabulary, read_weights
from mtkit.engines._fingerprint import content_hash
from mtkit.errors import ModelError, UsageError

if TYPE_CHECKING:
    from mtkit.engines._forward import Probe

__all__ = ["QUANTIZATIONS", "content_hash", "convert", "remove_conversions"]

CONVERTER = 1  # raised when the same checkpoint is to be converted differently
# The weights that a conversion can hold, and how far, in nats a token, its test sentence may be off.
_TOLERANCES = {
    "int8": 0.5,
    "int8_float32": 0.5,
    "int8_float16": 0.5,
    "float16": 0.1,
    "float32": 0.01,
}
QUANTIZATIONS = tuple(_TOLERANCES)
_LOCK_SECONDS = 600
_ORIGIN = "origin.json"  # in a conversion: which checkpoint it was made of
_temporary: dict[str, Path] = {}  # conversions of this process that could not be kept


@dataclass(frozen=True, slots=True)
class _Choices:
    quantization: str
    target: tuple[int, ...] | None
    alignment: tuple[int, int] | None

    def key(self, sha256: str) -> str:
        chosen = json.dumps([sha256, CONVERTER, self.quantization, self.target, self.alignment])
        return f"{hashlib.sha256(chosen.encode()).hexdigest()[:32]}-{self.quantization}"


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

    Raises ModelError where the checkpoint is not usable or the converted model fails its test, UsageError for
    an unknown quantization.
    """
    if quantization not in QUANTIZATIONS:
        raise UsageError(
            f"no quantization is called {quantization!r}", hint=f"known: {', '.join(QUANTIZATIONS)}"
        )
    target = None if target_vocabulary is None else tuple(sorted(set(target_vocabulary)))
    choices = _Choices(quantization, target, alignment)
    content = content_hash(folder, cache)
    key = choices.key(content)
    if cache is not None and (cache / key / "model.bin").is_file():
        return cache / key
    if cache is not None and _is_writable(cache):
        try:
            return _convert_into(cache, key, folder, content, choices)
        except OSError:  # a full disk, say; the temporary folder may lie on another
            pass
    if key in _temporary and (_temporary[key] / "model.bin").is_file():
        return _temporary[key]
    import tempfile  # here, since a conversion that is found needs none and the import is slow

    place = Path(tempfile.mkdtemp(prefix="mtkit-models-"))
    atexit.register(_remove_own, place, os.getpid())
    _temporary[key] = _convert_into(place, key, folder, content, choices)
    return _temporary[key]


def remove_conversions(cache: Path, content: str) -> int:
    """Remove the conversions of the checkpoint with that content hash; the bytes that this frees."""
    freed = 0
    for origin in cache.glob(f"*/{_ORIGIN}"):
        try:
            if json.loads(origin.read_bytes()).get("checkpoint") != content:
                continue
        except (OSError, ValueError, AttributeError):
            continue
        freed += sum(path.stat().st_size for path in origin.parent.iterdir())
        shutil.rmtree(origin.parent, ignore_errors=True)
        origin.parent.with_name(f"{origin.parent.name}.lock").unlink(missing_ok=True)
    return freed


def _is_writable(cache: Path) -> bool:
    """Whether something can be written into the cache; makes it where it is missing."""
    import tempfile

    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            return True
    except OSError:
        return False


def _remove_own(place: Path, owner: int) -> None:
    """Remove a temporary folder when the process that made it ends; a forked child leaves it alone."""
    if os.getpid() == owner:
        shutil.rmtree(place, ignore_errors=True)


def _convert_into(cache: Path, key: str, folder: Path, content: str, choices: _Choices) -> Path:
    """Convert in a temporary folder beside the final one, test, rename; one process at a time for one key."""
    import tempfile

    from filelock import FileLock, Timeout

    final = cache / key
    try:
        with FileLock(cache / f"{key}.lock", timeout=_LOCK_SECONDS):
            if (final / "model.bin").is_file():  # another process was faster
                return final
            for stale in cache.glob(f".{key}-*"):  # whoever made it was killed: the lock is ours now
                shutil.rmtree(stale, ignore_errors=True)
            working = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=cache))
            try:
                write_model(folder, working, choices)
                (working / _ORIGIN).write_text(json.dumps({"checkpoint": content}), encoding="utf-8")
                _flush(working)
                working.chmod(0o755)
                shutil.rmtree(final, ignore_errors=True)  # there without its model: damaged
                working.replace(final)
            finally:
                shutil.rmtree(working, ignore_errors=True)
    except Timeout:
        raise ModelError(
            f"another process has been converting {folder} for {_LOCK_SECONDS} seconds",
            hint=f"end it, or remove {cache}",
        ) from None
    return final


def _flush(folder: Path) -> None:
    """Bring the files to the disk, so that no rename outlives its content in a power cut."""
    for path in folder.iterdir():
        with path.open("rb+") as stream:
            os.fsync(stream.fileno())


def write_model(folder: Path, output: Path, choices: _Choices) -> None:
    """Write the CTranslate2 model of the checkpoint in `folder` into the folder `output`, and test it."""
    from mtkit.engines._forward import Probe
    from mtkit.engines._specification import Weights, kept_ids, specification, without_pad

    architecture = read_architecture(folder)
    vocabulary = without_pad(read_vocabulary(folder), architecture)
    weights = Weights(read_weights(folder), folder, architecture)
    keep = None if choices.target is None else kept_ids(choices.target, vocabulary.target)
    target = vocabulary.target if keep is None else tuple(vocabulary.target[i] for i in keep)
    spec = specification(weights, keep, choices.alignment)
    spec.register_source_vocabulary(list(vocabulary.source))
    spec.register_target_vocabulary(list(target))
    spec.config.decoder_start_token = "</s>"  # noqa: S105  (any token does: decoding starts from a zero vector)
    probe = Probe.run(weights, vocabulary, keep, folder)  # now: quantization works in place, on these arrays
    spec.validate()
    spec.optimize(quantization=choices.quantization)
    spec.save(str(output))
    _check(output, probe, folder, choices.quantization)


def _check(output: Path, probe: Probe, folder: Path, quantization: str) -> None:
    """Let the converted model score what a plain forward pass produced, and translate it again.

    Raises ModelError where the probabilities differ by more than the quantization explains.
    """
    import ctranslate2

    translator = ctranslate2.Translator(str(output), device="cpu", intra_threads=1)
    source = list(probe.source)
    found = translator.score_batch([source], [list(probe.target)])[0].log_probs
    translated = translator.translate_batch(
        [source], beam_size=1, max_decoding_length=max(1, len(probe.target))
    )
    pairs = list(zip(probe.log_probabilities, found, strict=False))
    difference = sum(abs(a - b) for a, b in pairs) / max(1, len(pairs))
    if not pairs or not translated or not difference <= _TOLERANCES[quantization]:
        raise ModelError(
            f"{folder} did not convert well: its test sentence is off by {difference:.2f} nats a token",
            hint="try --engine transformers, or another quantization, and report this model",
        )
