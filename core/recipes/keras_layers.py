"""A layer as a line of Keras code, as Keras' guides write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.architectures import Layer

RECURRENT = ("SimpleRNN", "GRU", "LSTM")
# Arguments that Keras' guides give without their names, in order.
POSITIONAL: Mapping[str, tuple[str, ...]] = {
    "Embedding": ("input_dim", "output_dim"),
    "Dense": ("units",),
    "Activation": ("activation",),
    "Dropout": ("rate",),
    "Reshape": ("target_shape",),
    "Conv1D": ("filters", "kernel_size"),
    "Conv2D": ("filters", "kernel_size"),
    "MaxPooling1D": ("pool_size",),
    "MaxPooling2D": ("pool_size",),
    **dict.fromkeys(RECURRENT, ("units",)),
}
# Keras' defaults, which are left out.
DEFAULTS: Mapping[str, Any] = {
    "activation": "linear",
    "dropout": 0.0,
    "recurrent_dropout": 0.0,
    "return_sequences": False,
    "trainable": True,
}
RECURRENT_DEFAULTS = {"activation": "tanh"}


def keras_layer(item: Layer, *, vocabulary: str = "") -> str:
    """The call that makes a layer: ``layers.Conv1D(32, 5, activation="relu")``.

    Arguments with Keras' default are left out. Given vectors are called ``embeddings``.

    Args:
        item: The layer.
        vocabulary: A variable with an Embedding's ``input_dim``; "" for its value.
    """
    if item.type == "Bidirectional":
        return f"layers.Bidirectional({keras_layer(item.config['layer'])})"
    config = dict(item.config)
    arguments = [_literal(config.pop(name)) for name in POSITIONAL.get(item.type, ())]
    if item.type == "Embedding" and vocabulary:
        arguments[0] = vocabulary
    if config.pop("weights", None):
        arguments.append("weights=[embeddings]")
    defaults = DEFAULTS | RECURRENT_DEFAULTS if item.type in RECURRENT else DEFAULTS
    arguments += [
        f"{name}={_literal(value)}"
        for name, value in config.items()
        if name not in defaults or value != defaults[name]
    ]
    return f"layers.{item.type}({', '.join(arguments)})"


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
