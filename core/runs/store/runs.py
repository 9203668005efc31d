"""Runs in the store: created, read, and described by the worker that executes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Text, cast, func, insert, select
from sqlalchemy.exc import IntegrityError

from core.errors import RequestError
from core.recipes import Recipe
from core.runs.run import ORIGINS, QUEUED, RUNNING, STATUSES, Run, new_id, now, plain, visible
from core.runs.store import tables
from core.runs.store.database import Database, note
from core.runs.store.leases import LEASE_SECONDS
from core.runs.store.parts import (
    Part,
    each_run,
    is_text,
    next_version,
    no_such_run,
    set_if_held,
    set_run,
    unreadable_run,
)

Result = TypeVar("Result")
# Read as text: most runs share a few recipes, and each distinct text is checked once.
RECIPE_TEXT = cast(tables.runs.c.recipe, Text).label("recipe_text")


class Runs(Part):
    """The part of the store that holds runs. Every method may raise StoreError."""

    def create(
        self,
        recipe: Recipe,
        seed: int,
        *,
        origin: str,
        holder: str = "",
        lease_seconds: float = LEASE_SECONDS,
        person: str = "",
    ) -> Run:
        """Add a run.

        Args:
            holder: For a run that ``holder`` executes immediately: it is running, and no manager
                sees it in the queue; ``holder`` then claims it.
            person: Who starts it; see ``core.runs.store.queue``.

        Raises:
            RequestError: The seed is not a whole number from 0 to 2**31 - 1.
        """
        if origin not in ORIGINS:
            raise ValueError(f"impossible run: {origin=}")
        values: dict[str, Any] = {"origin": origin, "person": person}
        if holder:
            lease_until = now() + timedelta(seconds=lease_seconds)
            values |= {"status": RUNNING, "holder": holder, "lease_until": lease_until}
        return self.get(
            write_new(self._database, lambda it: insert_run(it, recipe, seed, **values))
        )

    def get(self, run_id: str) -> Run:
        """One run.

        Raises:
            RequestError: There is no run of that id.
            StoreError: Its row is invalid.
        """
        query = select(tables.runs).where(tables.runs.c.id == run_id)
        runs = self._runs(query) if is_text(run_id) else []
        if runs:
            return runs[0]
        if reason := self._database.unreadable.get(run_id):  # noted: lists leave the run out
            raise unreadable_run(run_id, reason)
        raise no_such_run(run_id)

    def list(
        self,
        *,
        status: str | Collection[str] | None = None,
        changed_after: int | None = None,
        limit: int | None = None,
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
        if changed_after is not None:
            query = query.where(table.c.changed > changed_after)
        return self._runs(query.limit(limit))

    def read(self, run_ids: Collection[str]) -> dict[str, Run]:
        """Run id → run, for those of a few runs that exist and are readable."""
        query = select(tables.runs).where(tables.runs.c.id.in_(run_ids))
        return {run.id: run for run in self._runs(query)}

    def fields(
        self, names: Collection[str], *, changed_after: int | None = None, sweep: str | None = None
    ) -> list[Row]:
        """Some fields of runs by id, with those in the bin, without unreadable rows.

        Args:
            names: Fields of Run; or ``recipe_text``, the recipe as JSON text.
            changed_after: Only runs that changed after this version of the store.
            sweep: Only the runs of this sweep.
        """
        table = tables.runs
        columns = [RECIPE_TEXT if name == RECIPE_TEXT.name else table.c[name] for name in names]
        query = select(*columns).order_by(table.c.id)
        if changed_after is not None:
            query = query.where(table.c.changed > changed_after)
        if sweep is not None:
            query = query.where(table.c.sweep == sweep)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return self._database.readable("runs", rows)

    def ids(self) -> set[str]:
        """The ids of all runs, with those in the bin and those whose row is unreadable."""
        with self._database.reading() as connection:
            return set(connection.execute(select(tables.runs.c.id)).scalars())

    def total(self) -> int:
        """The number of ``ids()``."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(tables.runs)).scalar_one()

    def owners(self, run_ids: Collection[str]) -> dict[str, str]:
        """Run id → person who started the run.

        Raises:
            RequestError: There is no such run.
        """
        with self._database.reading() as connection:
            return each_run(connection, run_ids, tables.runs.c.person)

    def used_seeds(self, keys: Collection[str]) -> set[int]:
        """The seeds of all runs with these recipe keys, by anyone."""
        table = tables.runs
        query = select(table.c.seed).where(table.c.recipe_key.in_(list(keys))).distinct()
        with self._database.reading() as connection:
            return set(connection.execute(query).scalars())

    def counts(self) -> dict[str, int]:
        """The number of runs outside the bin by status, for every status."""
        table = tables.runs
        query = select(table.c.status, func.count()).group_by(table.c.status)
        query = query.where(table.c.deleted.is_(None))
        with self._database.reading() as connection:
            return dict.fromkeys(STATUSES, 0) | dict(connection.execute(query).all())

    def describe(self, run_id: str, *, holder: str, **values: Any) -> bool:
        """Set fields known once a run's data and model are ready, such as ``parameters``.

        Returns:
            False, with nothing written, when ``holder`` no longer holds the run.
        """
        return self._database.write(
            lambda connection: set_if_held(connection, run_id, holder, **values)
        )

    def update_progress(self, run_id: str, progress: Mapping[str, Any], *, holder: str) -> bool:
        """Record a run's progress: phase, epoch, batch, batches and running metrics.

        Returns:
            False, with nothing written, when ``holder`` no longer holds the run.
        """
        content = plain(dict(progress) | {"updated": now().timestamp()})
        return self.describe(run_id, holder=holder, progress=content)

    def note_checkpoint(self, run_id: str, *, epoch: int, step: int, size: int) -> None:
        """Record where a run can resume: 0-based epoch, step within it, bytes of the file."""
        checkpoint = {"epoch": epoch, "step": step, "bytes": size}
        self._database.write(lambda connection: set_run(connection, run_id, checkpoint=checkpoint))

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
            self._database.write(work)

    def _runs(self, query: Select) -> list[Run]:
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [_run(row) for row in self._database.readable("runs", rows)]


def _run(row: Row) -> Run:
    """The run in a valid row of all columns."""
    values = row._mapping
    lists = {name: tuple(values[name]) for name in ("notes", "tags", "extended")}
    return Run(**{**values, **lists, "test": visible(row.test, sealed=row.sealed)})


def insert_run(connection: Connection, recipe: Recipe, seed: int, **more: Any) -> str:
    """Insert a run, within a write, and return its id.

    Args:
        more: ``origin``, and columns that differ from those of a queued run without a person.

    Raises:
        RequestError: The seed is not a whole number from 0 to 2**31 - 1.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise RequestError(
            "A seed must be a whole number from 0 to 2147483647, got {seed!r}.", seed=seed
        )
    values = {
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
        "changed": next_version(connection),
    } | more
    connection.execute(insert(tables.runs).values(values))
    whence = {name: more[name] for name in ("retry_of", "sweep", "trial") if more.get(name)}
    name = "retried" if more.get("retry_of") else "queued"
    note(connection, name if values["status"] == QUEUED else "claimed", values["id"], **whence)
    return values["id"]


def write_new(database: Database, work: Callable[[Connection], Result]) -> Result:
    """Write what inserts rows with new ids, again if two drew the same id at one moment."""
    while True:
        try:
            return database.write(work)
        except IntegrityError:
            continue
