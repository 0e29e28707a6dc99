"""SQLite files: told from others, made whole, written in transactions, and their failures in words."""

import multiprocessing
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtkit import sqlite
from mtkit.errors import InputError, OutputError
from mtkit.sqlite import Database, Kind

KIND = Kind(0x74657374, 2, "CREATE TABLE IF NOT EXISTS t (x PRIMARY KEY);", "test file", if_earlier="wait")
INSERT = "INSERT INTO t VALUES (?)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.db"


def made(path: Path, kind: Kind = KIND) -> Path:
    Database(path, kind).close()
    return path


def change(path: Path, statement: str) -> None:
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.close()


def numbers(database: Database) -> list[int]:
    return [x for (x,) in database.rows("SELECT x FROM t ORDER BY x")]


def test_what_was_written_is_there_again(path: Path) -> None:
    with Database(path, KIND) as database:
        assert database.transact((INSERT, [(1,), (2,)]), ("DELETE FROM t WHERE x = ?", [(2,)])) == 3
    with Database(path, KIND) as database:
        assert numbers(database) == [1]


def test_a_forgotten_one_needs_no_file() -> None:
    with Database(None, KIND) as database:
        database.transact((INSERT, [(1,)]))
        assert numbers(database) == [1]


def test_all_of_a_transaction_or_nothing(path: Path) -> None:
    def rows() -> Iterator[tuple[int]]:
        yield (2,)
        raise KeyboardInterrupt

    with Database(path, KIND) as database:
        database.transact((INSERT, [(1,)]))
        with pytest.raises(OutputError, match="UNIQUE"):
            database.transact((INSERT, [(2,)]), (INSERT, [(1,)]))
        with pytest.raises(KeyboardInterrupt):
            database.transact((INSERT, rows()))
        assert numbers(database) == [1]
        database.transact((INSERT, [(3,)]))  # no transaction was left open
    with Database(path, KIND) as database:
        assert numbers(database) == [1, 3]


def test_an_empty_file_becomes_one(path: Path) -> None:
    path.touch()
    with Database(path, KIND) as database:
        assert numbers(database) == []


def _make(path: Path) -> None:
    with Database(path, KIND) as database:
        database.transact(("INSERT OR REPLACE INTO t VALUES (?)", [(1,)]))


def test_several_processes_may_make_it_at_once(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    makers = [context.Process(target=_make, args=(path,)) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(60)
        assert maker.exitcode == 0
    with Database(path, KIND) as database:
        assert numbers(database) == [1]


@pytest.mark.parametrize("content", [b"a letter to a friend " * 99, b"\0" * 5000])
def test_another_file_is_named_as_such_and_stays(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"x.db is no test file") as caught:
        Database(path, KIND)
    assert caught.value.hint == "name another file"
    assert path.read_bytes() == content


def test_another_programs_database_is_named_as_such_and_stays(path: Path) -> None:
    change(path, "CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"x.db is a database, but no test file"):
        Database(path, KIND)
    assert path.read_bytes() == before


def test_where_the_place_is_our_own_another_file_is_damage(path: Path) -> None:
    path.write_bytes(b"rubbish" * 999)
    with pytest.raises(InputError, match=r"the thing .*x.db is damaged") as caught:
        Database(path, Kind(1, 1, "", "thing", if_foreign="", if_damaged="make it again"))
    assert caught.value.hint == "make it again"


def test_a_damaged_file_is_said(path: Path) -> None:
    with Database(path, KIND) as database:
        database.transact((INSERT, ((f"{i} {'x' * 99}",) for i in range(2000))))
    content = bytearray(path.read_bytes())
    content[5000:-4096] = b"\xff" * (len(content) - 4096 - 5000)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"the test file .*x.db is damaged") as caught:
        numbers(Database(path, KIND))
    assert "delete" not in caught.value.hint


def test_half_a_header_is_damage(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\1" * 4000)
    with pytest.raises(InputError, match="is damaged"):
        Database(path, KIND)


@pytest.mark.parametrize(
    ("schema", "said", "hint"), [(9, "a newer", "update mtkit"), (1, "an earlier", "wait")]
)
def test_a_file_of_another_mtkit_is_said(path: Path, schema: int, said: str, hint: str) -> None:
    change(made(path), f"PRAGMA user_version={schema}")
    with pytest.raises(InputError, match=f"was made by {said} mtkit") as caught:
        Database(path, KIND)
    assert caught.value.hint == hint


def test_a_file_in_use_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_PATIENCE_SECONDS", 0.01)
    other = sqlite3.connect(made(path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OutputError, match="in use by another program"):
        Database(path, KIND)
    other.execute("ROLLBACK")
    with Database(path, KIND) as database:
        other.execute("BEGIN IMMEDIATE")
        assert numbers(database) == []
        with pytest.raises(OutputError, match="in use by another program"):
            database.transact((INSERT, [(1,)]))
    other.close()


def test_a_full_disk_is_said_and_what_was_there_stays(small_disk: Path) -> None:
    path = small_disk / "x.db"
    with Database(path, KIND) as database:
        database.transact((INSERT, [("kept",)]))
        with pytest.raises(OutputError, match="no space left"):
            database.transact((INSERT, ((f"{i} {'x' * 1000}",) for i in range(9000))))
        assert numbers(database) == ["kept"]


def test_a_read_only_disk_is_said(small_disk: Path) -> None:
    path = small_disk / "x.db"
    with Database(path, KIND) as database:
        database.transact((INSERT, [(1,)]))
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with Database(path, KIND) as database:
        assert numbers(database) == [1]  # looking needs no writing
        with pytest.raises(OutputError, match=r"cannot be written: .* read-only"):
            database.transact((INSERT, [(2,)]))
    with pytest.raises(OutputError, match="cannot be"):
        Database(small_disk / "new.db", KIND)


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be opened"):
        Database(tmp_path, KIND)
