"""More than accuracy: what predictions are worth, from the predictions alone.

The formulas are scikit-learn's, held equal by a test; here they are a few lines of numpy, because
importing scikit-learn costs a page two seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis.predictions import (
    TestSet,
    confusion,
    macro_f1,
    per_class,
    predicted_classes,
    residuals,
)

BINS = 15
EPSILON = 1e-7
"""Keras' own: no probability is taken to be nearer to 0 or 1, so that log loss is its loss."""


@dataclass(frozen=True)
class Reliability:
    """Whether what is said with a probability of p is right in a share p of cases.

    Attributes:
        edges: (bins + 1,) float64 of the probability of the predicted class.
        count: (bins,) int64 test samples.
        said: (bins,) float64 mean probability of the predicted class; NaN in an empty bin.
        right: (bins,) float64 share that was right; NaN in an empty bin.
        error: Expected calibration error (Guo et al. 2017): how far the two are apart on average
            over the samples.
    """

    edges: np.ndarray
    count: np.ndarray
    said: np.ndarray
    right: np.ndarray
    error: float


def figures(truth: TestSet, predictions: np.ndarray) -> dict[str, float]:
    """Everything one number can say of a run's test, by name, JSON-ready.

    Returns:
        For classes ``accuracy``, ``macro_f1``, ``balanced_accuracy``, ``log_loss`` (nats) and
        ``calibration_error``; for a series ``mae`` and ``rmse`` in its unit.
    """
    if truth.classes is None:
        errors = residuals(truth, predictions).errors
        return {
            "mae": float(np.abs(errors).mean()),
            "rmse": float(np.sqrt((errors**2).mean())),
        }
    predicted = predicted_classes(predictions)
    matrix = confusion(truth.targets, predicted, truth.classes)
    table = per_class(matrix)
    return {
        "accuracy": float(matrix.diagonal().sum() / max(1, matrix.sum())),
        "macro_f1": macro_f1(table),
        "balanced_accuracy": balanced_accuracy(matrix),
        "log_loss": log_loss(truth.targets, predictions),
        "calibration_error": reliability(truth.targets, predictions).error,
    }


def balanced_accuracy(matrix: np.ndarray) -> float:
    """The mean recall over the classes that occur in the test.

    Args:
        matrix: (classes, classes) as ``confusion`` gives it.
    """
    support = matrix.sum(axis=1)
    occurs = support > 0
    return float((matrix.diagonal()[occurs] / support[occurs]).mean())


def log_loss(targets: np.ndarray, predictions: np.ndarray) -> float:
    """Mean negative logarithm of the probability given to what was true, in nats."""
    return float(-np.log(_given(targets, predictions)).mean())


def _given(targets: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    """(n,) float64 probability of the true class."""
    if predictions.ndim == 1:
        given = np.where(targets == 1, predictions, 1 - predictions)
    else:
        given = predictions[np.arange(len(targets)), targets]
    return np.clip(given.astype(np.float64), EPSILON, 1 - EPSILON)


def reliability(targets: np.ndarray, predictions: np.ndarray, bins: int = BINS) -> Reliability:
    """How far a run's probabilities can be believed, in bins of equal width.

    Args:
        targets: (n,) class numbers.
        predictions: (n,) probabilities of class 1, or (n, classes).
        bins: How many; between 0 and 1, or between a half and 1 where there are two classes.
    """
    predicted = predicted_classes(predictions)
    if predictions.ndim == 1:
        sure = np.where(predicted == 1, predictions, 1 - predictions).astype(np.float64)
        edges = np.linspace(0.5, 1.0, bins + 1)
    else:
        sure = predictions[np.arange(len(targets)), predicted].astype(np.float64)
        edges = np.linspace(0.0, 1.0, bins + 1)
    at = np.clip(np.searchsorted(edges, sure, side="left") - 1, 0, bins - 1)
    count = np.bincount(at, minlength=bins)
    said = np.bincount(at, sure, minlength=bins)
    right = np.bincount(at, predicted == targets, minlength=bins)
    error = float(np.abs(said - right).sum() / max(1, len(targets)))
    filled = np.where(count > 0, count, np.nan)
    return Reliability(edges, count, said / filled, right / filled, error)


def mean_confusion(matrices: Sequence[np.ndarray]) -> np.ndarray:
    """(classes, classes) float64: what a group's seeds took for what, on average.

    Args:
        matrices: One a seed, as ``confusion`` gives them, on one test set.
    """
    return np.mean(np.stack(list(matrices)), axis=0, dtype=np.float64)


def confusion_difference(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """(classes, classes) float64: of each true class, by what share more of it the first took for
    the column's class; NaN in the row of a class that does not occur.

    Args:
        ours: Of one run, or the mean of a group.
        theirs: Of another on the same test set.
    """
    support = ours.sum(axis=1, keepdims=True)
    return (ours - theirs) / np.where(support > 0, support, np.nan)
