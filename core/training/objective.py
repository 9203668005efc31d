"""Loss and metric of a task, per sample, as Keras computes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Function = Callable[[Any, Any], Any]


def loss_and_metric(loss: str, metric: str) -> tuple[Function, Function]:
    """Keras' loss and metric of these names, each (targets, outputs) → (batch,)."""
    import keras

    if metric == "mae":
        function = keras.metrics.mean_absolute_error
    elif loss == "categorical_crossentropy":
        function = keras.metrics.categorical_accuracy
    else:
        function = keras.metrics.binary_accuracy
    return keras.losses.get(loss), function
