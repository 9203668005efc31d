"""What a recipe is called: by its layers where space is short, by its id and what was changed in it
wherever it must be told from others."""

from __future__ import annotations

import re
from typing import Any

from core.architectures import Layer
from core.recipes.catalogue import RECIPES
from core.recipes.recipe import Recipe

LAYERS = "layers"
DATASET = "dataset"
SEPARATOR = " · "
RECURRENT = ("LSTM", "GRU", "SimpleRNN")


def short_name(recipe: Recipe) -> str:
    """The kind of model its layers make: ``MLP``, ``SimpleRNN``, ``LSTM``, ``BiLSTM``, ``GRU``,
    ``CNN``, or a combination such as ``CNN-LSTM``."""
    types = [_type(layer).replace("Bidirectional(", "Bi").rstrip(")") for layer in recipe.layers]
    recurrent = [name for name in types if name.removeprefix("Bi") in RECURRENT]
    parts = ["CNN"] * any(name.startswith("Conv") for name in types) + recurrent[:1]
    return "-".join(parts) or "MLP"


def recipe_title(recipe: Recipe) -> str:
    """The recipe's id and what was changed in it: ``imdb/cnn · kernel size 7, epochs 5``."""
    return titled(recipe.id, change(recipe))


def titled(name: str, change: str) -> str:
    """A name with a change behind it, where there is one."""
    return f"{name}{SEPARATOR}{change}" if change else name


def change(recipe: Recipe) -> str:
    """What was changed in the catalogue's recipe: ``kernel size 7, epochs 5``; "" if nothing."""
    return ", ".join(short_changes(recipe))


def short_changes(recipe: Recipe) -> list[str]:
    """The changes for a label: ``["kernel size 7", "epochs 5"]``."""
    named = {name: new for name, (_, new) in changes(recipe).items() if new is not None}
    if len(named) > 1:
        named.pop(LAYERS, None)  # more or fewer layers show in their settings
    return [f"{spaced(name)} {plain_value(new)}" for name, new in named.items()]


def changes(recipe: Recipe) -> dict[str, tuple[Any, Any]]:
    """What differs from the catalogue's recipe of that id: name → (value there, value here).

    Empty for the catalogue's own recipe, and for a recipe the catalogue does not have.
    """
    usual = RECIPES.get(recipe.id)
    if usual is None or usual.key == recipe.key:
        return {}
    there, here = settings(usual), settings(recipe)
    return {
        name: (there.get(name), here.get(name))
        for name in dict.fromkeys([*there, *here])
        if there.get(name) != here.get(name)
    }


def settings(recipe: Recipe) -> dict[str, Any]:
    """Everything that decides a history but the seed, by name: the dataset, every hyperparameter,
    and the layers as a line of text."""
    return {DATASET: recipe.dataset} | recipe.values() | {LAYERS: layer_line(recipe)}


def layer_line(recipe: Recipe) -> str:
    """The layers in order, such as ``Embedding → LSTM → Dense``, without their settings."""
    return " → ".join(_type(layer) for layer in recipe.layers)


def plain_value(value: Any) -> str:
    """A setting's value as people write it."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    return f"{value:,}"


def spaced(name: str) -> str:
    """``kernel_size`` as words; a number that says which layer is meant stays: ``filters_2``."""
    return re.sub(r"_(?!\d+$)", " ", name)


def _type(layer: Layer) -> str:
    if layer.type == "Bidirectional":
        return f"Bidirectional({layer.config['layer'].type})"
    return layer.type
