"""Floating-point operations of the layer types' forward passes, in pure Python.

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


def each_side(size: int | tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """A window's size along each side of an input, whose last axis are its channels."""
    return (size,) * (len(shape) - 1) if isinstance(size, int) else tuple(size)


def no_operations(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    return 0


def activation(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    kind = config.get("activation", "linear")
    return {"linear": 0, "softmax": SOFTMAX}.get(kind, 1) * math.prod(output)


def dense(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    return math.prod(output) * (2 * shape[-1] + 1) + activation(config, shape, output)


def convolution(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    window = math.prod(each_side(config["kernel_size"], shape))
    return math.prod(output) * (2 * window * shape[-1] + 1) + activation(config, shape, output)


def pooling(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    return math.prod(each_side(config["pool_size"], shape)) * math.prod(output)


def recurrent(gates: int, biases: int, extra: int) -> Count:
    """The count of a recurrent layer.

    ``extra``: operations per unit and step, without matrix products and biases.
    """

    def count(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
        steps, features = shape
        units = config["units"]
        # the two matrix products are summed, with their biases
        gate = 2 * (features + units) + biases + 1
        return steps * units * (gates * gate + extra)

    return count
