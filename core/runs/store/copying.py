"""The store's rows as they are stored, for backups: times are numbers, so that copies are exact."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import NoneType
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    Integer,
    MetaData,
    String,
    Table,
    collate,
    column,
    select,
    table,
)
from sqlalchemy.exc import IntegrityError

from core.runs.store import tables
from core.runs.store.database import Database
from core.runs.store.parts import Part, next_version

Result = TypeVar("Result")

ROWS_AT_ONCE = 2_000
# ``changed`` has a meaning only within its own store.
LEFT_OUT = {"changed"}
# Table → the schema version that added it, for tables newer than version 1.
ADDED_IN = {tables.sweeps.name: 4, tables.points.name: 5}
# Table → the format of a backup that added it, for tables without a schema version of their own.
ADDED_IN_FORMAT = {tables.views.name: 2, tables.inputs.name: 3}
# Table → the columns that identify and order its rows.
KEYS = {
    "runs": ("id",),
    "epochs": ("run", "epoch"),
    "metrics": ("run", "metric", "epoch"),
    "points": ("run", "metric", "position"),
    "sweeps": ("id",),
    "views": ("id",),
    "inputs": ("id",),
}


def _raw(original: Table) -> Table:
    kinds = {tables.Instant: Double}
    columns = [
        Column(entry.name, kinds.get(type(entry.type), entry.type), nullable=entry.nullable)
        for entry in original.c
        if entry.name not in LEFT_OUT
    ]
    return Table(original.name, MetaData(), *columns)


# In the order in which rows can be inserted: runs before what refers to them.
TABLES = {
    entry.name: _raw(entry)
    for entry in (
        *(tables.runs, tables.epochs, tables.metrics, tables.points),
        *(tables.sweeps, tables.views, tables.inputs),
    )
}


def column_types(name: str) -> dict[str, set[type]]:
    """Column → the Python types that its values may have."""
    types: dict[type, set[type]] = {
        Boolean: {bool},
        BigInteger: {int},
        Integer: {int},
        Double: {float, int},
        JSON: {dict, list},
        String: {str},
    }
    return {
        entry.name: next(types[kind] for kind in types if isinstance(entry.type, kind))
        | ({NoneType} if entry.nullable else set())
        for entry in TABLES[name].c
    }


def optional_columns(name: str) -> set[str]:
    """Columns that an older store may lack: added columns are nullable or have a default."""
    columns = tables.metadata.tables[name].c
    return {entry.name for entry in columns if entry.nullable or entry.server_default is not None}


class RawTables:
    """The tables within one transaction.

    Args:
        database: The store's database.
        connection: Of the transaction.
    """

    def __init__(self, database: Database, connection: Connection):
        self._database, self._connection = database, connection

    def ids(self, name: str) -> set[str]:
        """The ids of all runs, sweeps, views or inputs."""
        return set(self._connection.execute(select(TABLES[name].c.id)).scalars())

    def rows(
        self, name: str, columns: Collection[str] = (), *, run: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """The rows of a table in the order of their keys, read in batches.

        Args:
            columns: Only these; by default all.
            run: Only the rows of epochs, metrics or points of this run.
        """
        names = [entry.name for entry in TABLES[name].c if not columns or entry.name in columns]
        keys = [TABLES[name].c[key] for key in KEYS[name]]
        if self._connection.dialect.name == "postgresql":  # in byte order, whatever its locale
            keys = [collate(key, "C") if isinstance(key.type, String) else key for key in keys]
        query = select(*(TABLES[name].c[entry] for entry in names)).order_by(*keys)
        if run is not None:
            query = query.where(TABLES[name].c.run == run)
        query = query.execution_options(yield_per=ROWS_AT_ONCE)
        for row in self._connection.execute(query):
            yield dict(zip(names, row, strict=True))

    def add(self, name: str, batch: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows with the same columns, within a write."""
        # a backup of an older version has fewer columns
        columns = [column(it.name, it.type) for it in TABLES[name].c if it.name in batch[0]]
        if "changed" in tables.metadata.tables[name].c:
            version = next_version(self._connection)
            columns.append(column("changed", BigInteger))
            batch = [{**row, "changed": version} for row in batch]
        self._database.dialect.add_rows(self._connection, table(name, *columns), batch)


class Copies(Part):
    """The part of the store that backups are written from and restored into."""

    @contextmanager
    def reading(self) -> Iterator[RawTables]:
        """The tables in one consistent snapshot."""
        with self._database.reading() as connection:
            yield RawTables(self._database, connection)

    def write(self, work: Callable[[RawTables], Result]) -> Result:
        """Run ``work`` in one transaction; see ``Database.write``.

        Raises:
            ValueError: A row of that key already exists.
        """
        try:
            return self._database.write(lambda it: work(RawTables(self._database, it)))
        except IntegrityError as error:
            raise ValueError(str(error.orig)) from error
