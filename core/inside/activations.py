"""Keras' activation functions in NumPy: (…,) float32 → (…,) float32."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.errors import look_up
from core.i18n import mark

Function = Callable[[np.ndarray], np.ndarray]

_SELU_ALPHA, _SELU_SCALE = np.float32(1.6732632423543772), np.float32(1.0507009873554805)
_HALF, _ZERO = np.float32(0.5), np.float32(0)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return _HALF * np.tanh(_HALF * x) + _HALF  # one call, and it cannot overflow


def _softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _elu(x: np.ndarray) -> np.ndarray:
    return np.where(x > 0, x, np.expm1(np.minimum(x, _ZERO)))


def _selu(x: np.ndarray) -> np.ndarray:
    return _SELU_SCALE * np.where(x > 0, x, _SELU_ALPHA * np.expm1(np.minimum(x, _ZERO)))


def _gelu(x: np.ndarray) -> np.ndarray:
    from scipy.special import erf  # importing it takes a while, and few models have this one

    return _HALF * x * (np.float32(1) + erf(x * np.float32(np.sqrt(0.5))))


ACTIVATIONS: dict[str, Function] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, _ZERO),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "softmax": _softmax,
    "elu": _elu,
    "selu": _selu,
    "gelu": _gelu,
    "silu": lambda x: x * _sigmoid(x),
    "softplus": lambda x: np.logaddexp(x, _ZERO),
}


def activation(name: str) -> Function:
    """Look up an activation function.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    return look_up(ACTIVATIONS, name, mark("Unknown activation {name!r}; choose one of: {names}."))
