"""The store's database connection: transactions that wait, retry and fail with clear errors."""

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
# How long a write waits for a database server to come back.
LOST_SECONDS = 5.0
# What differs between databases; SQLAlchemy covers the rest.
ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}

Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Database:
    """The database at a URL, opened and migrated to the newest schema.

    Args:
        url: SQLAlchemy URL, such as ``sqlite:////data/runs.sqlite`` or
            ``postgresql+psycopg://user:password@host/database``.

    Raises:
        StoreError: The database cannot be opened, is damaged, belongs to another program, or is
            of a newer version.
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
        # Writers of one process wait here: SQLite itself only polls, and on a server every waiting
        # writer would occupy a connection.
        self._one_writer = threading.Lock()
        self._lost_at = -math.inf
        # Id → why the row of a run or sweep was skipped; see ``readable``.
        self.unreadable: dict[str, str] = {}
        self._reader = self._special.reader(self._engine)
        self._writer = self._special.writer(self._engine)
        with self.reading() as connection:
            current = schema.is_current(connection, self._place)
        if not current:
            self.write(self._migrate)

    @property
    def url(self) -> str:
        """The URL including its password, for a worker to open the same store."""
        return self._url.render_as_string(hide_password=False)

    @property
    def place(self) -> str:
        """Where the store is, for display: a file, or a server's URL without its password."""
        return self._place

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads one consistent snapshot."""
        try:
            with self._reader.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            self._note(error)
            raise self._explain(error) from error

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run ``work`` in one transaction, which takes effect completely and once, or not at all.

        ``work`` may be called several times.

        Raises:
            StoreError: The database refused it, stayed locked, or was unreachable for too long.
            IntegrityError: A row of that key already exists.
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
        """The current time, by a clock that everyone sharing the store agrees on."""
        return self._special.moment(connection)

    def add_rows(
        self, connection: Connection, table: TableClause, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert many rows with the same columns, within a write."""
        self._special.add_rows(connection, table, rows)

    def readable(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """The valid ones among ``rows`` of runs or sweeps; each invalid row is logged once.

        Args:
            table: ``runs`` or ``sweeps``.
            rows: Rows with any of the table's columns, including ``id``.
        """
        return [row for row in rows if not self._note_fault(table, row._mapping)]

    def _note_fault(self, table: str, row: Mapping[str, Any]) -> bool:
        key, reason = str(row["id"])[:40], fault(table, row)
        known = self.unreadable.get(key, "")
        if reason and not known:
            self.unreadable[key] = reason
            event(log, "unreadable row", logging.ERROR, table=table, row=key, message=reason)
        elif known and not reason and known.partition(" ")[0] in row:  # the row was repaired
            del self.unreadable[key]
        return bool(reason)

    def lost_within(self, seconds: float) -> bool:
        """Whether the database was unreachable at any time in the last ``seconds``."""
        return time.monotonic() - self._lost_at < seconds

    def _note(self, error: Exception) -> None:
        if isinstance(error, DBAPIError) and self._special.is_lost(error):
            self._lost_at = time.monotonic()

    def version(self) -> int:
        """The number of changes so far; readers that saw the same number are up to date."""
        with self.reading() as connection:
            return connection.execute(select(tables.store.c.changes)).scalar_one()

    def _migrate(self, connection: Connection) -> None:
        self._special.unlimited(connection)
        schema.migrate(connection, self._place)

    def _explain(self, error: DBAPIError | PoolTimeout) -> StoreError:
        if isinstance(error, PoolTimeout):
            return StoreError(
                "The run store {store} has too many requests at once; try again in a moment.",
                store=self._place,
            )
        return self._special.explain(error, self._place) or StoreError(
            "The run store {store} failed ({reason}).",
            store=self._place,
            reason=first_line(error.orig),
        )


def patiently(task: Callable[[], Result], seconds: float) -> Result:
    """Call ``task``, retrying for up to ``seconds`` while the store fails.

    Raises:
        StoreError: The store still fails after that time.
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
    """Count a change, within a write, and return the new value for ``changed``."""
    connection.execute(update(tables.store).values(changes=tables.store.c.changes + 1))
    return connection.execute(select(tables.store.c.changes)).scalar_one()


def set_run(connection: Connection, run_id: str, **values: Any) -> None:
    """Set columns of one run and count the change, within a write."""
    table = tables.runs
    connection.execute(
        update(table).where(table.c.id == run_id).values(changed=next_version(connection), **values)
    )


def is_text(value: str) -> bool:
    """Whether ``value`` can be used in a query: no NUL and no surrogates.

    Python represents bytes of a command line that are not valid UTF-8 as surrogates.
    """
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def unreadable_run(run_id: str, reason: str) -> StoreError:
    """The error for a run whose row is invalid."""
    return StoreError(
        "The run {run_id} cannot be read from the store ({reason}).", run_id=run_id, reason=reason
    )


def no_such_run(run_id: str) -> RequestError:
    """The error for a run id that does not exist."""
    return RequestError("There is no run {run_id!r}.", run_id=run_id)
