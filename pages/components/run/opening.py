"""Opening a run: select it and load its settings into the form."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from core.errors import RequestError
from core.recipes import RECIPES, Recipe
from core.recipes.draft import draft_of, texts
from core.runs.run import Run
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
