"""What every document format owes: the tests find the members, and their samples, by name alone."""

from __future__ import annotations

import importlib.util
import inspect
import io
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from mtkit import formats, registry
from mtkit.core import Segment
from mtkit.errors import InputError

_SAMPLES = Path(__file__).resolve().parent.parent / "formats"
_NAMES = registry.names(formats.PACKAGE)
_HEAVY = (
    "lxml",
    "docx",
    "numpy",
    "torch",
    "transformers",
    "ctranslate2",
    "sacrebleu",
    "rich",
    "polib",
    "pysubs2",
)


def _module(name: str) -> ModuleType | None:
    """tests/formats/samples_NAME.py; its `samples()`, or its functions without parameters that give bytes."""
    path = _SAMPLES / f"samples_{name}.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location(f"samples_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _samples(name: str) -> dict[str, bytes]:
    module = _module(name)
    if module is None:
        return {}
    if hasattr(module, "samples"):
        return dict(module.samples())
    return {
        key: made()
        for key, made in inspect.getmembers(module, inspect.isfunction)
        if not key.startswith("_")
        and made.__annotations__.get("return") in ("bytes", bytes)
        and not inspect.signature(made).parameters
    }


_CASES = [(name, key, data) for name in _NAMES for key, data in _samples(name).items()]
every_sample = pytest.mark.parametrize(
    ("name", "data"), [c[::2] for c in _CASES], ids=[f"{n}-{k}" for n, k, _ in _CASES]
)
every_format = pytest.mark.parametrize("name", _NAMES)


def _normal(name: str, data: bytes) -> object:
    """The form in which an identity is equal: the sample module's `normal`, else the bytes themselves."""
    normal = getattr(_module(name), "normal", None)
    return normal(data) if normal else data


def _read(name: str, data: bytes) -> list[Segment]:
    return list(formats.read(io.BytesIO(data), f"sample.{name}", format_name=name).segments())


def _rewrite(name: str, data: bytes, change: object = None) -> bytes:
    document = formats.read(io.BytesIO(data), f"sample.{name}", format_name=name)
    segments = list(document.segments())
    target = io.BytesIO()
    document.write([change(s) if callable(change) else s for s in segments], target)
    return target.getvalue()


def _upper(segment: Segment) -> Segment:
    """Upper case wherever the segment may change; the length stays, so that spans hold."""
    if segment.kind == "literal":
        return segment
    kept = {i for start, end in segment.keep for i in range(start, end)}
    text = "".join(
        c.upper() if i not in kept and len(c.upper()) == 1 else c for i, c in enumerate(segment.text)
    )
    return replace(segment, text=text, keep=())


_VOWELS = str.maketrans("aeiouyæøåAEIOUYÆØÅ", "eiouyæøåaEIOUYÆØÅA")


def _other_vowels(segment: Segment) -> Segment:
    """Other words of the same look, since some formats see by the look what belongs together."""
    if segment.kind == "literal":
        return segment
    kept = {i for start, end in segment.keep for i in range(start, end)}
    text = "".join(c if i in kept else c.translate(_VOWELS) for i, c in enumerate(segment.text))
    return replace(segment, text=text, keep=())


@every_format
def test_a_format_introduces_itself(name: str) -> None:
    member = formats.get(name)
    assert member.name == name
    assert member.title
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in member.suffixes)


def test_no_two_formats_claim_a_suffix() -> None:
    suffixes = [suffix for name in _NAMES for suffix in formats.get(name).suffixes]
    assert sorted(suffixes) == sorted(set(suffixes))


@every_format
def test_a_format_has_samples(name: str) -> None:
    assert _samples(name), f"tests/formats/samples_{name}.py gives none"


