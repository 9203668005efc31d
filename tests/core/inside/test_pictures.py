"""Each layer's picture: its kind, its axes, and the part of a large one that is shown."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures import layer
from core.inside.pictures import MOST, pictures
from core.recipes import recipe
from tests.core.inside.drawn import drawn_network
from tests.core.inside.examples import random_inputs

TEXT = [
    layer("Embedding", input_dim=50, output_dim=70),
    layer("Conv1D", filters=6, kernel_size=3),
    layer("MaxPooling1D", pool_size=2),
    layer("LSTM", units=5),
    layer("Dense", units=2, activation="softmax"),
]


def shown(layers, shape, around=None):
    network = drawn_network(layers, shape)
    inputs = random_inputs(layers, shape, np.random.default_rng(0))
    traces = network.trace(inputs)
    return pictures(network, inputs, traces, around), inputs, traces


def test_every_layer_has_its_picture():
    every, inputs, traces = shown(TEXT, (20,))
    assert [picture.kind for picture in every] == [
        *("tokens", "rows", "rows", "rows", "states", "bars")
    ]
    assert [picture.axes for picture in every] == [
        ("step",),
        ("step", "number"),
        ("step", "filter"),
        ("step", "filter"),
        ("step", "unit"),
        ("unit",),
    ]
    assert [picture.title for picture in every] == ["Input", *(item.type for item in TEXT)]
    assert [picture.position for picture in every] == [0, 1, 2, 3, 4, 5]
    assert every[4].shape == (9, 5) and every[4].output_shape == (5,)
    assert [picture.parameters for picture in every] == [0, 3_500, 1_266, 0, 240, 12]
    np.testing.assert_array_equal(every[0].values, inputs[0])
    np.testing.assert_array_equal(every[2].values, traces[1].output[0])
    np.testing.assert_array_equal(every[4].values, traces[3].states[0])
    assert every[2].largest == abs(traces[1].output).max()


def test_a_model_of_images_has_maps():
    entry = recipe("mnist/cnn")
    every, _, _ = shown(entry.layers, entry.input_shape)
    kinds = ["rows", *["maps"] * 5, *["bars"] * 4]
    assert [picture.kind for picture in every] == kinds
    assert every[0].axes == ("step", "feature")
    assert every[2].axes == ("row", "column", "filter") == every[4].axes
    assert every[3].shape == (24, 24, 64) and every[3].values.shape == (24, 24, 8)
    assert sum(picture.values.size for picture in every) < 20_000


@pytest.mark.parametrize(
    ("place", "first", "inside"),
    [((0, 0), (0, 0), (0, 0)), ((50, 69), (18, 6), (32, 63)), ((99, 35), (36, 3), (63, 32))],
)
def test_a_large_one_is_cut_out_around_a_place(place, first, inside):
    around = [(0,), place, (0, 0), (0, 0), (0, 0), (0,)]
    every, _, traces = shown(TEXT, (100,), around)
    assert every[1].first == first and every[1].values.shape == MOST["rows"]
    assert every[1].values[inside] == traces[0].output[0][place]


def test_the_path_of_the_answer_is_shown_by_default():
    every, _, traces = shown([*TEXT[:1], layer("Flatten"), TEXT[-1]], (100,))
    assert every[2].shape == (7_000,) and every[2].values.shape == (512,)
    winner = traces[-1].output[0].argmax()
    kernel = drawn_network([*TEXT[:1], layer("Flatten"), TEXT[-1]], (100,)).weights[2][0]
    largest = abs(traces[1].output[0] * kernel[:, winner]).argmax()
    assert every[2].first[0] <= largest < every[2].first[0] + 512
