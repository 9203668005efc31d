"""Build a Keras model from layers, with every random draw seeded from the run's seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.architectures import Layer
from core.training.seeds import dropout_seed, weight_seed


def build_model(
    layers: Sequence[Layer],
    input_shape: tuple[int, ...],
    seed: int,
    *,
    embeddings: np.ndarray | None = None,
) -> Any:
    """Build the ``keras.Sequential`` that the layers describe.

    Args:
        layers: The model, in order.
        input_shape: Shape of one sample.
        seed: The run's seed; equal seeds give equal initial weights and dropout streams.
        embeddings: (num_words, width) float32 vectors for an Embedding with given ``weights``.

    Returns:
        A built, uncompiled model.
    """
    import keras

    first = layers[0].type if layers else ""
    dtype = "int32" if first == "Embedding" else "float32"
    model = keras.Sequential([keras.Input(shape=input_shape, dtype=dtype)], name="recipe")
    for index, item in enumerate(layers):
        model.add(_keras_layer(item, index, seed))
    for index, item in enumerate(layers):
        if item.config.get("weights") == "glove" and embeddings is not None:
            model.layers[index].set_weights([embeddings])
    return model


def _keras_layer(item: Layer, index: int, seed: int) -> Any:
    """One layer, named by its position so that names do not depend on a global counter."""
    import keras

    config = {name: value for name, value in item.config.items() if name != "weights"}
    config["name"] = f"{index + 1}_{item.type.lower()}"
    if item.type == "Bidirectional":
        inner = _keras_layer(config.pop("layer"), index, seed)
        backward = _keras_layer(item.config["layer"], index + 1_000, seed)
        # the wrapper must not rename or copy the layers: they would lose their seeds
        backward_config = backward.get_config() | {"go_backwards": True}
        backward = type(backward).from_config(backward_config)
        return keras.layers.Bidirectional(inner, backward_layer=backward, **config)
    config |= _initializers(item.type, index, seed)
    return getattr(keras.layers, item.type)(**config)


def _initializers(type: str, index: int, seed: int) -> dict[str, Any]:
    from keras import initializers

    glorot = initializers.GlorotUniform
    if type == "Embedding":
        uniform = initializers.RandomUniform(seed=weight_seed(seed, index))
        return {"embeddings_initializer": uniform}
    if type in ("Dense", "Conv1D", "Conv2D"):
        return {"kernel_initializer": glorot(seed=weight_seed(seed, index))}
    if type in ("LSTM", "GRU", "SimpleRNN"):
        return {
            "kernel_initializer": glorot(seed=weight_seed(seed, index)),
            "recurrent_initializer": initializers.Orthogonal(seed=weight_seed(seed, index, 1)),
            "seed": dropout_seed(seed, index),
        }
    if type == "Dropout":
        return {"seed": dropout_seed(seed, index)}
    return {}
