"""An example of every layer type, with its ways to slide, to pad and to return; and inputs."""

from __future__ import annotations

import numpy as np

from core.architectures import layer


def random_inputs(layers, shape, rng, rows=1):
    """Inputs for a model: tokens for an Embedding, otherwise normal numbers."""
    if layers[0].type == "Embedding":
        return rng.integers(0, layers[0].config["input_dim"], (rows, *shape), dtype=np.int32)
    return rng.normal(size=(rows, *shape)).astype(np.float32)


def wrapped(type, **config):
    return layer("Bidirectional", layer=layer(type, units=4, **config))


SEQUENCE, IMAGE = (9, 3), (9, 8, 2)
ONE_LAYER = [
    (layer("Embedding", input_dim=7, output_dim=2), (9,)),
    (layer("Dense", units=4, activation="softmax"), (9, 3)),
    (layer("Activation", activation="softmax"), (9,)),
    (layer("Dropout", rate=0.5), SEQUENCE),
    (layer("Flatten"), IMAGE),
    (layer("Reshape", target_shape=(-1, 9)), SEQUENCE),
    (layer("Conv1D", filters=4, kernel_size=3, activation="gelu"), SEQUENCE),
    (layer("Conv1D", filters=4, kernel_size=4, padding="same"), SEQUENCE),
    (layer("Conv1D", filters=4, kernel_size=3, padding="same", strides=2), SEQUENCE),
    (layer("Conv1D", filters=4, kernel_size=3, padding="causal"), SEQUENCE),
    (layer("Conv1D", filters=4, kernel_size=2, strides=3), SEQUENCE),
    (layer("Conv2D", filters=4, kernel_size=(3, 1), activation="silu"), IMAGE),
    (layer("Conv2D", filters=4, kernel_size=4, padding="same", strides=2), IMAGE),
    (layer("MaxPooling1D", pool_size=4), SEQUENCE),
    (layer("MaxPooling1D", pool_size=4, padding="same"), SEQUENCE),
    (layer("MaxPooling1D", pool_size=3, strides=2), SEQUENCE),
    (layer("MaxPooling2D", pool_size=(3, 2), padding="same"), IMAGE),
    (layer("GlobalMaxPooling1D"), SEQUENCE),
    (layer("SimpleRNN", units=4, activation="relu", return_sequences=True), SEQUENCE),
    (layer("SimpleRNN", units=4, dropout=0.4, recurrent_dropout=0.4), SEQUENCE),
    (layer("GRU", units=4, recurrent_activation="tanh", dropout=0.4), SEQUENCE),
    (layer("GRU", units=4, activation="softplus", return_sequences=True), SEQUENCE),
    (layer("LSTM", units=4, recurrent_activation="relu", return_sequences=True), SEQUENCE),
    (layer("LSTM", units=4, activation="elu", recurrent_dropout=0.4), SEQUENCE),
    (wrapped("LSTM", return_sequences=True, dropout=0.4), SEQUENCE),
    (wrapped("GRU"), SEQUENCE),
    (wrapped("SimpleRNN", return_sequences=True), SEQUENCE),
]
