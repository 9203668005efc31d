"""The store's connection: transactions that wait, retry and fail with a sentence."""

from __future__ import annotations

import itertools
import logging
import math
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, TableClause, create_engine, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import RequestError, StoreError, first_line
from core.logs import event
from core.runs.store import postgresql, schema, sqlite, tables
from core.runs.store.validity import fault

ATTEMPTS = 3
# How long a write waits for a database server that restarts.
LOST_SECONDS = 5.0
# What differs between databases; the rest is SQLAlchemy's.
ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}

Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Database:
    """A database by URL, opened and brought up to date.

    Args:
        url: SQLAlchemy URL, such as ``sqlite:////data/runs.sqlite`` or
            ``postgresql+psycopg://user:password@host/database``.

    Raises:
        StoreError: It cannot be opened, is damaged, is something else, or is of a newer version.
    """

    def __init__(self, url: str):
        try:
            parsed = make_url(url)
            self._special = ENGINES[parsed.get_backend_name()]
        except (ArgumentError, KeyError):
            raise StoreError(
                "RECIPE_LAB_STORE must be a database URL, such as sqlite:///runs.sqlite or "
                "postgresql+psycopg://user:password@host/database."
            ) from None
        self._url = self._special.prepare(parsed)
        self._place = self._special.place(self._url)
        self._engine = create_engine(
            self._url, json_deserializer=tables.read_json, **self._special.options(self._url)
        )
        self._special.set_up(self._engine)
        # Threads of one process wait in line here: SQLite's own waiting is by guesses, and a
        # server's writers would each take a connection to wait on.
        self._one_writer = threading.Lock()
        self._lost_at = -math.inf
        # Id → why the row of a run or sweep was left out; see ``readable``.
        self.unreadable: dict[str, str] = {}
        self._reader = self._special.reader(self._engine)
        self._writer = self._special.writer(self._engine)
        with self.reading() as connection:
            current = schema.is_current(connection, self._place)
        if not current:
            self.write(self._migrate)

    @property
    def url(self) -> str:
        """The URL, password included, for a worker to open the same store."""
        return self._url.render_as_string(hide_password=False)

    @property
    def place(self) -> str:
        """Where it is, for people: a file, or a server's URL without its password."""
        return self._place

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which everything read is of one moment."""
        try:
            with self._reader.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            self._note(error)
            raise self._explain(error) from error

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run ``work`` in one transaction: all of it happens, once, or nothing.

        Raises:
            StoreError: The database refused it, stayed locked, or was away for long.
            IntegrityError: A row of that key is there already.
        """
        deadline = time.monotonic() + LOST_SECONDS
        unsure: tuple[str, Result] | None = None
        for attempt in itertools.count(1):
            try:
                with self._one_writer, self._writer.begin() as connection:
                    if unsure and self._special.was_committed(connection, unsure[0]):
                        return unsure[1]
                    unsure = None
                    result = work(connection)
                    unsure = self._special.transaction(connection), result
                return result
            except IntegrityError:
                raise
            except (DBAPIError, PoolTimeout) as error:
                self._note(error)
                if not self._worth_another(error, attempt, deadline):
                    raise self._explain(error) from error
                time.sleep(random.uniform(0.01, 0.1) * min(attempt, 5))
        raise AssertionError("unreachable")

    def _worth_another(self, error: Exception, attempt: int, deadline: float) -> bool:
        if not isinstance(error, DBAPIError):
            return False
        if self._special.is_lost(error):
            return time.monotonic() < deadline
        return self._special.is_busy(error) and attempt < ATTEMPTS

    def moment(self, connection: Connection) -> datetime:
        """Now, by the one clock that all who share the store agree on."""
        return self._special.moment(connection)

    def add_rows(
        self, connection: Connection, table: TableClause, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert many rows of the same columns, within a write."""
        self._special.add_rows(connection, table, rows)

    def readable(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """The rows of runs or sweeps that are what they must be; each other is logged once.

        Args:
            table: ``runs`` or ``sweeps``.
            rows: With any of its columns, ``id`` among them.
        """
        return [row for row in rows if not self._note_fault(table, row._mapping)]

    def _note_fault(self, table: str, row: Mapping[str, Any]) -> bool:
        key, reason = str(row["id"])[:40], fault(table, row)
        known = self.unreadable.get(key, "")
        if reason and not known:
            self.unreadable[key] = reason
            event(log, "unreadable row", logging.ERROR, table=table, row=key, message=reason)
        elif known and not reason and known.partition(" ")[0] in row:  # it was repaired
            del self.unreadable[key]
        return bool(reason)

    def lost_within(self, seconds: float) -> bool:
        """Whether the database could not be reached at some time in the last seconds."""
        return time.monotonic() - self._lost_at < seconds

    def _note(self, error: Exception) -> None:
        if isinstance(error, DBAPIError) and self._special.is_lost(error):
            self._lost_at = time.monotonic()

    def version(self) -> int:
        """Grows with every change that a page could show; read again only when it did."""
        with self.reading() as connection:
            return connection.execute(select(tables.store.c.changes)).scalar_one()

    def _migrate(self, connection: Connection) -> None:
        self._special.unlimited(connection)
        schema.migrate(connection, self._place)

    def _explain(self, error: DBAPIError | PoolTimeout) -> StoreError:
        if isinstance(error, PoolTimeout):
            return StoreError(
                "The run store {store} is asked by too many at once; try again in a moment.",
                store=self._place,
            )
        return self._special.explain(error, self._place) or StoreError(
            "The run store {store} failed ({reason}).",
            store=self._place,
            reason=first_line(error.orig),
        )


def patiently(task: Callable[[], Result], seconds: float) -> Result:
    """Do ``task``, again while the store fails, for so many seconds.

    Raises:
        StoreError: It failed for longer.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return task()
        except StoreError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def next_version(connection: Connection) -> int:
    """Count a change, within a write; the number to put into ``changed``."""
    connection.execute(update(tables.store).values(changes=tables.store.c.changes + 1))
    return connection.execute(select(tables.store.c.changes)).scalar_one()


def set_run(connection: Connection, run_id: str, **values: Any) -> None:
    """Set columns of one run and count the change, within a write."""
    table = tables.runs
    connection.execute(
        update(table).where(table.c.id == run_id).values(changed=next_version(connection), **values)
    )


def is_text(value: str) -> bool:
    """Whether a database can be asked for it: not for a NUL, nor for bytes that are no UTF-8,
    which Python keeps as surrogates where they come from a command line.
    """
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def unreadable_run(run_id: str, reason: str) -> StoreError:
    """What to raise where a run's row is not what it must be."""
    return StoreError(
        "The run {run_id} cannot be read from the store ({reason}).", run_id=run_id, reason=reason
    )


def no_such_run(run_id: str) -> RequestError:
    """What to raise where there is no run of that id."""
    return RequestError("There is no run {run_id!r}.", run_id=run_id)
