"""Everything specific to SQLite: how connections are set up, and what its errors mean."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, TableClause, event, insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from core.errors import StoreError
from core.runs.run import now

BUSY_SECONDS = 10
# Execution options of transactions that read, and of those that write; see ``set_up``.
READING: Mapping[str, Any] = {}
WRITING: Mapping[str, Any] = {"immediate": True}
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
FILE_PREFIX = b"SQLite format 3\x00"
# Device and inode of files this process may have open: opening and closing such a file would
# drop SQLite's locks on it.
_OPENED: set[tuple[int, int]] = set()


def prepare(url: URL) -> URL:
    """Create the folder of the store's file, and refuse a file that cannot be a store.

    Raises:
        StoreError: The URL names no file, its folder cannot be created, or it is no SQLite file.
    """
    if not url.database or url.database == ":memory:":
        raise StoreError(
            "The run store {store} must name a file, such as sqlite:///runs.sqlite, because worker "
            "processes open it too.",
            store=str(url),
        )
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        status = path.stat()
        if (status.st_dev, status.st_ino) in _OPENED:
            return url
        with path.open("rb") as file:
            start = file.read(len(FILE_PREFIX))
    except FileNotFoundError:
        return url
    except OSError as error:
        raise StoreError(
            "The run store {store} cannot be opened ({reason}); choose a writable folder "
            "with RECIPE_LAB_HOME, or a file with RECIPE_LAB_STORE.",
            store=path,
            reason=error.strerror or error,
        ) from None
    if start and start != FILE_PREFIX:
        raise damaged(str(path), "it does not start like an SQLite file")
    if start:
        _OPENED.add((status.st_dev, status.st_ino))
    return url


def place(url: URL) -> str:
    """Where the store is, for display."""
    return url.database or ""


def options(url: URL) -> dict[str, Any]:
    """Arguments for ``create_engine``."""
    return {}


def set_up(engine: Engine) -> None:
    """Set up write-ahead logging, a busy timeout, foreign keys and immediate write transactions.

    A transaction that reads first and writes later cannot wait for another writer: SQLite refuses
    it, whatever the timeout. So write transactions begin with the write lock (``immediate``).
    """

    @event.listens_for(engine, "connect")
    def connect(connection, _record) -> None:
        connection.isolation_level = None
        # otherwise one text that is not valid UTF-8 makes every query that reads it fail
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
    """Detects that a store's file was deleted or replaced while connections have it open.

    They would otherwise continue with a file that no one else sees. The check never opens the file:
    closing it would drop the locks that SQLite holds for the whole process, and another program
    could then damage the file.

    Args:
        path: The store's file.
    """

    def __init__(self, path: Path):
        self._path = path
        self._known: tuple[int, int] | None = None

    def check(self) -> None:
        """Check the file; takes microseconds.

        Raises:
            StoreError: It is not the file that was opened, or was truncated to zero bytes.
        """
        try:
            status = self._path.stat()
        except FileNotFoundError:
            status = None
        except OSError:  # SQLite will report a better error
            return
        if self._known is None:  # SQLite may not have created the file yet
            if status and status.st_size:
                self._known = (status.st_dev, status.st_ino)
                _OPENED.add(self._known)
            return
        if status is None or (status.st_dev, status.st_ino) != self._known or not status.st_size:
            raise StoreError(
                "The run store {store} was deleted or replaced while it was in use; end all "
                "programs that use it, put the right file there, and start again.",
                store=self._path,
            )


def transaction(connection: Connection) -> str:
    return ""


def was_committed(connection: Connection, name: str) -> bool:
    """False: a commit that SQLite refused did not take effect."""
    return False


def moment(connection: Connection) -> datetime:
    """The local time: all who share a file share a clock."""
    return now()


def size(connection: Connection) -> int:
    """Bytes of the store's files; they are not opened, which would drop SQLite's locks."""
    total = 0
    for end in ("", "-wal", "-shm"):
        with suppress(OSError):
            total += os.stat(f"{connection.engine.url.database}{end}").st_size
    return total


def unlimited(connection: Connection) -> None:
    """Nothing to do: SQLite has no statement timeout."""


def _use_write_ahead_log(cursor: sqlite3.Cursor) -> None:
    """Retry until it succeeds: SQLite's busy timeout does not cover this statement.

    The statement reads and then writes, which SQLite refuses at once while another connection
    writes, for example when two programs open a new file at the same time.
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


def is_full(error: DBAPIError) -> bool:
    return _name(error).startswith("SQLITE_FULL")


def explain(error: DBAPIError, store: str) -> StoreError | None:
    """The StoreError for another known error of SQLite's driver; None for any other."""
    name = _name(error)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(store, str(error.orig))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
        return StoreError(
            "The run store {store} cannot be written ({reason}); check its folder and disk, or "
            "choose another with RECIPE_LAB_HOME.",
            store=store,
            reason=error.orig,
        )
    return None


def damaged(store: str, reason: str) -> StoreError:
    return StoreError(
        "The file {store} is damaged or not a run store ({reason}) and was left unchanged; move it "
        "away to start a new store.",
        store=store,
        reason=reason,
    )


def _name(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlite_errorname", "")
