"""Whole documents through the pipeline: read, translate, write, or show both languages."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

from mtkit import files, formats
from mtkit.core import Bead, Bitext, Document, Segment, Translation
from mtkit.errors import UsageError
from mtkit.translate import SegmentTranslation, Translator, shared_translator

View = Literal["document", "segments", "side-by-side", "tmx"]


def translate_stream(
    translator: Translator,
    source: BinaryIO,
    name: str,
    target: BinaryIO,
    *,
    view: View = "document",
    format_name: str = "",
    options: Mapping[str, str] | None = None,
) -> list[str]:
    """Translate the document `source`, called `name`, into `target`; returns what the reader should be told.

    `view` "document" writes the document in the target language, "segments" JSON Lines (source, hypothesis,
    score, flags, origin, paragraph, sentence), "side-by-side" an HTML page, "tmx" a TMX 1.4b file.
    Raises FormatError and InputError for what cannot be read.
    """
    policy = translator.policy
    document = formats.read(
        source,
        name,
        format_name=format_name,
        source_lang=policy.source_lang,
        target_lang=policy.target_lang,
        options=options,
    )
    warnings = LanguageWatch(name, policy.source_lang)
    translated = warnings.watch(translator.segments(document.segments()))
    if view == "document":
        document.write((t.segment for t in translated), target)
    else:
        write_view(view, translated, translator, name, target)
    return [*document.notes, *warnings.notes]


def write_view(
    view: View, translated: Iterator[SegmentTranslation], translator: Translator, name: str, target: BinaryIO
) -> None:
    """Write a bilingual view ("segments", "side-by-side", "tmx") of a document that is called `name`."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    try:
        if view == "segments":
            for record in segment_records(translated):
                text.write(json.dumps(record, ensure_ascii=False) + "\n")
            return
        from mtkit import registry

        policy = translator.policy
        bitext = sentence_bitext(translated, policy.source_lang, policy.target_lang, name)
        registry.load("mtkit.bitext", {"side-by-side": "html", "tmx": "tmx"}[view]).write(bitext, text)
    finally:
        text.detach()


def segment_records(translated: Iterable[SegmentTranslation]) -> Iterator[dict[str, Any]]:
    """The segments view: one record a sentence; paragraphs and sentences are numbered from 1."""
    paragraph = 0
    for segment in translated:
        if not segment.sentences:
            continue
        paragraph += 1
        for number, sentence in enumerate(segment.sentences, 1):
            yield {
                "paragraph": paragraph,
                "sentence": number,
                "source": sentence.source,
                "hypothesis": sentence.text,
                "score": sentence.score,
                "flags": list(sentence.flags),
                "origin": sentence.origin,
            }


def sentence_bitext(
    translated: Iterable[SegmentTranslation], source_lang: str, target_lang: str, name: str
) -> Bitext:
    """Every sentence with its translation, as 1-1 beads; flags and paragraph numbers (from 0) ride along."""
    sentences: list[Translation] = []
    paragraphs: list[int] = []
    for number, segment in enumerate(t for t in translated if t.sentences):
        sentences += segment.sentences
        paragraphs += [number] * len(segment.sentences)
    return Bitext(
        source=tuple(s.source for s in sentences),
        target=tuple(s.text for s in sentences),
        beads=tuple(Bead((i,), (i,), score=s.score, flags=s.flags) for i, s in enumerate(sentences)),
        source_lang=source_lang,
        target_lang=target_lang,
        source_name=name,
        source_paragraphs=tuple(paragraphs),
        target_paragraphs=tuple(paragraphs),
    )


class LanguageWatch:
    """Notices a document that is not in the language it should be in: English fed in by mistake, say."""

    def __init__(self, name: str, source_lang: str, *, first_sentences: int = 200) -> None:
        self.name = name
        self.source_lang = source_lang
        self.first_sentences = first_sentences
        self._seen: list[str] = []

    def watch(self, translated: Iterable[SegmentTranslation]) -> Iterator[SegmentTranslation]:
        """Pass segments through and look at the first few sentences."""
        for segment in translated:
            if len(self._seen) < self.first_sentences:
                self._seen += [s.source for s in segment.sentences]
            yield segment

    @property
    def notes(self) -> list[str]:
        """At most one line."""
        from mtkit.guards.input import looks_english

        if self.source_lang == "da" and self._seen and looks_english(self._seen):
            return [f"{self.name} looks like English already: mtkit was told to translate from Danish"]
        return []


def translate_file(
    source: str | Path,
    target: str | Path,
    *,
    view: View = "document",
    format_name: str = "",
    options: Mapping[str, str] | None = None,
    force: bool = False,
    **engine: Any,
) -> list[str]:
    """Translate one file into another, which is written whole or not at all; returns notes for the reader.

    The suffix of `source` names its format unless `format_name` does. `engine` takes what mtkit.translate
    takes (model, beam, …). Raises InputError, FormatError, OutputError (also where `target` exists and
    `force` is not set) and ModelError.
    """
    translator = shared_translator(**engine)
    with files.open_source(source) as stream, files.atomic_write(target, force=force) as out:
        return translate_stream(
            translator, stream, str(source), out, view=view, format_name=format_name, options=options
        )


def read(
    source: str | Path, *, format_name: str = "", options: Mapping[str, str] | None = None
) -> list[Segment]:
    """The segments of a file, in order. Raises InputError and FormatError."""
    with files.open_source(source) as stream:
        return list(formats.read(stream, str(source), format_name=format_name, options=options).segments())


def write(
    segments: Iterable[Segment],
    target: str | Path,
    *,
    like: str | Path,
    format_name: str = "",
    options: Mapping[str, str] | None = None,
    force: bool = False,
) -> None:
    """Write the document `like` with other segments: as many as mtkit.read gave for it, in the same order.

    Raises UsageError when their number differs, and OutputError where `target` cannot be written.
    """
    given = list(segments)
    with files.open_source(like) as stream, files.atomic_write(target, force=force) as out:
        document: Document = formats.read(stream, str(like), format_name=format_name, options=options)
        expected = sum(1 for _ in document.segments())
        if len(given) != expected:
            raise UsageError(
                f"{like} has {expected} segments, {len(given)} were given", hint="take them from mtkit.read"
            )
        document.write(map(replace, given), out)
