"""`mtkit align`: which sentences of a text translate which of another."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

import click

from mtkit.cli._align_input import Side, pair_names, read_lines, read_side, read_vectors
from mtkit.cli._engine_options import engine_options, open_engine
from mtkit.cli._numbers import Finite
from mtkit.errors import ExitStatus, InputError, ModelError, MtkitError, UsageError

if TYPE_CHECKING:
    from mtkit.core import Bitext

_FORMS = ["tsv", "jsonl", "moses", "tmx", "vecalign", "html"]
_MODEL_PAIR = ("da", "en")  # what mtkit's own models translate


@click.command()
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="TGT")
@click.option(
    "-o", "--output", metavar="FILE|FOLDER", help="Write here; a folder with --dirs. Default: stdout."
)
@click.option("--to", "form", default="tsv", type=click.Choice(_FORMS), help="The form of the output (tsv).")
@click.option("--dirs", is_flag=True, help="SRC and TGT are folders, whose files are paired by name.")
@click.option(
    "--split",
    default="auto",
    type=click.Choice(["auto", "sentences", "lines"]),
    help="What a unit is. auto: lines where a text has one sentence a line.",
)
@click.option("--source-lang", default="da", metavar="CODE", help="Language of SRC (da).")
@click.option("--target-lang", default="en", metavar="CODE", help="Language of TGT (en).")
@click.option("--translation", metavar="FILE", help="A translation of SRC, a line for each unit.")
@click.option("--target-translation", metavar="FILE", help="A translation of TGT, a line for each unit.")
@click.option("--no-mt", is_flag=True, help="Use no model: words and lengths alone.")
@click.option(
    "--vectors",
    nargs=2,
    metavar="SRC.npy TGT.npy",
    help="Embeddings of both sides' units, one row each.",
)
@click.option("--embedding-model", metavar="NAME", help="Compute them with this sentence-transformers model.")
@engine_options
@click.option(
    "--min-confidence",
    default=0.0,
    type=Finite(0, 1),
    help="Leave out beads whose estimated probability of being exactly right is lower.",
)
@click.option("--drop-nulls", is_flag=True, help="Leave out sentences without a partner.")
@click.option("--one-to-one", is_flag=True, help="Keep only single sentences with single partners.")
@click.option("--force", is_flag=True, help="Replace outputs that exist.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    source: str,
    target: str,
    output: str | None,
    form: str,
    dirs: bool,
    split: str,
    source_lang: str,
    target_lang: str,
    translation: str | None,
    target_translation: str | None,
    no_mt: bool,
    vectors: tuple[str, str] | None,
    embedding_model: str | None,
    model: str | None,
    engine: str,
    device: str,
    threads: int,
    min_confidence: float,
    drop_nulls: bool,
    one_to_one: bool,
    force: bool,
    quiet: bool,
) -> int:
    """Align the sentences of SRC with those of its translation TGT, many to many.

    Any format that mtkit reads. The forms: tsv (source, target, indices, confidence, flags), jsonl
    (everything), moses (OUTPUT.da and OUTPUT.en, or `source ||| target` on stdout), tmx, vecalign
    ([i]:[j]:cost), html (a page to read, side by side).

    \b
    Examples:
      mtkit align tale.da.txt tale.en.txt
      mtkit align tale.docx speech.docx --to html -o tale.html
      mtkit align tale.da tale.en --split lines --to vecalign --no-mt
      mtkit align DA/ EN/ --dirs --to tmx -o TMX/
      mtkit align a.de a.fr --source-lang de --target-lang fr --translation a.de.translated
    """
    if dirs and (translation or target_translation or vectors):
        raise UsageError("--translation and --vectors do not fit --dirs", hint="align the files one by one")
    if vectors and embedding_model:
        raise UsageError("--vectors and --embedding-model exclude each other", hint="give one of them")
    if form == "moses" and output and output != "-" and source_lang == target_lang:
        raise UsageError(
            f"both files would be {output}.{source_lang}",
            hint="--source-lang and --target-lang tell them apart",
        )
    if dirs and not output:
        raise UsageError("--dirs needs a folder to write to", hint="name it with -o")
    job = Job(form, split, source_lang, target_lang, (min_confidence, drop_nulls, one_to_one), force, quiet)
    job.vectors, job.embedding_model = vectors, embedding_model
    given = bool(translation or target_translation or vectors or embedding_model)
    with contextlib.ExitStack() as stack:
        if not (no_mt or given):
            job.translate = stack.enter_context(_model(job, model, engine, device, threads))
        if dirs:
            return job.folders(source, target, Path(output or ""))
        job.write(job.align(source, target, translation, target_translation), output)
    return ExitStatus.OK


@dataclass(slots=True)
class Job:
    """What is done to each pair of documents."""

    form: str
    split: str
    source_lang: str
    target_lang: str
    filters: tuple[float, bool, bool]
    force: bool
    quiet: bool
    translate: Callable[[list[str]], list[str]] | None = None
    vectors: tuple[str, str] | None = None
    embedding_model: str | None = None

    def embeddings(self, ours: Side, theirs: Side) -> dict[str, Any]:
        """What mtkit.align takes where there are vectors, or a model to compute them with."""
        if self.vectors:
            found = [read_vectors(path) for path in self.vectors]
        elif self.embedding_model:
            from mtkit.align.embedding import encode

            found = [encode(side.sentences, self.embedding_model) for side in (ours, theirs)]
        else:
            return {}
        return {
            "methods": ("length", "lexical", "translation", "embedding"),
            "source_vectors": found[0],
            "target_vectors": found[1],
        }

    def align(
        self, source: str, target: str, translation: str | None = None, target_translation: str | None = None
    ) -> Bitext:
        """One pair of documents as a bitext, already filtered."""
        if source == target == "-":
            raise UsageError("standard input can be only one of the two", hint="write the other to a file")
        ours, theirs = (
            read_side(source, self.source_lang, self.split),
            read_side(target, self.target_lang, self.split),
        )
        self.tell([*ours.notes, *theirs.notes])
        from mtkit.align import align, select

        backwards = (self.source_lang, self.target_lang) == _MODEL_PAIR[::-1]
        bitext = align(
            ours.sentences,
            theirs.sentences,
            source_lang=self.source_lang,
            target_lang=self.target_lang,
            translate=None if backwards else self.translate,
            target_translate=self.translate if backwards else None,
            translation=_lines_of(translation, ours),
            target_translation=_lines_of(target_translation, theirs),
            source_name=Path(source).name,
            target_name=Path(target).name,
            source_paragraphs=ours.paragraphs,
            target_paragraphs=theirs.paragraphs,
            **self.embeddings(ours, theirs),
        )
        if not ours.sentences or not theirs.sentences:
            self.tell([f"{(ours if not ours.sentences else theirs).name} holds no sentence"])
        least, drop_nulls, one_to_one = self.filters
        return select(bitext, min_confidence=least, drop_nulls=drop_nulls, one_to_one=one_to_one)

    def folders(self, source: str, target: str, output: Path) -> int:
        """Every pair of two folders; one that fails does not keep the others from being aligned."""
        pairs, alone = pair_names(source, target, self.source_lang, self.target_lang)
        if not pairs:
            raise InputError(
                f"no file of {source} has a partner in {target}", hint="partners have the same name"
            )
        self.tell([f"{path}: no partner, left out" for path in alone])
        failed = 0
        for name, ours, theirs in pairs:
            place = output / (name if self.form == "moses" else f"{name}.{self.form}")
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                self.write(self.align(ours, theirs), str(place))
            except MtkitError as error:
                failed += 1
                click.echo(f"error: {error.message}", err=True)
                if error.hint:
                    click.echo(f"  {error.hint}", err=True)
        if failed == len(pairs):
            return ExitStatus.FAILED
        return ExitStatus.PARTIAL if failed else ExitStatus.OK

    def write(self, bitext: Bitext, output: str | None) -> None:
        """The bitext in the form asked for, to a file (whole or not at all) or to stdout."""
        from mtkit import registry
        from mtkit.bitext import moses
        from mtkit.files import atomic_write

        if output and output != "-" and self.form == "moses":
            names = f"{output}.{self.source_lang}", f"{output}.{self.target_lang}"
            with (
                atomic_write(names[0], force=self.force) as one,
                atomic_write(names[1], force=self.force) as two,
                _text(one) as left,
                _text(two) as right,
            ):
                moses.write_sides(bitext, left, right)
            return
        member = registry.load("mtkit.bitext", self.form)
        if output and output != "-":
            with atomic_write(output, force=self.force) as stream, _text(stream) as text:
                member.write(bitext, text)
        else:
            with _text(sys.stdout.buffer) as text:
                member.write(bitext, text)

    def tell(self, notes: list[str]) -> None:
        """Notes for the reader, on stderr."""
        for note in notes if not self.quiet else ():
            click.echo(note, err=True)


@contextlib.contextmanager
def _text(stream: BinaryIO) -> Iterator[TextIO]:
    wrapped = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=False)
    try:
        yield wrapped
    finally:
        wrapped.detach()


def _lines_of(path: str | None, side: Side) -> list[str] | None:
    """A translation's lines, checked against what they translate."""
    if path is None:
        return None
    lines, _ = read_lines(path)
    if len(lines) != len(side.sentences):
        raise InputError(
            f"{path} has {len(lines)} lines, {side.name} has {len(side.sentences)} units",
            hint="translate it line by line, and use --split lines",
        )
    return lines


@contextlib.contextmanager
def _model(
    job: Job, model: str | None, engine: str, device: str, threads: int
) -> Iterator[Callable[[list[str]], list[str]] | None]:
    """A function that translates with the model; None where there is none and nobody asked for one."""
    named = model is not None
    if not named and {job.source_lang, job.target_lang} != set(_MODEL_PAIR):
        job.tell([f"no model for {job.source_lang}-{job.target_lang}: aligning by words and lengths"])
        yield None
        return
    try:
        loaded = open_engine(model, engine, device, threads, quiet=job.quiet)
    except ModelError as error:
        if named:
            raise
        job.tell([f"{error.message}: aligning by words and lengths"])
        yield None
        return
    from mtkit.decoding import Policy
    from mtkit.translate import Translator

    with contextlib.closing(loaded):
        translator = Translator(loaded, Policy(greedy_only=True, source_lang=job.source_lang))
        yield lambda sentences: [t.text for t in translator.sentences(sentences)]
