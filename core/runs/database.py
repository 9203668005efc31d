"""The store's connection: transactions that wait, retry and fail with a sentence."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, create_engine, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError

from core.errors import StoreError
from core.runs import schema, sqlite, tables

ATTEMPTS = 3

Result = TypeVar("Result")


class Database:
    """A database by URL, opened and brought up to date.

    Args:
        url: SQLAlchemy URL, such as ``sqlite:////data/runs.sqlite``.

    Raises:
        StoreError: It cannot be opened, is damaged, is something else, or is of a newer version.
    """

    def __init__(self, url: str):
        try:
            self._url = make_url(url)
            is_sqlite = self._url.get_backend_name() == "sqlite"
            if is_sqlite:
                sqlite.prepare_file(self._url)
            self._engine = create_engine(self._url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise StoreError(
                "RECIPE_LAB_STORE must be a database URL, such as sqlite:///runs.sqlite "
                "({reason}).",
                reason=str(error).splitlines()[0],
            ) from None
        self._place = self._url.database if is_sqlite else self._url.render_as_string()
        if is_sqlite:
            sqlite.set_up(self._engine)
        # Threads of one process wait in line here; SQLite's own waiting is by guesses.
        self._one_writer = threading.Lock()
        self._writer = self._engine.execution_options(immediate=True)
        with self.reading() as connection:
            current = schema.is_current(connection)
        if not current:
            self.write(schema.migrate)

    @property
    def url(self) -> str:
        """The URL, password included, for a worker to open the same store."""
        return self._url.render_as_string(hide_password=False)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which everything read is of one moment."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise self._explain(error) from error

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run ``work`` in one transaction: all of it happens, or nothing.

        Raises:
            StoreError: The database refused it, or stayed locked.
            IntegrityError: A row of that key is there already.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._one_writer, self._writer.begin() as connection:
                    return work(connection)
            except IntegrityError:
                raise
            except DBAPIError as error:
                if not sqlite.is_busy(error) or attempt == ATTEMPTS:
                    raise self._explain(error) from error
                time.sleep(random.uniform(0.01, 0.1))
        raise AssertionError("unreachable")

    def version(self) -> int:
        """Grows with every change that a page could show; read again only when it did."""
        with self.reading() as connection:
            return connection.execute(select(tables.store.c.changes)).scalar_one()

    def _explain(self, error: DBAPIError) -> StoreError:
        return sqlite.explain(error, self._place) or StoreError(
            "The run store {store} failed ({reason}).",
            store=self._place,
            reason=str(error.orig).strip().splitlines()[0],
        )


def next_version(connection: Connection) -> int:
    """Count a change, within a write; the number to put into ``changed``."""
    connection.execute(update(tables.store).values(changes=tables.store.c.changes + 1))
    return connection.execute(select(tables.store.c.changes)).scalar_one()
