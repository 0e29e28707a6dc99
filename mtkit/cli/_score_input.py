"""Read systems, references and sources for score and compare."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import click

from mtkit import files
from mtkit.errors import InputError, UsageError


@dataclass(frozen=True, slots=True)
class Input:
    """What was read: each system's hypotheses by its name, and columns of the same length.

    extra: what reading adds to every signature.
    """

    systems: dict[str, tuple[str, ...]]
    references: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    documents: tuple[str, ...]
    extra: dict[str, str | int]


def read_input(
    hypotheses: Sequence[str],
    refs: Sequence[str],
    src: str | None,
    documents: str | None,
    *,
    split: str | None,
    align: bool,
    lang: str,
    source_lang: str = "da",
) -> Input:
    """Read all files and see that they fit together. Raises InputError naming both files where they do
    not."""
    named = system_names(hypotheses)
    if [*named.values(), *refs, src, documents].count("-") > 1:
        raise UsageError("standard input can be only one of the files", hint="write the others to files")
    unit = split or ("sentences" if align else "lines")
    references = [_segments(path, unit, lang) for path in refs]
    sources = _segments(src, "lines" if align else unit, source_lang) if src else ()
    labels = tuple(text_lines(read_bytes(documents), documents)) if documents else ()
    systems = {name: _segments(path, unit, lang) for name, path in named.items()}
    extra: dict[str, str | int] = {"split": "sentences"} if unit == "sentences" else {}
    if align:
        if labels or src or len(refs) > 1:
            raise UsageError(
                "--align takes one reference, and neither --src nor --docs", hint="leave them out"
            )
        return _aligned(named, refs[0], systems, references[0], lang, extra)
    from mtkit.score import check_lengths

    counts = list(zip(refs, map(len, references), strict=True))
    counts += [(path, len(systems[name])) for name, path in named.items()]
    counts += [(src, len(sources))] if src else []
    counts += [(documents, len(labels))] if documents else []
    check_lengths(counts, "lines" if unit == "lines" else "sentences")
    return Input(systems, tuple(references), tuple(sources), labels, extra)


def system_names(hypotheses: Sequence[str]) -> dict[str, str]:
    """Path by name: NAME=FILE as given, else the file's name without suffix, or the whole path where those
    clash."""
    given: list[tuple[str, str]] = []
    for argument in hypotheses:
        name, equals, path = argument.partition("=")
        if equals and name and path and not Path(argument).exists():
            given.append((name, path))
        else:
            given.append(("", argument))
    stems = Counter(name or _stem(path) for name, path in given)
    named: dict[str, str] = {}
    for name, path in given:
        chosen = name or (_stem(path) if stems[_stem(path)] == 1 else path)
        if chosen in named:
            raise UsageError(f"two systems are called {chosen}", hint="name them: NAME=FILE")
        named[chosen] = path
    return named


def text_lines(data: bytes, name: str) -> list[str]:
    """The lines of a text file as sacreBLEU reads them: ended by a line feed alone, without trailing blanks.

    A line separator or form feed inside a line stays there, so that files that went through other tools keep
    their number of lines.
    """
    text, encoding = files.decode(data, name)
    if encoding.note:
        click.echo(f"note: {encoding.note.partition(', written')[0]}", err=True)
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.rstrip() for line in lines]


def read_bytes(path: str) -> bytes:
    """A whole file, unpacked where its name ends in .gz. Raises InputError where it cannot be read."""
    with files.open_source(path) as stream:
        data = stream.read()
    if not path.endswith(".gz"):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path} is not a gzip file: {error}", hint="unpack it, or fetch it again") from None


def _stem(path: str) -> str:
    return PurePath(path.removesuffix(".gz")).stem or path


def _segments(path: str, unit: str, lang: str) -> tuple[str, ...]:
    from mtkit import formats

    plain = path.removesuffix(".gz")
    lines: list[str]
    if plain != path or path == "-" or plain.endswith(f".{lang}") or formats.name_for(path) == "txt":
        lines = text_lines(read_bytes(path), path)
    else:
        with files.open_source(path) as stream:
            document = formats.read(stream, path, source_lang=lang, target_lang=lang)
            lines = [" ".join(s.text.split()) for s in document.segments() if s.kind != "literal"]
        for note in document.notes:
            click.echo(f"note: {note}", err=True)
    if unit == "lines":
        return tuple(lines)
    from mtkit.text.segment import sentences

    return tuple(sentence.text for line in lines for sentence in sentences(line, lang))


def _aligned(
    named: dict[str, str],
    ref: str,
    systems: dict[str, tuple[str, ...]],
    reference: tuple[str, ...],
    lang: str,
    extra: dict[str, str | int],
) -> Input:
    """Bring every system to the reference's segmentation."""
    from mtkit.align import align
    from mtkit.score import regroup

    for name, texts in ((ref, reference), *((named[name], texts) for name, texts in systems.items())):
        if not texts:
            raise InputError(f"{name} has no sentences", hint="there is nothing to score")
    # Both sides are in one language, so that a text is its own translation.
    beads = {
        name: align(
            list(texts), list(reference), source_lang=lang, target_lang=lang, translation=list(texts)
        ).beads
        for name, texts in systems.items()
    }
    grouped = regroup(len(reference), systems, beads)
    return Input(grouped.systems, (grouped.join(reference),), (), (), {**extra, "align": "mtkit"})
