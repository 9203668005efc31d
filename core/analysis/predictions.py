"""A run's predictions on its test samples, compared with the targets."""

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
    """The true targets of a recipe's test samples, in order.

    Attributes:
        targets: (n,) int32 class numbers, or (n,) float32 scaled targets.
        classes: Number of classes; None for a series.
        class_names: A name for each class, if the dataset has them.
        times: For a series, (n,) int64 times of the targets in seconds; else None.
        dated: Whether the times count from 1970.
        scale: For a series, the size in ``unit`` of a scaled step of 1.
        centre: For a series, the value in ``unit`` of a scaled target of 0.
        unit: For a series, its unit, such as "°C".
    """

    targets: np.ndarray
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    times: np.ndarray | None = None
    dated: bool = False
    scale: float = 1.0
    centre: float = 0.0
    unit: str = ""

    __test__ = False  # not a test, so pytest must not collect it

    def __len__(self) -> int:
        return len(self.targets)


def load_test_set(name: str, preprocessing: Mapping[str, object], settings: Settings) -> TestSet:
    """Load the true targets of a dataset's test samples, as a recipe prepares them.

    Raises:
        RequestError: Invalid preprocessing settings.
        DatasetError: The dataset is missing or refused.
    """
    entry = dataset(name)
    if entry.encoding:  # the labels do not need padded texts
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
    """Identify a recipe's test set; recipes that prepare their data alike share one."""
    return recipe.dataset, json.dumps(dict(recipe.preprocessing), sort_keys=True)


def require_same(
    truth: TestSet, predictions: np.ndarray, metric: str, recorded: float | None
) -> None:
    """Refuse predictions that were made on other samples.

    Args:
        predictions: (n,) or (n, classes) float32.
        metric: ``accuracy`` or ``mae``.
        recorded: The run's test result; None if it is unknown.

    Raises:
        DatasetError: The number of predictions or the result they give is different.
    """
    if len(predictions) != len(truth):
        raise DatasetError(
            "The run predicted {predicted:,} test samples, but the data now has {current:,}. It "
            "has changed since, so the predictions cannot be shown.",
            predicted=len(predictions),
            current=len(truth),
        )
    result = figure(truth, predictions, metric)
    if recorded is None or abs(result - recorded) <= TOLERANCE * max(1.0, abs(recorded)):
        return
    raise DatasetError(
        "On the current data, the run's predictions give a test {metric} of {result:.4f} instead "
        "of {recorded:.4f}. The data has changed since, so the predictions cannot be shown.",
        metric=metric,
        result=result,
        recorded=recorded,
    )


def figure(truth: TestSet, predictions: np.ndarray, metric: str) -> float:
    """The predictions' test result: accuracy, or mean absolute error of scaled targets."""
    if metric == "mae":
        return float(np.abs(predictions.astype(np.float64) - truth.targets).mean())
    return float((predicted_classes(predictions) == truth.targets).mean())


