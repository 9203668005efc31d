"""Shapes and parameters, worked out by hand here; test_build holds them equal to Keras."""

from __future__ import annotations

import pytest

from core.architectures import layer, summarize
from core.errors import RequestError


@pytest.mark.parametrize(
    ("item", "shape", "output", "parameters"),
    [
        (layer("Dense", units=64), (12,), (64,), 12 * 64 + 64),
        (layer("Dense", units=3), (5, 7), (5, 3), 7 * 3 + 3),
        (layer("Embedding", input_dim=100, output_dim=8), (20,), (20, 8), 800),
        (layer("Dropout", rate=0.2), (5, 7), (5, 7), 0),
        (layer("Activation", activation="sigmoid"), (5,), (5,), 0),
        (layer("Flatten"), (4, 3, 2), (24,), 0),
        (layer("Reshape", target_shape=(4, 3)), (12,), (4, 3), 0),
        (layer("Reshape", target_shape=(-1, 3)), (12,), (4, 3), 0),
        (layer("Conv1D", filters=32, kernel_size=5), (20, 8), (16, 32), (5 * 8 + 1) * 32),
        (layer("Conv1D", filters=4, kernel_size=20), (20, 8), (1, 4), (20 * 8 + 1) * 4),
        (layer("Conv1D", filters=4, kernel_size=3, padding="same"), (20, 8), (20, 4), 100),
        (layer("Conv1D", filters=4, kernel_size=3, strides=2), (20, 8), (9, 4), 100),
        (layer("Conv2D", filters=32, kernel_size=3), (28, 28, 1), (26, 26, 32), 320),
        (layer("Conv2D", filters=2, kernel_size=(3, 1)), (8, 8, 4), (6, 8, 2), 26),
        (layer("MaxPooling1D", pool_size=4), (198, 256), (49, 256), 0),
        (layer("MaxPooling2D", pool_size=2), (25, 24, 64), (12, 12, 64), 0),
        (layer("GlobalMaxPooling1D"), (49, 256), (256,), 0),
        (layer("SimpleRNN", units=32), (9, 16), (32,), 32 * (16 + 32 + 1)),
        (layer("LSTM", units=32), (9, 16), (32,), 4 * 32 * (16 + 32 + 1)),
        (layer("LSTM", units=32, return_sequences=True), (9, 16), (9, 32), 4 * 32 * 49),
        (layer("GRU", units=32), (9, 16), (32,), 3 * 32 * (16 + 32 + 2)),
        (layer("Bidirectional", layer=layer("LSTM", units=8)), (9, 16), (16,), 2 * 4 * 8 * 25),
    ],
)
def test_what_one_layer_does_to_a_shape(item, shape, output, parameters):
    summary = summarize([item], shape)
    assert (summary.output_shape, summary.parameters) == (output, parameters)


def test_steps_follow_each_other_and_frozen_weights_are_counted():
    layers = (
        layer("Embedding", input_dim=10_000, output_dim=100, trainable=False),
        layer("Flatten"),
        layer("Dense", units=32),
        layer("Dense", units=1),
    )
    summary = summarize(layers, (100,))
    assert [step.position for step in summary.steps] == [1, 2, 3, 4]
    assert [step.input_shape for step in summary.steps] == [(100,), (100, 100), (10_000,), (32,)]
    assert (summary.parameters, summary.trainable_parameters) == (1_320_065, 320_065)


@pytest.mark.parametrize(
    ("layers", "shape", "message"),
    [
        ([layer("Flatten"), layer("LSTM", units=4)], (9, 3), r"Layer 2 \(LSTM\).*\(27,\)"),
        ([layer("Conv1D", filters=2, kernel_size=21)], (20, 8), r"Layer 1 \(Conv1D\).*kernel 21"),
        ([layer("MaxPooling1D", pool_size=21)], (20, 8), r"Layer 1 \(MaxPooling1D\).*pool 21.*20"),
        ([layer("Conv2D", filters=2, kernel_size=9)], (8, 8, 1), r"\(Conv2D\).*kernel 9.*8"),
        ([layer("MaxPooling2D", pool_size=9)], (8, 8, 1), r"\(MaxPooling2D\).*pool 9"),
        ([layer("Conv2D", filters=2, kernel_size=3)], (8, 8), r"\(Conv2D\).*an image"),
        ([layer("Embedding", input_dim=9, output_dim=2)], (8, 8), r"\(Embedding\).*token"),
        ([layer("GlobalMaxPooling1D")], (8,), r"\(GlobalMaxPooling1D\).*a sequence"),
        ([layer("Reshape", target_shape=(5, 2))], (12,), r"\(Reshape\).*\(5, 2\)"),
        (
            [layer("Bidirectional", layer=layer("LSTM", units=8))],
            (9,),
            r"Layer 1 \(Bidirectional\).*a sequence",
        ),
        ([layer("Dense", units=4_096)], (200_000,), r"Layer 1 \(Dense\).*819,204,096"),
    ],
)
def test_invalid_shapes_name_the_layer(layers, shape, message):
    with pytest.raises(RequestError, match=message):
        summarize(layers, shape)


def test_an_unknown_layer_lists_the_known():
    with pytest.raises(RequestError, match="Unknown layer 'Convolution'; choose one of: Embedding"):
        layer("Convolution")
