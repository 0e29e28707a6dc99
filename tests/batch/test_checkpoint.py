"""What the engine made is kept until the documents are done, and not asked for again after a crash."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from mtkit.batch.checkpoint import CheckpointedEngine
from mtkit.batch.control import Control
from mtkit.batch.run import run
from mtkit.batch.summary import Summary
from mtkit.batch.task import Task
from mtkit.core import Decoding, Translation
from mtkit.engines.echo import EchoEngine
from tests.batch.conftest import echo, outputs, write_tree

GREEDY = Decoding(beam=1)


class Counting(EchoEngine):
    """Echoes in capitals, and counts what it is asked. It is no "echo", so that a checkpoint is kept."""

    name = "counting"
    asked = 0

    def __init__(self, version: str = "1") -> None:
        self.version = version

    @property
    def signature(self) -> dict[str, str]:
        return {"engine": self.name, "version": self.version}

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        found = [Translation(s, s.upper(), -0.1) for s in sentences]
        Counting.asked += len(found)
        return found


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    Counting.asked = 0


def texts(engine: CheckpointedEngine, sentences: list[str], decoding: Decoding = GREEDY) -> list[str]:
    return [t.text for t in engine.translate(sentences, decoding)]


def test_after_a_crash_only_what_is_new_is_asked(tmp_path: Path) -> None:
    first = CheckpointedEngine(Counting(), tmp_path / "c.db")
    assert texts(first, ["a", "b"]) == ["A", "B"]
    first.close_file()  # as a kill does
    second = CheckpointedEngine(Counting(), tmp_path / "c.db")
    assert texts(second, ["b", "c", "a"]) == ["B", "C", "A"]
    assert (Counting.asked, second.reused) == (3, 2)
    assert second.translate(["a"], GREEDY) == [Translation("a", "A", -0.1)]
    second.finish()
    assert list(tmp_path.iterdir()) == []


def test_another_decoding_or_model_is_another_answer(tmp_path: Path) -> None:
    CheckpointedEngine(Counting(), tmp_path / "c.db").translate(["a"], GREEDY)
    second = CheckpointedEngine(Counting(), tmp_path / "c.db")
    second.translate(["a"], Decoding(beam=4))
    assert Counting.asked == 2
    second.close_file()
    other = CheckpointedEngine(Counting("2"), tmp_path / "c.db")
    other.translate(["a"], GREEDY)
    assert Counting.asked == 3
    other.finish()


@pytest.mark.parametrize("content", [b"rubbish" * 500, b"SQLite format 3\0" + b"\1" * 4000, b""])
def test_a_damaged_file_is_no_loss(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.db").write_bytes(content)
    engine = CheckpointedEngine(Counting(), tmp_path / "c.db")
    assert texts(engine, ["a"]) == ["A"]
    engine.finish()


def test_what_no_open_document_needs_is_forgotten(tmp_path: Path) -> None:
    CheckpointedEngine(Counting(), tmp_path / "c.db").translate(["killed"], GREEDY)
    engine = CheckpointedEngine(Counting(), tmp_path / "c.db")
    engine.translate(["a"], GREEDY)
    now = engine.next_generation()
    engine.translate(["b"], GREEDY)
    engine.forget(now)
    Counting.asked = 0
    texts(engine, ["a", "b", "killed"])  # what a killed run left may be a table's, further down
    assert Counting.asked == 1
    engine.finish()


def rows(number: int) -> str:
    return "id,text,note\n" + "".join(f"{i},Række nummer {i} er her.,x\n" for i in range(number))


def test_a_table_goes_on_where_it_was(tmp_path: Path, target: Path) -> None:
    """Resume by row: after a stop in the middle of a table no sentence goes through the engine again."""
    source = write_tree(tmp_path / "da", {"t.csv": rows(9000)})
    calls = []
    stopped = run(Task(source, target), Counting, Control(calls.append, lambda: Counting.asked > 5000))
    assert stopped.interrupted
    assert outputs(target) == {}  # a table is there whole or not at all
    before = Counting.asked
    assert 5000 < before < 9000
    summary = run(Task(source, target), Counting)
    assert (summary.documents, summary.sentences) == (1, 9000)
    assert Counting.asked == 9000
    expected = rows(9000).split("\n")
    made = outputs(target)[b"t.csv"].decode().split("\n")
    assert made[1] == expected[1].replace("Række nummer 0 er her.", "RÆKKE NUMMER 0 ER HER.")
    assert len(made) == len(expected)


def test_columns_of_tables(tmp_path: Path, target: Path, dictionary: Callable[..., Summary]) -> None:
    source = write_tree(
        tmp_path / "da",
        {
            "t.csv": 'id,body,note\n1,hunden sover,og\n2,"hunden, og katten",i\nbad row\n',
            "t.tsv": "id\tbody\n1\thunden sover\n",
            "t.jsonl": '{"body": "hunden sover", "id": 1}\nnot json\n',
            "a.txt": "hunden sover\n",
        },
    )
    summary = dictionary(source, target, column="body", output_column="en")
    assert (summary.documents, summary.status) == (4, 0)
    assert outputs(target) == {
        b"t.csv": b"id,body,note,en\n1,hunden sover,og,dog sleeps\n"
        b'2,"hunden, og katten",i,"dog, and cat"\nbad row\n',
        b"t.tsv": b"id\tbody\ten\n1\thunden sover\tdog sleeps\n",
        b"t.jsonl": b'{"body": "hunden sover", "en": "dog sleeps", "id": 1}\nnot json\n',
        b"a.txt": b"dog sleeps\n",
    }
    assert any("t.csv: row 4 was kept as it is" in note for note in summary.notes)
    assert any("t.jsonl: row 2 was kept as it is" in note for note in summary.notes)


def test_an_empty_table_is_no_failure_whatever_its_columns(tmp_path: Path, target: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.csv": "id,body\n1,Hej.\n", "b.csv": "", "c.jsonl": ""})
    summary = echo(source, target, column="body")
    assert (summary.documents, summary.failed) == (3, 0)
    assert sorted(summary.notes) == ["b.csv is empty", "c.jsonl is empty"]
    assert outputs(target) == outputs(source)


def test_a_column_that_a_table_lacks_fails_it_alone(tmp_path: Path, target: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.csv": "id,body\n1,Hej.\n", "b.csv": "id,text\n1,Hej.\n"})
    summary = echo(source, target, column="body")
    assert (summary.documents, summary.failed) == (1, 1)
    assert "b.csv has no column 'body'" in summary.reasons[0]
