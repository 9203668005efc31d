"""Writing a recipe down: a dataset and an architecture, and what differs from the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.architectures import Layer, architecture, complete, head
from core.datasets import dataset
from core.recipes.declared import COMPILE, FIT, STEPS_PER_EPOCH
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
    """A recipe from the tables.

    Args:
        id: Its stable id.
        data: A name of DATASETS.
        model: A name of ARCHITECTURES.
        settings: Preprocessing, compile and fit settings that differ from the defaults.
        output: Output layers where the task's usual ones are not what the source wrote.
        open_output: Make the output's activation a setting.
        **description: The other attributes of Recipe.

    Raises:
        RequestError: A name or a value that cannot be.
    """
    settings = dict(settings or {})
    entry = dataset(data)
    preprocessing = {
        hyperparameter.name: hyperparameter.validate(
            settings.pop(hyperparameter.name, hyperparameter.default)
        )
        for hyperparameter in entry.settings
    }
    fit = {
        hyperparameter.name: hyperparameter.default
        for hyperparameter in FIT
        if not (entry.name in OWN_VALIDATION and hyperparameter.name.startswith("validation"))
    }
    if entry.task == "series-regression":
        fit |= {STEPS_PER_EPOCH.name: STEPS_PER_EPOCH.default}
    fitted = complete(
        architecture(model),
        output=output or head(entry.task, entry.classes),
        input_shape=entry.shape(preprocessing),
        vocabulary=preprocessing.get("num_words", entry.vocabulary),
    )
    if open_output:
        fitted = type(fitted)(fitted.name, fitted.family, fitted.layers, fitted.block, True)
    compiled = {hyperparameter.name: hyperparameter.default for hyperparameter in COMPILE}
    compiled |= {"loss": LOSSES[entry.task]}
    recipe = Recipe(
        id=id,
        dataset=data,
        architecture=fitted,
        preprocessing=preprocessing,
        compile=compiled,
        fit=fit,
        **description,
    )
    return recipe.with_settings(settings)
