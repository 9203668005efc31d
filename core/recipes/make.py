"""Makes recipes from a dataset, an architecture and the settings that differ from the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.architectures import Layer, architecture, complete, head
from core.datasets import dataset
from core.recipes.declared import COMPILE, FIT
from core.recipes.recipe import OWN_VALIDATION, Recipe

LOSSES = {
    "numeric-binary": "binary_crossentropy",
    "text-binary": "binary_crossentropy",
    "text-multiclass": "categorical_crossentropy",
    "image-multiclass": "categorical_crossentropy",
    "series-regression": "mae",
}


def make_recipe(
    id: str,
    data: str,
    model: str,
    *,
    settings: Mapping[str, Any] | None = None,
    output: tuple[Layer, ...] | None = None,
    open_output: bool = False,
    **description: Any,
) -> Recipe:
    """Make a recipe from the tables of datasets and architectures.

    Args:
        id: Its stable id.
        data: A name of DATASETS.
        model: A name of ARCHITECTURES.
        settings: Preprocessing, compile and fit settings that differ from the defaults.
        output: Output layers, if the source has others than the task's usual ones.
        open_output: Whether the output's activation is a setting.
        **description: The other attributes of Recipe.

    Raises:
        RequestError: A name is unknown, or a value is out of bounds.
    """
    entry, settings = dataset(data), dict(settings or {})
    preprocessing = {
        declared.name: declared.validate(settings.pop(declared.name, declared.default))
        for declared in entry.settings
    }
    fit = {declared.name: declared.default for declared in FIT}
    if entry.name in OWN_VALIDATION:
        del fit["validation_data"], fit["validation_split"]
    if entry.task != "series-regression":
        del fit["steps_per_epoch"]
    completed = complete(
        architecture(model),
        vocabulary=preprocessing.get("num_words", entry.vocabulary),
        input_shape=entry.shape(preprocessing),
        output=output or head(entry.task, entry.classes),
    )
    recipe = Recipe(
        id=id,
        dataset=data,
        architecture=replace(completed, open_output=open_output),
        preprocessing=preprocessing,
        compile={declared.name: declared.default for declared in COMPILE}
        | {"loss": LOSSES[entry.task]},
        fit=fit,
        **description,
    )
    return recipe.with_settings(settings)
