"""`mtkit bench`: quality, speed and memory of models on test sets, and one page that shows them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtkit.cli._numbers import Finite
from mtkit.errors import ExitStatus, InputError, OutputError, ThresholdError, UsageError

if TYPE_CHECKING:
    from mtkit.bench import BenchRun, Outputs, Suite, Way


@click.command()
@click.argument("suite_file", required=False, metavar="[SUITE.toml]")
@click.option(
    "-m", "--model", "models", multiple=True, metavar="NAME|DIR", help="A model; repeat for several."
)
@click.option(
    "--engine", "engines", multiple=True, metavar="NAME", help="An engine (ctranslate2); repeatable."
)
@click.option(
    "--decoding",
    "decodings",
    multiple=True,
    metavar="HOW",
    help="default (what translate does), fast, or a beam size; repeatable.",
)
@click.option("--threads", "threads", multiple=True, type=click.IntRange(0, 1024), help="0: all; repeatable.")
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), help="Where to run.")
@click.option(
    "-t",
    "--set",
    "sets",
    multiple=True,
    metavar="[NAME=]SET",
    help="A test set: a known name, a folder of two files, or TABLE:SOURCE,REFERENCE; repeatable.",
)
@click.option(
    "--system",
    "systems",
    multiple=True,
    metavar="NAME[@SET]=FILE",
    help="Translations made elsewhere, a segment a line; repeatable.",
)
@click.option("--source-lang", metavar="CODE", help="Language of the sources (da).")
@click.option("--target-lang", metavar="CODE", help="Language of the references (en).")
@click.option("--metrics", metavar="LIST", help="Any of bleu, chrf, chrf++, ter, with commas (bleu,chrf).")
@click.option("--limit", type=click.IntRange(0), help="Only the first segments of each set.")
@click.option("--repeats", type=click.IntRange(1, 100), help="Timed rounds, the median counts (1).")
@click.option("--seed", type=click.IntRange(0), help="Seed of all that is drawn (12345).")
@click.option("--results", default="results.jsonl", metavar="FILE", help="Rows go here (results.jsonl).")
@click.option("--report", metavar="OUT.html", help="Write the page; it replaces an older one.")
@click.option(
    "--compare-to",
    metavar="FILE",
    help="Earlier results: exit with 5 where something got worse, and not by chance.",
)
@click.option("--tolerance", default=0.3, type=Finite(0), help="Points a score may lose (0.3).")
@click.option("--speed-tolerance", default=0.2, type=Finite(0, 1), help="Share of speed that may go (0.2).")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json", "md"]),
    help="Default: a table on a terminal, JSON in a pipe.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    suite_file: str | None,
    results: str,
    report: str | None,
    compare_to: str | None,
    tolerance: float,
    speed_tolerance: float,
    shape: str | None,
    as_json: bool,
    quiet: bool,
    **given: Any,
) -> int:
    """Measure models x engines x decodings on test sets: quality with intervals, speed, latency, memory.

    What SUITE.toml says, the options replace. Each system is measured in a process of its own; its row is
    appended to the results, and what they already hold is not measured again, so that a benchmark can be
    stopped and run again. Translations are kept beside the results for the report.

    With --compare-to, a score that lost more than --tolerance is a regression if the loss is significant
    at 5 % (approximate randomisation over the translations that both results keep), or if that cannot be
    tested: translations not kept, fewer than 20 segments.

    \b
    Examples:
      mtkit bench --model da-en-small --set mtkit-news --report report.html
      mtkit bench suite.toml --report report.html
      mtkit bench -m da-en-small --decoding fast --decoding 4 --set tests/ --repeats 3
      mtkit bench --set pairs.csv:danish,english --system google=google.en --system opus=opus.en
      mtkit bench suite.toml --results new.jsonl --compare-to results.jsonl

    \b
    SUITE.toml:
      models = ["da-en-small", "opus-mt-da-en"]
      engines = ["ctranslate2"]
      sets = ["mtkit-news", {name = "mine", spec = "folder"}]
      decoding = [{}, {fast = true}, {beam = 4}]
      systems = [{name = "google", file = "google.en", testset = "mine"}]
      also: threads, metrics, device, confidence, limit, seed, repeats, latency_sentences,
      source_lang, target_lang, name

    \b
    JSON: measured, failures: [{system, testset, message, hint, status}], rows: [{signature, when, system,
      model: {name, sha256, bytes}, configuration, set: {name, sha256, segments, …},
      scores: [{metric, score, signature, higher_is_better, confidence, interval}],
      speed: {sentences_per_second, source_tokens_per_second, latency_p50_ms, latency_p95_ms,
      load_seconds, peak_memory_mib, cpu_seconds, …}, sentences, flagged_sentences, flags,
      outputs_sha256, seed, threads, host, versions}]
    """
    from mtkit.bench import bench, read_results

    suite = _suite(suite_file, given)
    if report:
        _check_folder(report)
    before = read_results(compare_to) if compare_to else []
    run = bench(suite, results, progress=None if quiet else _say)
    if not quiet:
        for note in run.notes:
            click.echo(f"note: {note}", err=True)
    for failure in run.failures:
        click.echo(f"error: {failure.system} on {failure.testset}: {failure.message}", err=True)
        if failure.hint:
            click.echo(f"  {failure.hint}", err=True)
    if not run.rows:
        return _status_of(run)
    _show(run, "json" if as_json else shape or ("table" if sys.stdout.isatty() else "json"))
    if report:
        _write_report(run, report, quiet)
    if compare_to:
        _compare(run, before, compare_to, tolerance, speed_tolerance, quiet)
    return ExitStatus.PARTIAL if run.failures else ExitStatus.OK


def _check_folder(report: str) -> None:
    """Before the work rather than after it."""
    if not Path(report).absolute().parent.is_dir():
        raise OutputError(
            f"{report} cannot be written: its folder does not exist", hint="make the folder first"
        )


def _say(line: str, done: int, total: int) -> None:
    click.echo(f"{done + 1}/{total} {line}", err=True)


def _status_of(run: BenchRun) -> int:
    """What all failures have in common."""
    statuses = {failure.status for failure in run.failures}
    return statuses.pop() if len(statuses) == 1 else ExitStatus.FAILED


def _suite(path: str | None, given: dict[str, Any]) -> Suite:
    from mtkit.bench import SetSpec, Suite, read_suite

    suite = read_suite(path) if path else Suite()
    changes: dict[str, Any] = {key: value for key, value in given.items() if value not in (None, ())}
    if "decodings" in changes:
        changes["ways"] = tuple(_way(how) for how in changes.pop("decodings"))
    if "sets" in changes:
        changes["sets"] = tuple(SetSpec(spec, name) for name, spec in map(_named, changes["sets"]))
    if "systems" in changes:
        changes["systems"] = tuple(map(_outputs, changes["systems"]))
    if "metrics" in changes:
        changes["metrics"] = tuple(m.strip() for m in changes["metrics"].split(",") if m.strip())
    return replace(suite, **changes)


def _way(how: str) -> Way:
    from mtkit.bench import Way

    if how.isdigit() and 0 < int(how) <= 100:
        return Way(f"beam {int(how)}", beam=int(how))
    if how in ("default", "fast"):
        return Way(how, fast=how == "fast")
    raise UsageError(f"no decoding is called {how!r}", hint="default, fast, or a beam size such as 4")


def _named(argument: str) -> tuple[str, str]:
    name, equals, spec = argument.partition("=")
    return (name, spec) if equals and name and spec and not Path(argument).exists() else ("", argument)


def _outputs(argument: str) -> Outputs:
    from mtkit.bench import Outputs

    name, equals, file = argument.partition("=")
    if not (name and equals and file):
        raise UsageError(f"--system {argument!r} is not understood", hint="it must be NAME=FILE")
    name, _, testset = name.partition("@")
    return Outputs(name, file, testset)


def _show(run: BenchRun, shape: str) -> None:
    if shape == "json":
        click.echo(json.dumps(run.as_dict(), ensure_ascii=False, indent=1))
        return
    from mtkit.bench.table import cells

    head, rows = cells(run.rows)
    if shape == "md":
        from mtkit.cli._score_tables import markdown

        click.echo(markdown(head, rows))
    else:
        from mtkit.cli._score_tables import print_table

        print_table(head, rows)
    for line in dict.fromkeys(row["signature"] for row in run.rows):
        click.echo(line)


def _write_report(run: BenchRun, path: str, quiet: bool) -> None:
    from mtkit.bench import write_report

    write_report(run, path)
    if not quiet:
        click.echo(f"report: {path}", err=True)


def _compare(
    run: BenchRun, before: Sequence[dict[str, Any]], path: str, quality: float, speed: float, quiet: bool
) -> None:
    from mtkit.bench import paired_test, regressions

    verdict = regressions(
        run.rows, list(before), quality=quality, speed=speed, test=paired_test(run, Path(path))
    )
    if not quiet:
        for line in verdict.refused:
            click.echo(f"note: {line}", err=True)
        for line in verdict.chance:
            click.echo(f"note: lower, but may be chance: {line}", err=True)
        for line in verdict.improvements:
            click.echo(f"better: {line}", err=True)
    if not verdict.compared:
        raise InputError(
            f"nothing here can be compared with {path}", hint="measure the same systems on the same sets"
        )
    for line in verdict.regressions:
        click.echo(f"worse: {line}", err=True)
    if verdict.regressions:
        raise ThresholdError(
            f"{len(verdict.regressions)} of {verdict.compared} figures got worse than in {path}",
            hint="--tolerance and --speed-tolerance say how much may be lost",
        )
