"""Sweeps in the run store: each step of a sweep is one transaction.

So a sweep killed with its server or machine continues from its last step, and two dashboards that
share a store never take the same step twice: a step passes the state it was decided on, and is
dropped if the stored state has changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import IntegrityError

from core.errors import RecipeLabError, RequestError
from core.recipes import Recipe
from core.runs.run import FAILED, RUNNING, STOPPED, new_id, now
from core.runs.store import insert_run, new_run_values, tables
from core.runs.store.database import next_version
from core.runs.store.leases import describe_failure
from core.sweeps.rows import SweepRows, find
from core.sweeps.space import Space
from core.sweeps.sweep import CONFIRMED, GRID, Sweep


class SweepStore(SweepRows):
    """Reads sweeps and changes them step by step. Every method may raise StoreError."""

    def create(
        self,
        recipe: Recipe,
        space: Space,
        *,
        kind: str,
        trials: int,
        seed: int,
        prune: bool,
        confirm: int,
        finalists: int,
        origin: str,
        person: str = "",
    ) -> Sweep:
        """Add a sweep; ``core.sweeps.plan.make_plan`` checks the arguments."""
        values = {
            "recipe": recipe.as_dict(),
            "recipe_id": recipe.id,
            "kind": kind,
            "space": space.as_list(),
            "seed": seed,
            "trials": space.size if kind == GRID else trials,
            "prune": prune,
            "confirm": confirm,
            "finalists": finalists,
            "status": RUNNING,
            "origin": origin,
            "person": person,
            "created": now(),
            "proposals": [],
            "skipped": {},
            "chosen": [],
            "importance": {},
            "failure": {},
        }

        def work(connection: Connection) -> str:
            sweep_id, version = new_id(), next_version(connection)
            row = values | {"id": sweep_id, "changed": version}
            connection.execute(insert(tables.sweeps).values(row))
            return sweep_id

        return self.get(self._write(work))

    # steps of the driver

    def propose(self, sweep: Sweep, values: Mapping[str, Any], recipe: Recipe) -> str:
        """Queue the next trial.

        Args:
            sweep: The sweep as it was read.
            values: The trial's settings.
            recipe: The base recipe with these settings.

        Returns:
            The run's id; "" if the sweep has changed since.
        """
        number = len(sweep.proposals)

        def work(connection: Connection) -> str:
            if not _unchanged(connection, sweep):
                return ""
            run = new_run_values(recipe, sweep.seed, **_membership(sweep), trial=number)
            insert_run(connection, run)
            _update(connection, sweep.id, proposals=[*sweep.proposals, dict(values)])
            return run["id"]

        run_id = self._write(work)
        if run_id:
            self.runs.log_event("queued", run_id, sweep=sweep.id, trial=number)
        return run_id

    def skip(self, sweep: Sweep, values: Mapping[str, Any], error: RecipeLabError) -> None:
        """Record a trial whose settings make no valid run."""
        number = str(len(sweep.proposals))

        def work(connection: Connection) -> None:
            if _unchanged(connection, sweep):
                skipped = {**sweep.skipped, number: describe_failure(error)}
                proposals = [*sweep.proposals, dict(values)]
                _update(connection, sweep.id, proposals=proposals, skipped=skipped)

        self._write(work)

    def shorten(self, sweep: Sweep) -> None:
        """Limit the sweep to the trials proposed so far."""

        def work(connection: Connection) -> None:
            if _unchanged(connection, sweep):
                _update(connection, sweep.id, trials=len(sweep.proposals))

        self._write(work)

    def choose(
        self, sweep: Sweep, recipes: Mapping[int, Recipe], seeds: Sequence[int]
    ) -> list[str]:
        """Queue the runs that confirm the best trials.

        Args:
            sweep: The sweep as it was read.
            recipes: Trial number → its recipe, the best first.
            seeds: Fresh seeds, the same for each trial.

        Returns:
            The ids of the runs; empty if the sweep has changed since.
        """

        def work(connection: Connection) -> list[str]:
            if not _unchanged(connection, sweep):
                return []
            runs = [
                new_run_values(recipe, seed, **_membership(sweep), confirms=number)
                for seed in seeds
                for number, recipe in recipes.items()
            ]
            for run in runs:
                insert_run(connection, run)
            _update(connection, sweep.id, chosen=list(recipes))
            return [run["id"] for run in runs]

        return self._write(work)

    def confirm(self, sweep: Sweep, winner: int) -> None:
        """Record the winner and reveal the test figures of all runs of the sweep."""

        def work(connection: Connection) -> None:
            if not _unchanged(connection, sweep):
                return
            _update(connection, sweep.id, status=CONFIRMED, winner=winner, finished=now())
            table = tables.runs
            connection.execute(
                update(table)
                .where(table.c.sweep == sweep.id)
                .values(sealed=False, changed=next_version(connection))
            )

        self._write(work)

    def fail(self, sweep: Sweep, error: RecipeLabError, status: str = FAILED) -> None:
        """Give the sweep ``status`` because of an error; its trials are kept."""

        def work(connection: Connection) -> None:
            if _unchanged(connection, sweep):
                finished = now() if status == FAILED else None
                failure = describe_failure(error)
                _update(connection, sweep.id, status=status, finished=finished, failure=failure)

        self._write(work)

    def save_importance(self, sweep_id: str, importance: Mapping[str, float]) -> None:
        """Store how much each setting matters; see ``core.sweeps.importance``."""
        self._write(lambda connection: _update(connection, sweep_id, importance=dict(importance)))

    def change_status(self, sweep_id: str, allowed: Collection[str], status: str) -> None:
        """Change the status of a sweep at a person's request.

        Args:
            sweep_id: The sweep.
            allowed: Statuses from which the change is possible.
            status: The new status.

        Raises:
            RequestError: The current status is not one of ``allowed``.
        """

        def work(connection: Connection) -> None:
            sweep = find(connection, sweep_id)
            if sweep.status not in allowed:
                raise RequestError(
                    "The sweep {id} is {status}, so it cannot be {wanted} now.",
                    id=sweep_id,
                    status=sweep.status,
                    wanted=status,
                )
            finished = now() if status == STOPPED else None
            _update(connection, sweep_id, status=status, finished=finished, failure={})

        self._write(work)

    def _write(self, work: Callable[[Connection], Any]) -> Any:
        while True:
            try:
                return self.runs.write(work)
            except IntegrityError:  # two ids drawn at the same moment
                continue


def _membership(sweep: Sweep) -> dict[str, Any]:
    return {"origin": sweep.origin, "person": sweep.person, "sweep": sweep.id, "sealed": True}


def _unchanged(connection: Connection, sweep: Sweep) -> bool:
    """Whether the stored sweep is still in the state that a step was decided on."""
    stored = find(connection, sweep.id, lock=True)
    return (stored.status, len(stored.proposals), stored.trials, list(stored.chosen)) == (
        sweep.status,
        len(sweep.proposals),
        sweep.trials,
        list(sweep.chosen),
    )


def _update(connection: Connection, sweep_id: str, **values: Any) -> None:
    table = tables.sweeps
    connection.execute(
        update(table)
        .where(table.c.id == sweep_id)
        .values(changed=next_version(connection), **values)
    )
