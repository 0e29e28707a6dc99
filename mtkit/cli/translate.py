"""`mtkit translate`: documents from Danish to English."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from mtkit.cli._engine_options import engine_options, open_engine
from mtkit.cli._progress import file_size, sentence_progress
from mtkit.errors import ExitStatus, MtkitError, OutputError, UsageError

if TYPE_CHECKING:
    from mtkit.core import Engine
    from mtkit.decoding import Policy
    from mtkit.documents import View
    from mtkit.translate import Counts

_VIEW_SUFFIX = {"segments": ".jsonl", "side-by-side": ".html", "tmx": ".tmx"}


@click.command()
@click.argument("files", nargs=-1, metavar="[FILES]…", type=click.Path())
@click.option("--text", help="Translate this text instead of files.")
@click.option(
    "-o", "--output", metavar="FILE|FOLDER", help="Write here: a file for one input, a folder for several."
)
@engine_options
@click.option(
    "--beam",
    type=click.IntRange(1, 64),
    help="Beam size. Default: what was measured to pay with the model.",
)
@click.option("--fast", is_flag=True, help="Greedy decoding only: faster, a little worse.")
@click.option(
    "--split",
    default="auto",
    type=click.Choice(["auto", "sentences", "lines"]),
    help="What a unit is; with 'lines' as many lines come out as went in.",
)
@click.option(
    "--from", "source_format", metavar="FORMAT", help="Read the input as this format, whatever its suffix."
)
@click.option(
    "--to",
    "target_format",
    type=click.Choice(["tmx"]),
    help="Write a translation memory instead of the document.",
)
@click.option(
    "--view",
    type=click.Choice(["segments", "side-by-side"]),
    help="Write a bilingual view: JSON Lines, or an HTML page.",
)
@click.option("--column", help="The column of a table that is translated.")
@click.option("--output-column", help="The column that takes the translation.")
@click.option(
    "--option",
    "format_options",
    multiple=True,
    metavar="NAME=VALUE",
    help="An option of the format ('mtkit formats' lists them), such as existing=translate for po files.",
)
@click.option("--source-lang", default="da", metavar="CODE", help="Language of the input's text rules (da).")
@click.option("--target-lang", default="en", metavar="CODE", help="Language of the output's text rules (en).")
@click.option("--memory", type=click.Path(), help="Keep and reuse sentence translations in this file.")
@click.option("--force", is_flag=True, help="Replace outputs that exist.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    files: tuple[str, ...],
    text: str | None,
    output: str | None,
    model: str | None,
    engine: str,
    device: str,
    threads: int,
    beam: int | None,
    fast: bool,
    split: str,
    source_format: str | None,
    target_format: str | None,
    view: str | None,
    column: str | None,
    output_column: str | None,
    format_options: tuple[str, ...],
    source_lang: str,
    target_lang: str,
    memory: str | None,
    force: bool,
    quiet: bool,
) -> int:
    """Translate FILES, standard input or a text; the layout stays as it is.

    \b
    Examples:
      mtkit translate article.txt
      mtkit translate article.docx -o article.en.docx
      mtkit translate *.txt -o english/
      echo "Hej verden." | mtkit translate
      mtkit translate --text "Regeringen er gået af."
      mtkit translate article.txt --view side-by-side -o article.html
    """
    from mtkit.decoding import Policy

    asked = {"column": column, "output_column": output_column, **_named(format_options)}
    options = {name: value for name, value in asked.items() if value}
    if split == "lines":
        options["split"] = "lines"
    if target_format and view:
        raise UsageError("--to and --view exclude each other", hint="give one of them")
    if beam and fast:
        raise UsageError("--beam and --fast exclude each other", hint="--fast is greedy decoding")
    job = Job(target_format or view or "document", source_format or "", options, force, quiet)
    work = job.plan(files, text, output)
    job.check(work)
    policy = Policy(beam=beam or 0, greedy_only=fast, source_lang=source_lang, target_lang=target_lang)
    with contextlib.closing(open_engine(model, engine, device, threads, quiet=quiet)) as loaded:
        return job.run(work, loaded, policy, memory)


def _named(format_options: tuple[str, ...]) -> dict[str, str]:
    """NAME=VALUE options as a dictionary. Raises UsageError for one without a value."""
    found = {}
    for option in format_options:
        name, equals, value = option.partition("=")
        if not (name and equals and value):
            raise UsageError(f"--option {option} has no value", hint="write it as NAME=VALUE")
        found[name.replace("-", "_")] = value
    return found


@dataclass(frozen=True, slots=True)
class Item:
    """One input and where its translation goes; an empty `target` is standard output."""

    name: str
    target: str
    text: str | None = None

    @property
    def title(self) -> str:
        """What messages call it."""
        return "standard input" if self.name == "-" else self.name

    def open(self) -> BinaryIO:
        """The input as a stream."""
        if self.text is not None:
            return io.BytesIO(self.text.encode("utf-8", "surrogatepass") + b"\n" if self.text else b"")
        from mtkit.files import open_source

        return open_source(self.name)


@dataclass(slots=True)
class Job:
    """What to make of each input."""

    view: str
    source_format: str
    options: dict[str, str]
    force: bool
    quiet: bool
    failed: int = field(default=0)

    def plan(self, files: tuple[str, ...], text: str | None, output: str | None) -> list[Item]:
        """Inputs with their outputs; what the command line alone shows to be wrong is refused here."""
        if text is not None and files:
            raise UsageError("--text and FILES exclude each other", hint="give one of them")
        if self.view != "document" and len(files) > 1 and not output:
            raise UsageError("a view of several files needs a folder", hint="name it with -o FOLDER/")
        if output == "":
            raise UsageError(
                "-o needs a name", hint="name a file or a folder; without -o it goes to standard output"
            )
        if text is None and not files and sys.stdin.isatty():
            raise UsageError("nothing to translate", hint="name a file, use --text, or pipe a text in")
        names = ("text",) if text is not None else files or ("-",)
        if output is None:
            return [Item(name, "", text) for name in names]
        folder = Path(output)
        if len(names) == 1 and not folder.is_dir() and not output.endswith(("/", "\\")):
            return [Item(names[0], output, text)]
        return self._into_folder(names, folder, text)

    def _into_folder(self, names: tuple[str, ...], folder: Path, text: str | None) -> list[Item]:
        if folder.exists() and not folder.is_dir():
            raise UsageError(
                f"{folder} is a file, and there are {len(names)} inputs", hint="name a folder with -o"
            )
        targets: dict[Path, str] = {}
        for name in names:
            file_name = "text.txt" if text is not None else "stdin.txt" if name == "-" else Path(name).name
            target = folder / (file_name + _VIEW_SUFFIX.get(self.view, ""))
            if target in targets:
                raise UsageError(
                    f"{targets[target]} and {name} would both be written to {target}",
                    hint="translate them in two runs, or use 'mtkit batch'",
                )
            targets[target] = name
        return [Item(name, str(target), text) for target, name in targets.items()]

    def check(self, work: list[Item]) -> None:
        """Refuse, before a model is loaded, what cannot end well."""
        from mtkit.files import is_device

        for item in work:
            exists = item.target and not is_device(item.target) and Path(item.target).exists()
            if exists and not self.force:
                raise OutputError(
                    f"{item.target} exists", hint="use --force to replace it, or name another file"
                )
        if len(work) == 1 and work[0].name != "-" and not is_device(work[0].name):
            work[0].open().close()  # what can be read once only, a pipe, is left for the run

    def run(self, work: list[Item], engine: Engine, policy: Policy, memory: str | None) -> int:
        """Translate everything; a document that fails does not stop the others."""
        with _open_memory(memory, engine, policy) as kept:
            for item in work:
                try:
                    self._one(item, engine, policy, kept)
                except MtkitError as error:
                    if len(work) == 1:
                        raise
                    self.failed += 1
                    click.echo(f"error: {error.message}\n  {error.hint}".rstrip(), err=True)
        if self.failed == len(work):
            return ExitStatus.FAILED
        return ExitStatus.PARTIAL if self.failed else ExitStatus.OK

    def _one(self, item: Item, engine: Engine, policy: Policy, memory: object) -> None:
        from mtkit.documents import translate_stream
        from mtkit.translate import Translator

        view: View = self.view  # type: ignore[assignment]
        with item.open() as source, _target(item.target, force=self.force) as out:
            size = file_size(source)
            with sentence_progress(quiet=self.quiet, total_bytes=size, position=source.tell) as progress:
                translator = Translator(engine, policy, memory=memory, progress=progress)  # type: ignore[arg-type]
                notes = translate_stream(
                    translator,
                    source,
                    item.title,
                    out,
                    view=view,
                    format_name=self.source_format,
                    options=self.options,
                )
        if not translator.counts.read:
            self._say(f"warning: {item.title} " + ("holds nothing to translate" if size else "is empty"))
        for note in notes:
            self._say(f"note: {note}")
        for line in _summary(item.title, translator.counts):
            self._say(line)

    def _say(self, line: str) -> None:
        if not self.quiet:
            click.echo(line, err=True)


def _summary(name: str, counts: Counts) -> list[str]:
    """What the guards found, in one line a document."""
    if not counts.flagged:
        return []
    kinds = ", ".join(f"{flag} {number}" for flag, number in sorted(counts.flags.items()))
    sentences = (
        "1 sentence needs" if counts.flagged == 1 else f"{counts.flagged} of {counts.read} sentences need"
    )
    return [f"note: {name}: {sentences} a look ({kinds}); see --view segments"]


@contextlib.contextmanager
def _target(path: str, *, force: bool) -> Iterator[BinaryIO]:
    if not path:
        with _terminal_page() if sys.stdout.isatty() else contextlib.nullcontext(sys.stdout.buffer) as out:
            yield out
        sys.stdout.buffer.flush()
        return
    from mtkit.files import atomic_write

    parent = Path(path).parent
    if not parent.exists():
        try:
            parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{parent} cannot be made: {error.strerror}", hint="write it somewhere else with -o"
            ) from None
    with atomic_write(path, force=force) as out:
        yield out


@contextlib.contextmanager
def _terminal_page() -> Iterator[BinaryIO]:
    """Holds a translation back until it is whole: the progress bar is on the same screen meanwhile."""
    import shutil
    import tempfile

    with tempfile.SpooledTemporaryFile(max_size=64 << 20) as page:
        yield page  # type: ignore[misc]
        page.seek(0)
        shutil.copyfileobj(page, sys.stdout.buffer)


@contextlib.contextmanager
def _open_memory(path: str | None, engine: Engine, policy: Policy) -> Iterator[object]:
    if path is None:
        yield None
        return
    from mtkit.memory import TranslationMemory
    from mtkit.translate import Translator

    with TranslationMemory(path, Translator(engine, policy).configuration) as memory:
        yield memory
