"""The metric of a task, per sample, as Keras computes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def metric_function(metric: str, loss: str) -> Callable[[Any, Any], Any]:
    """Keras' function for ``metrics=[metric]`` with that loss: (targets, outputs) → (batch,)."""
    import keras

    if metric == "mae":
        return keras.metrics.mean_absolute_error
    if loss == "categorical_crossentropy":
        return keras.metrics.categorical_accuracy
    return keras.metrics.binary_accuracy
