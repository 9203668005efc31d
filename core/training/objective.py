"""Loss and metric functions of a task, per sample, as Keras computes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def loss_function(name: str) -> Callable[[Any, Any], Any]:
    """The Keras loss of that name: (targets, outputs) → (batch,) losses."""
    import keras

    return {
        "binary_crossentropy": keras.losses.binary_crossentropy,
        "categorical_crossentropy": keras.losses.categorical_crossentropy,
        "mae": keras.losses.mean_absolute_error,
    }[name]


def metric_function(metric: str, loss: str) -> Callable[[Any, Any], Any]:
    """Keras' function for ``metrics=[metric]`` with that loss: (targets, outputs) → (batch,)."""
    import keras

    if metric == "mae":
        return keras.metrics.mean_absolute_error
    if loss == "categorical_crossentropy":
        return keras.metrics.categorical_accuracy
    return keras.metrics.binary_accuracy
