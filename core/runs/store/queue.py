"""The queue: people take turns, so that no one waits for another person's sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, func, select

from core.runs.run import QUEUED, RUNNING, Run
from core.runs.store import tables
from core.runs.store.parts import Part
from core.runs.store.runs import Runs


class Queue(Part):
    """The part of the store that says which runs are next. Every method may raise StoreError."""

    def next(self, count: int = 1, *, limit: int = 0) -> list[Run]:
        """The next runs of the queue, in order: people take turns; see ``queue_order``.

        Args:
            count: Maximum number of runs returned.
            limit: Maximum number of running runs per person; 0 for no limit.
        """
        waiting, busy = self._read("id", "person")
        left, next_runs = queue_order(waiting, busy, limit), []
        while left and len(next_runs) < count:  # an unreadable run must not block the others
            part, left = left[:count], left[count:]
            runs = Runs(self._database).read(part)
            next_runs += [runs[run_id] for run_id in part if run_id in runs]
        return next_runs[:count]

    def entries(self, *, limit: int = 0) -> tuple[list[Row], list[Row]]:
        """The queued runs in the order in which they will start, and those held back by ``limit``.

        Each has ``id``, ``recipe_id``, ``seed``, ``person`` and ``created``.
        """
        rows, busy = self._read("id", "person", "recipe_id", "seed", "created")
        by_id = {row.id: row for row in self._database.readable("runs", rows)}
        first = queue_order([row[:2] for row in by_id.values()], busy, limit)
        return [by_id.pop(run_id) for run_id in first], list(by_id.values())

    def _read(self, *names: str) -> tuple[Sequence[Row], dict[str, int]]:
        """Columns of the queued runs by creation, and person → number of running runs."""
        table = tables.runs
        waiting = select(*(table.c[name] for name in names)).order_by(table.c.created, table.c.id)
        waiting = waiting.where(table.c.status == QUEUED, table.c.deleted.is_(None))
        running = select(table.c.person, func.count()).where(table.c.status == RUNNING)
        with self._database.reading() as connection:
            rows = connection.execute(waiting).all()
            return rows, dict(connection.execute(running.group_by(table.c.person)).all())


def queue_order(
    waiting: Sequence[tuple[str, str]], running: Mapping[str, int], limit: int = 0
) -> list[str]:
    """The order in which queued runs are started.

    A run's turn is the number of runs its person has running or ahead of it in the queue, so that
    everyone's first run comes before anyone's second. Within a turn, the queue's order decides.

    Args:
        waiting: (run id, person) of every queued run, in the order of the queue.
        running: Person → number of their running runs. Runs without a person, "", count as one
            person's.
        limit: Maximum number of running runs per person; runs above it are left out. 0: no limit.

    Returns:
        Run ids, next first.
    """
    next_turn = dict(running)
    ranked = []
    for place, (run_id, person) in enumerate(waiting):
        turn = next_turn.get(person, 0)
        next_turn[person] = turn + 1
        if not limit or turn < limit:
            ranked.append((turn, place, run_id))
    return [run_id for *_, run_id in sorted(ranked)]
