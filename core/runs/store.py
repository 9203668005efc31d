"""The run store: the only bus between pages, command line, workers and hosts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.errors import RequestError
from core.recipes import Recipe
from core.runs import tables
from core.runs.database import next_version
from core.runs.histories import Histories
from core.runs.labels import Labels
from core.runs.leases import LEASE_SECONDS, Leases
from core.runs.run import ORIGINS, QUEUED, STATUSES, Run, new_id, now


class Store(Leases, Histories, Labels):
    """Runs, their epochs and who executes them, in a database by URL.

    Safe to use from any number of threads, processes and, by a database server, hosts. Every
    method may raise StoreError.
    """

    def create(
        self,
        recipe: Recipe,
        seed: int,
        *,
        origin: str,
        status: str = QUEUED,
        holder: str = "",
        lease_seconds: float = LEASE_SECONDS,
    ) -> Run:
        """Add a run.

        Args:
            status: ``queued``; or ``running``, for one that ``holder`` executes at once without
                a manager ever seeing it in the queue (``holder`` then claims it).

        Raises:
            RequestError: The seed is not a whole number from 0 to 2**31 - 1.
        """
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
            raise RequestError(
                "A seed must be a whole number from 0 to 2147483647, got {seed!r}.", seed=seed
            )
        if origin not in ORIGINS or status not in STATUSES or (status != QUEUED) != bool(holder):
            raise ValueError(f"impossible run: {origin=} {status=} {holder=}")
        moment = now()
        values = {
            "recipe": recipe.as_dict(),
            "recipe_id": recipe.id,
            "recipe_key": recipe.key,
            "dataset": recipe.dataset,
            "task": recipe.task,
            "family": recipe.family,
            "seed": seed,
            "status": status,
            "origin": origin,
            "created": moment,
            "epochs": recipe.fit["epochs"],
            "holder": holder,
            "lease_until": moment + timedelta(seconds=lease_seconds) if holder else None,
        }
        while True:
            run_id = new_id()
            try:
                self._insert(values | {"id": run_id})
            except IntegrityError:
                continue
            return self.get(run_id)

    def get(self, run_id: str) -> Run:
        """One run.

        Raises:
            RequestError: There is none of that id.
        """
        found = self._runs(select(tables.runs).where(tables.runs.c.id == run_id))
        if not found:
            raise RequestError("There is no run {run_id!r}.", run_id=run_id)
        return found[0]

    def list(
        self,
        *,
        status: str | Collection[str] | None = None,
        dataset: str | None = None,
        recipe_id: str | None = None,
        changed_after: int | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Run]:
        """Runs that are not in the bin, newest first.

        Args:
            status: One status or several.
            changed_after: Only runs that changed after this ``version()``.
        """
        table = tables.runs
        query = select(table).order_by(table.c.created.desc(), table.c.id.desc())
        query = query.where(table.c.deleted.is_(None))
        if status is not None:
            query = query.where(table.c.status.in_([status] if isinstance(status, str) else status))
        if dataset is not None:
            query = query.where(table.c.dataset == dataset)
        if recipe_id is not None:
            query = query.where(table.c.recipe_id == recipe_id)
        if changed_after is not None:
            query = query.where(table.c.changed > changed_after)
        return self._runs(query.limit(limit).offset(offset))

    def next_queued(self, count: int = 1) -> list[Run]:
        """The runs that wait longest, first come first."""
        table = tables.runs
        query = select(table).where(table.c.status == QUEUED)
        return self._runs(query.order_by(table.c.created, table.c.id).limit(count))

    def counts(self) -> dict[str, int]:
        """How many runs outside the bin there are of every status, 0 included."""
        table = tables.runs
        query = select(table.c.status, func.count()).group_by(table.c.status)
        query = query.where(table.c.deleted.is_(None))
        with self.reading() as connection:
            return dict.fromkeys(STATUSES, 0) | dict(connection.execute(query).all())

    def set_artifacts(self, sizes: Mapping[str, int]) -> None:
        """Note how many bytes of weights and predictions are left of runs: run id → bytes."""

        def work(connection: Connection) -> None:
            for run_id, size in sizes.items():
                connection.execute(
                    update(tables.runs)
                    .where(tables.runs.c.id == run_id)
                    .values(artifacts_bytes=size, changed=next_version(connection))
                )

        if sizes:
            self.write(work)

    def _insert(self, values: dict[str, Any]) -> None:
        def work(connection: Connection) -> None:
            connection.execute(
                insert(tables.runs).values(values | {"changed": next_version(connection)})
            )

        self.write(work)

    def _runs(self, query: Select) -> list[Run]:
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Run(**{**row, "notes": tuple(row["notes"]), "tags": tuple(row["tags"])}) for row in rows
        ]
