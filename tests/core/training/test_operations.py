"""Our operation counts agree with TensorFlow's, for the representative recipe of every cell.

The profiler sees a loop's body once, so recurrent layers are unrolled. It does not count
everything we do (an activation is free, a gate's mixing is not), hence the tolerance.
"""

from __future__ import annotations

import math

import pytest

from core.architectures import layer, summarize
from core.architectures.layers import Layer
from core.recipes import recipe
from core.training.build import build_model

pytestmark = pytest.mark.tensorflow

# Relative to the larger count. With few units, what is not a matrix product weighs more.
TOLERANCE = 0.01
SMALL_TOLERANCE = 0.12


def counted_by_tensorflow(layers, shape) -> int:
    import tensorflow as tf

    profiler = tf.compat.v1.profiler
    model = build_model([unrolled(item) for item in layers], shape, 0)
    kind = tf.int32 if layers[0].type == "Embedding" else tf.float32
    run = tf.function(lambda inputs: model(inputs, training=False), autograph=False)
    graph = run.get_concrete_function(tf.TensorSpec([1, *shape], kind)).graph
    options = profiler.ProfileOptionBuilder.float_operation()
    options["output"] = "none"
    return profiler.profile(graph, options=options).total_float_ops


def unrolled(item: Layer) -> Layer:
    if item.type == "Bidirectional":
        return item.with_config(layer=unrolled(item.config["layer"]))
    if item.type in ("LSTM", "GRU", "SimpleRNN"):
        return item.with_config(unroll=True)
    return item


def difference(layers, shape) -> float:
    ours, theirs = summarize(layers, shape).operations, counted_by_tensorflow(layers, shape)
    return abs(ours - theirs) / max(ours, theirs)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("imdb/mlp", {"num_words": 100}),
        ("imdb/lstm", {"num_words": 100, "maxlen": 12}),
        ("imdb/cnn", {"num_words": 100}),
        ("imdb/rcnn", {"num_words": 100, "maxlen": 40}),
        ("mnist/mlp", {}),
        ("mnist/lstm", {}),
        ("mnist/cnn", {}),
        ("mnist/rcnn", {}),
    ],
)
def test_every_family_is_near_tensorflows_own_count(name, settings):
    entry = recipe(name).with_settings(settings)
    assert difference(entry.layers, entry.input_shape) < TOLERANCE


@pytest.mark.parametrize(
    ("item", "shape"),
    [
        (layer("Dense", units=8, activation="relu"), (40,)),
        (layer("Conv1D", filters=8, kernel_size=3), (9, 16)),
        (layer("Conv2D", filters=4, kernel_size=(3, 1)), (9, 8, 8)),
        (layer("MaxPooling2D", pool_size=2), (8, 8, 3)),
        (layer("SimpleRNN", units=16), (6, 16)),
        (layer("GRU", units=16), (6, 16)),
        (layer("LSTM", units=16), (6, 16)),
        (layer("Bidirectional", layer=layer("LSTM", units=16)), (6, 16)),
    ],
)
def test_single_layers(item, shape):
    assert math.isfinite(difference([item], shape))
    assert difference([item], shape) < SMALL_TOLERANCE
