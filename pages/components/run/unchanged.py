"""The unchanged recipe that a run is compared with: its own completed runs, else reference runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.analysis.entrants import Entrant, recorded_entrant
from core.analysis.groups import by_recipe
from core.analysis.tried import unchanged_recorded, unchanged_runs
from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.runs.index import RunRow
from core.runs.run import Run
from core.verdict.scores import POINT, POINTS
from pages.components.live.manager import run_index
from pages.components.live.runs import SeenRun, live_runs


@dataclass(frozen=True)
class Unchanged:
    """What a run is compared with.

    Attributes:
        entry: The catalogue's recipe; None if the catalogue does not have it.
        runs: People's own completed runs of it that are on the same data, one per seed.
        entrants: The same, or the reference runs where there are none of one's own.
        rows: All runs of it that are outside the bin, also those that have not completed.
    """

    entry: Recipe | None = None
    runs: Sequence[SeenRun] = ()
    entrants: Sequence[Entrant] = ()
    rows: Sequence[RunRow] = ()

    @property
    def recorded(self) -> bool:
        """Whether they are reference runs."""
        return bool(self.entrants) and not self.runs

    def figures(self) -> list[float]:
        """The test figure of each seed, in the unit people read; see ``figure_of``."""
        return [figure_of(entrant) for entrant in self.entrants if has_figure(entrant)]


def unchanged(recipe: Recipe, run: Run | None = None) -> Unchanged:
    """Return what a run of a recipe is compared with.

    Args:
        recipe: The recipe, with changes or without.
        run: The run; it is not compared with itself. None for a recipe that is not trained yet.
    """
    entry = RECIPES.get(recipe.id)
    if entry is None:
        return Unchanged()
    digest = run.digest if run else ""
    same = (row for row in run_index().rows() if row.recipe_key == entry.key)
    rows = by_recipe(same).get(entry.key, ())
    matching = unchanged_runs(rows, entry, recipe, digest)
    runs = live_runs().read_rows([row for row in matching if run is None or row.id != run.id])
    if runs:
        return Unchanged(entry, runs, [seen.entrant for seen in runs], rows)
    shipped = unchanged_recorded(entry, recipe, digest)
    return Unchanged(entry, (), [recorded_entrant(entry, one) for one in shipped], rows)


def figure_of(run: Entrant | RunRow) -> float:
    """A test figure in the unit people read: in percent, or in a series' unit."""
    if "mae" in run.test:
        return float(run.test["mae"]) * (run.scale or 1.0)
    return float(run.test["accuracy"]) * POINT


def has_figure(run: Entrant | RunRow) -> bool:
    """Whether it has a test figure."""
    return "mae" in run.test or "accuracy" in run.test


def unit_of(run: Entrant | RunRow) -> str:
    """The unit of differences between such figures: ``points``, or a series' unit."""
    return run.unit or gettext("sd") if "mae" in run.test else POINTS