def test_importing_the_formats_loads_nothing_heavy() -> None:
    code = (
        "import sys; from mtkit import formats, registry\n"
        "for name in registry.names(formats.PACKAGE): formats.get(name)\n"
        f"print(*[m for m in {_HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@every_sample
def test_the_same_segments_give_the_same_document(name: str, data: bytes) -> None:
    written = _rewrite(name, data)
    assert _normal(name, written) == _normal(name, data)
    assert _normal(name, _rewrite(name, written)) == _normal(name, written)


@every_sample
def test_reading_and_writing_may_run_in_step(name: str, data: bytes) -> None:
    document = formats.read(io.BytesIO(data), f"sample.{name}", format_name=name)
    target = io.BytesIO()
    document.write(map(_upper, document.segments()), target)
    assert _normal(name, target.getvalue()) == _normal(name, _rewrite(name, data, _upper))


@every_sample
def test_what_was_translated_is_found_in_the_document_written(name: str, data: bytes) -> None:
    expected = [_upper(s) for s in _read(name, data) if s.kind != "literal"]
    again = _read(name, _rewrite(name, data, _upper))
    found = [
        " ".join(" ".join(texts).split()) for texts in zip(*((s.text, s.target) for s in again), strict=True)
    ]
    for segment in expected:
        words = " ".join(segment.text.split())
        assert any(words in text for text in found)


@every_sample
def test_a_translation_leaves_the_structure_as_it_was(name: str, data: bytes) -> None:
    before, after = _read(name, data), _read(name, _rewrite(name, data, _other_vowels))
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        if new.kind == old.kind:  # a format may carry what is translated by now as a literal
            assert [span.tag for span in new.spans] == [span.tag for span in old.spans]


@every_sample
def test_spans_and_kept_ranges_lie_in_the_text(name: str, data: bytes) -> None:
    for segment in _read(name, data):
        assert all(0 <= a < b <= len(segment.text) for a, b in segment.keep)
        open_ends: list[int] = []
        for span in segment.spans:
            assert 0 <= span.start <= span.end <= len(segment.text)
            while open_ends and open_ends[-1] <= span.start:
                open_ends.pop()
            assert span.start == span.end or not open_ends or span.end <= open_ends[-1]
            open_ends.append(span.end)


_HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 64,
    "a mark": b"\xef\xbb\xbf",
    "half a mark": b"\xff\xfe\x00",
    "a zip": b"PK\x03\x04" + b"\0" * 60,
    "an empty zip": b"PK\x05\x06" + b"\0" * 18,
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504,
    "laughs": b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
    "a local file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "depth": b"<a>" * 5000,
    "quotes": b'"' * 3001,
    "braces": b"{" * 3001,
    "noise": random.Random(7).randbytes(4096),
}


def _survives(name: str, data: bytes) -> None:
    """Reading and writing gives a document, or an error that a user can act on."""
    try:
        _rewrite(name, data, _upper)
    except InputError as error:
        _check_message(error)


def _check_message(error: InputError) -> None:
    assert error.message
    assert "\n" not in error.message
    assert error.hint


@every_format
@pytest.mark.parametrize("data", _HOSTILE.values(), ids=list(_HOSTILE))
def test_hostile_bytes_give_a_clear_error(name: str, data: bytes) -> None:
    _survives(name, data)


@every_sample
def test_a_file_that_was_cut_off_gives_no_other_error(name: str, data: bytes) -> None:
    for part in range(1, 12):
        _survives(name, data[: len(data) * part // 12])


@every_sample
def test_damaged_bytes_give_no_other_error(name: str, data: bytes) -> None:
    chance = random.Random(len(data))
    for _ in range(30):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 4) if data else 0):
            damaged[chance.randrange(len(damaged))] = chance.choice(
                (0, 60, 62, 38, 34, 255, chance.randrange(256))
            )
        _survives(name, bytes(damaged))


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in _NAMES if hasattr(_module(n), "many")])
def test_ten_thousand_segments_take_linear_time(name: str) -> None:
    many = _module(name).many  # type: ignore[union-attr]

    def seconds(count: int) -> float:
        data = many(count)
        start = time.process_time()
        _rewrite(name, data, _upper)
        return time.process_time() - start

    seconds(100)  # imports
    small = min(seconds(1000) for _ in range(3))
    assert seconds(10_000) < 35 * small  # 10 when linear, 100 when quadratic
