"""Shared by the training tests: small random splits with the shapes of a recipe's data."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.datasets import Samples, Splits
from core.recipes import Recipe, representative
from core.settings import Settings
from core.training import engine


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path, threads=2)


@pytest.fixture(scope="module", autouse=True)
def soon_xla():
    """Small test runs switch to XLA after their first epoch, as long runs do later."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "GRAPH_STEPS", 5)
        yield


def small_splits(recipe: Recipe, train: int = 150, rest: int = 70, seed: int = 0) -> Splits:
    """Random samples of the recipe's shapes, with a few samples left over from full batches."""
    rng = np.random.default_rng(seed)
    shape = recipe.input_shape
    if recipe.task == "series-regression":
        steps, columns = shape
        series = rng.normal(size=(1_000 + steps, columns)).astype("float32")
        offsets = np.arange(steps)

        def draw(count: int) -> Samples:
            starts = rng.integers(0, 1_000, count)
            return Samples(series, series[starts + steps - 1, 0], starts, offsets)
    elif recipe.task.startswith("text"):
        vocabulary = min(recipe.layers[0].config["input_dim"], 200)

        def draw(count: int) -> Samples:
            tokens = rng.integers(0, vocabulary, (count, *shape)).astype("int32")
            return Samples(tokens, rng.integers(0, recipe.data.classes, count).astype("int32"))
    else:

        def draw(count: int) -> Samples:
            inputs = rng.random((count, *shape), dtype="float32")
            return Samples(inputs, rng.integers(0, recipe.data.classes, count).astype("int32"))

    embeddings = None
    if any(item.config.get("weights") for item in recipe.layers):
        size = recipe.layers[0].config
        embeddings = rng.normal(size=(size["input_dim"], size["output_dim"])).astype("float32")
    return Splits(draw(train), draw(rest), draw(rest), embeddings=embeddings)


def small_recipe(dataset: str, family: str) -> Recipe:
    """The recipe of a cell, with short epochs."""
    return short(representative(dataset, family))


def short(recipe: Recipe, epochs: int = 3) -> Recipe:
    fit = {**recipe.fit, "epochs": epochs, "batch_size": 32, "patience": 0}
    if "steps_per_epoch" in fit:
        fit["steps_per_epoch"] = 5
    return dataclasses.replace(recipe, fit=fit)
