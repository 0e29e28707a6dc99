"""What is to be measured: models x engines x decodings x test sets, from a TOML file or the command line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from mtkit import files
from mtkit.errors import InputError, UsageError

DEFAULT_METRICS = ("bleu", "chrf")


@dataclass(frozen=True, slots=True)
class Way:
    """How to decode: beam 0 is what was measured to pay with the model; `fast` is greedy alone."""

    name: str = "default"
    beam: int = 0
    fast: bool = False
    guards: bool = True


@dataclass(frozen=True, slots=True)
class SetSpec:
    """A test set by what `read_set` takes; `name` is what results call it, empty for its own name."""

    spec: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outputs:
    """A file of translations made elsewhere; `testset` names its set, empty where the suite has one only."""

    name: str
    file: str
    testset: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One configuration that is run on every test set."""

    model: str
    engine: str
    way: Way
    threads: int
    device: str

    @property
    def system(self) -> str:
        """What results call it; it does not depend on what else is in the suite."""
        name = Path(self.model).name if "/" in self.model and Path(self.model).is_dir() else self.model
        return f"{name} · {self.engine} · {self.way.name}" + (
            f" · {self.threads} threads" if self.threads else ""
        )


@dataclass(frozen=True, slots=True)
class Suite:
    """Everything that a benchmark does.

    limit: segments of each set, from its start; 0 takes all. confidence: bootstrap resamples of the
    intervals. repeats: timed rounds over each set, of which the median counts. latency_sentences: single
    sentences timed one by one, drawn with `seed`. threads: 0 is all cores.
    """

    models: tuple[str, ...] = ()
    engines: tuple[str, ...] = ("ctranslate2",)
    ways: tuple[Way, ...] = (Way(),)
    sets: tuple[SetSpec, ...] = ()
    systems: tuple[Outputs, ...] = ()
    threads: tuple[int, ...] = (0,)
    metrics: tuple[str, ...] = DEFAULT_METRICS
    name: str = ""
    device: str = "auto"
    confidence: int = 1000
    limit: int = 0
    seed: int = 12345
    repeats: int = 1
    latency_sentences: int = 50
    source_lang: str = "da"
    target_lang: str = "en"

    def candidates(self) -> Iterator[Candidate]:
        """Every model with every engine, decoding and number of threads."""
        for model in self.models:
            for engine in self.engines:
                for way in self.ways:
                    for threads in self.threads:
                        yield Candidate(model, engine, way, threads, self.device)


_TABLES: dict[str, type[Way | SetSpec | Outputs]] = {"decoding": Way, "sets": SetSpec, "systems": Outputs}
_LISTS = {"models": str, "engines": str, "metrics": str, "threads": int}
_KINDS = {"str": "string", "int": "whole number", "bool": "truth value"}  # as TOML's users call them
# The least and the most that a number may be.
_RANGES = {
    "limit": (0, 10**9),
    "seed": (0, 2**63),
    "repeats": (1, 100),
    "confidence": (0, 100_000),
    "latency_sentences": (0, 100_000),
    "threads": (0, 1024),
    "beam": (0, 100),
}
_DEVICES = ("auto", "cpu", "cuda")


def read_suite(path: str | Path) -> Suite:
    """The suite in a TOML file. Paths in it start at its own folder.

    Keys: those of Suite, with `[[decoding]]` for `ways`; a set is a string or a table (spec, name); a system
    is a table (name, file, testset). Raises InputError for a file that is not such.
    """
    with files.open_source(path) as stream:
        data = stream.read()
    try:
        text = data.decode("utf-8-sig")
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} is no suite: {error}", hint="a suite is a TOML file, see 'mtkit bench -h'"
        ) from None
    return suite_from(given, str(path), Path(path).parent, text)


@dataclass(frozen=True, slots=True)
class _Origin:
    """The file that a suite came from, to say where in it a mistake is."""

    name: str
    text: str

    def error(
        self, message: str, key: str, value: object = None, *, hint: str = "see 'mtkit bench -h'"
    ) -> InputError:
        line = self._line(key, value)
        return InputError(f"{self.name}{f', line {line}' if line else ''}: {message}", hint=hint)

    def _line(self, key: str, value: object) -> int:
        """The first line that gives the key that value, else any; 0 where there is none."""
        named = rf"""(?:^|[\s{{,\[.])["']?{re.escape(key)}["']?\s*"""
        exact = rf"=\s*[\"']?{re.escape(str(value).lower() if isinstance(value, bool) else str(value))}\b"
        for pattern in (*([named + exact] if value is not None else []), rf"{named}[=\].]"):
            for number, line in enumerate(self.text.split("\n"), 1):
                if re.search(pattern, line):
                    return number
        return 0


