"""How much is in the store, and how fast it is."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from core.runs.store import schema, tables
from core.runs.store.parts import Part
from core.runs.store.runs import Runs

REPEATS = 3
ROWS_PER_PART = 1_000


@dataclass(frozen=True, kw_only=True)
class StoreState:
    """The run store.

    Attributes:
        engine: The database and its version, such as ``"sqlite 3.45.1"``.
        schema: Version of its tables.
        newest: Newest schema version known to this program.
        runs: Number of runs, including those in the bin.
        binned: Number of runs in the bin.
        statuses: Status → number of runs outside the bin.
        epochs: Number of epochs recorded.
        values: Number of metric values recorded.
        unreadable: Runs and sweeps that are left out everywhere: id → what is wrong in the row.
        bytes: Size on disk.
        read_seconds: Time to read its version, median of three.
        write_seconds: Time of a transaction, median of three.
    """

    engine: str
    schema: int
    newest: int
    runs: int
    binned: int
    statuses: Mapping[str, int]
    epochs: int
    values: int
    unreadable: Mapping[str, str]
    bytes: int
    read_seconds: float
    write_seconds: float


@dataclass(frozen=True)
class RowCounts:
    """Counts that take long for a large store."""

    epochs: int
    values: int
    bytes: int


class Statistics(Part):
    """The part of the store that counts. Every method may raise StoreError."""

    def count(self) -> RowCounts:
        """Check and count all rows; takes about a second for 10,000 runs."""
        with self._database.reading() as connection:
            for table in (tables.runs, tables.sweeps):  # finds unreadable rows
                for part in connection.execute(select(table)).partitions(ROWS_PER_PART):
                    self._database.readable(table.name, part)
            epochs, values = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (tables.epochs, tables.metrics)
            )
            return RowCounts(epochs, values, self._database.dialect.size(connection))

    def read(self, counts: RowCounts) -> StoreState:
        """Read the state of the store, with recent counts."""
        database = self._database
        runs, statuses = Runs(database).total(), Runs(database).counts()
        with database.reading() as connection:
            dialect = connection.dialect
            version = schema.version(connection)
        engine = f"{dialect.name} {'.'.join(map(str, dialect.server_version_info or ()))}"
        return StoreState(
            engine=engine.strip(),
            schema=version,
            newest=schema.newest(),
            runs=runs,
            binned=runs - sum(statuses.values()),
            statuses=statuses,
            unreadable=dict(database.unreadable),
            **vars(counts),
            read_seconds=_seconds(database.version),
            write_seconds=_seconds(database.touch),
        )


def _seconds(task: Callable[[], object]) -> float:
    """Median time of ``task``."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        task()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
