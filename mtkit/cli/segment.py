"""`mtkit segment`: the sentences of a document."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

import click

if TYPE_CHECKING:
    from mtkit.text.paragraphs import Block


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--lang", default="da", metavar="CODE", help="Language of the text (da).")
@click.option(
    "--from", "source_format", metavar="FORMAT", help="Read FILE as this format, whatever its suffix."
)
@click.option(
    "--split",
    default="auto",
    type=click.Choice(["auto", "lines"]),
    help="With 'lines', hard-wrapped paragraphs are not joined.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list with an object for each sentence.")
def command(file: str, lang: str, source_format: str | None, split: str, as_json: bool) -> None:
    """Show the sentences of FILE ('-' is standard input), one a line.

    Hard-wrapped paragraphs are joined first; which lines were joined goes to standard error. A list marker
    or a dialogue dash stands before its sentence, though it is no part of it.

    The objects of --json: text; marker (what leads the sentence and is not translated); paragraph and
    sentence (numbers from 1, the second within its paragraph); start and end (in characters: of the whole
    text in plain text, of the paragraph in other formats); and for plain text lines (first and last line of
    the paragraph) and joined (whether they were joined).

    \b
    Examples:
      mtkit segment artikel.txt
      mtkit segment --lang en --json report.docx
      cat artikel.txt | mtkit segment -
    """
    from mtkit import files, formats

    chosen = source_format or formats.name_for(file)
    with contextlib.closing(files.open_source(file)) as source:
        plain = chosen == "txt"
        found = _plain(source, file, lang, split == "lines") if plain else _other(source, file, lang, chosen)
        number = 0
        for record in found:
            if as_json:
                click.echo(("[" if not number else ",\n") + json.dumps(record, ensure_ascii=False), nl=False)
            else:
                click.echo(f"{record['marker']} {record['text']}".lstrip())
            number += 1
    if as_json:
        click.echo("]" if number else "[]")
    if not number:
        click.echo(f"warning: {file} holds no text", err=True)


def _plain(source: BinaryIO, name: str, lang: str, lines_only: bool) -> Iterator[dict[str, Any]]:
    """Records of a plain text, read block by block."""
    from mtkit import files
    from mtkit.text.paragraphs import Block, blocks

    stream, encoding = files.open_text(source, name)
    _say(encoding.note)
    lines = _lines(stream, name)
    single = (Block((line,), False, line.rstrip("\r\n")) for line in lines)
    line, offset, paragraph = 1, 0, 0
    for block in single if lines_only else blocks(lines):
        last = line + len(block.lines) - 1
        if block.joined:
            _say(f"lines {line} to {last} are one paragraph, wrapped at {block.width} characters")
        if block.text.strip():
            paragraph += 1
        for record in _records(block.text, lang, paragraph):
            record["start"], record["end"] = _origins(block, record["start"], record["end"], offset)
            yield {**record, "lines": [line, last], "joined": block.joined}
        line = last + 1
        offset += sum(map(len, block.lines))


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    from mtkit.errors import FormatError

    with stream:
        try:
            yield from stream
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{name} is not valid {error.encoding.upper()} throughout: {error.reason}",
                hint="convert the file to UTF-8",
            ) from None


def _origins(block: Block, start: int, end: int, offset: int) -> tuple[int, int]:
    return offset + block.origin(start), offset + block.origin(end - 1) + 1


def _other(source: BinaryIO, name: str, lang: str, chosen: str) -> Iterator[dict[str, Any]]:
    """Records of a document in any other format."""
    from mtkit import formats

    document = formats.read(source, name, format_name=chosen, source_lang=lang)
    for note in document.notes:
        _say(note)
    paragraph = 0
    for segment in document.segments():
        if segment.kind != "literal" and segment.text.strip():
            paragraph += 1
            yield from _records(segment.text, lang, paragraph)


def _records(text: str, lang: str, paragraph: int) -> Iterator[dict[str, Any]]:
    from mtkit.text.segment import spans

    last = 0
    for number, (start, end) in enumerate(spans(text, lang), 1):
        yield {
            "text": text[start:end],
            "marker": text[last:start].strip(),
            "paragraph": paragraph,
            "sentence": number,
            "start": start,
            "end": end,
        }
        last = end


def _say(note: str) -> None:
    if note:
        sys.stdout.flush()
        click.echo(f"note: {note}", err=True)
