"""`mtkit compare`: which system is better, and is it sure?"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from mtkit.cli._score_options import chosen_metrics, read_given, report_options, report_shape, scoring_options
from mtkit.errors import ExitStatus

if TYPE_CHECKING:
    from mtkit.score import Comparison

_METHODS = ["ar", "bootstrap", "sacrebleu-bs", "sacrebleu-ar"]


@click.command()
@click.argument("hypotheses", nargs=-1, required=True, metavar="HYP HYP…")
@scoring_options
@click.option("--docs", metavar="FILE", help="The document of each segment, one name a line.")
@click.option("--blocks", is_flag=True, help="Resample whole documents instead of segments.")
@click.option(
    "--method",
    default="ar",
    type=click.Choice(_METHODS),
    help="Approximate randomisation (ar), two-sided bootstrap, or sacreBLEU's own tests.",
)
@click.option(
    "--trials", default=0, type=click.IntRange(0, 100_000), help="Default: 10000 (ar) or 1000 (bootstrap)."
)
@click.option(
    "--alpha", default=0.05, type=float, help="Level of significance, after Holm's correction (0.05)."
)
@click.option("--baseline", default="", metavar="NAME", help="Test only pairs with this system.")
@click.option(
    "--examples", default=5, type=click.IntRange(0, 1000), help="Example segments of each kind (5)."
)
@click.option("--examples-by", default="", metavar="METRIC", help="The metric that chooses them (chrF2).")
@click.option(
    "--frequencies", metavar="FILE", help="A text in the translations' language to tell rare words by."
)
@report_options
def command(
    hypotheses: tuple[str, ...],
    docs: str | None,
    blocks: bool,
    method: str,
    trials: int,
    seed: int,
    alpha: float,
    baseline: str,
    examples: int,
    examples_by: str,
    frequencies: str | None,
    **given: Any,
) -> int:
    """Compare systems HYP, every one with every other, on the same references.

    Gives each metric's ranking with significance clusters, the p-value and interval of every pair's
    difference, scores by sentence length, rare words and document, and the sentences worth reading.

    \b
    Examples:
      mtkit compare a.en b.en --ref reference.en
      mtkit compare systems/*.en --ref reference.en --src source.da
      mtkit compare a.en b.en c.en --ref reference.en --baseline a --metrics bleu,chrf,ter
      mtkit compare a.en b.en --ref reference.en --docs documents.txt --blocks
      mtkit compare a.en b.en --ref reference.en --method sacrebleu-bs --json

    \b
    JSON: systems, segments, references, method, trials, seed, alpha, units,
      metrics: [{metric, signature, higher_is_better,
        ranking: [{name, score, interval, cluster, rank}],
        pairs: [{a, b, difference, interval, p, p_adjusted, significant, wins, ties, losses}]}],
      buckets: [{by, label, segments, scores: {metric: {system: score}}}],
      examples_by, examples: [{kind, segment (from 0), source, reference,
        outputs: [{system, hypothesis, score, diff: [{operation, reference, hypothesis}]}]}]
    """
    from mtkit.score import compare

    quiet, shape = given.pop("quiet"), report_shape(given)
    data = read_given(hypotheses, docs, given)
    found = compare(
        data.systems,
        data.references,
        sources=data.sources,
        documents=data.documents,
        metrics=chosen_metrics(("bleu", "chrf"), data.systems, given),
        method=method,
        trials=trials,
        seed=seed,
        alpha=alpha,
        blocks=blocks,
        baseline=baseline,
        example_count=examples,
        examples_by=examples_by,
        frequencies=_frequencies(frequencies) if frequencies else None,
        cache=not given.pop("no_cache"),
        extra=data.extra,
    )
    if not quiet:
        for note in (*data.notes, *found.notes):
            click.echo(f"note: {note}", err=True)
    _show(found, shape)
    return ExitStatus.OK


def _frequencies(path: str) -> Counter[str]:
    from mtkit.cli._score_input import read_bytes, text_lines
    from mtkit.text.tokens import words

    counts: Counter[str] = Counter()
    for line in text_lines(read_bytes(path), path, []):
        counts.update(token.text for token in words(line.lower()))
    return counts


def _show(found: Comparison, shape: str) -> None:
    if shape == "json":
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    elif shape == "csv":
        click.echo(_csv(found), nl=False)
    else:
        from mtkit.cli import _compare_tables

        _compare_tables.show(found, markdown=shape == "md")


def _csv(found: Comparison) -> str:
    """The pairs, one a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ("a", "b", "difference", "p", "p_adjusted", "significant", "wins", "ties", "losses")
    writer.writerow(["metric", *columns, "low", "high", "signature"])
    for metric in found.metrics:
        for pair in metric.pairs:
            cells = [getattr(pair, column) for column in columns]
            writer.writerow([metric.metric, *cells, *pair.interval, metric.signature])
    return out.getvalue()
