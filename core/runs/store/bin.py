"""The bin: runs are moved there, restored, and deleted for good."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from core.errors import RequestError
from core.runs.run import ENDED, now
from core.runs.store import tables
from core.runs.store.parts import Part, batches, each_run, next_version, set_each

RUNS_AT_ONCE = 100
"""Runs deleted per transaction: each may have thousands of epochs, and other writers wait."""


class Bin(Part):
    """The part of the store that holds the bin."""

    def add(self, run_ids: Collection[str]) -> None:
        """Move runs to the bin. They stay there, complete, until the bin is emptied.

        Raises:
            RequestError: A run has not ended, or there is no such run. Nothing is changed then.
        """

        def work(connection: Connection) -> None:
            for run_id, status in each_run(connection, run_ids, tables.runs.c.status).items():
                if status not in ENDED:
                    raise RequestError(
                        "The run {run_id} is {status}; stop it before moving it to the bin.",
                        run_id=run_id,
                        status=status,
                    )
            moment = now()
            set_each(connection, "deleted", dict.fromkeys(run_ids, moment))

        self._database.write(work)

    def restore(self, run_ids: Collection[str]) -> None:
        """Restore runs from the bin; a run outside the bin is not changed.

        Raises:
            RequestError: There is no such run, or no longer. Nothing is changed then.
        """

        def work(connection: Connection) -> None:
            each_run(connection, run_ids, tables.runs.c.id)
            set_each(connection, "deleted", dict.fromkeys(run_ids))

        self._database.write(work)

    def empty(self, run_ids: Collection[str] | None = None) -> list[str]:
        """Delete runs in the bin permanently, with their epochs.

        Runs are deleted in batches, so that other writers do not wait long. If interrupted, each
        run is either deleted or kept with everything that belongs to it.

        Args:
            run_ids: Only these runs; by default all runs in the bin.

        Returns:
            Ids of the deleted runs, whose files the caller has to remove.
        """
        table = tables.runs
        query = select(table.c.id).where(table.c.deleted.is_not(None))
        with self._database.reading() as connection:
            in_bin = list(connection.execute(query).scalars())
        allowed = set(in_bin if run_ids is None else run_ids)
        deleted = []
        for part in batches([id for id in in_bin if id in allowed], RUNS_AT_ONCE):

            def work(connection: Connection, part: list[str] = part) -> list[str]:
                still = list(connection.execute(query.where(table.c.id.in_(part))).scalars())
                for child in (tables.points, tables.metrics, tables.epochs):
                    connection.execute(delete(child).where(child.c.run.in_(still)))
                connection.execute(delete(table).where(table.c.id.in_(still)))
                if still:
                    next_version(connection)
                return still

            deleted += self._database.write(work)
        return deleted
