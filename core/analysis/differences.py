"""What differs between recipes, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.recipes import Recipe
from core.recipes.naming import DATASET, LAYERS, plain_value, settings

if TYPE_CHECKING:
    import pandas as pd


def differences(recipes: Mapping[str, Recipe]) -> pd.DataFrame:
    """Settings down, recipes across; only the settings that are not the same everywhere.

    Args:
        recipes: Column name → recipe.

    Returns:
        Text cells; "—" where a recipe has no such setting. Empty when nothing differs.
    """
    import pandas as pd  # half a second that Home does not wait for

    values = {title: settings(recipe) for title, recipe in recipes.items()}
    names = dict.fromkeys([DATASET, LAYERS])
    names |= dict.fromkeys(name for column in values.values() for name in column)
    rows = {
        name: [plain_value(column[name]) if name in column else "—" for column in values.values()]
        for name in names
    }
    kept = {name: cells for name, cells in rows.items() if len(set(cells)) > 1}
    return pd.DataFrame.from_dict(kept, orient="index", columns=list(values), dtype=str)
