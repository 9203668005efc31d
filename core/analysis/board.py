"""The board: for every dataset and family the recipe that stands for it, and what it gave."""

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
from core.runs.run import COMPLETED, OPEN, RUNNING


@dataclass(frozen=True)
class Cell:
    """What is known of one recipe as it stands: of runs with its key, whatever their seed.

    Attributes:
        recipe: It stands for its dataset and family.
        runs: People's own runs of it outside the bin, newest first.
        mine: What the completed ones gave on the test set; None before the first.
        recorded: The runs that come with the project, one a seed.
        shipped: What these gave on the test set.
        tried: A sweep's trials of it: they count for nothing, but their seeds are used.
    """

    recipe: Recipe
    runs: tuple[RunRow, ...]
    mine: Spread | None
    recorded: Sequence[Mapping[str, Any]]
    shipped: Spread | None
    tried: tuple[RunRow, ...] = ()

    @property
    def open(self) -> RunRow | None:
        """The run that trains or waits: one that trains comes first."""
        found = [row for row in self.runs if row.status in OPEN]
        return next((row for row in found if row.status == RUNNING), found[-1] if found else None)

    @property
    def newest(self) -> RunRow | None:
        return self.runs[0] if self.runs else None

    @property
    def drawn(self) -> RunRow | None:
        """Whose curve stands for it: one that trains, else the newest completed one."""
        if self.open and self.open.epochs_done:
            return self.open
        return next((row for row in self.runs if row.status == COMPLETED), None)


def board(rows: Iterable[RunRow]) -> dict[str, dict[str, Cell]]:
    """Every dataset's cells, dataset → family → cell.

    Args:
        rows: The runs of the store, newest first.
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
    """What is known of a recipe, given the runs outside the bin that have its key.

    Args:
        tried: A sweep's trials that have it.
    """
    runs, shipped = tuple(runs), recorded_runs(recipe)
    figures = [run["test"][recipe.metric] for run in shipped]
    mine = spread_on_test(runs, recipe.metric)
    return Cell(recipe, runs, mine, shipped, spread(figures), tuple(tried))


def recorded_runs(recipe: Recipe) -> tuple[Mapping[str, Any], ...]:
    """The runs we ship of a recipe, one a seed; none where its settings are others now."""
    entry = recorded(recipe.id)
    if entry is None or entry["key"] != recipe.key:
        return ()
    return tuple({run["seed"]: run for run in entry["runs"]}.values())


def next_seeds(cells: Iterable[Cell], count: int = 1) -> list[int]:
    """Seeds for a run of each recipe: the lowest ones that are new to all of them."""
    return free_seeds([row for entry in cells for row in (*entry.runs, *entry.tried)], count)
