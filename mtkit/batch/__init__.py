"""Directories: plan, journal, run. A run can be killed at any moment, and the next one goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtkit.batch.control import Progress
    from mtkit.batch.summary import Summary
    from mtkit.core import Engine

__all__ = ["translate_dir"]


def translate_dir(
    source: str | Path,
    target: str | Path,
    *,
    glob: str | Sequence[str] = (),
    view: str = "document",
    format_name: str = "",
    column: str = "",
    output_column: str = "",
    split: str = "auto",
    model: str | None = None,
    engine: str = "ctranslate2",
    device: str = "auto",
    threads: int = 0,
    beam: int = 0,
    fast: bool = False,
    guards: bool = True,
    source_lang: str = "da",
    target_lang: str = "en",
    memory: str | Path | None = None,
    force: bool = False,
    retry_failed: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Translate the documents below the folder `source` into the folder `target`; the tree and names stay.

    What is done already, with the same source and settings, is not done again; `force` does everything and
    replaces files that other programs wrote. A document that fails is in the summary and stops no other.
    glob: patterns of names ("*.txt") or relative paths ("2024/**/*.html"); none means all files.
    view: "document", or "segments", "side-by-side", "tmx"; a view's suffix is put behind the whole name.
    format_name: read every file as this format. column, output_column, split: where a format has them.
    model to target_lang: as for `mtkit.translate`. memory: a file that keeps sentences across runs.
    progress: called as sentences are done. Raises UsageError, InputError, OutputError (another run on
    `target`, no space left) and ModelError; KeyboardInterrupt after what is ready was written.
    """
    from mtkit import store
    from mtkit.batch.control import Control
    from mtkit.batch.run import run
    from mtkit.batch.task import Task
    from mtkit.decoding import Policy

    given = {"column": column, "output_column": output_column, "split": "" if split == "auto" else split}
    task = Task(
        Path(source),
        Path(target),
        patterns=tuple(filter(None, [glob] if isinstance(glob, str) else glob)),
        view=view,
        format_name=format_name,
        options={key: value for key, value in given.items() if value},
        policy=Policy(
            beam=beam, greedy_only=fast, guards=guards, source_lang=source_lang, target_lang=target_lang
        ),
        memory=Path(memory) if memory else None,
        force=force,
        retry_failed=retry_failed,
    )

    def load() -> Engine:
        return store.load_engine(model, engine, device=device, threads=threads)

    control = Control(progress=progress) if progress else Control()
    summary = run(task, load, control)
    if summary.interrupted:
        raise KeyboardInterrupt
    return summary
