"""The lightweight index of all runs, which all sessions of the server share."""

from __future__ import annotations

from core.runs.index import RunIndex
from pages.components.live.manager import run_manager
from pages.components.live.shared import shared


@shared
def run_index() -> RunIndex:
    """The index of all runs, which reads a run again only if it changed.

    Raises:
        RecipeLabError: The settings or the store cannot be used.
    """
    return RunIndex(run_manager().store)
