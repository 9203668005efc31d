"""Opening a run: on Train with its settings in the form, or on Inside to ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from core.analysis.entrants import Entrant
from core.errors import RequestError
from core.recipes import RECIPES, Recipe
from core.recipes.draft import draft_of, texts
from core.results.weights import index
from core.runs.run import ENDED, Run
from pages.components.frame import session
from pages.components.frame.errors import report_errors
from pages.components.live.manager import run_manager
from pages.components.run.form import open_settings

NO_CHANGES: Mapping[str, Any] = MappingProxyType({})


def open_run(run_id: str) -> None:
    """Select a run and, if the catalogue has its recipe, load its settings into the form."""
    with report_errors(session.notify):
        open_settings(run_manager().store.runs.get(run_id))
        session.notify()
        session.show_run(run_id)


def train_query(
    run: Run, recipe: Recipe, changes: Mapping[str, Any] = NO_CHANGES
) -> dict[str, str]:
    """Train's URL query for the settings of a run; empty if the catalogue has no such recipe.

    Args:
        changes: Setting → value that differs from the run's.
    """
    entry = RECIPES.get(run.recipe_id)
    if entry is None:
        return {}
    try:
        draft = draft_of(entry, recipe)
        for name, value in changes.items():
            draft = draft.with_value(name, value)
    except RequestError:  # settings of an older version that no longer exist
        return {}
    return {"recipe": entry.id, **texts(draft), "seed": str(run.seed)}


def inside_query(
    runs: Iterable[str], recipes: Iterable[str] = (), sample: int | None = None
) -> dict[str, str]:
    """The URL query with which the page Inside asks models.

    Args:
        runs: Ids of runs.
        recipes: Ids of recipes whose reference weights are asked.
        sample: 0-based number of the test sample they are given; by default the first.
    """
    query = {"run": ",".join(runs), "recipe": ",".join(recipes)}
    if sample:
        query["sample"] = str(sample + 1)
    return {name: value for name, value in query.items() if value}


def inside_query_of(entrants: Iterable[Entrant]) -> dict[str, str]:
    """The same for the networks of a comparison; empty if none can be asked.

    Those of recorded runs are asked by their recipe's reference weights, where it has some.
    """
    entrants = list(entrants)
    runs = [one.id for one in entrants if one.status in ENDED and one.trial is None]
    recipes = [one.recipe.id for one in entrants if one.recorded and one.recipe.id in index()]
    return inside_query(runs, dict.fromkeys(recipes))
