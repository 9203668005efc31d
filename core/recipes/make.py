"""Makes recipes from a dataset, an architecture and the settings that differ from the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
    completed = complete(
        architecture(model),
        output=output or head(entry.task, entry.classes),
        input_shape=entry.shape(preprocessing),
        vocabulary=preprocessing.get("num_words", entry.vocabulary),
    )
    if open_output:
        completed = replace(completed, open_output=True)
    compile_settings = {hyperparameter.name: hyperparameter.default for hyperparameter in COMPILE}
    compile_settings |= {"loss": LOSSES[entry.task]}
    recipe = Recipe(
        id=id,
        dataset=data,
        architecture=completed,
        preprocessing=preprocessing,
        compile=compile_settings,
        fit=fit,
        **description,
    )
    return recipe.with_settings(settings)
