"""Features one by one: their training range, and an input of values in their own units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.datasets import Splits
from core.errors import RequestError
from core.inside.inputs import VALUES, Input, require_reads, splits_of
from core.inside.samples import read_sample
from core.inside.values import prepared, values_input
from core.recipes import Recipe
from core.settings import Settings


@dataclass(frozen=True)
class Feature:
    """A feature over the training samples, in its own unit.

    Attributes:
        name: What it is called; its number, counted from 1, if it has no name.
        least: The smallest value.
        most: The largest value.
        mean: The mean, which it becomes if it is unknown.
    """

    name: str
    least: float
    most: float
    mean: float


def features(recipe: Recipe, settings: Settings) -> list[Feature]:
    """The features that a recipe reads, in order.

    Raises:
        RequestError: The recipe reads no features.
        DatasetError: The dataset is missing or refused.
    """
    splits = _splits(recipe, settings)
    train = splits.train.inputs
    rows = [own_units(one, splits) for one in (train.min(0), train.max(0), train.mean(0))]
    names = splits.columns or [str(number) for number in range(1, train.shape[1] + 1)]
    return [Feature(name, *map(float, values)) for name, *values in zip(names, *rows, strict=True)]


def sample_features(recipe: Recipe, number: int, settings: Settings) -> np.ndarray:
    """A test sample's features in their own units: (features,) float64.

    Raises:
        RequestError: The recipe reads no features, or there is no such sample.
        DatasetError: The dataset is missing or refused.
    """
    splits = _splits(recipe, settings)
    return own_units(read_sample(recipe, number, settings).values[0], splits)


def features_input(
    recipe: Recipe, values: np.ndarray, settings: Settings, truth: int | None = None
) -> Input:
    """An input of (features,) values in their own units.

    Raises:
        RequestError: The recipe reads no features, or a value is no finite number.
        DatasetError: The dataset is missing or refused.
    """
    splits = _splits(recipe, settings)
    return values_input(prepared(values, splits), splits, truth=truth)


def own_units(inputs: np.ndarray, splits: Splits) -> np.ndarray:
    """Inputs (…, features) as the dataset prepares them → float64 in the source's units."""
    values = inputs.astype(np.float64)
    return values if splits.input_mean is None else values * splits.input_std + splits.input_mean


def _splits(recipe: Recipe, settings: Settings) -> Splits:
    require_reads(recipe, VALUES)
    splits = splits_of(recipe, settings)
    if splits.times is not None:
        raise RequestError("{recipe} reads no features.", recipe=recipe.id)
    return splits
