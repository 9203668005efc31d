"""A trained model as a file that plain Keras loads."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from core.recipes import Recipe
from core.training.build import build_model
from core.training.plain import compile_plain


def save_model(
    recipe: Recipe,
    seed: int,
    input_shape: tuple[int, ...],
    weights: Mapping[str, np.ndarray],
    path: Path,
) -> None:
    """Write a model in Keras' own format, compiled, for ``keras.saving.load_model``.

    Args:
        recipe: The recipe that was trained.
        seed: The run's seed, which numbers the dropout streams.
        input_shape: Shape of one sample.
        weights: The run's weights, Keras' path → array.
        path: The file, which ends with ``.keras``; written completely or not at all.

    Raises:
        OSError: It could not be written.
        ValueError: The weights are not those of this model.
    """
    model = build_model(recipe.layers, input_shape, seed)
    model.set_weights([weights[weight.path] for weight in model.weights])
    compile_plain(model, recipe)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        part = Path(folder) / "model.keras"
        model.save(part)
        os.replace(part, path)
