"""Names of recipes: short ones made from the layers, and full ones made from the id and the changed
settings, which distinguish a recipe from every other."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from core.architectures import Layer
from core.recipes.catalogue import RECIPES
from core.recipes.recipe import Recipe

LAYERS = "layers"
DATASET = "dataset"
SEPARATOR = " · "
RECURRENT = ("LSTM", "GRU", "SimpleRNN")


def short_name(recipe: Recipe) -> str:
    """The kind of model, derived from the layers: ``MLP``, ``SimpleRNN``, ``LSTM``, ``BiLSTM``,
    ``GRU``, ``CNN``, or a combination such as ``CNN-LSTM``."""
    types = [_type(layer).replace("Bidirectional(", "Bi").rstrip(")") for layer in recipe.layers]
    recurrent = [name for name in types if name.removeprefix("Bi") in RECURRENT]
    parts = ["CNN"] * any(name.startswith("Conv") for name in types) + recurrent[:1]
    return "-".join(parts) or "MLP"


def recipe_title(recipe: Recipe) -> str:
    """The recipe's id, followed by its changes: ``imdb/cnn · kernel size 7, epochs 5``."""
    return titled(recipe.id, change(recipe))


def titled(name: str, change: str) -> str:
    """The name, followed by the change if there is one."""
    return f"{name}{SEPARATOR}{change}" if change else name


def change(recipe: Recipe) -> str:
    """The changes to the catalogue's recipe: ``kernel size 7, epochs 5``; "" if there are none."""
    return ", ".join(short_changes(recipe))


def short_changes(recipe: Recipe) -> list[str]:
    """The changes for a label: ``["kernel size 7", "epochs 5"]``."""
    named = {name: new for name, (_, new) in changes(recipe).items() if new is not None}
    if len(named) > 1:
        named.pop(LAYERS, None)  # added or removed layers already show in their settings
    return [f"{spaced(name)} {plain_value(new)}" for name, new in named.items()]


def changes(recipe: Recipe) -> dict[str, tuple[Any, Any]]:
    """Differences from the catalogue's recipe of the same id: name → (original, new value).

    Empty for the catalogue's own recipe, and for an id that is not in the catalogue.
    """
    original = RECIPES.get(recipe.id)
    if original is None or original.key == recipe.key:
        return {}
    old, new = settings(original), settings(recipe)
    return {
        name: (old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    }


def settings(recipe: Recipe) -> dict[str, Any]:
    """Everything except the seed that determines a history, by name: the dataset, every
    hyperparameter, and the layers as a line of text."""
    return {DATASET: recipe.dataset} | recipe.values() | {LAYERS: layer_line(recipe)}


def layer_line(recipe: Recipe) -> str:
    """The layer types in order, such as ``Embedding → LSTM → Dense``."""
    return " → ".join(_type(layer) for layer in recipe.layers)


def plain_value(value: Any) -> str:
    """A setting's value as text for people: ``0.001``, ``0.000001``, ``10,000``, ``rmsprop``."""
    if isinstance(value, float):
        return f"{Decimal(f'{value:g}'):f}"
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    return f"{value:,}"


def spaced(name: str) -> str:
    """``kernel_size`` → ``kernel size``; a layer's number stays attached: ``filters_2``."""
    return re.sub(r"_(?!\d+$)", " ", name)


def _type(layer: Layer) -> str:
    if layer.type == "Bidirectional":
        return f"Bidirectional({layer.config['layer'].type})"
    return layer.type
