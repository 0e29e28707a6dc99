"""Tab-separated values: one column is translated, all else stays byte for byte.

A cell ends at a tab or at the line's end. One that stands wholly between quotation marks, as spreadsheets
write it, is read without them and written with them; any other quotation mark is a character like the
rest. Options as for CSV: `column`, `output_column`, `header`. A tab or line break in a translation
becomes a space.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from mtkit.core import Document
from mtkit.formats._delimited import Delimited
from mtkit.formats._table import TableDocument, check_options


class TsvFormat:
    """Tab-separated values; see the module."""

    name = "tsv"
    title = "TSV table"
    suffixes = (".tsv", ".tab")
    options = ("column", "output_column", "header")

    def read(
        self,
        source: BinaryIO,
        name: str,
        *,
        source_lang: str = "da",
        target_lang: str = "en",
        options: Mapping[str, str] | None = None,
    ) -> Document:
        chosen = check_options(options, self.options)

        def choose(sample: list[str]) -> Delimited:
            codec = Delimited("\t", multiline=False)
            codec.choose(sample, chosen, source_lang, name)
            return codec

        return TableDocument(source, name, choose)


FORMAT = TsvFormat()
