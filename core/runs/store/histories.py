"""The epochs of runs in the store: appended as they end, read from a cursor on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from core.runs.run import now, plain
from core.runs.store import tables
from core.runs.store.database import Database, next_version
from core.runs.store.validity import fault


@dataclass(frozen=True)
class History:
    """Metrics by epoch.

    Attributes:
        epochs: 0-based, ascending; ``epochs[-1]`` is the cursor from which to continue reading.
        metrics: Metric name → one value per entry of ``epochs``; NaN for a missing value.
    """

    epochs: list[int]
    metrics: dict[str, list[float]]

    def __len__(self) -> int:
        return len(self.epochs)


class Histories(Database):
    """The part of the store that holds epochs and progress."""

    def append_epochs(
        self,
        run_id: str,
        first: int,
        rows: Sequence[Mapping[str, float]],
        seconds: Sequence[float],
        *,
        holder: str,
        ended_at: datetime | None = None,
    ) -> bool:
        """Add epochs ``first``, ``first + 1``, …, replacing all epochs from ``first`` on.

        Args:
            rows: Each epoch's metrics.
            seconds: Each epoch's wall-clock seconds.
            holder: Who holds the run.
            ended_at: When the last of them ended; the current time by default.

        Returns:
            False, with nothing written, when ``holder`` no longer holds the run.
        """
        end = ended_at or now()
        ends = [end - timedelta(seconds=sum(seconds[i + 1 :])) for i in range(len(seconds))]
        times = [
            {"run": run_id, "epoch": first + i, "seconds": seconds[i], "ended_at": ends[i]}
            for i in range(len(rows))
        ]
        values = [
            {"run": run_id, "metric": name, "epoch": first + i, "value": _number(value)}
            for i, row in enumerate(rows)
            for name, value in row.items()
        ]

        def work(connection: Connection) -> bool:
            if not _set_if_held(connection, run_id, holder, epochs_done=first + len(rows)):
                return False
            for table in (tables.epochs, tables.metrics):
                connection.execute(
                    delete(table).where(table.c.run == run_id, table.c.epoch >= first)
                )
            if times:
                connection.execute(insert(tables.epochs), times)
            if values:
                connection.execute(insert(tables.metrics), values)
            return True

        return self.write(work)

    def update_progress(self, run_id: str, progress: Mapping[str, Any], *, holder: str) -> bool:
        """Record a run's progress: phase, epoch, batch, batches and running metrics.

        Returns:
            False, with nothing written, when ``holder`` no longer holds the run.
        """
        content = plain(dict(progress) | {"updated": now().timestamp()})
        return self.write(
            lambda connection: _set_if_held(connection, run_id, holder, progress=content)
        )

    def describe(self, run_id: str, *, holder: str, **values: Any) -> bool:
        """Set fields known once a run's data and model are ready, such as ``parameters``.

        Returns:
            False, with nothing written, when ``holder`` no longer holds the run.
        """
        return self.write(lambda connection: _set_if_held(connection, run_id, holder, **values))

    def history(self, run_id: str, after: int = -1) -> History:
        """The epochs after the 0-based epoch ``after``; −1 for all epochs."""
        return self.histories({run_id: after})[run_id]

    def histories(self, after: Mapping[str, int]) -> dict[str, History]:
        """New epochs of several runs in one snapshot: from run id → cursor to run id → history."""
        table = tables.metrics
        histories = {}
        with self.reading() as connection:
            for run_id, cursor in after.items():
                query = (
                    select(table.c.metric, table.c.epoch, table.c.value)
                    .where(table.c.run == run_id, table.c.epoch > cursor)
                    .order_by(table.c.metric, table.c.epoch)
                )
                histories[run_id] = _history(connection.execute(query).all())
        return histories

    def epoch_seconds(self, run_id: str, after: int = -1) -> list[float]:
        """Wall-clock seconds of each epoch after the 0-based epoch ``after``, in order."""
        table = tables.epochs
        query = (
            select(table.c.seconds)
            .where(table.c.run == run_id, table.c.epoch > after)
            .order_by(table.c.epoch)
        )
        with self.reading() as connection:
            seconds = connection.execute(query).scalars().all()
        return [value if isinstance(value, int | float) else math.nan for value in seconds]


def _set_if_held(connection: Connection, run_id: str, holder: str, **values: Any) -> bool:
    table = tables.runs
    changed = connection.execute(
        update(table)
        .where(table.c.id == run_id, table.c.holder == holder, table.c.status == "running")
        .values(changed=next_version(connection), **values)
    )
    return changed.rowcount == 1


def _number(value: float) -> float | None:
    value = float(value)
    return None if math.isnan(value) else value


def _history(rows: Sequence[tuple[str, int, float | None]]) -> History:
    by_metric: dict[str, dict[int, float]] = {}
    for metric, epoch, value in rows:
        if not fault("metrics", {"metric": metric, "epoch": epoch}):
            number = isinstance(value, int | float)
            by_metric.setdefault(metric, {})[epoch] = value if number else math.nan
    epochs = sorted(set().union(*by_metric.values())) if by_metric else []
    return History(
        epochs,
        {
            metric: [values.get(epoch, math.nan) for epoch in epochs]
            for metric, values in by_metric.items()
        },
    )
