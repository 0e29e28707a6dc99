"""What the tests of all formats do: read a document, change its segments, write it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from mtkit import formats
from mtkit.core import Segment


class Rewritten:
    """What came of reading `data` as `format_name` and writing it with every segment changed by `change`."""

    def __init__(
        self,
        format_name: str,
        data: bytes,
        change: Callable[[Segment], Segment],
        options: dict[str, str],
        langs: tuple[str, str],
    ) -> None:
        document = formats.read(
            io.BytesIO(data),
            f"sample.{format_name}",
            format_name=format_name,
            source_lang=langs[0],
            target_lang=langs[1],
            options=options,
        )
        self.segments: list[Segment] = []
        out = io.BytesIO()
        document.write(map(change, self._kept(document.segments())), out)
        self.data = out.getvalue()
        self.text = self.data.decode("utf-8", "replace")
        self.notes = document.notes
        self.texts = [s.text for s in self.segments if s.kind != "literal"]

    def _kept(self, segments):
        for segment in segments:
            self.segments.append(segment)
            yield segment


@pytest.fixture(scope="session")
def rewrite():
    """rewrite(format, data, change=…, **options): `change` maps text to text, or Segment to Segment."""

    def run(format_name, data, change=None, *, segment=None, langs=("da", "en"), **options) -> Rewritten:
        if isinstance(data, str):
            data = data.encode()
        turn = segment or (lambda s: s if change is None else replace(s, text=change(s.text)))
        return Rewritten(format_name, data, turn, options, langs)

    return run