def confusion(targets: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """(classes, classes) int64 confusion matrix: a row per true class, a column per prediction."""
    numbers = targets.astype(np.int64) * classes + predicted
    return np.bincount(numbers, minlength=classes * classes).reshape(classes, classes)


def per_class(matrix: np.ndarray) -> pd.DataFrame:
    """Precision, recall and F1 of each class, from a confusion matrix.

    Returns:
        A row per class: ``precision`` (share of the samples predicted as this class that were
        right; NaN if there are none), ``recall`` (share of the class's samples that were
        recognised; NaN if there are none), ``f1`` (their harmonic mean, 0 if nothing was right) and
        ``support`` (samples).
    """
    import pandas as pd  # takes half a second to import: Home should not wait for it

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


def macro_f1(table: pd.DataFrame) -> float:
    """Unweighted mean F1 over the classes that occur in the test set.

    Args:
        table: As ``per_class`` returns it.
    """
    return float(table.loc[table["support"] > 0, "f1"].mean())


def farthest(truth: TestSet, residuals: Residuals, most: int) -> np.ndarray:
    """(at most ``most``,) int64: samples with the largest errors, each from a different week."""
    order = np.argsort(-np.abs(residuals.errors), kind="stable")
    weeks = (truth.times[order] - truth.times[0]) // WEEK
    _, first = np.unique(weeks, return_index=True)
    return order[np.sort(first)[:most]]


def by_support(matrix: np.ndarray) -> np.ndarray:
    """(classes,) int64: class numbers, the class with the most test samples first."""
    return np.argsort(-matrix.sum(axis=1), kind="stable")


def mistakes(matrix: np.ndarray, most: int) -> pd.DataFrame:
    """The most common mistakes, the most common first.

    Returns:
        A row per pair of classes: ``true`` and ``predicted`` class numbers, ``count`` samples, and
        their ``share`` of the true class's samples.
    """
    import pandas as pd  # takes half a second to import: Home should not wait for it

    wrong = matrix.copy()
    np.fill_diagonal(wrong, 0)
    true, predicted = largest_cells(wrong, most)
    count = wrong[true, predicted]
    share = _share(count.astype(np.float64), matrix.sum(axis=1)[true])
    return pd.DataFrame({"true": true, "predicted": predicted, "count": count, "share": share})


def largest_cells(matrix: np.ndarray, most: int) -> tuple[np.ndarray, ...]:
    """Rows and columns of a matrix's largest cells, the largest first; only those above zero."""
    order = np.argsort(-matrix, axis=None, kind="stable")[:most]
    order = order[matrix.ravel()[order] > 0]
    return np.unravel_index(order, matrix.shape)


def surest_mistakes(truth: TestSet, predictions: np.ndarray, most: int) -> pd.DataFrame:
    """The most confident mistakes, the most confident first.

    Returns:
        A row per sample: ``sample`` (0-based index in the test split), ``true`` and ``predicted``
        class numbers, and ``probability`` of the predicted class.
    """
    import pandas as pd  # takes half a second to import: Home should not wait for it

    predicted = predicted_classes(predictions)
    confidence = probability_of(predicted, predictions)
    wrong = np.flatnonzero(predicted != truth.targets)
    samples = wrong[np.argsort(-confidence[wrong], kind="stable")][:most]
    columns = {"sample": samples, "true": truth.targets[samples], "predicted": predicted[samples]}
    return pd.DataFrame(columns | {"probability": confidence[samples]})


def probability_of(classes: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    """(n,) float64: the predicted probability of one class per sample.

    Args:
        classes: (n,) class numbers.
        predictions: (n,) probabilities of class 1, or (n, classes) probabilities.
    """
    if predictions.ndim == 1:
        return np.where(classes == 1, predictions, 1 - predictions).astype(np.float64)
    return predictions[np.arange(len(classes)), classes].astype(np.float64)


@dataclass(frozen=True)
class Residuals:
    """A series' targets, predictions and errors, in its own unit.

    Attributes:
        true: (n,) float64.
        predicted: (n,) float64.
        errors: (n,) float64, predicted minus true.
        mean: Mean error; positive if the predictions are too high on average.
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
    """Return the errors of a series' predictions, in its unit.

    Args:
        predictions: (n,) float32, scaled like the targets.
    """
    predicted = predictions.astype(np.float64) * truth.scale + truth.centre
    true = truth.targets.astype(np.float64) * truth.scale + truth.centre
    errors = predicted - true
    absolute = np.abs(errors)
    mean, mae, worst = float(errors.mean()), float(absolute.mean()), int(absolute.argmax())
    return Residuals(true, predicted, errors, mean, mae, worst)


def weekly(truth: TestSet, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean absolute error of a series by week; a last week less than half full is left out.

    Args:
        errors: (n,) as in ``Residuals``.

    Returns:
        (weeks,) index of each week's first sample, and (weeks,) float64 mean absolute error.
    """
    weeks = (truth.times - truth.times[0]) // WEEK
    _, first, members = np.unique(weeks, return_index=True, return_inverse=True)
    counts = np.bincount(members)
    means = np.bincount(members, np.abs(errors)) / counts
    count = len(first) - (len(first) > 1 and 2 * counts[-1] < counts.max())
    return first[:count], means[:count]


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(whole > 0, part / np.maximum(1, whole), np.nan)
