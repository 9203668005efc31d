"""What a run predicted on its test samples, held against what was true."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.datasets import dataset
from core.datasets.windows import target_times
from core.errors import DatasetError
from core.recipes import Recipe
from core.settings import Settings
from core.verdict.outcomes import predicted_classes

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-3
WEEK = 7 * 86_400


@dataclass(frozen=True)
class TestSet:
    """What was true of a recipe's test samples, in order.

    Attributes:
        targets: (n,) int32 class numbers, or (n,) float32 steps of the target.
        classes: How many there are; None for a series.
        class_names: A name for each class, where the dataset has any.
        times: For a series, (n,) int64 seconds of the targets; else None.
        dated: Whether the times count from 1970.
        scale: For a series, how many ``unit`` one step of the target is.
        centre: For a series, the value in ``unit`` of a target of 0.
        unit: For a series, such as "°C".
    """

    targets: np.ndarray
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    times: np.ndarray | None = None
    dated: bool = False
    scale: float = 1.0
    centre: float = 0.0
    unit: str = ""

    __test__ = False  # pytest collects what is called Test…

    def __len__(self) -> int:
        return len(self.targets)


def load_test_set(name: str, preprocessing: Mapping[str, object], settings: Settings) -> TestSet:
    """The truth about a dataset's test samples, as a recipe prepares them.

    Raises:
        RequestError: Settings that cannot be.
        DatasetError: The dataset is missing or refused.
    """
    entry = dataset(name)
    if entry.encoding:  # no need to pad the texts for their labels
        targets = entry.encoding.texts(preprocessing, settings)["test"].targets
        return TestSet(np.array(targets), entry.classes, entry.class_names)
    loaded = entry.load(preprocessing, settings)
    targets = np.array(loaded.test.targets)
    if entry.classes:
        return TestSet(targets, entry.classes, entry.class_names)
    return TestSet(
        targets,
        times=target_times(loaded, preprocessing),
        dated=not entry.generated,
        scale=float(loaded.scale or 1.0),
        centre=loaded.centre,
        unit=loaded.unit,
    )


def cache_key(recipe: Recipe) -> tuple[str, str]:
    """Names the test set of a recipe: recipes that prepare their data alike share one."""
    return recipe.dataset, json.dumps(dict(recipe.preprocessing), sort_keys=True)


def require_same(truth: TestSet, predictions: np.ndarray, metric: str, kept: float | None) -> None:
    """Refuse predictions that were made on other samples than these.

    Args:
        predictions: (n,) or (n, classes) float32.
        metric: ``accuracy`` or ``mae``.
        kept: What the run gave on its test; None where that is not known.

    Raises:
        DatasetError: There are more or fewer of them, or they give another figure.
    """
    if len(predictions) != len(truth):
        raise DatasetError(
            "The run predicted {predicted:,} test samples, and the data that is here now has "
            "{here:,}: it has changed since, so nothing is drawn of them.",
            predicted=len(predictions),
            here=len(truth),
        )
    found = figure(truth, predictions, metric)
    if kept is None or abs(found - kept) <= TOLERANCE * max(1.0, abs(kept)):
        return
    raise DatasetError(
        "On the data that is here now, the run's predictions give a test {metric} of {found:.4f}, "
        "but it had {kept:.4f}: the data has changed since, so nothing is drawn of them.",
        metric=metric,
        found=found,
        kept=kept,
    )


def figure(truth: TestSet, predictions: np.ndarray, metric: str) -> float:
    """The test figure that the predictions give: accuracy, or mean absolute error in steps."""
    if metric == "mae":
        return float(np.abs(predictions.astype(np.float64) - truth.targets).mean())
    return float((predicted_classes(predictions) == truth.targets).mean())


def confusion(targets: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """(classes, classes) int64: samples of the row's class that were taken for the column's."""
    numbers = targets.astype(np.int64) * classes + predicted
    return np.bincount(numbers, minlength=classes * classes).reshape(classes, classes)


def per_class(matrix: np.ndarray) -> pd.DataFrame:
    """How well each class was told, from a confusion matrix.

    Returns:
        A row a class: ``precision`` (of what was taken for it, the share that was it; NaN where
        nothing was), ``recall`` (of what was it, the share that was found; NaN where nothing
        was), ``f1`` (their harmonic mean, 0 where nothing was right) and ``support`` (samples).
    """
    import pandas as pd  # half a second that Home does not wait for

    right = matrix.diagonal().astype(np.float64)
    taken, support = matrix.sum(axis=0), matrix.sum(axis=1)
    return pd.DataFrame(
        {
            "precision": _share(right, taken),
            "recall": _share(right, support),
            "f1": _share(2 * right, taken + support),
            "support": support,
        }
    )


def macro_f1(found: pd.DataFrame) -> float:
    """The mean F1 over the classes that occur in the test, each counting the same."""
    return float(found.loc[found["support"] > 0, "f1"].mean())


def farthest(truth: TestSet, found: Residuals, most: int) -> np.ndarray:
    """(at most ``most``,) int64: samples that lay farthest off, each in another week."""
    order = np.argsort(-np.abs(found.errors), kind="stable")
    weeks = (truth.times[order] - truth.times[0]) // WEEK
    _, first = np.unique(weeks, return_index=True)
    return order[np.sort(first)[:most]]


def by_support(matrix: np.ndarray) -> np.ndarray:
    """(classes,) int64: class numbers, the one with most test samples first."""
    return np.argsort(-matrix.sum(axis=1), kind="stable")


def mistakes(matrix: np.ndarray, most: int) -> pd.DataFrame:
    """What was taken for what most often, most first.

    Returns:
        ``true`` and ``predicted`` class numbers, ``count`` samples, and ``share`` of the true
        class's samples.
    """
    import pandas as pd  # half a second that Home does not wait for

    wrong = matrix.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    order = order[wrong.ravel()[order] > 0]
    true, predicted = np.unravel_index(order, wrong.shape)
    count = wrong[true, predicted]
    share = _share(count.astype(np.float64), matrix.sum(axis=1)[true])
    return pd.DataFrame({"true": true, "predicted": predicted, "count": count, "share": share})


def surest_mistakes(truth: TestSet, predictions: np.ndarray, most: int) -> pd.DataFrame:
    """The samples it got wrong though it was sure, the surest first.

    Returns:
        ``sample`` (0-based number in the test split), ``true`` and ``predicted`` class numbers,
        and ``probability`` of the predicted class.
    """
    import pandas as pd  # half a second that Home does not wait for

    predicted = predicted_classes(predictions)
    if predictions.ndim == 1:
        sure = np.where(predicted == 1, predictions, 1 - predictions)
    else:
        sure = predictions[np.arange(len(predictions)), predicted]
    wrong = np.flatnonzero(predicted != truth.targets)
    samples = wrong[np.argsort(-sure[wrong], kind="stable")][:most]
    columns = {"sample": samples, "true": truth.targets[samples], "predicted": predicted[samples]}
    return pd.DataFrame(columns | {"probability": sure[samples].astype(np.float64)})


@dataclass(frozen=True)
class Residuals:
    """A series' test in its own unit.

    Attributes:
        true: (n,) float64.
        predicted: (n,) float64.
        errors: (n,) float64, predicted less true.
        mean: Mean error: how much too high on average.
        mae: Mean absolute error.
        worst: Index of the largest absolute error.
    """

    true: np.ndarray
    predicted: np.ndarray
    errors: np.ndarray
    mean: float
    mae: float
    worst: int


def residuals(truth: TestSet, predictions: np.ndarray) -> Residuals:
    """How far predictions of a series lay off, in its unit.

    Args:
        predictions: (n,) float32 steps of the target.
    """
    predicted = predictions.astype(np.float64) * truth.scale + truth.centre
    true = truth.targets.astype(np.float64) * truth.scale + truth.centre
    errors = predicted - true
    absolute = np.abs(errors)
    return Residuals(
        true,
        predicted,
        errors,
        float(errors.mean()),
        float(absolute.mean()),
        int(absolute.argmax()),
    )


def weekly(truth: TestSet, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A series' mean absolute error week by week; a last one of less than half a week is left out.

    Args:
        errors: (n,) as ``Residuals`` has them.

    Returns:
        (weeks,) index of each week's first sample, and (weeks,) float64 mean absolute error.
    """
    weeks = (truth.times - truth.times[0]) // WEEK
    _, first, members = np.unique(weeks, return_index=True, return_inverse=True)
    counts = np.bincount(members)
    means = np.bincount(members, np.abs(errors)) / counts
    kept = len(first) - (len(first) > 1 and 2 * counts[-1] < counts.max())
    return first[:kept], means[:kept]


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(whole > 0, part / np.maximum(1, whole), np.nan)
