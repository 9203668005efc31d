"""The board: for every dataset and family, the recipe that represents it and its results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.analysis.groups import Spread, by_recipe, free_seeds, spread, spread_on_test, with_trials
from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.recipes import Recipe
from core.recipes.catalogue import representative
from core.results.recorded import recorded
from core.runs.index import RunRow
from core.runs.run import ACTIVE, COMPLETED, RUNNING


@dataclass(frozen=True)
class Cell:
    """The runs and results of one recipe with unchanged settings, over all seeds.

    Attributes:
        recipe: The recipe that represents its dataset and family.
        runs: Users' own runs of it outside the bin, newest first.
        mine: Test results of the completed ones; None before the first.
        recorded: The recorded runs that ship with the project, one per seed.
        shipped: Test results of the recorded runs; None if there are none.
        tried: Trials of it in sweeps: their results do not count, but their seeds are used up.
    """

    recipe: Recipe
    runs: tuple[RunRow, ...]
    mine: Spread | None
    recorded: Sequence[Mapping[str, Any]]
    shipped: Spread | None
    tried: tuple[RunRow, ...] = ()

    @property
    def active(self) -> RunRow | None:
        """The newest running run, else the oldest that waits; None if no run is active."""
        rows = [row for row in self.runs if row.status in ACTIVE]
        return next((row for row in rows if row.status == RUNNING), rows[-1] if rows else None)

    @property
    def newest(self) -> RunRow | None:
        return self.runs[0] if self.runs else None

    @property
    def drawn(self) -> RunRow | None:
        """The run whose curve is shown: the active one, else the newest completed one."""
        if self.active and self.active.epochs_done:
            return self.active
        return next((row for row in self.runs if row.status == COMPLETED), None)


def board(rows: Iterable[RunRow]) -> dict[str, dict[str, Cell]]:
    """Return every cell, dataset → family → cell.

    Args:
        rows: All runs of the store, newest first.
    """
    rows = tuple(rows)
    groups, trials = by_recipe(rows), [row for row in rows if row.trial is not None]
    return {
        dataset: {
            family: cell(entry, groups.get(entry.key, ()), with_trials(trials, entry.key))
            for family in FAMILIES
            for entry in [representative(dataset, family)]
        }
        for dataset in DATASETS
    }


def cell(recipe: Recipe, runs: Iterable[RunRow], tried: Iterable[RunRow] = ()) -> Cell:
    """Return the cell of a recipe.

    Args:
        recipe: The recipe.
        runs: The runs outside the bin that have its key.
        tried: The trials of sweeps that have its key.
    """
    runs, shipped = tuple(runs), recorded_runs(recipe)
    figures = [run["test"][recipe.metric] for run in shipped]
    mine = spread_on_test(runs, recipe.metric)
    return Cell(recipe, runs, mine, shipped, spread(figures), tuple(tried))


def recorded_runs(recipe: Recipe) -> tuple[Mapping[str, Any], ...]:
    """The recorded runs of a recipe, one per seed; none if its settings have changed since."""
    entry = recorded(recipe.id)
    if entry is None or entry["key"] != recipe.key:
        return ()
    return tuple({run["seed"]: run for run in entry["runs"]}.values())


def next_seeds(cells: Iterable[Cell], count: int = 1) -> list[int]:
    """The lowest seeds not yet completed or in progress in any of these cells."""
    return free_seeds([row for entry in cells for row in (*entry.runs, *entry.tried)], count)
