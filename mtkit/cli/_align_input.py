"""Read the two sides of an alignment: a document's sentences, or its lines as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mtkit import files
from mtkit.errors import FormatError, InputError, UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SENTENCES_A_LINE = 1.2  # a text with fewer sentences a line than this has one sentence a line


@dataclass(frozen=True, slots=True)
class Side:
    """One document's units of alignment; `paragraphs`: the paragraph of each, empty for lines."""

    name: str
    sentences: tuple[str, ...]
    paragraphs: tuple[int, ...] = ()
    notes: list[str] = field(default_factory=list)


def read_side(path: str, lang: str, split: str) -> Side:
    """A document in any format. Raises InputError and FormatError.

    With "lines" a line of a text (a segment of any other format) is a unit, blank ones too, so that indices
    are line numbers. "auto" takes lines where a text file has one sentence a line, else sentences.
    """
    from mtkit import formats

    if Path(path).is_dir():
        raise InputError(
            f"{files.shown(path)} is a folder", hint="give --dirs, and a folder for the other side as well"
        )
    is_text = path == "-" or path.endswith(f".{lang}") or formats.name_for(path) == "txt"
    if is_text and split != "sentences":
        lines, notes = read_lines(path)
        if split == "lines" or _one_sentence_a_line(lines, lang):
            return Side(path, tuple(lines), notes=notes)
    if path == "-":
        raise UsageError(
            "running text cannot come from standard input here", hint="name a file, or --split lines"
        )
    with files.open_source(path) as stream:
        document = formats.read(
            stream, path, format_name="txt" if is_text else "", source_lang=lang, target_lang=lang
        )
        texts = [segment.text for segment in document.segments() if segment.kind != "literal"]
    if split == "lines":
        return Side(path, tuple(" ".join(text.split()) for text in texts), notes=list(document.notes))
    sentences, paragraphs = _sentences(texts, lang)
    return Side(path, sentences, paragraphs, list(document.notes))


def read_lines(path: str) -> tuple[list[str], list[str]]:
    """A text file's lines without their ends, and what the reader should be told; `-` is standard input."""
    with files.open_source(path) as stream:
        text, encoding = files.decode(stream.read(), path)
    lines = text.split("\n")
    if lines[-1] in ("", "\r"):
        lines.pop()
    notes = [encoding.note.partition(", written")[0]] if encoding.note else []
    return [line.removesuffix("\r") for line in lines], notes


def read_vectors(path: str) -> NDArray[np.float32]:
    """A NumPy file of embeddings. Raises FormatError where it is none."""
    import numpy as np

    with files.open_source(path) as stream:
        try:
            found: NDArray[np.float32] = np.load(stream, allow_pickle=False).astype(np.float32)
        except (ValueError, OSError, EOFError, AttributeError):
            raise FormatError(f"{path} holds no array of numbers", hint="save it with numpy.save") from None
    return found


def pair_names(
    source: str, target: str, source_lang: str, target_lang: str
) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Files of two folders that belong together, as (name, source, target), and the names of those left over.

    Names are compared without suffix and language code: `tale.da.txt` goes with `tale.en.docx`. Raises
    UsageError where one of the two is no folder, or where two files of one folder have one name.
    """
    ours, theirs = _names(source, source_lang), _names(target, target_lang)
    pairs = [(name, ours[name], theirs[name]) for name in sorted(ours.keys() & theirs.keys())]
    return pairs, [(ours.get(name) or theirs[name]) for name in sorted(ours.keys() ^ theirs.keys())]


def _names(folder: str, lang: str) -> dict[str, str]:
    root = Path(folder)
    if not root.is_dir():
        raise UsageError(f"{folder} is not a folder", hint="--dirs takes two folders")
    found: dict[str, str] = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".")):
        relative = path.relative_to(root)
        stem = relative.name.removesuffix(f".{lang}") if path.suffix == f".{lang}" else relative.stem
        for ending in (f".{lang}", f"_{lang}", f"-{lang}"):
            stem = stem.removesuffix(ending)
        name = (relative.parent / stem).as_posix()
        if name in found:
            raise UsageError(f"{found[name]} and {path} have one name", hint="rename one, or move it away")
        found[name] = str(path)
    return found


def _one_sentence_a_line(lines: list[str], lang: str) -> bool:
    from mtkit.text.paragraphs import blocks
    from mtkit.text.segment import sentences

    full = [line for line in lines if line.strip()][:2000]
    if any(block.joined for block in blocks(line + "\n" for line in lines[:4000])):
        return False
    return sum(len(sentences(line, lang)) for line in full) <= _SENTENCES_A_LINE * len(full)


def _sentences(texts: list[str], lang: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    from mtkit.text.segment import sentences

    found = [
        (sentence.text, number) for number, text in enumerate(texts) for sentence in sentences(text, lang)
    ]
    return tuple(text for text, _ in found), tuple(number for _, number in found)
