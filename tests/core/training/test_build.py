"""What Keras builds has the shapes and the parameters the pure-Python summary says."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures import LAYERS, layer, summarize
from core.recipes import RECIPES, recipe
from core.training.build import build_model

pytestmark = pytest.mark.tensorflow

EVERY = pytest.mark.parametrize("name", RECIPES)


def hold_equal(layers, shape, summary):
    """Every layer's output shape and parameters, and the model's."""
    model = build_model(layers, shape, 0)
    assert len(model.layers) == len(summary.steps)
    for built, step in zip(model.layers, summary.steps, strict=True):
        assert built.output.shape == (None, *step.output_shape), built.name
        assert built.count_params() == step.parameters, built.name
    assert model.count_params() == summary.parameters
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    assert trainable == summary.trainable_parameters
    return model


@EVERY
def test_keras_builds_what_the_summary_says(name):
    entry = RECIPES[name]
    hold_equal(entry.layers, entry.input_shape, entry.summary)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("imdb/lstm", {"depth": 3, "units_2": 8, "num_words": 500}),
        ("imdb/cnn", {"depth": 2, "kernel_size_2": 7, "num_words": 500}),
        ("jena/bidirectional-lstm", {"depth": 2, "units_2": 5}),
        ("jena/stacked-lstm", {"depth": 1}),
        ("mnist/cnn", {"pool_size": 5, "filters_2": 3}),
        ("mnist/rcnn", {"kernel_size": 10}),
        ("noise/rcnn", {"depth": 2}),
        ("imdb-raw/glove", {"trainable": True, "num_words": 500}),
        ("series/lstm", {"depth": 2, "dropout_layer": 0.5}),
    ],
)
def test_turned_recipes_too(name, settings):
    entry = recipe(name).with_settings(settings)
    hold_equal(entry.layers, entry.input_shape, entry.summary)


@pytest.mark.slow
@EVERY
def test_with_a_dropout_layer_too(name):
    if "dropout_layer" in RECIPES[name].hyperparameters():
        entry = RECIPES[name].with_settings({"dropout_layer": 0.3})
        model = hold_equal(entry.layers, entry.input_shape, entry.summary)
        assert model.layers[-2].rate == 0.3


ONE_LAYER = [
    (layer("GRU", units=4), (9, 3)),
    (layer("GRU", units=4, return_sequences=True), (9, 3)),
    (layer("Bidirectional", layer=layer("GRU", units=4, return_sequences=True)), (9, 3)),
    (layer("SimpleRNN", units=4), (9, 3)),
    (layer("Dense", units=4), (9, 3)),
    (layer("Conv1D", filters=4, kernel_size=3, padding="same"), (9, 3)),
    (layer("Conv1D", filters=4, kernel_size=3, strides=2), (9, 3)),
    (layer("Conv2D", filters=4, kernel_size=(3, 1)), (9, 8, 2)),
    (layer("Conv2D", filters=4, kernel_size=3, padding="same", strides=2), (9, 8, 2)),
    (layer("MaxPooling1D", pool_size=4), (9, 3)),
    (layer("MaxPooling1D", pool_size=4, padding="same"), (9, 3)),
    (layer("MaxPooling2D", pool_size=(3, 2)), (9, 8, 2)),
    (layer("GlobalMaxPooling1D"), (9, 3)),
    (layer("Reshape", target_shape=(-1, 9)), (9, 3)),
    (layer("Flatten"), (9, 3)),
    (layer("Activation", activation="tanh"), (9,)),
    (layer("Dropout", rate=0.5), (9,)),
    (layer("LSTM", units=4), (9, 3)),
    (layer("Embedding", input_dim=7, output_dim=2), (9,)),
]


@pytest.mark.parametrize(("item", "shape"), ONE_LAYER)
def test_every_layer_type_alone(item, shape):
    hold_equal([item], shape, summarize([item], shape))


def test_no_layer_type_is_left_out():
    assert {item.type for item, _ in ONE_LAYER} == LAYERS.keys()


@pytest.mark.parametrize("name", ["imdb/rcnn", "jena/bidirectional-lstm", "mnist/cnn"])
def test_the_seed_decides_every_weight(name):
    entry = recipe(name)
    small = {"num_words": 500, "maxlen": 50} if entry.dataset == "imdb" else {}
    entry = entry.with_settings(small)
    one, same, other = (build_model(entry.layers, entry.input_shape, seed) for seed in (3, 3, 4))
    drawn = 0
    for path, a, b, c in zip(
        [weight.path for weight in one.weights],
        one.get_weights(),
        same.get_weights(),
        other.get_weights(),
        strict=True,
    ):
        np.testing.assert_array_equal(a, b)
        if not path.endswith("bias"):
            assert not np.array_equal(a, c), path
            drawn += 1
    assert drawn >= 3


def test_two_equal_layers_start_with_different_weights():
    entry = recipe("numeric-binary/deep-mlp").with_settings({"depth": 3})
    _, _, second, _, third, _, _, _ = build_model(entry.layers, (12,), 0).get_weights()
    assert second.shape == third.shape and not np.array_equal(second, third)


def test_given_vectors_are_set_and_frozen():
    entry = recipe("imdb-raw/glove").with_settings({"num_words": 50})
    vectors = np.random.default_rng(0).normal(size=(50, 100)).astype(np.float32)
    model = build_model(entry.layers, entry.input_shape, 0, embeddings=vectors)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], vectors)
    assert not model.layers[0].trainable_weights
