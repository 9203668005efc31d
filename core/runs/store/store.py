"""The run store: the only channel between pages, command line, workers and hosts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from core.errors import RequestError
from core.recipes import Recipe, recipe_from_dict
from core.runs.run import ORIGINS, QUEUED, RUNNING, STATUSES, Run, new_id, now, visible
from core.runs.store import tables
from core.runs.store.database import is_text, next_version, no_such_run, set_run, unreadable_run
from core.runs.store.journal import Journal
from core.runs.store.leases import LEASE_SECONDS
from core.runs.store.turns import turns


class Store(Journal):
    """The runs, their epochs and who executes them, in the database at a URL.

    Safe to use from any number of threads, processes and, with a database server, hosts. Every
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
        person: str = "",
        retry_of: str = "",
    ) -> Run:
        """Add a run.

        Args:
            status: ``queued``; or ``running`` for a run that ``holder`` executes immediately and
                that no manager sees in the queue (``holder`` then claims it).
            person: Who starts it; see ``core.runs.store.turns``.
            retry_of: Id of the run that it retries.

        Raises:
            RequestError: The seed is not a whole number from 0 to 2**31 - 1.
        """
        if origin not in ORIGINS or status not in STATUSES or (status != QUEUED) != bool(holder):
            raise ValueError(f"impossible run: {origin=} {status=} {holder=}")
        lease_until = now() + timedelta(seconds=lease_seconds) if holder else None
        more = {"status": status, "holder": holder, "lease_until": lease_until}
        return self._create(recipe, seed, origin=origin, person=person, retry_of=retry_of, **more)

    def _create(self, recipe: Recipe, seed: int, **more: Any) -> Run:
        while True:
            values = new_run_values(recipe, seed, **more)
            try:
                self.write(lambda connection, values=values: insert_run(connection, values))
            except IntegrityError:
                continue
            self.log_event(
                _event(values["status"], values["retry_of"]),
                values["id"],
                retry_of=values["retry_of"],
            )
            return self.get(values["id"])

    def get(self, run_id: str) -> Run:
        """One run.

        Raises:
            RequestError: There is no run of that id.
            StoreError: Its row is invalid.
        """
        query = select(tables.runs).where(tables.runs.c.id == run_id)
        runs = self._runs(query) if is_text(run_id) else []
        if not runs and run_id in self.unreadable:
            raise unreadable_run(run_id, self.unreadable[run_id])
        if not runs:
            raise no_such_run(run_id)
        return runs[0]

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
        """Runs outside the bin, newest first, without those whose row is unreadable.

        Args:
            status: One or several statuses.
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

    def next_queued(self, count: int = 1, *, limit: int = 0) -> list[Run]:
        """The next runs of the queue, in order: people take turns; see ``core.runs.store.turns``.

        Args:
            count: Maximum number of runs returned.
            limit: Maximum number of running runs per person; 0 for no limit.
        """
        table = tables.runs
        waiting = select(table.c.id, table.c.person)
        waiting = waiting.where(table.c.status == QUEUED, table.c.deleted.is_(None))
        running = select(table.c.person, func.count()).where(table.c.status == RUNNING)
        with self.reading() as connection:
            rows = connection.execute(waiting.order_by(table.c.created, table.c.id)).all()
            busy = dict(connection.execute(running.group_by(table.c.person)).all())
        order = turns([(row.id, row.person) for row in rows], busy, limit)
        next_runs: list[Run] = []
        while order and len(next_runs) < count:  # an unreadable run must not block the others
            part, order = order[:count], order[count:]
            runs = {run.id: run for run in self._runs(select(table).where(table.c.id.in_(part)))}
            next_runs += [runs[run_id] for run_id in part if run_id in runs]
        return next_runs[:count]

    def retry(self, run_id: str, *, origin: str, person: str = "") -> Run:
        """Queue a new run of the same recipe and seed; the original is not changed.

        Raises:
            RequestError: There is no such run, or it has not ended.
        """
        before = self.get(run_id)
        if not before.ended:
            raise RequestError(
                "The run {run_id} is {status}; only a run that has ended can be retried.",
                run_id=run_id,
                status=before.status,
            )
        # the new run replaces the original in its sweep, as long as that is undecided
        sweep_fields = ("sweep", "trial", "confirms", "sealed") if before.sealed else ()
        return self._create(
            recipe_from_dict(before.recipe),
            before.seed,
            origin=origin,
            person=person,
            retry_of=run_id,
            **{name: getattr(before, name) for name in sweep_fields},
        )

    def counts(self) -> dict[str, int]:
        """The number of runs outside the bin by status, for every status."""
        table = tables.runs
        query = select(table.c.status, func.count()).group_by(table.c.status)
        query = query.where(table.c.deleted.is_(None))
        with self.reading() as connection:
            return dict.fromkeys(STATUSES, 0) | dict(connection.execute(query).all())

    def set_artifacts(self, sizes: Mapping[str, int], *, gone: Collection[str] = ()) -> None:
        """Record the size of runs' files: run id → bytes left.

        Args:
            gone: Ids of those runs whose checkpoint was deleted.
        """

        def work(connection: Connection) -> None:
            for run_id, size in sizes.items():
                values = {"checkpoint": {}} if run_id in gone else {}
                set_run(connection, run_id, artifacts_bytes=size, **values)

        if sizes:
            self.write(work)

    def _runs(self, query: Select) -> list[Run]:
        with self.reading() as connection:
            rows = connection.execute(query).all()
        rows = [row._mapping for row in self.readable("runs", rows)]
        return [
            Run(
                **{
                    **row,
                    **{name: tuple(row[name]) for name in ("notes", "tags", "extended")},
                    "test": visible(row["test"], sealed=row["sealed"]),
                }
            )
            for row in rows
        ]


def new_run_values(recipe: Recipe, seed: int, **more: Any) -> dict[str, Any]:
    """The column values of a new run.

    Args:
        more: ``origin``, and columns that differ from those of a queued run without a person.

    Raises:
        RequestError: The seed is not a whole number from 0 to 2**31 - 1.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise RequestError(
            "A seed must be a whole number from 0 to 2147483647, got {seed!r}.", seed=seed
        )
    return {
        "id": new_id(),
        "recipe": recipe.as_dict(),
        "recipe_id": recipe.id,
        "recipe_key": recipe.key,
        "dataset": recipe.dataset,
        "task": recipe.task,
        "family": recipe.family,
        "seed": seed,
        "status": QUEUED,
        "created": now(),
        "epochs": recipe.fit["epochs"],
        "person": "",
        "retry_of": "",
    } | more


def insert_run(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert a run with ``new_run_values``, within a write."""
    connection.execute(insert(tables.runs).values({**values, "changed": next_version(connection)}))


def _event(status: str, retry_of: str) -> str:
    if retry_of:
        return "retried"
    return "queued" if status == QUEUED else "claimed"
