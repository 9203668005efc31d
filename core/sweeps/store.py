"""Sweeps in the run store: each step of a sweep is one transaction.

So a sweep killed with its server or machine continues from its last step, and two dashboards that
share a store never take the same step twice: a step passes the state it was decided on, and is
dropped if the stored state has changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import RecipeLabError
from core.recipes import Recipe
from core.runs.run import FAILED, RUNNING, now
from core.runs.store import Store, describe_failure
from core.sweeps.plan import Plan
from core.sweeps.space import SEED
from core.sweeps.sweep import CONFIRMED, Part, Sweep

FIELDS = (
    *("id", "trial", "confirms", "seed", "status", "epochs", "epochs_done", "resumes"),
    *("best_epoch", "recipe_key", "deleted", "failure"),
)
Curves = tuple[list[float], list[float]]


class SweepStore:
    """Reads sweeps and changes them step by step. Every method may raise StoreError.

    Args:
        store: The run store.
    """

    def __init__(self, store: Store):
        self.store = store

    def get(self, sweep_id: str) -> Sweep:
        """One sweep.

        Raises:
            RequestError: The id is unknown.
        """
        return Sweep(**self.store.sweeps.get(sweep_id)._mapping)

    def list(self, *, status: str | None = None) -> list[Sweep]:
        """All sweeps, the newest first."""
        return [Sweep(**row._mapping) for row in self.store.sweeps.list(status=status)]

    def parts(self, sweep: Sweep) -> list[Part]:
        """The runs of a sweep by id, without curves, including those in the bin."""
        parts = []
        for row in self.store.runs.fields(FIELDS, sweep=sweep.id):
            number = row.confirms if row.trial is None else row.trial
            parts.append(Part(**row._mapping, keeps_best=sweep.keeps_best(number)))
        return parts

    def curves(self, sweep: Sweep, after: Mapping[str, int]) -> dict[str, Curves]:
        """The objective and validation loss of runs: run id → the two lists of values.

        Args:
            sweep: The sweep.
            after: Run id → last 0-based epoch to skip; −1 for all epochs.
        """
        names = (sweep.objective, "val_loss")
        histories = self.store.histories.since(after, names)
        return {
            run_id: (history.metrics.get(names[0], []), history.metrics.get(names[1], []))
            for run_id, history in histories.items()
        }

    def create(self, plan: Plan, *, origin: str, person: str = "") -> Sweep:
        """Add a sweep, as ``core.sweeps.plan.make_plan`` planned it."""
        values = vars(plan) | {
            "recipe": plan.recipe.as_dict(),
            "recipe_id": plan.recipe.id,
            "space": plan.space.as_list(),
            "status": RUNNING,
            "origin": origin,
            "person": person,
        }
        return self.get(self.store.sweeps.create(**values))

    # steps of the driver

    def propose(self, sweep: Sweep, values: Mapping[str, Any], recipe: Recipe) -> str:
        """Queue the next trial.

        Args:
            sweep: The sweep as it was read.
            values: The trial's settings, and its seed where a grid varies that.
            recipe: The base recipe with these settings.

        Returns:
            The run's id; "" if the sweep has changed since.
        """
        run = {"recipe": recipe, "seed": values.get(SEED, sweep.seed)}
        run["trial"] = len(sweep.proposals)
        run_ids = self._advance(sweep, [run], proposals=[*sweep.proposals, dict(values)])
        return run_ids[0] if run_ids else ""

    def skip(self, sweep: Sweep, values: Mapping[str, Any], error: RecipeLabError) -> None:
        """Record a trial whose settings make no valid run."""
        skipped = {**sweep.skipped, str(len(sweep.proposals)): describe_failure(error)}
        self._advance(sweep, proposals=[*sweep.proposals, dict(values)], skipped=skipped)

    def shorten(self, sweep: Sweep) -> bool:
        """Limit the sweep to the trials proposed so far; False if it has changed since."""
        self._advance(sweep, trials=len(sweep.proposals))
        return self.get(sweep.id).trials == len(sweep.proposals)

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
        runs = [
            {"recipe": recipe, "seed": seed, "confirms": number}
            for seed in seeds
            for number, recipe in recipes.items()
        ]
        return self._advance(sweep, runs, chosen=[*recipes])

    def confirm(self, sweep: Sweep, winner: int) -> None:
        """Record the winner and reveal the test figures of all runs of the sweep."""
        self._advance(sweep, unseal=True, status=CONFIRMED, winner=winner, finished=now())

    def fail(self, sweep: Sweep, error: RecipeLabError, status: str = FAILED) -> None:
        """Give the sweep ``status`` because of an error; its trials are kept."""
        finished = now() if status == FAILED else None
        self._advance(sweep, status=status, finished=finished, failure=describe_failure(error))

    def _advance(
        self, sweep: Sweep, runs: Sequence[Mapping[str, Any]] = (), **values: Any
    ) -> list[str]:
        same = {"origin": sweep.origin, "person": sweep.person, "sealed": True}
        return self.store.sweeps.advance(sweep, [same | dict(run) for run in runs], **values)
