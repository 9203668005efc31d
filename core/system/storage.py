"""What is stored: the store's rows and speed, and the files of runs."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text, update

from core.runs.files.artifacts import BEST, CHECKPOINT, FINAL, LOG, PREDICTIONS
from core.runs.store import Store, schema, tables
from core.runs.store.keeping import days
from core.settings import Settings

REPEATS = 3
ROWS_PER_PART = 1_000
KINDS: Mapping[str, str] = {
    CHECKPOINT: "checkpoints",
    FINAL: "weights",
    BEST: "weights",
    PREDICTIONS: "predictions",
    LOG: "logs",
}


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
        bytes: Size on disk; None if unknown.
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
    bytes: int | None
    read_seconds: float
    write_seconds: float


@dataclass(frozen=True, kw_only=True)
class Artifacts:
    """The files of runs.

    Attributes:
        bytes: Kind (``checkpoints``, ``weights``, ``predictions``, ``logs``) → bytes.
        runs: Number of runs with files other than a log.
        limit: The most bytes to keep, not counting logs.
        days: Days for which checkpoints, weights and predictions are kept; 0 for no limit.
    """

    bytes: Mapping[str, int]
    runs: int
    limit: int
    days: tuple[int, int, int] = (0, 0, 0)

    @property
    def bounded(self) -> int:
        """Bytes that count towards the limit."""
        return sum(size for kind, size in self.bytes.items() if kind != "logs")


@dataclass(frozen=True)
class Counts:
    """Counts that take long for a large store."""

    epochs: int
    values: int
    bytes: int | None
    artifacts: Artifacts


def count(store: Store, settings: Settings) -> Counts:
    """Check and count the store's rows and the files; takes about a second for 10,000 runs."""
    with store.reading() as connection:
        for table in (tables.runs, tables.sweeps):  # finds unreadable rows
            for part in connection.execute(select(table)).partitions(ROWS_PER_PART):
                store.readable(table.name, part)
        epochs = connection.execute(select(func.count()).select_from(tables.epochs)).scalar_one()
        values = connection.execute(select(func.count()).select_from(tables.metrics)).scalar_one()
        size = _bytes(connection)
    return Counts(epochs, values, size, read_artifacts(settings))


def read_store(store: Store, counts: Counts) -> StoreState:
    """Read the state of the store.

    Raises:
        StoreError: The store cannot be read or written.
    """
    table = tables.runs
    with store.reading() as connection:
        dialect = connection.dialect
        version = schema.version(connection)
        runs = connection.execute(select(func.count()).select_from(table)).scalar_one()
        query = select(func.count()).where(table.c.deleted.is_not(None))
        binned = connection.execute(query).scalar_one()
    return StoreState(
        engine=f"{dialect.name} {'.'.join(map(str, dialect.server_version_info or ()))}".strip(),
        schema=version,
        newest=schema.newest(),
        runs=runs,
        binned=binned,
        statuses=store.counts(),
        epochs=counts.epochs,
        values=counts.values,
        unreadable=dict(store.unreadable),
        bytes=counts.bytes,
        read_seconds=_seconds(store.version),
        write_seconds=_seconds(lambda: store.write(_touch)),
    )


def _touch(connection: Connection) -> None:
    """Write without changing anything a page shows."""
    connection.execute(update(tables.store).values(changes=tables.store.c.changes))


def _seconds(task: Callable[[], object]) -> float:
    """Median time of ``task``."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        task()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _bytes(connection: Connection) -> int | None:
    name, database = connection.dialect.name, connection.engine.url.database
    if name == "sqlite":
        return sum(_size(Path(f"{database}{end}")) for end in ("", "-wal", "-shm"))
    if name == "postgresql":
        return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    return None


def read_artifacts(settings: Settings) -> Artifacts:
    """Count the bytes of runs' files by kind."""
    sizes_by_kind = dict.fromkeys(KINDS.values(), 0)
    runs = 0
    for folder in _folders(settings.artifacts):
        sizes = _sizes(folder)
        runs += any(name in KINDS and name != LOG for name in sizes)
        for name, size in sizes.items():
            if name in KINDS:
                sizes_by_kind[KINDS[name]] += size
    limit = settings.artifacts_limit_mb * 10**6
    return Artifacts(bytes=sizes_by_kind, runs=runs, limit=limit, days=days(settings))


def _folders(root: Path) -> list[str]:
    try:
        with os.scandir(root) as entries:
            return [entry.path for entry in entries if entry.is_dir()]
    except OSError:
        return []


def _sizes(folder: str) -> dict[str, int]:
    sizes = {}
    with suppress(OSError), os.scandir(folder) as entries:  # may be gone by now
        for entry in entries:
            with suppress(OSError):
                sizes[entry.name] = entry.stat().st_size
    return sizes


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
