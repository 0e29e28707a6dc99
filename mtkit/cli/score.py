"""`mtkit score`: sacreBLEU's numbers for one or many systems."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from mtkit.cli._score_options import chosen_metrics, read_given, report_options, report_shape, scoring_options
from mtkit.errors import ExitStatus, ThresholdError, UsageError

if TYPE_CHECKING:
    from mtkit.cli._score_input import Input
    from mtkit.score import Report


@click.command()
@click.argument("hypotheses", nargs=-1, required=True, metavar="HYP…")
@scoring_options
@click.option("--confidence", is_flag=True, help="Add 95 % intervals (bootstrap).")
@click.option("--confidence-n", default=1000, type=click.IntRange(40), help="Resamples for them (1000).")
@click.option("--segments", metavar="OUT.jsonl", help="Write the scores of every segment here.")
@click.option("--force", is_flag=True, help="Replace that file if it exists.")
@click.option(
    "--fail-under",
    multiple=True,
    metavar="METRIC=VALUE",
    help="Exit with 5 if a score is worse; for TER that is over the value.",
)
@report_options
def command(
    hypotheses: tuple[str, ...],
    confidence: bool,
    confidence_n: int,
    seed: int,
    segments: str | None,
    force: bool,
    fail_under: tuple[str, ...],
    **given: Any,
) -> int:
    """Score translations HYP against one or several references.

    BLEU, chrF2, chrF2++ and TER by default, with sacreBLEU's scores and signatures. A file's name without its
    suffix names the system, NAME=FILE names it otherwise. Files can be of any format: TMX, XLIFF
    and po give their translations (as --src their sources), TABLE:COLUMN names a column of a table.

    \b
    Examples:
      mtkit score output.en --ref reference.en
      mtkit score google=a.en opusmt=b.en --ref reference.en --confidence
      mtkit score output.en --ref one.en --ref two.en --metrics bleu,chrf --json
      mtkit score output.xliff --ref pairs.csv:english
      mtkit score output.en --ref reference.en --segments scores.jsonl
      mtkit score output.en --ref reference.en --fail-under chrf=60
      mtkit score output.en --ref reference.en --src source.da --metric-command "COMET=./comet.sh"

    \b
    JSON: segments, references, systems: [{name, scores: [{metric, score, signature,
      higher_is_better, and with --confidence also confidence (half the interval) and interval}]}]
    """
    from mtkit.score import score
    from mtkit.score._metric import DEFAULT_METRICS

    thresholds = _thresholds(fail_under)
    if segments and not force:
        _refuse_existing(segments)
    quiet, shape = given.pop("quiet"), report_shape(given)
    data = read_given(hypotheses, None, given)
    report = score(
        data.systems,
        data.references,
        sources=data.sources,
        metrics=chosen_metrics(DEFAULT_METRICS, data.systems, given),
        confidence=confidence_n if confidence else 0,
        seed=seed,
        cache=not given.pop("no_cache"),
        extra=data.extra,
    )
    if not quiet:
        for note in (*data.notes, *report.notes):
            click.echo(f"note: {note}", err=True)
    failing = [line for metric, limit in thresholds for line in report.failing({metric: limit})]
    if segments:
        _write_segments(report, data, segments, force)
    _show(report, shape)
    if failing:
        raise ThresholdError("; ".join(failing), hint="--fail-under asked for better")
    return ExitStatus.OK


def _thresholds(pairs: Sequence[str]) -> list[tuple[str, float]]:
    thresholds = []
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            limit = float(value)
        except ValueError:
            limit = math.nan
        if not math.isfinite(limit):  # nothing is under nan: the gate would stand open
            raise UsageError(f"--fail-under must be METRIC=VALUE, not {pair!r}", hint="for example chrf=60")
        thresholds.append((name.strip(), limit))
    return thresholds


def _refuse_existing(path: str) -> None:
    """Before the work rather than after it."""
    from pathlib import Path

    from mtkit.errors import OutputError

    if Path(path).exists():
        raise OutputError(f"{path} exists", hint="use --force to replace it, or name another file")


def _write_segments(report: Report, data: Input, path: str, force: bool) -> None:
    """One JSON object a system and segment: system, line (from 1), scores, hypothesis, references, source."""
    from mtkit.files import atomic_write

    tables = [(m.metric.name, m.segment_scores()) for m in report.measured]
    with atomic_write(path, force=force) as out:
        for s, (name, hypotheses) in enumerate(data.systems.items()):
            for i, hypothesis in enumerate(hypotheses):
                row: dict[str, Any] = {"system": name, "line": i + 1}
                row["scores"] = {metric: float(table[s][i]) for metric, table in tables}
                row |= {"hypothesis": hypothesis, "references": [column[i] for column in data.references]}
                row |= {"source": data.sources[i]} if data.sources else {}
                out.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass"))


def _show(report: Report, shape: str) -> None:
    if shape == "json":
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    elif shape == "csv":
        click.echo(_csv(report), nl=False)
    elif shape == "md":
        from mtkit.cli._score_tables import markdown

        click.echo(markdown(*_table(report)))
        click.echo("".join(f"\n- {line}" for line in _signatures(report)))
    else:
        from mtkit.cli._score_tables import print_table

        print_table(*_table(report))
        for line in _signatures(report):
            click.echo(line)


def _table(report: Report) -> tuple[list[str], list[list[str]]]:
    """Head and rows; one decimal more than papers print, so that close systems can be told apart."""
    head = ["system", *(score.metric for score in report.systems[0].scores)]
    rows = []
    for system in report.systems:
        cells = []
        for found in system.scores:
            half = f" ± {(found.interval[1] - found.interval[0]) / 2:.2f}" if found.interval else ""
            cells.append(f"{found.score:.2f}{half}")
        rows.append([system.name, *cells])
    return head, rows


def _signatures(report: Report) -> list[str]:
    return [f"{score.metric}|{score.signature}" for score in report.systems[0].scores]


def _csv(report: Report) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["system", "metric", "score", "low", "high", "signature"])
    for system in report.systems:
        for found in system.scores:
            low, high = found.interval or ("", "")
            writer.writerow([system.name, found.metric, repr(found.score), low, high, found.signature])
    return out.getvalue()
