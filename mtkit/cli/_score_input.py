"""Read systems, references and sources for score and compare."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from mtkit import files
from mtkit.core import Document
from mtkit.errors import FormatError, InputError, UsageError

_BILINGUAL = ("po", "tmx", "xliff")  # formats whose segments stand beside their translations
_TABLES = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson")
_NO_LANGUAGE = "zxx"  # ISO 639-2: no linguistic content


@dataclass(frozen=True, slots=True)
class Input:
    """What was read: each system's hypotheses by its name, and columns of the same length.

    extra: what reading adds to every signature. notes: what the reader should be told.
    """

    systems: dict[str, tuple[str, ...]]
    references: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    documents: tuple[str, ...]
    extra: dict[str, str | int]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """Which texts of a file are meant: those in `lang`, as the source or as its translation."""

    lang: str
    is_source: bool = False


def read_input(
    hypotheses: Sequence[str],
    refs: Sequence[str],
    src: str | None,
    documents: str | None,
    *,
    split: str,
    align: bool,
    lang: str,
    source_lang: str = "da",
) -> Input:
    """Read all files and see that they fit together.

    With `align` the systems are brought to the first reference's segments. Raises InputError naming both
    files where numbers of segments differ.
    """
    named = system_names(hypotheses)
    if [*named.values(), *refs, src, documents].count("-") > 1:
        raise UsageError("standard input can be only one of the files", hint="write the others to files")
    unit = ("sentences" if align else "lines") if split == "auto" else split
    if align and unit == "sentences" and (documents or src or len(refs) > 1):
        raise UsageError(
            "several references, --src and --docs need --split lines beside --align",
            hint="sentences of different files are not parallel",
        )
    notes: list[str] = []
    translated = _Side(lang)
    references = [_segments(path, unit, translated, notes) for path in refs]
    sources = _segments(src, unit, _Side(source_lang, is_source=True), notes) if src else ()
    labels = tuple(text_lines(read_bytes(documents), documents, notes)) if documents else ()
    systems = {name: _segments(path, unit, translated, notes) for name, path in named.items()}
    from mtkit.score import check_lengths

    counts = list(zip(refs, map(len, references), strict=True))
    counts += [(path, len(systems[name])) for name, path in named.items() if not align]
    counts += [(src, len(sources))] if src else []
    counts += [(documents, len(labels))] if documents else []
    check_lengths(counts, unit)
    extra: dict[str, str | int] = {"split": "sentences"} if unit == "sentences" else {}
    found = Input(systems, tuple(references), tuple(sources), labels, extra, tuple(notes))
    return _aligned(found, named, lang) if align else found


def system_names(hypotheses: Sequence[str]) -> dict[str, str]:
    """Path by name: NAME=FILE as given, else the file's name without suffix, its path where those clash."""
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


def text_lines(data: bytes, name: str, notes: list[str]) -> list[str]:
    """The lines of a text file as sacreBLEU reads them: ended by a line feed alone, without trailing blanks.

    A line separator or form feed inside a line stays there, so that files that went through other tools keep
    their number of lines. What the reader should be told goes to `notes`.
    """
    text, encoding = files.decode(data, name)
    if encoding.note:
        notes.append(encoding.note.partition(", written")[0])
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


def _segments(path: str, unit: str, side: _Side, notes: list[str]) -> tuple[str, ...]:
    from mtkit import formats

    plain = path.removesuffix(".gz")
    file, column = _column(path)
    lines: list[str]
    if plain != path or path == "-" or plain.endswith(f".{side.lang}") or formats.name_for(file) == "txt":
        lines = text_lines(read_bytes(path), path, notes)
    elif formats.name_for(file) in _BILINGUAL:
        lines = _one_side(file, side, notes)
    else:
        lines = _texts(file, column, side.lang, notes)
    if unit == "lines":
        return tuple(lines)
    from mtkit.text.segment import sentences

    return tuple(sentence.text for line in lines for sentence in sentences(line, side.lang))


def _column(path: str) -> tuple[str, str]:
    """TABLE:COLUMN taken apart; other paths whole, with no column."""
    table, _, column = path.rpartition(":")
    if column and table.lower().endswith(_TABLES) and not Path(path).exists():
        return table, column
    return path, ""


def _texts(path: str, column: str, lang: str, notes: list[str]) -> list[str]:
    """The segments of a document in one language; `column` is for tables."""
    from mtkit import formats

    options = {"column": column} if column else None
    with files.open_source(path) as stream:
        try:
            document = formats.read(stream, path, source_lang=lang, target_lang=lang, options=options)
            lines = [" ".join(text.split()) for text in _document_texts(document)]
        except FormatError as error:
            if "--column" not in error.hint:
                raise
            message = error.message.replace("is to be translated", "is meant")
            raise FormatError(message, hint=error.hint.replace("--column", f"{path}:COLUMN")) from None
    notes += document.notes
    return lines


def _document_texts(document: Document) -> Iterator[str]:
    """Every cell of a table, an empty one too, since it stands for an empty translation; every segment of
    another document."""
    from mtkit.formats._table import TableDocument

    if isinstance(document, TableDocument):
        yield from document.texts()
    else:
        yield from (s.text for s in document.segments() if s.kind != "literal")


def _one_side(path: str, side: _Side, notes: list[str]) -> list[str]:
    """The source texts, or the translations, of a file that holds both. Raises FormatError where it has none
    of them."""
    from mtkit import formats

    memory = formats.name_for(path) == "tmx"  # its units hold any number of languages, none of them first
    languages = (side.lang, _NO_LANGUAGE) if memory or side.is_source else (_NO_LANGUAGE, side.lang)
    with files.open_source(path) as stream:
        try:
            document = formats.read(stream, path, source_lang=languages[0], target_lang=languages[1])
            segments = list(document.segments())
        except FormatError as error:
            if "--source-lang" not in error.hint:
                raise
            hint = f"name its language with --{'source-lang' if side.is_source else 'lang'}"
            raise FormatError(error.message, hint=hint) from None
    texts = [s.text if memory or side.is_source else s.target for s in segments]
    if not any(texts):
        raise FormatError(f"{path} holds no translation", hint="translate it first, or name another file")
    if formats.name_for(path) == "po":  # what XLIFF notes is about the languages of a translation to be made
        notes += document.notes
    return [" ".join(text.split()) for text in texts]


def _aligned(found: Input, named: dict[str, str], lang: str) -> Input:
    """Bring every system to the reference's segmentation."""
    from mtkit.align import align
    from mtkit.score import regroup

    for name, texts in found.systems.items():
        if not texts:
            raise InputError(f"{named[name]} has no sentences", hint="there is nothing to score")
    reference = list(found.references[0])
    # Both sides are in one language, so that a text is its own translation.
    beads = {
        name: align(texts, reference, source_lang=lang, target_lang=lang, translation=texts).beads
        for name, texts in found.systems.items()
    }
    grouped = regroup(len(reference), found.systems, beads)
    return Input(
        grouped.systems,
        tuple(grouped.join(column) for column in found.references),
        grouped.join(found.sources) if found.sources else (),
        tuple(found.documents[start] for start, _ in grouped.groups) if found.documents else (),
        {**found.extra, "align": "mtkit"},
        found.notes,
    )
