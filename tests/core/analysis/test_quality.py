"""Measures of predictions equal scikit-learn's; those it does not have are checked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from core.analysis import quality
from core.analysis.predictions import TestSet, confusion


def guesses(classes: int, samples: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Targets, and probabilities that are right more often than not."""
    rng = np.random.default_rng(classes)
    targets = rng.integers(0, classes, samples).astype(np.int32)
    if classes == 2:
        pull = rng.normal(targets * 2 - 1, 1.5)
        return targets, (1 / (1 + np.exp(-2 * pull))).astype(np.float32)
    pull = rng.normal(0, 1, (samples, classes)) + 2 * np.eye(classes)[targets]
    shares = np.exp(pull)
    return targets, (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("classes", [2, 7])
def test_figures_of_classes_are_scikit_learns(classes):
    targets, predictions = guesses(classes)
    taken = (predictions > 0.5) if classes == 2 else predictions.argmax(axis=1)
    measures = quality.figures(TestSet(targets, classes), predictions)
    assert measures["accuracy"] == pytest.approx(metrics.accuracy_score(targets, taken))
    assert measures["macro_f1"] == pytest.approx(metrics.f1_score(targets, taken, average="macro"))
    balanced = metrics.balanced_accuracy_score(targets, taken)
    assert measures["balanced_accuracy"] == pytest.approx(balanced)
    probabilities = predictions.astype(np.float64)
    if classes > 2:
        probabilities /= probabilities.sum(axis=1, keepdims=True)
    expected = metrics.log_loss(targets, probabilities)
    assert measures["log_loss"] == pytest.approx(expected, rel=1e-6)


def test_a_confident_mistake_costs_what_it_costs_in_keras():
    loss = quality.log_loss(np.array([1, 0]), np.array([0.0, 0.0], np.float32))
    assert loss == pytest.approx(-np.log(1e-7) / 2)


def test_calibration_by_hand():
    # .95 four times, right three times; .65 twice, right once
    targets = np.array([1, 1, 1, 0, 0, 1])
    predictions = np.array([0.95, 0.95, 0.95, 0.95, 0.35, 0.35], np.float32)
    curve = quality.reliability(targets, predictions, bins=5)
    assert curve.edges == pytest.approx([0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    assert curve.count.tolist() == [0, 2, 0, 0, 4]
    assert curve.confidence[[1, 4]] == pytest.approx([0.65, 0.95])
    assert curve.right[[1, 4]] == pytest.approx([0.5, 0.75])
    assert np.isnan(curve.confidence[0])
    assert curve.error == pytest.approx((4 * 0.2 + 2 * 0.15) / 6)


def test_true_probabilities_have_no_calibration_error():
    rng = np.random.default_rng(1)
    confidence = rng.random(200_000)
    honest = quality.reliability(rng.random(200_000) < confidence, confidence)
    boasting = quality.reliability(rng.random(200_000) < 0.5, confidence)
    assert honest.error < 0.005 < 0.2 < boasting.error


def test_a_series_is_measured_in_its_unit():
    truth = TestSet(np.array([0.0, 1.0, 2.0]), scale=8.0, centre=5.0, unit="°C")
    measures = quality.figures(truth, np.array([0.5, 1.0, 1.0], np.float32))
    assert measures == pytest.approx({"mae": 4.0, "rmse": np.sqrt((16 + 64) / 3)})


def test_difference_of_confusions():
    targets = np.array([0, 0, 0, 0, 1, 1])
    one = confusion(targets, np.array([0, 0, 1, 1, 1, 1]), 3)
    other = confusion(targets, np.array([0, 0, 0, 1, 1, 0]), 3)
    difference = quality.confusion_difference(one, other)
    assert difference[:2].tolist() == [[-0.25, 0.25, 0.0], [-0.5, 0.5, 0.0]]
    assert np.isnan(difference[2]).all()
