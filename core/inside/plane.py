"""A model's answers over any two features: where they change is its decision boundary."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.errors import RequestError
from core.inside.answers import class_probabilities
from core.inside.features import features
from core.inside.inputs import splits_of
from core.inside.network import Network
from core.inside.values import prepared
from core.recipes import Recipe
from core.settings import Settings

SIDE = 31
"""Points on each side of a plane."""


def answers_over(
    recipe: Recipe,
    network: Network,
    values: np.ndarray,
    axes: tuple[int, int],
    settings: Settings,
) -> np.ndarray:
    """The probabilities of class 1 over two features, the others as they are.

    Args:
        recipe: A recipe of numbers with two classes.
        network: One of its models.
        values: (features,) in their own units.
        axes: The two features, counted from 0: the one from left to right, and the one upwards.
        settings: The installation, which locates the data.

    Returns:
        (31, 31) float64, from the least to the largest training value of each feature: a row for
        each value of the second, a column for each of the first.

    Raises:
        RequestError: There are no such axes, or the recipe reads no features.
        DatasetError: The dataset is missing or refused.
    """
    declared = features(recipe, settings)
    require_axes(axes, len(declared))
    first, second = axes
    across, up = (np.linspace(declared[it].least, declared[it].most, SIDE) for it in axes)
    points = np.repeat(np.asarray(values, np.float64)[None], SIDE * SIDE, axis=0)
    points[:, first], points[:, second] = np.tile(across, SIDE), np.repeat(up, SIDE)
    return _ask(recipe, network, points, settings).reshape(SIDE, SIDE)


def reach(recipe: Recipe, network: Network, values: np.ndarray, settings: Settings) -> np.ndarray:
    """How far each feature alone can change the answer.

    Args:
        recipe: A recipe of numbers with two classes.
        network: One of its models.
        values: (features,) in their own units.
        settings: The installation, which locates the data.

    Returns:
        (features,) float64, the largest change of the probability of class 1 if the feature goes to
        its least or its largest training value.

    Raises:
        RequestError: The recipe reads no features.
        DatasetError: The dataset is missing or refused.
    """
    declared = features(recipe, settings)
    count = len(declared)
    points = np.repeat(np.asarray(values, np.float64)[None], 2 * count + 1, axis=0)
    for place, feature in enumerate(declared):
        points[place, place] = feature.least
        points[count + place, place] = feature.most
    *moved, now = _ask(recipe, network, points, settings)
    return np.abs(np.reshape(moved, (2, count)) - now).max(axis=0)


def _ask(recipe: Recipe, network: Network, points: np.ndarray, settings: Settings) -> np.ndarray:
    outputs = network.predict(prepared(points, splits_of(recipe, settings)))
    return class_probabilities(outputs)[:, 1].astype(np.float64)


def require_axes(axes: Sequence[int], count: int) -> None:
    """Check that axes, counted from 0, are two of ``count`` features.

    Raises:
        RequestError: They are not.
    """
    if len({*axes}) != 2 or len(axes) != 2 or not all(0 <= axis < count for axis in axes):
        raise RequestError(
            "The axes must be two different features from 1 to {count}, got {axes}.",
            count=count,
            axes=", ".join(str(axis + 1) for axis in axes),
        )
