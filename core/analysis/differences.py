"""What differs between recipes, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.architectures import Layer
from core.recipes import RECIPES, Recipe

if TYPE_CHECKING:
    import pandas as pd

LAYERS = "layers"
DATASET = "dataset"


def settings(recipe: Recipe) -> dict[str, Any]:
    """Everything that decides a history but the seed, by name: the dataset, every hyperparameter,
    and the layers as a line of text."""
    return {DATASET: recipe.dataset} | recipe.values() | {LAYERS: layer_line(recipe)}


def layer_line(recipe: Recipe) -> str:
    """The layers in order, such as ``Embedding → LSTM → Dense``; settings are told elsewhere."""
    return " → ".join(_type(item) for item in recipe.layers)


def changes(recipe: Recipe) -> dict[str, tuple[Any, Any]]:
    """What differs from the catalogue's recipe of that id: name → (usual, here).

    Empty for the catalogue's own recipe, and for a recipe the catalogue does not have.
    """
    usual = RECIPES.get(recipe.id)
    if usual is None or usual.key == recipe.key:
        return {}
    there, here = settings(usual), settings(recipe)
    names = dict.fromkeys([*there, *here])
    return {
        name: (there.get(name), here.get(name))
        for name in names
        if there.get(name) != here.get(name)
    }


def short_changes(recipe: Recipe) -> list[str]:
    """The changes for a label: ``["units 64", "epochs 5"]``."""
    named = {name: here for name, (_, here) in changes(recipe).items() if here is not None}
    if len(named) > 1:
        named.pop(LAYERS, None)  # more or fewer layers show in their settings
    return [f"{name} {plain_value(value)}" for name, value in named.items()]


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
    names |= dict.fromkeys(name for found in values.values() for name in found)
    rows = {
        name: [plain_value(found[name]) if name in found else "—" for found in values.values()]
        for name in names
    }
    kept = {name: cells for name, cells in rows.items() if len(set(cells)) > 1}
    return pd.DataFrame.from_dict(kept, orient="index", columns=list(values), dtype=str)


def plain_value(value: Any) -> str:
    """A setting's value as people write it."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    return f"{value:,}"


def _type(item: Layer) -> str:
    if item.type == "Bidirectional":
        return f"Bidirectional({item.config['layer'].type})"
    return item.type
