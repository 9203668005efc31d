"""The forward pass of every layer type in NumPy: the fifth reader of the layers.

Keras builds, trains and tests a model in a worker; a page must answer within a tenth of a second
and never imports TensorFlow. A row of FORWARD computes what Keras' layer computes, in float32; a
test holds each row, and every recipe, to Keras within 1e-5 of the layer's largest number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from core.architectures import Layer
from core.architectures.operations import each_side
from core.errors import look_up
from core.i18n import mark
from core.inside.activations import activation
from core.inside.recurrent import both_ways, recur
from core.inside.trace import Trace

Compute = Callable[[Mapping[str, Any], Sequence[np.ndarray], np.ndarray], np.ndarray | Trace]


@dataclass(frozen=True)
class Forward:
    """How a layer type computes its output.

    Attributes:
        compute: (config, weights in Keras' order, inputs (batch, …)) → the output (batch, …), or
            a Trace of a recurrent layer.
        weights: How many arrays of weights it has.
    """

    compute: Compute
    weights: int = 0


def _dense(config: Mapping[str, Any], weights: Sequence[np.ndarray], x: np.ndarray) -> np.ndarray:
    return activation(config.get("activation", "linear"))(x @ weights[0] + weights[1])


def pad_sides(
    config: Mapping[str, Any], sizes: Sequence[int], strides: Sequence[int], x: np.ndarray
) -> list[tuple[int, int]]:
    """How many steps or pixels a padded layer adds before and after each side of its input."""
    padding = config.get("padding", "valid")
    sides = []
    for length, size, stride in zip(x.shape[1:-1], sizes, strides, strict=True):
        total = max(0, (-(-length // stride) - 1) * stride + size - length)
        before = {"valid": 0, "causal": size - 1, "same": total // 2}[padding]
        sides.append((before, total - before if padding == "same" else 0))
    return sides


def _windows(
    config: Mapping[str, Any], size: str, x: np.ndarray, filler: float
) -> tuple[np.ndarray, tuple[int, ...]]:
    """All windows of an input: (batch, *positions, channels, *sizes), and the sizes."""
    shape = x.shape[1:]
    sizes = each_side(config[size], shape)
    default = config[size] if size == "pool_size" else 1
    strides = each_side(config.get("strides") or default, shape)
    sides = pad_sides(config, sizes, strides, x)
    if any(map(any, sides)):
        x = np.pad(x, [(0, 0), *sides, (0, 0)], constant_values=filler)
    axes = tuple(range(1, len(sizes) + 1))
    windows = np.lib.stride_tricks.sliding_window_view(x, sizes, axes)
    return windows[(slice(None), *(slice(None, None, stride) for stride in strides))], sizes


def _convolve(
    config: Mapping[str, Any], weights: Sequence[np.ndarray], x: np.ndarray
) -> np.ndarray:
    kernel, bias = weights  # (*sizes, channels, filters), (filters,)
    windows, sizes = _windows(config, "kernel_size", x, 0)
    last, sides = windows.ndim - 1, len(sizes)
    axes = [*range(last - sides + 1, last + 1), last - sides]  # the kernel's order
    products = np.tensordot(windows, kernel, (axes, list(range(sides + 1))))
    return activation(config.get("activation", "linear"))(products + bias)


def _pool(config: Mapping[str, Any], weights: Sequence[np.ndarray], x: np.ndarray) -> np.ndarray:
    windows, sizes = _windows(config, "pool_size", x, -np.inf)
    return windows.max(axis=tuple(range(-len(sizes), 0)))


def _reshape(config: Mapping[str, Any], weights: Sequence[np.ndarray], x: np.ndarray) -> np.ndarray:
    return x.reshape(len(x), *config["target_shape"])


def _recurrent(type: str) -> Forward:
    return Forward(partial(recur, type), weights=3)


FORWARD: dict[str, Forward] = {
    "Embedding": Forward(lambda config, weights, x: weights[0][x], weights=1),
    "Dense": Forward(_dense, weights=2),
    "Activation": Forward(lambda config, weights, x: activation(config["activation"])(x)),
    "Dropout": Forward(lambda config, weights, x: x),
    "Flatten": Forward(lambda config, weights, x: x.reshape(len(x), -1)),
    "Reshape": Forward(_reshape),
    "Conv1D": Forward(_convolve, weights=2),
    "Conv2D": Forward(_convolve, weights=2),
    "MaxPooling1D": Forward(_pool),
    "MaxPooling2D": Forward(_pool),
    "GlobalMaxPooling1D": Forward(lambda config, weights, x: x.max(axis=1)),
    "SimpleRNN": _recurrent("SimpleRNN"),
    "GRU": _recurrent("GRU"),
    "LSTM": _recurrent("LSTM"),
    "Bidirectional": Forward(both_ways, weights=6),
}


def forward(item: Layer) -> Forward:
    """The row of a layer.

    Raises:
        RequestError: No row computes this layer type; the message lists those that are computed.
    """
    return look_up(
        FORWARD, item.type, mark("The layer {name!r} cannot be shown; these can: {names}.")
    )


def compute(item: Layer, weights: Sequence[np.ndarray], inputs: np.ndarray) -> Trace:
    """One layer's output for a batch, and a recurrent layer's states and gates."""
    result = forward(item).compute(item.config, weights, inputs)
    return result if isinstance(result, Trace) else Trace(result)
