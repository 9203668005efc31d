"""Measures beyond accuracy, computed from the predictions alone.

The formulas are scikit-learn's, and a test checks that they agree. They are rewritten in NumPy
because importing scikit-learn would cost a page two seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.analysis.predictions import (
    TestSet,
    confusion,
    macro_f1,
    per_class,
    predicted_classes,
    probability_of,
    residuals,
)

BINS = 15
EPSILON = 1e-7
"""Probabilities are clipped this far from 0 and 1, as in Keras, so that log loss is its loss."""


@dataclass(frozen=True)
class Reliability:
    """Whether predictions made with probability p are right in a share p of cases.

    Attributes:
        edges: (bins + 1,) float64 edges of the predicted class's probability.
        count: (bins,) int64 test samples.
        confidence: (bins,) float64 mean probability of the predicted class; NaN in an empty bin.
        right: (bins,) float64 share that was right; NaN in an empty bin.
        error: Expected calibration error (Guo et al. 2017): the mean distance between the two,
            weighted by samples.
    """

    edges: np.ndarray
    count: np.ndarray
    confidence: np.ndarray
    right: np.ndarray
    error: float


def figures(truth: TestSet, predictions: np.ndarray) -> dict[str, float]:
    """All scalar measures of a run's test predictions, by name, ready for JSON.

    Returns:
        For classes ``accuracy``, ``macro_f1``, ``balanced_accuracy`` (the mean recall of the
        classes that occur in the test set), ``log_loss`` (nats) and
        ``calibration_error``; for a series ``mae`` and ``rmse`` in its unit.
    """
    if truth.classes is None:
        errors = residuals(truth, predictions).errors
        return {"mae": float(np.abs(errors).mean()), "rmse": float(np.sqrt((errors**2).mean()))}
    predicted = predicted_classes(predictions)
    matrix = confusion(truth.targets, predicted, truth.classes)
    table = per_class(matrix)
    return {
        "accuracy": float(matrix.diagonal().sum() / max(1, matrix.sum())),
        "macro_f1": macro_f1(table),
        "balanced_accuracy": float(table["recall"].mean()),
        "log_loss": log_loss(truth.targets, predictions),
        "calibration_error": reliability(truth.targets, predictions).error,
    }


def log_loss(targets: np.ndarray, predictions: np.ndarray) -> float:
    """Mean negative logarithm of the true class's probability, in nats."""
    probability = np.clip(probability_of(targets, predictions), EPSILON, 1 - EPSILON)
    return float(-np.log(probability).mean())


def reliability(targets: np.ndarray, predictions: np.ndarray, bins: int = BINS) -> Reliability:
    """How well a run's probabilities are calibrated, in bins of equal width.

    Args:
        targets: (n,) class numbers.
        predictions: (n,) probabilities of class 1, or (n, classes) probabilities.
        bins: Number of bins between 0 and 1, or, for probabilities of class 1, between 0.5 and 1.
    """
    predicted = predicted_classes(predictions)
    confidence = probability_of(predicted, predictions)
    edges = np.linspace(0.5 if predictions.ndim == 1 else 0.0, 1.0, bins + 1)
    index = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    count = np.bincount(index, minlength=bins)
    confidences = np.bincount(index, confidence, minlength=bins)
    right = np.bincount(index, predicted == targets, minlength=bins)
    error = float(np.abs(confidences - right).sum() / max(1, len(targets)))
    filled = np.where(count > 0, count, np.nan)
    return Reliability(edges, count, confidences / filled, right / filled, error)


def confusion_difference(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """(classes, classes) float64: the difference of two confusion matrices, as shares of each true
    class; NaN in the row of a class that does not occur.

    Args:
        ours: Confusion matrix of a run, or the mean of a group.
        theirs: That of another on the same test set, which is subtracted.
    """
    support = ours.sum(axis=1, keepdims=True)
    return (ours - theirs) / np.where(support > 0, support, np.nan)
