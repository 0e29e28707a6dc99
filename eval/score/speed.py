"""mtkit against sacreBLEU, in pairs: CPU seconds of both, round by round, and the median ratio.

    OMP_NUM_THREADS=1 python eval/score/speed.py SHARED/testsets/flores-dev [--rounds 3] [--only end]

Four kinds of work on the six systems of FLORES dev, one of them the baseline that the five others are tested
against (sacreBLEU tests nothing else):

  counting  statistics of six systems, cache off
  resampling  the test alone, statistics given: five pairs at once, as both programs do it, which lets mtkit
              draw once for all; and each pair by itself with draws of its own
  in one process  the whole comparison from Python, mtkit's statistics in its cache
  end to end  both programs as a user starts them, start of Python included, output and all; with the cache
              off, and with statistics in the cache

mtkit's end to end has buckets and intervals besides; "all pairs" are fifteen instead of five.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest, _paired_ar_test, _paired_bs_test

from mtkit.score import Metric, System, Testset, _resample, _sacrebleu, compare, metric
from mtkit.score._significance import TRIALS, significance

BASELINE = "opusmt"
Row = dict[str, Any]
PEERS = {"bleu": BLEU, "chrf": CHRF, "chrf++": lambda **o: CHRF(word_order=2, **o), "ter": TER}


class Given:
    """A sacreBLEU metric whose statistics are counted already, so that its tests only resample."""

    def __init__(self, peer: object, statistics: list[list[float]]) -> None:
        self._peer, self._statistics = peer, statistics

    def _extract_corpus_statistics(self, hypotheses: object, references: object) -> list[list[float]]:
        return self._statistics

    def __getattr__(self, name: str) -> object:
        return getattr(self._peer, name)


def lines(path: Path) -> list[str]:
    return [line.rstrip() for line in path.read_bytes().decode("utf-8").split("\n")[:-1]]


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def child_seconds(command: list[str], cache: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "MTKIT_CACHE": cache, "OMP_NUM_THREADS": "1", "NO_COLOR": "1"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def paired(name: str, theirs: Callable[[], float], ours: Callable[[], float], rounds: int) -> list[Row]:
    return paired_with_all({name: ours}, theirs, rounds)


def paired_with_all(
    ours: dict[str, Callable[[], float]], theirs: Callable[[], float], rounds: int
) -> list[Row]:
    """In each round the peer once and each of ours after it; a line of the table for each."""
    measured = [(theirs(), {name: work() for name, work in ours.items()}) for _ in range(rounds)]
    rows = []
    for name in ours:
        ratios = sorted(peer / mine[name] for peer, mine in measured)
        peer, mine = (
            statistics.median(p for p, _ in measured),
            statistics.median(m[name] for _, m in measured),
        )
        rows.append({"work": name, "sacrebleu": peer, "mtkit": mine, "ratios": ratios})
        middle = statistics.median(ratios)
        print(
            f"| {name} | {peer:.2f} | {mine:.3f} | {middle:.1f} | {ratios[0]:.1f}-{ratios[-1]:.1f} |",
            flush=True,
        )
    return rows


def counting(systems: dict[str, list[str]], reference: list[str], rounds: int) -> list[Row]:
    found: list[Row] = []
    for spec, peer in PEERS.items():
        theirs = partial(seconds, partial(_count_theirs, peer, systems, reference))
        ours = partial(seconds, partial(_count_ours, spec, systems, reference))
        found += paired(f"counting, {spec}", theirs, ours, rounds)
    return found


def _count_theirs(peer: Callable[..., Any], systems: dict[str, list[str]], reference: list[str]) -> None:
    made = peer(references=[reference])  # a new object has no cache of tokens
    for hypotheses in systems.values():
        made._extract_corpus_statistics(hypotheses, None)


def _count_ours(spec: str, systems: dict[str, list[str]], reference: list[str]) -> None:
    _sacrebleu.peer.cache_clear()
    testset = Testset((tuple(reference),))
    for name, hypotheses in systems.items():
        metric(spec).statistics(System(name, tuple(hypotheses)), testset)


def resampling(systems: dict[str, list[str]], reference: list[str], rounds: int) -> list[Row]:
    testset = Testset((tuple(reference),))
    found: list[Row] = []
    for spec, peer in PEERS.items():
        chosen, made = metric(spec), peer(references=[reference])
        counted = {n: chosen.statistics(System(n, tuple(h)), testset) for n, h in systems.items()}
        rows = {n: c.astype(int).tolist() for n, c in counted.items()}
        for test, method in ((_paired_ar_test, "ar"), (_paired_bs_test, "sacrebleu-bs")):
            theirs = partial(seconds, partial(_resample_theirs, test, made, rows, TRIALS[method]))
            name = f"resampling, {spec}, {'AR' if method == 'ar' else 'bootstrap'} {TRIALS[method]}"
            ours = {
                name + how: partial(seconds, partial(work, chosen, method, counted))
                for how, work in (("", _resample_ours), (", each pair by itself", _resample_each))
            }
            found += paired_with_all(ours, theirs, rounds)
    return found


def _resample_theirs(test: Callable[..., Any], made: Any, rows: dict[str, list[Any]], trials: int) -> None:
    first = (rows[BASELINE], made._aggregate_and_compute(rows[BASELINE]))
    for name in rows:
        if name != BASELINE:
            given = {"x": Given(made, rows[name])}
            test({"x": first}, name, rows[name], None, given, trials, -1, 12345)


def _resample_ours(chosen: Metric, method: str, counted: dict[str, Any]) -> None:
    """All pairs with the baseline at once, on draws made anew."""
    _resample._only_chunk.cache_clear()
    names = [BASELINE, *(name for name in counted if name != BASELINE)]
    pairs = [(0, other) for other in range(1, len(names))]
    significance([chosen], [[counted[name] for name in names]], method, pairs=pairs, resamples=40)


def _resample_each(chosen: Metric, method: str, counted: dict[str, Any]) -> None:
    """Nothing is shared between pairs, the draws neither."""
    for name in counted:
        if name != BASELINE:
            _resample._only_chunk.cache_clear()
            pair = [counted[BASELINE], counted[name]]
            significance([chosen], [pair], method, pairs=[(0, 1)], resamples=40)


def in_process(systems: dict[str, list[str]], reference: list[str], rounds: int) -> list[Row]:
    """A program that compares again and again, as a benchmark of models does."""
    first = {BASELINE: systems[BASELINE], **systems}
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as cache:
        os.environ["MTKIT_CACHE"] = cache
        for specs in (("bleu", "chrf"), ("bleu", "chrf", "chrf++", "ter")):
            ours = partial(compare, first, [reference], metrics=specs, baseline=BASELINE, example_count=0)
            ours()  # fills the cache
            theirs = partial(_compare_theirs, specs, first, reference)
            title = f"in one process, AR, {', '.join(specs)}, cached"
            found += paired(title, partial(seconds, theirs), partial(seconds, ours), rounds)
        del os.environ["MTKIT_CACHE"]
    return found


def _compare_theirs(specs: tuple[str, ...], systems: dict[str, list[str]], reference: list[str]) -> None:
    made = {spec: PEERS[spec](references=[reference]) for spec in specs}
    PairedTest(list(systems.items()), made, None, test_type="ar")()


def end_to_end(folder: Path, rounds: int) -> list[Row]:
    reference = str(folder / "flores-dev.en")
    names = sorted((path.stem for path in (folder / "systems").glob("*.en")), key=lambda n: n != BASELINE)
    files = [str(folder / "systems" / f"{name}.en") for name in names]
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as cache:
        for metrics, flag, method in (
            ("bleu chrf", "--paired-ar", "ar"),
            ("bleu chrf", "--paired-bs", "sacrebleu-bs"),
            ("bleu chrf ter", "--paired-ar", "ar"),
        ):
            theirs = [sys.executable, "-m", "sacrebleu", reference, "-i", *files, "-f", "text", flag]
            theirs += ["-m", *metrics.split()]
            ours = [sys.executable, "-c", "from mtkit.cli import main; main()", "compare", *files]
            ours += ["-r", reference, "--method", method, "--metrics", metrics.replace(" ", ",")]
            same = ["--baseline", BASELINE, "--examples", "0"]
            child_seconds([*ours, *same], cache)  # fills the cache
            kinds = {
                "the same pairs, cache off": [*same, "--no-cache"],
                "the same pairs, cached": same,
                "all pairs and examples, cached": [],
            }
            runs = {
                f"end to end, {flag[9:]}, {metrics}: {kind}": partial(child_seconds, [*ours, *extra], cache)
                for kind, extra in kinds.items()
            }
            found += paired_with_all(runs, partial(child_seconds, theirs, cache), rounds)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=["counting", "resampling", "process", "end"])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    systems = {path.stem: lines(path) for path in sorted((options.folder / "systems").glob("*.en"))}
    reference = lines(options.folder / "flores-dev.en")
    print("| work | sacreBLEU, CPU s | mtkit, CPU s | ratio | range |\n| :-- | --: | --: | --: | --: |")
    parts: dict[str, Callable[[], list[Row]]] = {
        "counting": partial(counting, systems, reference, options.rounds),
        "resampling": partial(resampling, systems, reference, options.rounds),
        "process": partial(in_process, systems, reference, options.rounds),
        "end": partial(end_to_end, options.folder, options.rounds),
    }
    rows = [row for part in options.only or parts for row in parts[part]()]
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
