"""What holds for SQLite only: how a connection is set up, and what its errors mean."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, TableClause, event, insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from core.errors import StoreError
from core.runs.run import now

BUSY_SECONDS = 10
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
FILE_PREFIX = b"SQLite format 3\x00"
# Files that this process may have open: opening and closing one drops SQLite's locks on it.
_BEGUN: set[tuple[int, int]] = set()


def prepare(url: URL) -> URL:
    """Make the folder of the store's file; refuse what cannot be a store before it is opened.

    Raises:
        StoreError: No file is named, its folder cannot be made, or it is no SQLite file.
    """
    if not url.database or url.database == ":memory:":
        raise StoreError(
            "The run store {store} must name a file, such as sqlite:///runs.sqlite, because worker "
            "processes open it as well.",
            store=str(url),
        )
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        found = path.stat()
        if (found.st_dev, found.st_ino) in _BEGUN:
            return url
        with path.open("rb") as file:
            start = file.read(len(FILE_PREFIX))
    except FileNotFoundError:
        return url
    except OSError as error:
        raise StoreError(
            "The run store {store} cannot be opened ({reason}); choose a folder that can be "
            "written with RECIPE_LAB_HOME, or a file with RECIPE_LAB_STORE.",
            store=path,
            reason=error.strerror or error,
        ) from None
    if start and start != FILE_PREFIX:
        raise damaged(str(path), "it does not begin as one")
    if start:
        _BEGUN.add((found.st_dev, found.st_ino))
    return url


def place(url: URL) -> str:
    """Where the store is, for people."""
    return url.database or ""


def options(url: URL) -> dict[str, Any]:
    """For ``create_engine``."""
    return {}


def set_up(engine: Engine) -> None:
    """Write-ahead log, patience, foreign keys, and transactions that say at once they write.

    A transaction that reads first and writes later cannot wait for another writer: SQLite
    refuses it whatever the timeout. So writers begin as writers (``immediate``).
    """

    @event.listens_for(engine, "connect")
    def connect(connection, _record) -> None:
        connection.isolation_level = None
        # one text that is no UTF-8 would end every query that meets it
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        _use_write_ahead_log(cursor)
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    watch = _Watch(Path(engine.url.database))

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        watch.check()
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


class _Watch:
    """Notices that a store's file was deleted or replaced under the connections that have it open:
    they would go on with a file that nobody else sees.

    It never opens the file: closing it again would drop the locks that SQLite holds for the whole
    process, and another program could then ruin the file.

    Args:
        path: The file.
    """

    def __init__(self, path: Path):
        self._path = path
        self._known: tuple[int, int] | None = None

    def check(self) -> None:
        """Costs microseconds.

        Raises:
            StoreError: It is no longer the file that was opened, or was cut to nothing.
        """
        try:
            found = self._path.stat()
        except FileNotFoundError:
            found = None
        except OSError:  # not to be asked now; SQLite says it better
            return
        if self._known is None:  # it may have to be made first
            if found and found.st_size:
                self._known = (found.st_dev, found.st_ino)
                _BEGUN.add(self._known)
            return
        if found is None or (found.st_dev, found.st_ino) != self._known or not found.st_size:
            raise StoreError(
                "The run store {store} was deleted or replaced while it was in use; end all "
                "programs that use it, put the right file there, and start again.",
                store=self._path,
            )


def reader(engine: Engine) -> Engine:
    return engine


def writer(engine: Engine) -> Engine:
    return engine.execution_options(immediate=True)


def transaction(connection: Connection) -> str:
    return ""


def was_committed(connection: Connection, name: str) -> bool:
    """A commit that SQLite refused has not happened."""
    return False


def moment(connection: Connection) -> datetime:
    """Whoever shares a file has one clock."""
    return now()


def unlimited(connection: Connection) -> None:
    """Its statements take as long as they need anyway."""


def _use_write_ahead_log(cursor: sqlite3.Cursor) -> None:
    """Ask until it is granted: SQLite's own busy timeout does not cover this statement.

    It first reads and then writes, and a reader that wants to write is turned away at once where
    another connection writes: two programs that open a new file at one moment.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith(BUSY) or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.005, 0.05))


def add_rows(connection: Connection, table: TableClause, rows: Sequence[Mapping]) -> None:
    """Insert many rows."""
    connection.execute(insert(table), rows)


def is_busy(error: DBAPIError) -> bool:
    return _name(error).startswith(BUSY)


def is_lost(error: DBAPIError) -> bool:
    return False


def explain(error: DBAPIError, store: str) -> StoreError | None:
    """What a driver's error means for a person; None when it is none of SQLite's known ones."""
    name = _name(error)
    if name.startswith("SQLITE_FULL"):
        return StoreError(
            "The run store {store} cannot grow because its disk is full; free some space there.",
            store=store,
        )
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(store, str(error.orig))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
        return StoreError(
            "The run store {store} cannot be written ({reason}); check its folder and disk, or "
            "choose another with RECIPE_LAB_HOME.",
            store=store,
            reason=error.orig,
        )
    if is_busy(error):
        return StoreError(
            "The run store {store} stayed locked by another program for {seconds} seconds; close "
            "that program or try again.",
            store=store,
            seconds=BUSY_SECONDS,
        )
    return None


def damaged(store: str, reason: str) -> StoreError:
    return StoreError(
        "The file {store} is damaged or not a run store ({reason}); it was left as it is: move it "
        "away and a new store is made.",
        store=store,
        reason=reason,
    )


def _name(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlite_errorname", "")
