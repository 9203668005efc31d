"""Labels of runs and recipes in Compare's widgets."""

from __future__ import annotations

from collections.abc import Sequence

from core.i18n import gettext
from core.recipes.naming import SEPARATOR
from core.runs.index import RunRow
from pages.components.frame.reader import moment


def group_titles(rows: Sequence[RunRow]) -> dict[str, str]:
    """Recipe key → the recipe's id and what was changed in it, newest first."""
    titles: dict[str, str] = {}
    for row in rows:
        titles.setdefault(row.recipe_key, row.title)
    return titles


def run_title(row: RunRow) -> str:
    """A run in a line, its id last.

    The browser sends back this text, not the id, so it holds nothing that changes while the run
    is active.
    """
    text = gettext("{recipe}, seed {seed}", recipe=row.title, seed=row.seed)
    parts = [row.name, text, moment(row.created), row.id]
    return SEPARATOR.join(part for part in parts if part)
