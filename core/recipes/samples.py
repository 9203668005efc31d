"""Number of samples a recipe trains and validates on, without loading any data."""

from __future__ import annotations

import math

from core.recipes.recipe import Recipe


def samples(recipe: Recipe) -> tuple[int, int]:
    """Number of samples an epoch trains on, and number of samples it is validated on."""
    sizes, fit = recipe.data.sizes(recipe.preprocessing), recipe.fit
    train, validation = sizes.train, sizes.validation
    if not validation and fit.get("validation_data") == "test":
        validation = sizes.test
    elif not validation and fit.get("validation_split"):
        train = max(1, math.floor(train * (1 - fit["validation_split"])))
        validation = sizes.train - train
    if fit.get("steps_per_epoch"):
        train = fit["steps_per_epoch"] * fit["batch_size"]
    return train, validation
