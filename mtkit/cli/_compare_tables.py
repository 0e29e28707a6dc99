"""A comparison of systems as people read it: tables, and sentences with their differences marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from mtkit.cli._score_tables import markdown as markdown_table
from mtkit.cli._score_tables import print_table

if TYPE_CHECKING:
    from rich.text import Text

    from mtkit.score import Bucket, Comparison, Edit, Example

_METHODS = {
    "ar": "approximate randomisation",
    "bootstrap": "two-sided bootstrap",
    "sacrebleu-bs": "sacreBLEU's paired bootstrap",
    "sacrebleu-ar": "sacreBLEU's approximate randomisation",
}
# A table for people; documents can be many.
_MOST_ROWS = 40
_KINDS = {"best": "Best", "worst": "Worst", "different": "Most different"}


def show(found: Comparison, *, markdown: bool) -> None:
    """Write the whole comparison to standard output, as Markdown or for a terminal."""
    for title, head, rows in _tables(found):
        if markdown:
            click.echo(f"## {title}\n\n{markdown_table(head, rows)}\n")
        else:
            print_table(head, rows, title)
    how = f"{_METHODS[found.method]}, {found.trials} trials over {found.units}, seed {found.seed}"
    click.echo(f"{how}; Holm's correction at {found.alpha:g}.")
    for metric in found.metrics:
        click.echo(
            f"{metric.metric}|{metric.signature}" if not markdown else f"- {metric.metric}|{metric.signature}"
        )
    for example in found.examples:
        click.echo()
        if markdown:
            click.echo(_example_in_markdown(example))
        else:
            _print_example(example, found.examples_by)


def _tables(found: Comparison) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    level = f"{1 - found.alpha:.0%}"
    for metric in found.metrics:
        rows = [
            [
                r.name,
                f"{r.score:.2f}",
                f"{r.interval[0]:.2f} … {r.interval[1]:.2f}",
                str(r.cluster),
                _range(r.rank),
            ]
            for r in metric.ranking
        ]
        yield f"{metric.metric}: ranking", ["system", "score", level, "cluster", "rank"], rows
        pairs = [
            [
                f"{p.a} - {p.b}",
                f"{p.difference:+.2f}",
                f"{p.interval[0]:+.2f} … {p.interval[1]:+.2f}",
                f"{p.p:.4f}",
                f"{p.p_adjusted:.4f}{'*' if p.significant else ' '}",
                f"{p.wins}/{p.ties}/{p.losses}",
            ]
            for p in metric.pairs
        ]
        head = ["pair", "difference", level, "p", "p, Holm", "win/tie/loss"]
        yield f"{metric.metric}: pairs", head, pairs
    for by in dict.fromkeys(bucket.by for bucket in found.buckets):
        chosen = [bucket for bucket in found.buckets if bucket.by == by]
        if len(chosen) > _MOST_ROWS:
            click.echo(f"By {by}: {len(chosen)} rows, which --json shows.")
            continue
        for i, metric in enumerate(found.metrics):
            yield f"{metric.metric} by {by}", ["", "segments", *found.systems], _bucket_rows(chosen, i)


def _bucket_rows(buckets: Sequence[Bucket], metric: int) -> list[list[str]]:
    return [[b.label, str(len(b.segments)), *(f"{s:.2f}" for s in b.scores[metric])] for b in buckets]


def _range(rank: tuple[int, int]) -> str:
    return str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}-{rank[1]}"


def _print_example(example: Example, metric: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print(Text(f"{_KINDS[example.kind]}: segment {example.segment + 1}", style="bold"))
    if example.source:
        console.print(Text(f"  source     {example.source}", style="dim"))
    console.print(Text(f"  reference  {example.reference}"))
    for output in example.outputs:
        line = Text(f"  {output.system}  {metric} {output.score:.1f}\n             ")
        console.print(line.append_text(_coloured(output.diff)))


def _coloured(diff: Sequence[Edit]) -> Text:
    """Words of the hypothesis alone green, of the reference alone red and struck through."""
    from rich.text import Text

    line = Text()
    for edit in diff:
        if edit.operation == "same":
            line.append(edit.hypothesis)
        else:
            line.append(edit.reference.rstrip(), style="red strike")
            line.append(" " if edit.reference and edit.hypothesis else "")
            line.append(edit.hypothesis, style="green")
            line.append("" if edit.hypothesis else " ")
    return line


def _example_in_markdown(example: Example) -> str:
    lines = [f"### {_KINDS[example.kind]}: segment {example.segment + 1}", ""]
    lines += [f"- source: {_escaped(example.source)}"] if example.source else []
    lines += [f"- reference: {_escaped(example.reference)}"]
    for output in example.outputs:
        marked = "".join(_marked(edit) for edit in output.diff)
        lines.append(f"- {_escaped(output.system)} ({output.score:.1f}): {marked}")
    return "\n".join(lines)


def _marked(edit: Edit) -> str:
    if edit.operation == "same":
        return _escaped(edit.hypothesis)
    # Elements, since ** and ~~ mark nothing where punctuation stands on one side of them and a letter on the
    # other.
    old, new = edit.reference.strip(), edit.hypothesis.rstrip()
    after = edit.hypothesis[len(new) :] or ("" if new else " ")
    marks = [f"<del>{_escaped(old)}</del>"] if old else []
    marks += [f"<ins>{_escaped(new)}</ins>"] if new else []
    return " ".join(marks) + after


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~&" else c for c in text.replace("\n", " "))
