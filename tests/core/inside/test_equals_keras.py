"""The forward pass in NumPy gives what Keras gives: layer types, activations, recipes."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures import LAYERS, layer
from core.architectures.declared import ACTIVATION
from core.architectures.operations import each_side
from core.inside import Network
from core.recipes import RECIPES, recipe
from core.training.build import build_model
from tests.core.inside.examples import IMAGE, ONE_LAYER, random_inputs

pytestmark = pytest.mark.tensorflow

TOLERANCE = 1e-5


def drawn(layers, shape, rows=3):
    """A model whose biases are not zero, and inputs for it."""
    model = build_model(layers, shape, 0)
    rng = np.random.default_rng(1)
    near = [w + rng.normal(0, 0.05, w.shape).astype(np.float32) for w in model.get_weights()]
    model.set_weights(near)
    inputs = random_inputs(layers, shape, rng, rows)
    return model, inputs


def network_of(model, layers):
    paths = [weight.path for weight in model.weights]
    return Network(layers, dict(zip(paths, model.get_weights(), strict=True)))


def hold_equal(layers, shape, rows=3):
    """Every layer's output is Keras'; returns the largest difference of each, in its own scale."""
    import keras

    model, inputs = drawn(layers, shape, rows)
    every = keras.Model(model.inputs, [built.output for built in model.layers])
    outputs = every([inputs])
    theirs = [np.asarray(output) for output in (outputs if len(layers) > 1 else [outputs])]
    ours = network_of(model, layers).trace(inputs)
    assert len(ours) == len(theirs)
    differences = []
    for item, mine, other in zip(layers, ours, theirs, strict=True):
        assert mine.output.shape == other.shape and mine.output.dtype == np.float32, item.type
        difference = np.abs(mine.output - other).max() / max(1, np.abs(other).max())
        assert difference <= TOLERANCE, item
        differences.append(float(difference))
    return differences


def name(value):
    return value.type if hasattr(value, "type") else ""


@pytest.mark.parametrize(("item", "shape"), ONE_LAYER, ids=name)
def test_every_layer_type_gives_what_keras_gives(item, shape):
    hold_equal([item], shape)


def test_no_layer_type_is_left_out():
    assert {item.type for item, _ in ONE_LAYER} == LAYERS.keys()


def test_every_activation_gives_what_keras_gives():
    """Far from zero, too, where a careless formula overflows."""
    import keras

    from core.inside.activations import ACTIVATIONS

    assert {*ACTIVATION.choices, "softmax"} == ACTIVATIONS.keys()
    values = np.linspace(-120, 120, 2_001, dtype=np.float32)[None]
    for kind, function in ACTIVATIONS.items():
        theirs = np.asarray(keras.activations.get(kind)(values))
        np.testing.assert_allclose(function(values), theirs, rtol=TOLERANCE, atol=TOLERANCE)


def test_states_and_gates_are_those_of_keras_cells():
    """Each step's state is what Keras returns, and follows from the gates by the formula."""
    entry = recipe("jena/bidirectional-lstm").with_settings({"units": 5})
    two_ways = entry.layers[0].config["layer"].with_config(return_sequences=True)
    item = layer("Bidirectional", layer=two_ways)
    model, inputs = drawn([item], (9, 3))
    (trace,) = network_of(model, [item]).trace(inputs)
    assert trace.gates.shape == (3, 9, 4, 10) and trace.cells.shape == (3, 9, 10)
    np.testing.assert_allclose(trace.states, np.asarray(model(inputs)), atol=TOLERANCE)
    enters, stays, candidate, leaves = trace.gates[..., :5].transpose(2, 0, 1, 3)
    before = np.concatenate([np.zeros((3, 1, 5)), trace.cells[:, :-1, :5]], axis=1)
    cells = stays * before + enters * candidate
    np.testing.assert_allclose(trace.cells[..., :5], cells, atol=TOLERANCE)
    np.testing.assert_allclose(trace.states[..., :5], leaves * np.tanh(cells), atol=TOLERANCE)


SMALL = [
    ("imdb/rcnn", {"num_words": 300, "maxlen": 40}),
    ("mnist/cnn", {"filters_1": 4, "filters_2": 4, "units": 8}),
    ("jena/stacked-lstm", {"lookback": 1}),
    ("breast-cancer/rcnn", {}),
]


@pytest.mark.parametrize(("id", "settings"), SMALL)
def test_recipes_give_what_keras_gives(id, settings):
    entry = recipe(id).with_settings(settings)
    hold_equal(entry.layers, entry.input_shape)


@pytest.mark.slow
@pytest.mark.parametrize("id", RECIPES)
def test_every_recipe_gives_what_keras_gives(id):
    entry = RECIPES[id]
    hold_equal(entry.layers, entry.input_shape, rows=2)


def test_a_window_is_as_long_as_the_kernel():
    """So that the window's products can be shown: their sum is the convolution."""
    item = layer("Conv2D", filters=4, kernel_size=(3, 2))
    model, inputs = drawn([item], IMAGE)
    kernel, bias = model.get_weights()
    rows, columns = each_side(item.config["kernel_size"], IMAGE)
    window = inputs[0, 2 : 2 + rows, 3 : 3 + columns]
    (trace,) = network_of(model, [item]).trace(inputs)
    by_hand = (window[..., None] * kernel).sum(axis=(0, 1, 2)) + bias
    np.testing.assert_allclose(trace.output[0, 2, 3], by_hand, atol=TOLERANCE)
