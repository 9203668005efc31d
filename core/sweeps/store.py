"""Sweeps in the run store: each step of a sweep's life is one transaction.

So a sweep that is killed, with its server or its machine, goes on from its last step, and two
dashboards that share a store never take the same step twice: a step says what it found, and is
refused where another was there first.
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
    """Reads sweeps and takes the steps of their lives. Every method may raise StoreError."""

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
        """Add a sweep; ``core.sweeps.plan`` has what makes sense."""
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

    # what the driver does

    def propose(self, sweep: Sweep, values: Mapping[str, Any], recipe: Recipe) -> str:
        """Queue the next trial.

        Args:
            sweep: As it was found.
            values: The trial's settings.
            recipe: The base with these.

        Returns:
            The run's id; "" where the sweep has gone another way meanwhile.
        """
        number = len(sweep.proposals)

        def work(connection: Connection) -> str:
            if not _as_found(connection, sweep):
                return ""
            run = new_run_values(recipe, sweep.seed, **_membership(sweep), trial=number)
            insert_run(connection, run)
            _set(connection, sweep.id, proposals=[*sweep.proposals, dict(values)])
            return run["id"]

        run_id = self._write(work)
        if run_id:
            self.runs.log_event("queued", run_id, sweep=sweep.id, trial=number)
        return run_id

    def skip(self, sweep: Sweep, values: Mapping[str, Any], error: RecipeLabError) -> None:
        """Count a trial of which no run can be made."""
        number = str(len(sweep.proposals))

        def work(connection: Connection) -> None:
            if _as_found(connection, sweep):
                skipped = {**sweep.skipped, number: describe_failure(error)}
                proposals = [*sweep.proposals, dict(values)]
                _set(connection, sweep.id, proposals=proposals, skipped=skipped)

        self._write(work)

    def shorten(self, sweep: Sweep) -> None:
        """Have no more trials than there are."""

        def work(connection: Connection) -> None:
            if _as_found(connection, sweep):
                _set(connection, sweep.id, trials=len(sweep.proposals))

        self._write(work)

    def choose(
        self, sweep: Sweep, recipes: Mapping[int, Recipe], seeds: Sequence[int]
    ) -> list[str]:
        """Queue what confirms the best trials.

        Args:
            recipes: Trial number → its recipe, the best first.
            seeds: Fresh ones, the same for each.

        Returns:
            The ids of the runs; none where the sweep has gone another way meanwhile.
        """

        def work(connection: Connection) -> list[str]:
            if not _as_found(connection, sweep):
                return []
            found = [
                new_run_values(recipe, seed, **_membership(sweep), confirms=number)
                for seed in seeds
                for number, recipe in recipes.items()
            ]
            for run in found:
                insert_run(connection, run)
            _set(connection, sweep.id, chosen=list(recipes))
            return [run["id"] for run in found]

        return self._write(work)

    def confirm(self, sweep: Sweep, winner: int) -> None:
        """Say who won; the test figures of all its runs may be seen from now on."""

        def work(connection: Connection) -> None:
            if not _as_found(connection, sweep):
                return
            _set(connection, sweep.id, status=CONFIRMED, winner=winner, finished=now())
            table = tables.runs
            connection.execute(
                update(table)
                .where(table.c.sweep == sweep.id)
                .values(sealed=False, changed=next_version(connection))
            )

        self._write(work)

    def fail(self, sweep: Sweep, error: RecipeLabError, status: str = FAILED) -> None:
        """End it, or have it wait, because of an error; what it tried stays."""

        def work(connection: Connection) -> None:
            if _as_found(connection, sweep):
                finished = now() if status == FAILED else None
                failure = describe_failure(error)
                _set(connection, sweep.id, status=status, finished=finished, failure=failure)

        self._write(work)

    def note_importance(self, sweep_id: str, importance: Mapping[str, float]) -> None:
        """Keep how much each setting matters."""
        self._write(lambda it: _set(it, sweep_id, importance=dict(importance)))

    def turn(self, sweep_id: str, before: Collection[str], status: str) -> None:
        """Give it another status, as a person asks.

        Args:
            before: Those it may have now.

        Raises:
            RequestError: It has another one.
        """

        def work(connection: Connection) -> None:
            found = find(connection, sweep_id)
            if found.status not in before:
                raise RequestError(
                    "The sweep {id} is {status}, so it cannot be {wanted} now.",
                    id=sweep_id,
                    status=found.status,
                    wanted=status,
                )
            finished = now() if status == STOPPED else None
            _set(connection, sweep_id, status=status, finished=finished, failure={})

        self._write(work)

    def _write(self, work: Callable[[Connection], Any]) -> Any:
        while True:
            try:
                return self.runs.write(work)
            except IntegrityError:  # two ids of one moment
                continue


def _membership(sweep: Sweep) -> dict[str, Any]:
    return {"origin": sweep.origin, "person": sweep.person, "sweep": sweep.id, "sealed": True}


def _as_found(connection: Connection, sweep: Sweep) -> bool:
    """Whether a sweep still is where a step begins."""
    there = find(connection, sweep.id, lock=True)
    return (there.status, len(there.proposals), there.trials, list(there.chosen)) == (
        sweep.status,
        len(sweep.proposals),
        sweep.trials,
        list(sweep.chosen),
    )


def _set(connection: Connection, sweep_id: str, **values: Any) -> None:
    table = tables.sweeps
    connection.execute(
        update(table)
        .where(table.c.id == sweep_id)
        .values(changed=next_version(connection), **values)
    )
