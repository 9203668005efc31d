"""Receptive fields: worked out by hand, and by changing one input at a time."""

from __future__ import annotations

import pytest

from core.architectures import layer, receptive_fields, summarize
from core.recipes import RECIPES, recipe

CONV = {"filters": 4, "kernel_size": 3}


def fields(shape, *layers):
    return receptive_fields(summarize(layers, shape).steps)


@pytest.mark.parametrize(
    ("shape", "layers", "expected"),
    [
        ((60,), [layer("Embedding", input_dim=9, output_dim=2), layer("Conv1D", **CONV)], [1, 3]),
        ((60, 2), [layer("Conv1D", **CONV), layer("Conv1D", **CONV)], [3, 5]),
        # a step of the second convolution is three steps of the pooled sequence, 2 apart
        (
            (60, 2),
            [layer("Conv1D", **CONV), layer("MaxPooling1D", pool_size=2), layer("Conv1D", **CONV)],
            [3, 4, 8],
        ),
        ((60, 2), [layer("Conv1D", **CONV, strides=2), layer("Conv1D", **CONV)], [3, 7]),
        ((4, 2), [layer("Conv1D", **CONV), layer("Conv1D", filters=1, kernel_size=2)], [3, 4]),
        (
            (60, 2),
            [layer("Dense", units=3), layer("LSTM", units=2, return_sequences=True)],
            [1, 60],
        ),
        ((60, 2), [layer("Conv1D", **CONV), layer("Dropout"), layer("Flatten")], [3, 3, 60]),
        ((60, 2), [layer("GlobalMaxPooling1D"), layer("Dense", units=3)], [60, 60]),
        ((12,), [layer("Reshape", target_shape=(12, 1)), layer("Conv1D", **CONV)], [1, 3]),
        ((12,), [layer("Dense", units=2)], [12]),
    ],
)
def test_of_sequences(shape, layers, expected):
    assert fields(shape, *layers) == [(size,) for size in expected]


def test_of_pictures():
    steps = recipe("mnist/cnn").summary.steps
    by_hand = [(1, 1), (3, 3), (5, 5), (6, 6), (6, 6), (28, 28), (28, 28), (28, 28), (28, 28)]
    assert receptive_fields(steps) == by_hand
    rows = receptive_fields(recipe("mnist/rcnn").summary.steps)
    assert rows == [(3,), (4,), (28,), (28,)]


@pytest.mark.parametrize("name", RECIPES)
def test_it_grows_from_layer_to_layer_up_to_the_whole_sample(name):
    entry = recipe(name)
    sizes = receptive_fields(entry.summary.steps)
    assert len(sizes) == len(entry.layers) and sizes == sorted(sizes)
    assert sizes[-1] == entry.input_shape[: len(sizes[-1])]
