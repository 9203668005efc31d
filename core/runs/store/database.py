"""The store's database connection: transactions that wait, retry and fail with clear errors."""

from __future__ import annotations

import itertools
import logging
import math
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, create_engine, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import StoreError, first_line, in_english
from core.logs import event
from core.runs.store import postgresql, schema, sqlite, tables
from core.runs.store.validity import fault

ATTEMPTS = 3
# How long a write waits for a database server to come back.
LOST_SECONDS = 5.0
# What differs between databases, each with the same functions; SQLAlchemy covers the rest.
DIALECTS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
# Pages wait for writes, so slow ones are logged.
SLOW_WRITE_SECONDS, VERY_SLOW_SECONDS = 1.0, 5.0
TROUBLE_SECONDS = 10.0
CHANGES = "recipe_lab_changes"

Result = TypeVar("Result")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Change:
    """What happened to a run, for those who listen to the database; see ``note``."""

    name: str
    run_id: str
    level: int
    values: Mapping[str, Any]


class Database:
    """The database at a URL, opened and migrated to the newest schema.

    Args:
        url: SQLAlchemy URL, such as ``sqlite:////data/runs.sqlite`` or
            ``postgresql+psycopg://user:password@host/database``.

    Attributes:
        place: Where the store is, for display: a file, or a server's URL without its password.
        dialect: The module of this kind of database: ``sqlite`` or ``postgresql``.
        unreadable: Id → why the row of a run, sweep or view was skipped; see ``readable``.
        listeners: Called with every Change of a run, once it is committed.

    Raises:
        StoreError: The database cannot be opened, is damaged, belongs to another program, or is
            of a newer version.
    """

    def __init__(self, url: str):
        try:
            parsed = make_url(url)
            self.dialect = DIALECTS[parsed.get_backend_name()]
        except (ArgumentError, KeyError):
            raise StoreError(
                "RECIPE_LAB_STORE must be a database URL, such as sqlite:///runs.sqlite or "
                "postgresql+psycopg://user:password@host/database."
            ) from None
        self._url = self.dialect.prepare(parsed)
        self.place = self.dialect.place(self._url)
        self._engine = create_engine(
            self._url, json_deserializer=tables.read_json, **self.dialect.options(self._url)
        )
        self.dialect.set_up(self._engine)
        # Writers of one process wait here: SQLite itself only polls, and on a server every waiting
        # writer would occupy a connection.
        self._one_writer = threading.Lock()
        self._lost_at = self._troubled_at = -math.inf
        self.listeners: list[Callable[[Change], None]] = []
        self.unreadable: dict[str, str] = {}
        self._reader = self._engine.execution_options(**self.dialect.READING)
        self._writer = self._engine.execution_options(**self.dialect.WRITING)
        with self.reading() as connection:
            current = schema.is_current(connection, self.place)
        if not current:
            self.write(self._migrate)

    @property
    def url(self) -> str:
        """The URL including its password, for a worker to open the same store."""
        return self._url.render_as_string(hide_password=False)

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
        began = time.monotonic()
        try:
            result, changes = self._commit(work)
        except StoreError as error:
            self._log_trouble(error)
            raise
        finally:
            seconds = time.monotonic() - began
            if seconds > SLOW_WRITE_SECONDS:
                level = logging.WARNING if seconds > VERY_SLOW_SECONDS else logging.INFO
                event(log, "slow write", level, seconds=round(seconds, 3))
        for change in changes:
            for listener in self.listeners:
                listener(change)
        return result

    def _commit(self, work: Callable[[Connection], Result]) -> tuple[Result, list[Change]]:
        """The result of ``work``, and the changes it noted."""
        deadline = time.monotonic() + LOST_SECONDS
        unsure: tuple[str, tuple[Result, list[Change]]] | None = None
        for attempt in itertools.count(1):
            try:
                with self._one_writer, self._writer.begin() as connection:
                    if unsure and self.dialect.was_committed(connection, unsure[0]):
                        return unsure[1]
                    unsure = None
                    changes = connection.info[CHANGES] = []
                    done = work(connection), changes
                    unsure = self.dialect.transaction(connection), done
                return done
            except IntegrityError:
                raise
            except (DBAPIError, PoolTimeout) as error:
                self._note(error)
                if not self._worth_another(error, attempt, deadline):
                    raise self._explain(error) from error
                time.sleep(random.uniform(0.01, 0.1) * min(attempt, 5))
        raise AssertionError("unreachable")

    def _log_trouble(self, error: StoreError) -> None:
        """Log an error of the store, at most every TROUBLE_SECONDS: retries are frequent."""
        moment = time.monotonic()
        if moment - self._troubled_at > TROUBLE_SECONDS:
            self._troubled_at = moment
            event(log, "store trouble", logging.ERROR, message=in_english(error))

    def _worth_another(self, error: Exception, attempt: int, deadline: float) -> bool:
        if not isinstance(error, DBAPIError):
            return False
        if self.dialect.is_lost(error):
            return time.monotonic() < deadline
        return self.dialect.is_busy(error) and attempt < ATTEMPTS

    def readable(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """The valid ones among ``rows`` with ids; each invalid row is logged once.

        Args:
            table: ``runs``, ``sweeps``, ``views`` or ``inputs``.
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
        if isinstance(error, DBAPIError) and self.dialect.is_lost(error):
            self._lost_at = time.monotonic()

    def version(self) -> int:
        """The number of changes so far; readers that saw the same number are up to date."""
        with self.reading() as connection:
            return connection.execute(select(tables.store.c.changes)).scalar_one()

    def touch(self) -> None:
        """Write something, without changing anything that a page shows."""
        same = update(tables.store).values(changes=tables.store.c.changes)
        self.write(lambda connection: connection.execute(same))

    def _migrate(self, connection: Connection) -> None:
        self.dialect.unlimited(connection)
        schema.migrate(connection, self.place)

    def _explain(self, error: DBAPIError | PoolTimeout) -> StoreError:
        if isinstance(error, PoolTimeout):
            return StoreError(
                "The run store {store} has too many requests at once; try again in a moment.",
                store=self.place,
            )
        if self.dialect.is_full(error):
            return StoreError(
                "The run store {store} cannot grow because its disk is full; free some space "
                "there.",
                store=self.place,
            )
        if self.dialect.is_busy(error):
            return StoreError(
                "The run store {store} stayed locked by another program for {seconds} seconds; "
                "close that program or try again.",
                store=self.place,
                seconds=self.dialect.BUSY_SECONDS,
            )
        return self.dialect.explain(error, self.place) or StoreError(
            "The run store {store} failed ({reason}).",
            store=self.place,
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


def note(
    connection: Connection, name: str, run_id: str, *, level: int = logging.INFO, **values: Any
) -> None:
    """Note a change of a run, within a write; listeners get it once it is committed."""
    connection.info[CHANGES].append(Change(name, run_id, level, values))


def without_password(url: str) -> str:
    """The URL with ``***`` for its password and its query, which may hold one too."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return "***"
    hidden = parsed.set(query={}).render_as_string(hide_password=True)
    return f"{hidden}?***" if parsed.query else hidden
