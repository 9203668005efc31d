"""Floating-point operations of a layer's forward pass, in pure Python.

Counts are for one sample: a multiplication and the addition after it are two operations, an
activation is one per number (a softmax five), a lookup or a change of shape is none. A training
step costs about three times as much: the forward pass, and the backward passes to the inputs and to
the weights. ``tests/core/training/test_operations.py`` compares the counts with TensorFlow's own.
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
        config: The layer's arguments.
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


def _recurrent(gates: int, biases: int, extra: int) -> Count:
    """``extra``: operations per unit and step, without matrix products and biases."""

    def count(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
        steps, features = shape
        units = config["units"]
        # the two matrix products are summed, with their biases
        gate = 2 * (features + units) + biases + 1
        return steps * units * (gates * gate + extra)

    return count


def _bidirectional(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    inner = config["layer"]
    return 2 * operations(inner.type, inner.config, shape, output)


def _no_operations(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    return 0


OPERATIONS: dict[str, Count] = {
    "Embedding": _no_operations,
    "Dense": _dense,
    "Activation": lambda config, shape, output: _activation(config, math.prod(output)),
    "Dropout": _no_operations,
    "Flatten": _no_operations,
    "Reshape": _no_operations,
    "Conv1D": _convolution,
    "Conv2D": _convolution,
    "MaxPooling1D": _pooling,
    "MaxPooling2D": _pooling,
    "GlobalMaxPooling1D": lambda config, shape, output: math.prod(shape),
    "SimpleRNN": _recurrent(gates=1, biases=1, extra=1),
    # extra: the activations of the gates and the update of the state
    "GRU": _recurrent(gates=3, biases=2, extra=8),
    "LSTM": _recurrent(gates=4, biases=1, extra=9),
    "Bidirectional": _bidirectional,
}
