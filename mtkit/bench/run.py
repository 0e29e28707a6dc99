"""Measure a suite: what results.jsonl already holds is not measured again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from mtkit.bench import results as store
from mtkit.bench.measure import measure, probe
from mtkit.bench.results import FORMAT, Row, append, digest, hash_texts, host, read_results, signature
from mtkit.bench.setspec import read_set
from mtkit.bench.suite import Candidate, Failure, Outputs, Suite, check_suite, read_suite
from mtkit.bench.testset import BenchSet, lines_of
from mtkit.errors import InputError, MtkitError, UsageError

_VERSIONS = ("mtkit", "ctranslate2", "sentencepiece", "sacrebleu", "transformers", "torch", "numpy")


@dataclass(frozen=True, slots=True)
class BenchRun:
    """What a benchmark gave: the suite's rows in its order, measured now or before, and what failed.

    measured: how many rows are new. notes: what the reader should be told.
    """

    suite: Suite
    rows: tuple[Row, ...]
    sets: tuple[BenchSet, ...] = field(repr=False)
    failures: tuple[Failure, ...] = ()
    measured: int = 0
    notes: tuple[str, ...] = ()
    results: Path = Path("results.jsonl")

    def as_dict(self) -> dict[str, Any]:
        """The run in plain types: `rows` (as in results.jsonl), `failures`, `measured`."""
        return {
            "measured": self.measured,
            "rows": list(self.rows),
            "failures": [asdict(failure) for failure in self.failures],
        }


def bench(
    suite: Suite | str | Path,
    results: str | Path = "results.jsonl",
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> BenchRun:
    """Measure every system of a suite on every test set and append a row for each to `results`.

    suite: a Suite, or the path of its TOML file.
    progress: called with a line, the number done and the number of all, before each measurement.
    Raises UsageError for an empty suite and InputError for a missing test set; a system that fails is among
    `failures`, and the others go on.
    """
    if not isinstance(suite, Suite):
        suite = read_suite(suite)
    check_suite(suite)
    path = Path(results)
    known = {row["key"]: row for row in read_results(path)} if path.exists() else {}
    sets = [_read(suite, s.spec, s.name) for s in suite.sets]
    _no_twice(sets)
    bencher = _Bencher(suite, path, known, progress)
    for testset in sets:
        for outputs in suite.systems:
            if _belongs(outputs, testset, sets):
                bencher.attempt(outputs.name, testset, partial(bencher.outputs, outputs, testset))
        for candidate in suite.candidates():
            bencher.attempt(candidate.system, testset, partial(bencher.candidate, candidate, testset))
    return BenchRun(
        suite,
        tuple(bencher.rows),
        tuple(sets),
        tuple(bencher.failures),
        bencher.measured,
        tuple(dict.fromkeys(bencher.notes)),
        path,
    )


def _read(suite: Suite, spec: str, name: str) -> BenchSet:
    found = read_set(spec, name, source_lang=suite.source_lang, target_lang=suite.target_lang)
    return found.first(suite.limit)


def _no_twice(sets: Sequence[BenchSet]) -> None:
    names = [testset.name for testset in sets]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two test sets are called {name!r}", hint="name them: NAME=SET")


def _belongs(outputs: Outputs, testset: BenchSet, sets: Sequence[BenchSet]) -> bool:
    names = [s.name for s in sets]
    if outputs.testset and outputs.testset not in names:
        raise UsageError(
            f"{outputs.name} is for the set {outputs.testset!r}, which is not here",
            hint=f"sets: {', '.join(names)}",
        )
    if not outputs.testset and len(sets) > 1:
        raise UsageError(
            f"for which test set is {outputs.file}?",
            hint=f"say {outputs.name}@SET=FILE, with one of {', '.join(names)}",
        )
    return outputs.testset in ("", testset.name)


class _Bencher:
    """One run of a suite: its rows and failures as they come."""

    def __init__(
        self,
        suite: Suite,
        path: Path,
        known: dict[str, Row],
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        self.suite, self.path, self.known, self.progress = suite, path, known, progress
        self.rows: list[Row] = []
        self.failures: list[Failure] = []
        self.notes: list[str] = []
        self.measured = self.seen = 0
        self._probes: dict[str, dict[str, Any] | MtkitError] = {}
        outputs = sum(1 for _ in suite.systems)
        self.total = len(list(suite.candidates())) * len(suite.sets) + outputs

    def attempt(self, system: str, testset: BenchSet, work: Callable[[], Row]) -> None:
        if self.progress:
            self.progress(f"{system} on {testset.name}", self.seen, self.total)
        self.seen += 1
        try:
            self.rows.append(work())
        except (InputError, UsageError):
            raise
        except MtkitError as error:
            self.failures.append(Failure(system, testset.name, error.message, error.hint, int(error.status)))

    def outputs(self, outputs: Outputs, testset: BenchSet) -> Row:
        texts = list(lines_of(Path(outputs.file)))
        if self.suite.limit and len(texts) > len(testset):
            texts = texts[: len(testset)]
        _check_length(outputs.file, len(texts), testset)
        configuration = {"outputs": hash_texts(texts)}
        return self._row(outputs.name, testset, configuration, None, lambda: _unmeasured(texts), threads=0)

    def candidate(self, candidate: Candidate, testset: BenchSet) -> Row:
        found = self._probe(candidate)
        self.notes += found["notes"]
        configuration = {
            **found["signature"],
            "repeats": self.suite.repeats,
            "latency_sentences": self.suite.latency_sentences,
        }
        return self._row(
            candidate.system,
            testset,
            configuration,
            found["model"],
            lambda: measure(candidate, self.suite, testset.sources),
            threads=candidate.threads,
        )

    def _probe(self, candidate: Candidate) -> dict[str, Any]:
        name = digest(asdict(candidate))
        if name not in self._probes:
            try:
                self._probes[name] = probe(candidate, self.suite)
            except MtkitError as error:
                self._probes[name] = error
        found = self._probes[name]
        if isinstance(found, MtkitError):
            raise found
        return found

    def _row(
        self,
        system: str,
        testset: BenchSet,
        configuration: dict[str, Any],
        model: dict[str, Any] | None,
        work: Callable[[], dict[str, Any]],
        *,
        threads: int,
    ) -> Row:
        suite = self.suite
        machine = host() if model or "outputs" not in configuration else {}
        key = digest(
            [
                system,
                testset.sha256,
                configuration,
                suite.metrics,
                suite.confidence,
                suite.seed,
                threads,
                machine,
            ],
            16,
        )
        if key in self.known:
            return self.known[key]
        found = work()
        texts: list[str] = found["outputs"]
        row: Row = {
            "format": FORMAT,
            "key": key,
            "signature": "",
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "system": system,
            "model": model,
            "configuration": configuration,
            "set": _described(testset),
            "scores": _scores(texts, testset, suite),
            "speed": found["speed"],
            "sentences": found["sentences"],
            "flagged_sentences": found["flagged_sentences"],
            "flags": _counted(found["flags"]),
            "outputs_sha256": hash_texts(texts),
            "seed": suite.seed,
            "threads": threads,
            "host": machine,
            "versions": _versions(),
        }
        row["signature"] = signature(row)
        store.save_outputs(self.path, row, texts, found["flags"])
        append(self.path, row)
        self.known[key] = row
        self.measured += 1
        return row


def _check_length(file: str, lines: int, testset: BenchSet) -> None:
    from mtkit.score import check_lengths

    counts = [(f"the set {testset.name}", len(testset)), (file, lines)]
    check_lengths(counts, hint="it must hold one translation a line, in the order of the set")


def _unmeasured(texts: list[str]) -> dict[str, Any]:
    return {
        "outputs": texts,
        "flags": [[] for _ in texts],
        "speed": None,
        "sentences": None,
        "flagged_sentences": None,
    }


def _described(testset: BenchSet) -> dict[str, Any]:
    return {
        "name": testset.name,
        "sha256": testset.sha256,
        "segments": len(testset),
        "references": len(testset.references),
        "source_words": sum(len(source.split()) for source in testset.sources),
        "documents": len(set(testset.documents)),
        "licence": testset.licence,
    }


def _scores(texts: list[str], testset: BenchSet, suite: Suite) -> list[dict[str, Any]]:
    from mtkit.score import score

    report = score(
        {"system": texts},
        testset.references,
        sources=testset.sources,
        metrics=suite.metrics,
        confidence=suite.confidence,
        seed=suite.seed,
    )
    scores: list[dict[str, Any]] = report.as_dict()["systems"][0]["scores"]
    return scores


def _counted(flags: list[list[str]]) -> dict[str, int]:
    from collections import Counter

    return dict(sorted(Counter(flag for found in flags for flag in found).items()))


def _versions() -> dict[str, str]:
    found = {}
    for name in _VERSIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
