"""What is kept: the store's rows and pace, and the files of runs."""

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

TIMES = 3
ROWS_AT_ONCE = 1_000
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
        engine: The database and its version, ``"sqlite 3.45.1"``.
        schema: The version of its tables.
        newest: The version this program makes.
        runs: Runs, those in the bin included.
        binned: Those in the bin.
        statuses: Status → runs outside the bin.
        epochs: Epochs recorded.
        values: Values of metrics recorded.
        unreadable: Runs and sweeps that are left out everywhere: id → what is wrong in their row.
        bytes: What it takes on disk; None where that is not known.
        read_seconds: What reading its version takes now: the median of three.
        write_seconds: What a transaction takes now: the median of three.
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
        runs: Runs that keep any.
        limit: Bytes that may stay of all but the logs.
        days: For how many days checkpoints, weights and predictions are kept; 0 for ever.
    """

    bytes: Mapping[str, int]
    runs: int
    limit: int
    days: tuple[int, int, int] = (0, 0, 0)

    @property
    def bounded(self) -> int:
        """Bytes of what counts against the limit."""
        return sum(size for kind, size in self.bytes.items() if kind != "logs")


@dataclass(frozen=True)
class Counts:
    """What takes long to count where there is much of it."""

    epochs: int
    values: int
    bytes: int | None
    artifacts: Artifacts


def count(store: Store, settings: Settings) -> Counts:
    """Check and count the store's rows, and the files; about a second with 10,000 runs."""
    with store.reading() as connection:
        for table in (tables.runs, tables.sweeps):  # finds those that are unreadable
            for part in connection.execute(select(table)).partitions(ROWS_AT_ONCE):
                store.readable(table.name, part)
        epochs = connection.execute(select(func.count()).select_from(tables.epochs)).scalar_one()
        values = connection.execute(select(func.count()).select_from(tables.metrics)).scalar_one()
        size = _bytes(connection)
    return Counts(epochs, values, size, read_artifacts(settings))


def read_store(store: Store, counts: Counts) -> StoreState:
    """The store as it is now.

    Raises:
        StoreError: It cannot be read or written.
    """
    table = tables.runs
    with store.reading() as connection:
        dialect = connection.dialect
        version = schema.version(connection)
        runs = connection.execute(select(func.count()).select_from(table)).scalar_one()
        binned = select(func.count()).where(table.c.deleted.is_not(None))
        deleted = connection.execute(binned).scalar_one()
    return StoreState(
        engine=f"{dialect.name} {'.'.join(map(str, dialect.server_version_info or ()))}".strip(),
        schema=version,
        newest=schema.newest(),
        runs=runs,
        binned=deleted,
        statuses=store.counts(),
        epochs=counts.epochs,
        values=counts.values,
        unreadable=dict(store.unreadable),
        bytes=counts.bytes,
        read_seconds=_seconds(store.version),
        write_seconds=_seconds(lambda: store.write(_touch)),
    )


def _touch(connection: Connection) -> None:
    """A write that changes nothing a page could show."""
    connection.execute(update(tables.store).values(changes=tables.store.c.changes))


def _seconds(task: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        task()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _bytes(connection: Connection) -> int | None:
    name, place = connection.dialect.name, connection.engine.url.database
    if name == "sqlite":
        return sum(_size(Path(f"{place}{end}")) for end in ("", "-wal", "-shm"))
    if name == "postgresql":
        return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    return None


def read_artifacts(settings: Settings) -> Artifacts:
    """Bytes by kind of what runs keep in files."""
    found = dict.fromkeys(KINDS.values(), 0)
    runs = 0
    for folder in _folders(settings.artifacts):
        sizes = _sizes(folder)
        runs += any(name in KINDS and name != LOG for name in sizes)
        for name, size in sizes.items():
            if name in KINDS:
                found[KINDS[name]] += size
    limit = settings.artifacts_limit_mb * 10**6
    return Artifacts(bytes=found, runs=runs, limit=limit, days=days(settings))


def _folders(root: Path) -> list[str]:
    try:
        with os.scandir(root) as entries:
            return [entry.path for entry in entries if entry.is_dir()]
    except OSError:
        return []


def _sizes(folder: str) -> dict[str, int]:
    found = {}
    with suppress(OSError), os.scandir(folder) as entries:  # gone since it was listed
        for entry in entries:
            with suppress(OSError):
                found[entry.name] = entry.stat().st_size
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
