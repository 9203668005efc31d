"""A moment of a series' test span: what is read before it, what came, and edited readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.datasets import Splits
from core.datasets.windows import Window, target_times, window
from core.errors import RequestError
from core.inside.inputs import VALUES, Input, require_reads, splits_of
from core.inside.samples import read_sample
from core.inside.values import values_input
from core.recipes import Recipe
from core.settings import Settings


@dataclass(frozen=True)
class Moment:
    """A test window of a series.

    Attributes:
        times: (readings,) int64 seconds of the readings, counted as in ``Splits.times``.
        values: (readings,) float64, the readings of the column that is predicted, in its unit.
        now: When the prediction is made.
        target: The time that is predicted.
    """

    times: np.ndarray
    values: np.ndarray
    now: int
    target: int


def read_moment(recipe: Recipe, number: int, settings: Settings) -> Moment:
    """The test window with this number.

    Raises:
        RequestError: The recipe reads no series, or there is no such window.
        DatasetError: The dataset is missing or refused.
    """
    splits, cut = _series(recipe, settings)
    sample = read_sample(recipe, number, settings).values[0]
    first = int(splits.test.starts[number])
    now = first + cut.lookback
    scale, centre = splits.scale or 1.0, splits.centre
    return Moment(
        times=splits.times[first + cut.offsets],
        values=sample[:, splits.target_column].astype(np.float64) * scale + centre,
        now=int(splits.times[now]),
        target=int(splits.times[now + cut.delay]),
    )


def number_at(recipe: Recipe, time: float, settings: Settings) -> int:
    """Number of the test window whose predicted time is nearest to ``time``.

    Raises:
        RequestError: The recipe reads no series.
        DatasetError: The dataset is missing or refused.
    """
    splits, _ = _series(recipe, settings)
    times = target_times(splits, recipe.preprocessing)
    right = int(np.clip(np.searchsorted(times, time), 1, len(times) - 1))
    return right - int(time - times[right - 1] <= times[right] - time)


def edited_input(
    recipe: Recipe, number: int, edits: Mapping[int, float], settings: Settings
) -> Input:
    """A test window of which some readings are others.

    Args:
        recipe: A recipe of a series.
        number: The window's number.
        edits: Time of a reading → its value in the series' unit. It replaces the reading of that
            time, or of less than half a step before or after it.
        settings: The installation, which locates the data.

    Raises:
        RequestError: The recipe reads no series, there is no such window, or a value is no finite
            number.
        DatasetError: The dataset is missing or refused.
    """
    splits, cut = _series(recipe, settings)
    given = read_sample(recipe, number, settings)
    if not edits:
        return given
    if not np.isfinite(list(edits.values())).all():
        raise RequestError("The values must be finite numbers that are not too large.")
    values = given.values[0].copy()
    times = splits.times[int(splits.test.starts[number]) + cut.offsets]
    step = int(np.median(np.diff(times))) if len(times) > 1 else 1
    for time, value in edits.items():
        place = int(np.abs(times - time).argmin())
        if 2 * abs(int(times[place]) - time) <= step:
            values[place, splits.target_column] = (value - splits.centre) / (splits.scale or 1.0)
    return values_input(values, splits, truth=given.truth)


def _series(recipe: Recipe, settings: Settings) -> tuple[Splits, Window]:
    require_reads(recipe, VALUES)
    splits = splits_of(recipe, settings)
    if splits.times is None:
        raise RequestError("{recipe} reads no series.", recipe=recipe.id)
    return splits, window(recipe.preprocessing, int(np.median(np.diff(splits.times))))