def suite_from(given: Mapping[str, Any], name: str, base: Path, text: str = "") -> Suite:
    """The suite that plain tables describe; `name` and the file's `text` are for messages, relative paths
    start at `base`."""
    origin = _Origin(name, text)
    known = {f.name: f for f in fields(Suite)} | {"decoding": None}
    known.pop("ways")
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            raise origin.error(
                f"no setting is called {key!r}", key, hint=f"known: {', '.join(sorted(known))}"
            )
        if key in _TABLES:
            values["ways" if key == "decoding" else key] = tuple(_tables(origin, key, value))
        elif key in _LISTS:
            listed = value if isinstance(value, list) else [value]
            if not all(isinstance(v, _LISTS[key]) and not isinstance(v, bool) for v in listed):
                raise origin.error(f"{key} must be a list of {_KINDS[_LISTS[key].__name__]}s", key)
            values[key] = tuple(listed)
        else:
            kind = str if isinstance(getattr(Suite(), key), str) else int
            if not isinstance(value, kind) or isinstance(value, bool):
                raise origin.error(f"{key} must be a {_KINDS[kind.__name__]}, not {value!r}", key, value)
            values[key] = value
    suite = Suite(**values)
    if found := _beyond(suite):
        raise origin.error(found[0], *found[1:])
    return _from_folder(suite, base)


def _tables(origin: _Origin, key: str, value: Any) -> list[Any]:
    kind = _TABLES[key]
    allowed = {f.name: f for f in fields(kind)}
    hint = f"keys: {', '.join(allowed)}"
    rows = []
    for row in value if isinstance(value, list) else [value]:
        table = {"spec": row} if isinstance(row, str) and kind is SetSpec else row
        if not isinstance(table, dict):
            raise origin.error(f"{key} is not understood: {row!r}", key, hint=hint)
        if unknown := [k for k in table if k not in allowed]:
            raise origin.error(f"{key} has no key {unknown[0]!r}", unknown[0], table[unknown[0]], hint=hint)
        wrong = [k for k, v in table.items() if type(v).__name__ != str(allowed[k].type)]
        if wrong:
            expected = _KINDS[str(allowed[wrong[0]].type)]
            raise origin.error(f"{key}: {wrong[0]} must be a {expected}", wrong[0], table[wrong[0]])
        try:
            rows.append(kind(**_named(table) if kind is Way else table))
        except TypeError:
            raise origin.error(
                f"{key} lacks a key: {row!r}", *next(iter(table.items()), (key,)), hint=hint
            ) from None
    return rows


def _named(table: dict[str, Any]) -> dict[str, Any]:
    """A decoding's name from what it does, where it was given none."""
    if "name" in table:
        return table
    return {
        **table,
        "name": way_name(table.get("beam", 0), table.get("fast", False), table.get("guards", True)),
    }


def way_name(beam: int, fast: bool, guards: bool) -> str:
    """What a decoding is called by what it does."""
    name = "fast" if fast else f"beam {beam}" if beam else "default"
    return name if guards else f"{name}, no guards"


def _from_folder(suite: Suite, base: Path) -> Suite:
    def here(path: str) -> str:
        plain = (
            path.rpartition(":")[0]
            if path.lower().rpartition(":")[0].endswith((".csv", ".tsv", ".jsonl"))
            else path
        )
        return str(base / path) if (base / plain).exists() and not Path(plain).is_absolute() else path

    return replace(
        suite,
        models=tuple(here(m) if m.startswith(".") else m for m in suite.models),
        sets=tuple(SetSpec(here(s.spec), s.name) for s in suite.sets),
        systems=tuple(Outputs(s.name, here(s.file), s.testset) for s in suite.systems),
    )


def check_suite(suite: Suite) -> None:
    """Raise UsageError for a suite that measures nothing, or names something twice."""
    if not suite.sets:
        raise UsageError("there is no test set", hint="name one with --set, or in the suite's 'sets'")
    if not suite.models and not suite.systems:
        raise UsageError(
            "there is nothing to measure", hint="name a model with --model, or outputs with --system"
        )
    if found := _beyond(suite):
        raise UsageError(found[0], hint="see 'mtkit bench -h'")
    _check_metrics(suite.metrics)
    _no_twice("decoding", [way.name for way in suite.ways])
    names = [candidate.system for candidate in suite.candidates()]
    _no_twice("system", names + [s.name + (f"@{s.testset}" if s.testset else "") for s in suite.systems])


def _beyond(suite: Suite) -> tuple[str, str, object] | None:
    """What cannot be, as a message, a key and its value: a number out of its range, an empty name."""
    numbers = [(key, getattr(suite, key)) for key in _RANGES if key not in ("threads", "beam")]
    numbers += [("threads", count) for count in suite.threads] + [("beam", way.beam) for way in suite.ways]
    for key, value in numbers:
        least, most = _RANGES[key]
        if not least <= value <= most:
            return f"{key} must be from {least} to {most}, not {value}", key, value
    if suite.device not in _DEVICES:
        return f"device must be one of {', '.join(_DEVICES)}, not {suite.device!r}", "device", suite.device
    named = [("models", model) for model in suite.models] + [("sets", s.spec) for s in suite.sets]
    named += [("systems", s.name) for s in suite.systems] + [("systems", s.file) for s in suite.systems]
    empty = next((key for key, name in named if not name.strip()), "")
    return (f"{empty} holds an empty name", empty, None) if empty else None


def _check_metrics(metrics: Sequence[str]) -> None:
    """Before the work rather than after it."""
    from mtkit.score import metric

    if not metrics:
        raise UsageError("there is no metric to compute", hint="name some with --metrics")
    _no_twice("metric", [metric(name).name for name in metrics])


def _no_twice(what: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two {what}s are called {name!r}", hint="give each its own name")


@dataclass(frozen=True, slots=True)
class Failure:
    """A system that could not be measured on a set, and why; `status` is the exit code of such an error."""

    system: str
    testset: str
    message: str
    hint: str = ""
    status: int = 1
