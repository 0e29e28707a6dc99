"""Tables of scores, for a terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """A table on standard output: the first column is text, the others are numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left", pad_edge=False)
    for i, name in enumerate(head):
        table.add_column(Text(name), justify="left" if i == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right; every cell shows its text, whatever marks that holds."""
    rule = _row([":--", *("--:" for _ in head[1:])])
    return "\n".join([_row(map(_shown, head)), rule, *(_row(map(_shown, row)) for row in rows)])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _shown(cell: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*<>[]|~&" else c for c in cell.replace("\n", " "))
