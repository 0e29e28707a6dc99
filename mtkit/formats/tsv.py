"""Tab-separated values: one column is translated, all else stays byte for byte.

A cell ends at a tab or at the line's end. One that stands wholly between quotation marks, as spreadsheets
write it, is read without them and written with them; any other quotation mark is a character like the
rest. Options as for CSV: `column`, `output_column`, `header`. A tab or line break in a translation
becomes a space.
"""

from __future__ import annotations

from collections.abc import Mapping

from mtkit.formats._delimited import Delimited
from mtkit.formats._table import TableFormat


class TsvFormat(TableFormat):
    """Tab-separated values; see the module."""

    name = "tsv"
    title = "TSV table"
    suffixes = (".tsv", ".tab")
    options = ("column", "output_column", "header")

    def codec(self, sample: list[str], options: Mapping[str, str], source_lang: str, name: str) -> Delimited:
        codec = Delimited("\t", multiline=False)
        codec.choose(sample, options, source_lang, name)
        return codec


FORMAT = TsvFormat()
