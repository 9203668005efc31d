"""What differs between recipes, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.recipes import Recipe
from core.recipes.naming import DATASET, LAYERS, plain_value, settings

if TYPE_CHECKING:
    import pandas as pd


def differences(recipes: Mapping[str, Recipe]) -> pd.DataFrame:
    """A table of the settings that differ, with a row per setting and a column per recipe.

    Args:
        recipes: Column name → recipe.

    Returns:
        Text cells; "—" if a recipe has no such setting. Empty if nothing differs.
    """
    import pandas as pd  # takes half a second to import: Home should not wait for it

    values = {title: settings(recipe) for title, recipe in recipes.items()}
    names = dict.fromkeys([DATASET, LAYERS])
    names |= dict.fromkeys(name for column in values.values() for name in column)
    rows = {
        name: [plain_value(column[name]) if name in column else "—" for column in values.values()]
        for name in names
    }
    differing = {name: cells for name, cells in rows.items() if len(set(cells)) > 1}
    return pd.DataFrame.from_dict(differing, orient="index", columns=list(values), dtype=str)
