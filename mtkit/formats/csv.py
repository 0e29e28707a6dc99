"""Comma-separated values (RFC 4180): one column is translated, all else stays byte for byte.

Delimiter (comma, semicolon, tab or bar), quotation marks and line ends are kept as they are. A cell that
was quoted is quoted again; another is quoted where its translation needs it. Option `column` names the
column by its title or its 1-based number, `output_column` another that takes the translation (a new one
is put last), `delimiter` a character, `header` whether the first row holds titles (auto, yes, no). Rows
that do not fit the first one are kept as they are and reported in the notes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

from mtkit.errors import UsageError
from mtkit.formats._delimited import Delimited
from mtkit.formats._table import Lines, TableFormat

_DELIMITERS = ",;\t|"


class CsvFormat(TableFormat):
    """Comma-separated values; see the module."""

    name = "csv"
    title = "CSV table"
    suffixes = (".csv",)
    options = ("column", "output_column", "delimiter", "header")

    def codec(self, sample: list[str], options: Mapping[str, str], source_lang: str, name: str) -> Delimited:
        said = {"tab": "\t", "\\t": "\t"}.get(options.get("delimiter", ""), options.get("delimiter", ""))
        if len(said) > 1 or said in ('"', "\r", "\n"):
            raise UsageError(f"{said!r} cannot be a delimiter", hint="name one character, or tab")
        codec = Delimited(said or find_delimiter(sample, name), multiline=True)
        codec.choose(sample, options, source_lang, name)
        return codec


def find_delimiter(sample: Sequence[str], name: str) -> str:
    """The delimiter that cuts the first rows into equally many fields, the more the better; a comma where
    none does."""
    if sample and (said := re.match(r"sep=(.)\s*$", sample[0])):
        return said[1]
    best, best_width = ",", 1
    for delimiter in _DELIMITERS:
        codec = Delimited(delimiter, multiline=True)
        lines = Lines(io.StringIO("".join(sample), newline=""), name)
        widths = [len(codec.split(line, lines)[1]) for line in lines if line.strip()]
        alike = sum(w == widths[0] for w in widths) if widths else 0
        enough = max(2, min(0.8 * len(widths), len(widths) - 1))  # one bad row is one bad row
        if widths and widths[0] > best_width and alike >= min(enough, len(widths)):
            best, best_width = delimiter, widths[0]
    return best


FORMAT = CsvFormat()
