"""The epochs of runs and the points within them: added as they come, read from a cursor on."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from core.runs.run import now
from core.runs.store import tables
from core.runs.store.parts import Part, set_if_held
from core.runs.store.validity import fault
from core.training.points import Point


@dataclass(frozen=True)
class History:
    """Metrics by epoch, or by position within the epochs.

    Attributes:
        epochs: 0-based, ascending; ``epochs[-1]`` is the cursor from which to continue reading.
            For points, their positions: 0.05 is after a twentieth of the first epoch.
        metrics: Metric name → one value per entry of ``epochs``; NaN for a missing value.
    """

    epochs: list[float]
    metrics: dict[str, list[float]]

    def __len__(self) -> int:
        return len(self.epochs)


class Histories(Part):
    """The part of the store that holds epochs and points."""

    def append(
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
            if not set_if_held(connection, run_id, holder, epochs_done=first + len(rows)):
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

        return self._database.write(work)

    def add_points(self, run_id: str, points: Sequence[Point], *, holder: str) -> bool:
        """Add points within epochs, replacing all from the first one's position on.

        Args:
            points: In the order of their positions.
            holder: Who holds the run.

        Returns:
            False, with nothing written, when ``holder`` no longer holds the run.
        """
        table = tables.points
        values = [
            {"run": run_id, "metric": name, "position": point.position, "value": _number(value)}
            for point in points
            for name, value in point.metrics.items()
        ]

        def work(connection: Connection) -> bool:
            if not set_if_held(connection, run_id, holder):
                return False
            later = table.c.position >= points[0].position
            connection.execute(delete(table).where(table.c.run == run_id, later))
            connection.execute(insert(table), values)
            return True

        return self._database.write(work)

    def points(self, run_id: str, after: float = 0.0) -> History:
        """The points within the epochs of a run after a position, ``epochs`` being positions."""
        table = tables.points
        query = select(table.c.metric, table.c.position, table.c.value)
        query = query.where(table.c.run == run_id, table.c.position > after)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.metric, table.c.position)).all()
        return _history(rows, "points", "position")

    def get(self, run_id: str, after: int = -1) -> History:
        """The epochs after the 0-based epoch ``after``; −1 for all epochs."""
        return self.since({run_id: after})[run_id]

    def since(self, after: Mapping[str, int], metrics: Collection[str] = ()) -> dict[str, History]:
        """New epochs of several runs in one snapshot: from run id → cursor to run id → history.

        Args:
            after: Run id → last 0-based epoch to skip; −1 for all epochs.
            metrics: Only these metrics; by default all.
        """
        table = tables.metrics
        query = select(table.c.metric, table.c.epoch, table.c.value)
        query = query.order_by(table.c.metric, table.c.epoch)
        if metrics:
            query = query.where(table.c.metric.in_(metrics))
        histories = {}
        with self._database.reading() as connection:
            for run_id, cursor in after.items():
                new = query.where(table.c.run == run_id, table.c.epoch > cursor)
                histories[run_id] = _history(connection.execute(new).all())
        return histories

    def seconds(self, run_id: str, after: int = -1) -> list[float]:
        """Wall-clock seconds of each epoch after the 0-based epoch ``after``, in order."""
        table = tables.epochs
        query = (
            select(table.c.seconds)
            .where(table.c.run == run_id, table.c.epoch > after)
            .order_by(table.c.epoch)
        )
        with self._database.reading() as connection:
            seconds = connection.execute(query).scalars().all()
        return [value if isinstance(value, int | float) else math.nan for value in seconds]


def _number(value: float) -> float | None:
    value = float(value)
    return None if math.isnan(value) else value


def _history(
    rows: Sequence[tuple[str, float, float | None]], table: str = "metrics", place: str = "epoch"
) -> History:
    by_metric: dict[str, dict[float, float]] = {}
    for metric, epoch, value in rows:
        if not fault(table, {"metric": metric, place: epoch}):
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
