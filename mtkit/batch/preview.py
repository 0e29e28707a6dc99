"""What a run would do, without doing any of it."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterator

from mtkit.batch.journal import Journal
from mtkit.batch.plan import Plan
from mtkit.batch.task import Task
from mtkit.core import Engine
from mtkit.errors import OutputError
from mtkit.files import shown
from mtkit.translate import Translator


@contextlib.contextmanager
def preview(task: Task, load: Callable[[], Engine]) -> Iterator[Plan]:
    """The plan for `task`; nothing is written.

    The engine is loaded only where the journal knows documents to compare with. Raises what `run` raises
    before it begins.
    """
    task.check()

    @functools.cache
    def loaded() -> tuple[str, str]:
        with contextlib.closing(load()) as engine:
            return Translator(engine, task.policy).configuration, corrections_of(task)

    def recipe(format_name: str) -> str:
        return task.recipe(*loaded(), format_name)

    known = task.journal if task.journal.is_file() else None
    with Journal(known) as journal:
        check_source(task, journal)
        yield Plan(task, journal, recipe, keep=False)


def check_source(task: Task, journal: Journal) -> None:
    """One target folder takes the translations of one source folder, which may have been moved.

    Raises OutputError where the target folder is another one's that still exists, but for `task.force`.
    """
    before = journal.source()
    if before and before != task.source.resolve() and not task.force and os.path.exists(before):  # noqa: PTH110
        raise OutputError(
            f"{shown(task.target)} holds the translations of {shown(before)}",
            hint="use another target folder, or --force to use it for this source from now on",
        )


def corrections_of(task: Task) -> str:
    """What tells the state of the corrections in the task's memory; "" where there are none."""
    if task.memory is None or not task.memory.is_file():
        return ""
    from mtkit.memory import TranslationMemory

    with TranslationMemory(task.memory) as memory:
        return memory.corrections_hash()
