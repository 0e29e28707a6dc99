"""SQLite files of mtkit: told from any other file, written in transactions, and their failures in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mtkit.errors import InputError, MtkitError, OutputError
from mtkit.files import DiskFullError, shown

MOST_PARAMETERS = 500  # of one statement; SQLite itself may stop at 999
_PATIENCE_SECONDS = 30.0  # while another process writes
_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is, and what a user should do where it is not that.

    application: SQLite's application_id, by which the file is told from others. tables: statements that make
    them IF NOT EXISTS. schema: their version. name: for messages ("translation memory").
    """

    application: int
    schema: int
    tables: str
    name: str
    if_foreign: str = "name another file"  # "" where the place is mtkit's own: what lies there is damaged
    if_damaged: str = "restore it from a copy, or name another file"
    if_earlier: str = "name another file"


class Database:
    """A SQLite file of the kind `kind`, made where there is none; None keeps one that is forgotten.

    Raises InputError where the file is something else or damaged, and OutputError where it cannot be used.
    """

    def __init__(self, path: Path | None, kind: Kind) -> None:
        self.path = path
        self._kind = kind
        self._name = shown(path or "a temporary file")
        try:
            # An empty name is a temporary database that spills to disk.
            self._connection = sqlite3.connect(
                path or "", timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise self._failure(error) from None
        try:
            if not self._fact("SELECT count(*) FROM sqlite_master"):
                self._make()
            self._check()
        except sqlite3.Error as error:
            self.close()
            raise self._failure(error) from None
        except MtkitError:
            self.close()
            raise

    def _fact(self, query: str) -> Any:
        return self._connection.execute(query).fetchone()[0]

    def _make(self) -> None:
        """All tables or none, whoever is killed here; where another process was quicker, nothing."""
        kind = self._kind
        facts = f"PRAGMA application_id={kind.application}; PRAGMA user_version={kind.schema};"
        try:
            self._connection.executescript(f"BEGIN IMMEDIATE;{facts}{kind.tables};COMMIT;")
        finally:
            self._roll_back()

    def _check(self) -> None:
        kind = self._kind
        if self._fact("PRAGMA application_id") != kind.application:
            raise self._foreign("is a database, but no")
        schema = self._fact("PRAGMA user_version")
        if schema > kind.schema:
            raise InputError(f"{self._name} was made by a newer mtkit", hint="update mtkit")
        if schema < kind.schema:
            raise InputError(f"{self._name} was made by an earlier mtkit", hint=kind.if_earlier)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one by one."""
        try:
            yield from self._connection.execute(query, parameters)
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def run(self, statement: str) -> None:
        """One statement outside any transaction."""
        for _ in self.rows(statement):
            pass

    def transact(self, *steps: tuple[str, Iterable[Sequence[Any]]], temporary: bool = False) -> int:
        """Statements, each with its rows of parameters, all of them or none; how many rows they changed.

        temporary: only temporary tables are written, so that the file itself is not locked.
        """
        changed = 0
        try:
            self._connection.execute("BEGIN" if temporary else "BEGIN IMMEDIATE")
            for statement, rows in steps:
                changed += max(0, self._connection.executemany(statement, rows).rowcount)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._failure(error) from None
        finally:
            self._roll_back()
        return changed

    def _roll_back(self) -> None:
        """Leave a transaction that was not committed; where SQLite left it by itself there is none."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _failure(self, error: sqlite3.Error) -> MtkitError:
        """What a user should be told about a failure of SQLite."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest are variants of the first eight bits
        path, kind = self._name, self._kind
        if code == sqlite3.SQLITE_NOTADB and not self._begins_like_a_database():
            return self._foreign("is no")
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR):
            return InputError(f"the {kind.name} {path} is damaged: {error}", hint=kind.if_damaged)
        if code == sqlite3.SQLITE_FULL:
            return DiskFullError(
                f"{path} cannot be written: no space left",
                hint="free some space and run the same command again: what is done is kept",
            )
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return OutputError(f"{path} is in use by another program", hint="wait for it, then try again")
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            reason = (
                "it or its folder is read-only" if code == sqlite3.SQLITE_READONLY else "it cannot be opened"
            )
            return OutputError(
                f"{path} cannot be written: {reason}", hint="check its permissions and those of its folder"
            )
        return OutputError(f"{path} cannot be used: {error}", hint="check its permissions and free space")

    def _foreign(self, what: str) -> InputError:
        if not self._kind.if_foreign:
            return InputError(f"the {self._kind.name} {self._name} is damaged", hint=self._kind.if_damaged)
        return InputError(f"{self._name} {what} {self._kind.name}", hint=self._kind.if_foreign)

    def _begins_like_a_database(self) -> bool:
        try:
            with Path(self.path or os.devnull).open("rb") as stream:
                return stream.read(len(_MAGIC)) == _MAGIC
        except OSError:
            return False
