"""Which test set is meant: a name of the catalogue, a folder of two files, or columns of a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from mtkit import files
from mtkit.bench.catalogue import load
from mtkit.bench.testset import BenchSet, from_folder
from mtkit.errors import InputError, UsageError

_TABLES = (".csv", ".tsv", ".jsonl")


def read_set(spec: str, name: str = "", *, source_lang: str = "da", target_lang: str = "en") -> BenchSet:
    """The test set that `spec` names.

    spec: a folder with one file of each language (`x.da`, `x.en`, or `x.da.txt`; several references `x.en`,
    `x2.en`; a file documents.txt names each segment's document), a table with its columns
    (`table.csv:danish,english`, names or numbers from 1), or a name of the catalogue (`mtkit testsets list`).
    Raises InputError where it is missing, empty, or its sides differ in length.
    """
    path, _, columns = spec.rpartition(":")
    if columns and path.lower().endswith(_TABLES):
        return _from_table(Path(path), columns, name or Path(path).stem)
    folder = Path(spec)
    if folder.is_dir():
        return from_folder(folder, name or folder.resolve().name, source_lang, target_lang)
    if folder.is_file():
        raise UsageError(f"{spec}: which columns?", hint=f"{spec}:SOURCE,REFERENCE, by name or number from 1")
    found = load(spec)
    return BenchSet(name, found.sources, found.references, found.documents, found.licence) if name else found


def _from_table(path: Path, columns: str, name: str) -> BenchSet:
    wanted = [column.strip() for column in columns.split(",") if column.strip()]
    if len(wanted) < 2:
        raise UsageError(
            f"{path}: {columns!r} is one column", hint=f"name source and reference: {path}:da,en"
        )
    with files.open_source(path) as stream:
        text, _ = files.decode(stream.read(), str(path))
    rows = _json_rows(text, path) if path.suffix.lower() == ".jsonl" else _csv_rows(text, path, wanted)
    table = [[_cell(row, column, path, n) for column in wanted] for n, row in enumerate(rows, 1)]
    if not table:
        raise InputError(f"{path} has no rows", hint="there is nothing to translate")
    source, *references = (tuple(column) for column in zip(*table, strict=True))
    return BenchSet(name, source, tuple(references))


def _cell(row: dict[str, str], column: str, path: Path, number: int) -> str:
    if column not in row:
        known = ", ".join(key for key in row if not key.isdigit()) or ", ".join(row)
        raise InputError(f"{path}, row {number}: no column {column!r}", hint=f"columns: {known}")
    return " ".join(row[column].split())


def _csv_rows(text: str, path: Path, wanted: Sequence[str]) -> list[dict[str, str]]:
    """Rows by column name, and by number; where columns are asked for by number alone, there is no head."""
    try:
        rows = list(
            csv.reader(
                io.StringIO(text, newline=""),
                delimiter="\t" if path.suffix.lower() == ".tsv" else ",",
                quoting=csv.QUOTE_NONE if path.suffix.lower() == ".tsv" else csv.QUOTE_MINIMAL,
            )
        )
    except csv.Error as error:
        raise InputError(f"{path} is no table: {error}", hint="check its quotation marks") from None
    rows = [row for row in rows if row]
    head = [] if all(column.isdigit() for column in wanted) or not rows else rows.pop(0)
    numbered = [{str(i): cell for i, cell in enumerate(row, 1)} for row in rows]
    return [dict(zip(head, row, strict=False)) | by for row, by in zip(rows, numbered, strict=True)]


def _json_rows(text: str, path: Path) -> list[dict[str, str]]:
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise InputError(f"{path}, line {number}: not a JSON object", hint="one object a line")
        rows.append({str(key): value for key, value in row.items() if isinstance(value, str)})
    return rows
