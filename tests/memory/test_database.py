"""The translation memory."""

import multiprocessing
import sqlite3
import time
from pathlib import Path

import pytest

from mtkit.core import Translation
from mtkit.errors import InputError, OutputError
from mtkit.memory import TranslationMemory


def origin(memory: TranslationMemory, source: str) -> str | None:
    (found,) = memory.lookup([source])
    return found.origin if found else None


def translations(*pairs: tuple[str, str]) -> list[Translation]:
    return [Translation(source, text, -0.5, ("number",)) for source, text in pairs]


def test_what_was_stored_is_found_under_its_configuration_only(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.db", "first") as memory:
        memory.store(translations(("Hej.", "Hello.")))
        found = memory.lookup(["Hej.", "Nej."])
    assert found == [Translation("Hej.", "Hello.", -0.5, ("number",), "memory"), None]
    with TranslationMemory(tmp_path / "m.db", "second") as memory:
        assert memory.lookup(["Hej."]) == [None]


def test_a_person_wins_under_every_configuration(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.db", "first") as memory:
        memory.store(translations(("Hej.", "Hello.")))
        assert memory.correct([("Hej.", "Hi."), ("Hej.", "Hi there."), ("", "x")]) == 1
        assert memory.lookup(["Hej."]) == [Translation("Hej.", "Hi there.", origin="person")]
    with TranslationMemory(tmp_path / "m.db", "second") as memory:
        assert origin(memory, "Hej.") == "person"


def test_copies_and_memories_are_not_stored_again(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.db", "c") as memory:
        memory.store([Translation("1", "1", origin="copy"), Translation("a", "b", origin="memory")])
        assert memory.statistics().made == {}


def test_equal_sources_that_keep_different_pieces_are_two(tmp_path: Path) -> None:
    source = "Kør {0} nu."
    with TranslationMemory(tmp_path / "m.db", "c") as memory:
        memory.store(translations((source, "Run {0} now."), (source, "Drive it now.")), [("{0}",), ()])
        found = memory.lookup([source, source, source], [(), ("{0}",), ("nu",)])
        assert [t and t.text for t in found] == ["Drive it now.", "Run {0} now.", None]
        memory.correct([(source, "Run {0} at once.")])
        found = memory.lookup([source, source], [(), ("{0}",)])
        assert [t and t.text for t in found] == ["Run {0} at once."] * 2


def test_what_this_run_made_keeps_its_origin(tmp_path: Path) -> None:
    began = time.time()
    with TranslationMemory(tmp_path / "m.db", "c", since=began) as memory:
        memory.store([Translation("a", "b", origin="retry"), Translation("c", "d")])
        assert [origin(memory, "a"), origin(memory, "c")] == ["retry", "model"]
    with TranslationMemory(tmp_path / "m.db", "c", since=time.time() + 1) as memory:
        assert [origin(memory, "a"), origin(memory, "c")] == ["memory", "memory"]


@pytest.mark.parametrize(("schema", "said"), [(1, "an earlier mtkit"), (99, "a newer mtkit")])
def test_a_memory_of_another_mtkit_is_left_alone(tmp_path: Path, schema: int, said: str) -> None:
    path = tmp_path / "m.db"
    TranslationMemory(path).close()
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version={schema}")
    database.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match=said):
        TranslationMemory(path)
    assert path.read_bytes() == before


def test_many_sources_are_looked_up_at_once(tmp_path: Path) -> None:
    pairs = [(f"sætning {i}", f"sentence {i}") for i in range(3000)]
    with TranslationMemory(tmp_path / "m.db", "c") as memory:
        memory.store(translations(*pairs))
        assert None not in memory.lookup([s for s, _ in pairs])
        assert memory.statistics().made == {"c": 3000}


def test_prune_forgets_old_and_named_but_no_corrections(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.db", "c") as memory:
        memory.store(translations(("a", "b"), ("c", "d")))
        memory.correct([("e", "f")])
        assert memory.prune(keep_days=1) == 0
        assert memory.prune(keep_days=1, configurations=["c"]) == 2
        assert memory.statistics().corrected == 1


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"\0" * 5000])
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.db"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is no translation memory") as caught:
        TranslationMemory(path)
    assert "delete" not in caught.value.hint
    assert path.read_bytes() == content


def test_another_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE t (x)")
    database.close()
    with pytest.raises(InputError, match="no translation memory"):
        TranslationMemory(path)


def test_a_folder_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        TranslationMemory(tmp_path)
    with pytest.raises(OutputError, match="folder does not exist"):
        TranslationMemory(tmp_path / "no" / "m.db")


def _write_from(path: Path, name: str) -> None:
    with TranslationMemory(path, name) as memory:
        for i in range(50):
            memory.store(translations((f"s{i}", f"t{i}")))


def test_two_processes_write_to_one_memory(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    TranslationMemory(path).close()
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_from, args=(path, name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    with TranslationMemory(path) as memory:
        assert memory.statistics().made == {"a": 50, "b": 50}
