"""Floating-point operations of a layer's forward pass, in pure Python.

Counted for one sample: a multiplication and the addition that follows it are two operations, an
activation is one a number (a softmax five), a lookup or a change of shape is none. A step of
training costs about three times as much: forward, and backward to the inputs and to the weights.
``tests/core/training/test_operations.py`` holds the counts near TensorFlow's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

Shape = tuple[int, ...]
Count = Callable[[Mapping[str, Any], Shape, Shape], int]

SOFTMAX = 5
TRAINING_PASSES = 3


def operations(type: str, config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    """Operations of one layer's forward pass for one sample.

    Args:
        type: A key of LAYERS.
        config: The layer's settings.
        shape: Its input shape, without the batch.
        output: Its output shape, without the batch.
    """
    return OPERATIONS[type](config, shape, output)


def _activation(config: Mapping[str, Any], numbers: int) -> int:
    kind = config.get("activation", "linear")
    return {"linear": 0, "softmax": SOFTMAX}.get(kind, 1) * numbers


def _dense(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    numbers = math.prod(output)
    return numbers * (2 * shape[-1] + 1) + _activation(config, numbers)


def _convolution(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    kernel = config["kernel_size"]
    dimensions = len(shape) - 1
    window = kernel**dimensions if isinstance(kernel, int) else math.prod(kernel)
    numbers = math.prod(output)
    return numbers * (2 * window * shape[-1] + 1) + _activation(config, numbers)


def _pooling(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    pool = config["pool_size"]
    window = pool ** (len(shape) - 1) if isinstance(pool, int) else math.prod(pool)
    return window * math.prod(output)


def _recurrent(gates: int, biases: int, around: int) -> Count:
    """``around``: operations a unit and step beside the matrix products and biases."""

    def count(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
        steps, features = shape
        units = config["units"]
        # the two products are added up, with their biases
        gate = 2 * (features + units) + biases + 1
        return steps * units * (gates * gate + around)

    return count


def _bidirectional(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    inner = config["layer"]
    return 2 * operations(inner.type, inner.config, shape, output)


def _none(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    return 0


OPERATIONS: dict[str, Count] = {
    "Embedding": _none,
    "Dense": _dense,
    "Activation": lambda config, shape, output: _activation(config, math.prod(output)),
    "Dropout": _none,
    "Flatten": _none,
    "Reshape": _none,
    "Conv1D": _convolution,
    "Conv2D": _convolution,
    "MaxPooling1D": _pooling,
    "MaxPooling2D": _pooling,
    "GlobalMaxPooling1D": lambda config, shape, output: math.prod(shape),
    "SimpleRNN": _recurrent(gates=1, biases=1, around=1),
    # beside the products: the activations of the gates, and how the state is mixed
    "GRU": _recurrent(gates=3, biases=2, around=8),
    "LSTM": _recurrent(gates=4, biases=1, around=9),
    "Bidirectional": _bidirectional,
}
