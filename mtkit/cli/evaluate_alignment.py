"""`mtkit evaluate-alignment`: how well beads agree with gold ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from mtkit.cli._align_input import read_lines
from mtkit.cli._numbers import Finite
from mtkit.errors import ThresholdError, UsageError

if TYPE_CHECKING:
    from mtkit.align._evaluation import Evaluation
    from mtkit.core import Bead


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="GOLD HYP [GOLD HYP]…")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, in full precision.")
@click.option("--fail-under", type=Finite(0, 1), help="Exit with 5 where strict F1 with nulls is lower.")
def command(files: tuple[str, ...], as_json: bool, fail_under: float | None) -> None:
    """Compare the beads of HYP with those of GOLD: strict and lax precision, recall and F1.

    Files in Vecalign's form ([i]:[j] or [i]:[j]:cost), or from 'mtkit align --to jsonl' or '--to tsv'.
    Several pairs of files are pooled. Figures are those of Vecalign's scorer: null beads count in precision
    and never in recall; the second table leaves them out of both.

    \b
    Examples:
      mtkit evaluate-alignment gold.txt aligned.txt
      mtkit evaluate-alignment one.gold one.hyp two.gold two.hyp --json
    """
    from mtkit.align import evaluate

    if len(files) % 2:
        raise UsageError("a gold file without a file to compare", hint="give pairs: GOLD HYP [GOLD HYP]…")
    gold = [_read(path) for path in files[0::2]]
    ours = [_read(path) for path in files[1::2]]
    found = {"with_nulls": evaluate(gold, ours), "without_nulls": evaluate(gold, ours, nulls=False)}
    if as_json:
        click.echo(json.dumps({name: _record(evaluation) for name, evaluation in found.items()}, indent=2))
    else:
        for name, evaluation in found.items():
            click.echo(_table(name.replace("_", " "), evaluation))
    reached = found["with_nulls"].strict.f1
    if fail_under is not None and reached < fail_under:
        raise ThresholdError(f"strict F1 {reached:.4f} is under {fail_under}", hint="see the table above")


def _read(path: str) -> list[Bead]:
    from mtkit.bitext import jsonl, tsv, vecalign

    lines, _ = read_lines(path)
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith("{") and "\t[" not in first:  # a table's first sentence may begin with {
        return jsonl.read(lines, path)
    return tsv.read(lines, path) if "\t" in first else vecalign.read(lines, path)


def _record(evaluation: Evaluation) -> dict[str, float | int]:
    return {
        "precision_strict": evaluation.strict.precision,
        "recall_strict": evaluation.strict.recall,
        "f1_strict": evaluation.strict.f1,
        "precision_lax": evaluation.lax.precision,
        "recall_lax": evaluation.lax.recall,
        "f1_lax": evaluation.lax.f1,
        "gold_beads": evaluation.gold_beads,
        "hypothesis_beads": evaluation.hypothesis_beads,
    }


def _table(title: str, evaluation: Evaluation) -> str:
    rows = [f"{title:14} precision  recall     F1"]
    for name, share in (("strict", evaluation.strict), ("lax", evaluation.lax)):
        rows.append(f"{name:14} {share.precision:9.3f} {share.recall:7.3f} {share.f1:6.3f}")
    return "\n".join(rows)
