"""What a run would do, without doing any of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from mtkit.batch.journal import Journal
from mtkit.batch.plan import Plan
from mtkit.batch.task import Task
from mtkit.core import Engine
from mtkit.translate import Translator


@contextlib.contextmanager
def preview(task: Task, load: Callable[[], Engine]) -> Iterator[Plan]:
    """The plan for `task`; nothing is written.

    The engine is loaded only where the journal knows documents to compare with. Raises what `run` raises
    before it begins.
    """
    task.check()

    def recipe() -> str:
        with contextlib.closing(load()) as engine:
            return task.recipe(Translator(engine, task.policy).configuration, corrections_of(task))

    known = task.journal if task.journal.is_file() else None
    with Journal(known) as journal:
        yield Plan(task, journal, recipe, keep=False)


def corrections_of(task: Task) -> str:
    """What tells the state of the corrections in the task's memory; "" where there are none."""
    if task.memory is None or not task.memory.is_file():
        return ""
    from mtkit.memory import TranslationMemory

    with TranslationMemory(task.memory) as memory:
        return memory.corrections_hash()
