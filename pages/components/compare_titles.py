"""What Compare calls runs and recipes where they are chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.analysis.differences import short_changes
from core.i18n import gettext
from core.recipes import RECIPES
from core.runs.index import RunRow
from pages.components.live_runs import live_runs
from pages.components.reader import moment

SEPARATOR = " · "


def group_titles(rows: Sequence[RunRow], keys: Collection[str]) -> dict[str, str]:
    """Recipe key → its recipe's id, and of ``keys`` what was changed in it; the newest first."""
    newest_of: dict[str, RunRow] = {}
    for row in rows:
        newest_of.setdefault(row.recipe_key, row)
    titles = {}
    for key, row in newest_of.items():
        usual = RECIPES.get(row.recipe_id)
        changed = ""
        if (usual is None or usual.key != key) and key in keys:
            changed = ", ".join(short_changes(live_runs().read(row.id).recipe))
        titles[key] = f"{row.recipe_id}{SEPARATOR}{changed}" if changed else row.recipe_id
    return titles


def run_title(row: RunRow) -> str:
    """A run in a line, its id last: a browser sends back these words, not the id.

    So nothing stands in them that changes while a run goes on.
    """
    text = gettext("{recipe}, seed {seed}", recipe=row.recipe_id, seed=row.seed)
    parts = [row.name, text, moment(row.created), row.id]
    return SEPARATOR.join(part for part in parts if part)
