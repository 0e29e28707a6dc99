"""A batch with a translation memory: what it saves, who wins, and that no interruption shows in the end."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from mtkit.batch.control import Control, Progress
from mtkit.batch.run import run
from mtkit.batch.task import Task
from mtkit.core import Decoding, Translation
from mtkit.decoding import Policy
from mtkit.engines.echo import EchoEngine
from mtkit.memory import TranslationMemory
from mtkit.memory.exchange import import_tmx
from tests.batch.conftest import outputs, program, write_tree


def counted(folder: Path, number: int) -> Path:
    """Documents with sentences of their own and one that all of them share."""
    text = "".join(f"Sætning nummer {i} her.\n\nDenne står overalt.\n\n" for i in range(700))
    return write_tree(folder, {f"{n}.txt": text.replace("her", f"her {n}") for n in range(number)})


def origins(path: Path) -> list[str]:
    return [json.loads(line)["origin"] for line in path.read_text().splitlines()]


class Capitals(EchoEngine):
    """Writes in capitals what it is asked, and notes it; no "echo", whose copies no memory keeps."""

    name = "capitals"
    asked: ClassVar[list[str]] = []

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        batch = list(sentences)
        self.asked.extend(batch)
        return [Translation(s, s.upper(), -0.1) for s in batch]


def task(folder: Path, name: str = "en", memory: str = "m.db", view: str = "segments") -> Task:
    """From folder/da to folder/name."""
    policy = Policy(beam=1, guards=False)
    return Task(folder / "da", folder / name, view=view, memory=folder / memory, policy=policy)


def test_an_edited_document_costs_only_its_edited_sentences(tmp_path: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hunden sover. Katten sover.\n"})
    run(task(tmp_path), Capitals)
    Capitals.asked.clear()
    write_tree(source, {"a.txt": "Hunden sover. Hesten sover.\n"})
    summary = run(task(tmp_path), Capitals)
    assert Capitals.asked == ["Hesten sover."]
    assert (summary.sentences, summary.from_memory) == (2, 1)


def test_a_run_that_was_stopped_ends_like_one_that_was_not(tmp_path: Path) -> None:
    """The stopped run's sentences are in the memory, and yet nothing says that they came from there."""
    counted(tmp_path / "da", 9)
    run(task(tmp_path, "undisturbed", "1.db"), Capitals)
    calls: list[Progress] = []
    control = Control(calls.append, lambda: any(call.sentences > 6000 for call in calls[-1:]))
    stopped = run(task(tmp_path, "stopped", "2.db"), Capitals, control)
    assert stopped.interrupted
    assert 0 < stopped.documents < 9
    with TranslationMemory(tmp_path / "2.db") as memory:
        (stored,) = memory.statistics().made.values()
    assert stored > 701 * stopped.documents
    summary = run(task(tmp_path, "stopped", "2.db"), Capitals)
    assert summary.from_memory == 0
    assert outputs(tmp_path / "stopped") == outputs(tmp_path / "undisturbed")
    assert set(origins(tmp_path / "stopped" / "8.txt.jsonl")) == {"model"}


def test_what_an_earlier_batch_left_in_the_memory_is_said(tmp_path: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hunden sover.\n"})
    run(task(tmp_path, "first"), Capitals)
    write_tree(source, {"a.txt": "Hunden sover.\n\nKatten sover.\n"})
    assert run(task(tmp_path, "second"), Capitals).from_memory == 1
    assert origins(tmp_path / "second" / "a.txt.jsonl") == ["memory", "model"]


TMX = """<?xml version="1.0"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x"
adminlang="en" srclang="da" datatype="plaintext"/><body><tu>
<tuv xml:lang="da"><seg>Hunden sover.</seg></tuv>
<tuv xml:lang="en"><seg>The dog is asleep.</seg></tuv>
</tu></body></tmx>
"""


def test_corrections_win_and_are_shown_and_redo_what_they_touch(tmp_path: Path) -> None:
    write_tree(tmp_path / "da", {"a.txt": "Hunden sover. Katten sover.\n"})
    run(task(tmp_path), Capitals)
    (tmp_path / "c.tmx").write_text(TMX)
    with TranslationMemory(tmp_path / "m.db") as memory, (tmp_path / "c.tmx").open("rb") as stream:
        assert import_tmx(memory, stream, "c.tmx").taken == 1
    assert run(task(tmp_path), Capitals).documents == 1
    lines = map(json.loads, (tmp_path / "en" / "a.txt.jsonl").read_text().splitlines())
    assert [(line["hypothesis"], line["origin"]) for line in lines] == [
        ("The dog is asleep.", "person"),
        ("KATTEN SOVER.", "memory"),
    ]
    assert run(task(tmp_path), Capitals).unchanged == 1


def test_a_foreign_file_is_no_memory_and_nothing_is_begun(tmp_path: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hunden sover.\n"})
    thesis = tmp_path / "thesis.doc"
    thesis.write_bytes(b"years of work " * 99)
    done = program(source, tmp_path / "en", "--engine", "echo", "--memory", thesis)
    assert done.returncode == 1
    assert "thesis.doc is no translation memory" in done.stderr
    assert "delete" not in done.stderr
    assert thesis.read_bytes() == b"years of work " * 99
    assert outputs(tmp_path / "en") == {}
