"""BlockLSTM computes what Keras' LSTM computes: outputs and every gradient, within 1e-5."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures import layer
from core.recipes import recipe
from core.training import block_lstm
from core.training.block_lstm import use_block, uses_block
from core.training.build import build_model
from core.training.checkpoint import CheckpointFile
from tests.core.training.conftest import short, small_splits
from tests.core.training.test_checkpoint import Always, assert_same, run

LSTM = layer("LSTM", units=32)
SEQUENCES = layer("LSTM", units=5, return_sequences=True)
CLOSE = {"rtol": 1e-5, "atol": 1e-5}
# Steps, batch, features, and the layers; the last one of each shape is read in both directions.
SHAPES = {
    "one step": (1, 3, 4, [LSTM]),
    "one unit, one feature": (9, 3, 1, [layer("LSTM", units=1)]),
    "a batch of one": (9, 1, 4, [LSTM]),
    "32 units": (25, 16, 8, [LSTM]),
    "a sequence": (9, 5, 3, [SEQUENCES]),
    "a sequence of sequences": (9, 5, 3, [SEQUENCES, layer("LSTM", units=7)]),
    "both directions": (9, 5, 3, [layer("Bidirectional", layer=layer("LSTM", units=6))]),
    "both, a sequence": (9, 5, 3, [layer("Bidirectional", layer=SEQUENCES), SEQUENCES]),
    "long": (120, 4, 6, [layer("LSTM", units=16)]),
}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (LSTM, True),
        (SEQUENCES, True),
        (layer("Bidirectional", layer=LSTM), True),
        (layer("LSTM", units=33), False),
        (layer("Bidirectional", layer=layer("LSTM", units=33)), False),
        (layer("LSTM", units=8, activation="relu"), False),
        (layer("LSTM", units=8, dropout=0.1), False),
        (layer("LSTM", units=8, recurrent_dropout=0.1), False),
        (layer("LSTM", units=8, use_bias=False), False),
        (layer("GRU", units=8), False),
        (layer("Dense", units=8), False),
    ],
)
def test_the_rule(item, expected):
    assert uses_block(item) is expected


def computed(model, inputs, weighting):
    """Outputs, and gradients of a weighted sum of them by name."""
    import tensorflow as tf

    inputs = tf.constant(inputs)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = model(inputs, training=True)
        total = tf.reduce_sum(outputs * weighting(outputs.shape))
    values = {weight.path: weight.value for weight in model.trainable_weights}
    gradients = tape.gradient(total, {"inputs": inputs} | values)
    return outputs.numpy(), {name: value.numpy() for name, value in gradients.items()}


def compare(steps, batch, features, layers, *, bias=1.0):
    """Compare two models with equal weights, one of Keras' loops and one of blocks.

    Args:
        bias: Mean of the biases; large ones keep the gates open, so that cell states grow.
    """
    rng = np.random.default_rng(steps)
    inputs = rng.normal(size=(batch, steps, features)).astype(np.float32)
    keras_model, ours = (build_model(layers, (steps, features), 3) for _ in range(2))
    use_block(ours, layers)
    weights = [
        rng.normal(bias, 0.3, array.shape).astype(np.float32) if array.ndim == 1 else array
        for array in keras_model.get_weights()
    ]
    for model in (keras_model, ours):
        model.set_weights(weights)
    assert [weight.path for weight in ours.weights] == [it.path for it in keras_model.weights]

    def weighting(shape):
        signs = np.random.default_rng(7).normal(size=shape)
        return (signs / np.sqrt(signs.size)).astype(np.float32)

    outputs, gradients = computed(ours, inputs, weighting)
    theirs, expected = computed(keras_model, inputs, weighting)
    np.testing.assert_allclose(outputs, theirs, **CLOSE, err_msg="outputs")
    assert gradients.keys() == expected.keys() and len(expected) == 1 + len(weights)
    for name, values in expected.items():
        if steps > 1 or "recurrent" not in name:  # the first step has no state yet
            assert np.abs(values).max() > 1e-4, name
        np.testing.assert_allclose(gradients[name], values, **CLOSE, err_msg=f"gradient: {name}")


@pytest.mark.tensorflow
@pytest.mark.parametrize("shape", SHAPES)
def test_outputs_and_gradients_equal_those_of_keras(shape):
    compare(*SHAPES[shape])


@pytest.mark.tensorflow
def test_a_cell_state_is_not_clipped():
    compare(30, 3, 2, [layer("LSTM", units=4)], bias=3.0)  # clipped at 3 by default


@pytest.mark.tensorflow
def test_a_kernel_with_a_wrong_gradient_is_noticed(monkeypatch):
    """TensorFlow's BlockLSTMV2: its outputs equal Keras', its gradients do not."""
    import tensorflow as tf

    def second(forget_bias, **values):
        return tf.raw_ops.BlockLSTMV2(**values)

    monkeypatch.setattr(tf.raw_ops, "BlockLSTM", second)
    monkeypatch.setattr(block_lstm, "_reordered", lambda weights: weights)
    with pytest.raises(AssertionError, match="gradient: "):
        compare(*SHAPES["32 units"])


@pytest.mark.tensorflow
def test_a_run_resumes_to_the_same_bits_and_is_close_to_one_of_loops(settings, tmp_path):
    entry = short(recipe("noise/lstm"), 2)
    splits, files = small_splits(entry), Always(tmp_path / "checkpoint.npz")
    whole = run(entry, settings, splits, checkpoints=files)
    assert whole.engine == "graph+block-1"
    early = CheckpointFile(files.copies[0])
    assert (early.load().epoch, early.load().step) == (0, 1)
    assert_same(run(entry, settings, splits, checkpoints=early), whole)
    loops = run(entry, settings, splits, engine="graph")
    assert loops.engine == "graph"
    equal = map(np.array_equal, loops.final_weights, whole.final_weights)
    assert not all(equal), "it was computed by the same kernel"
    for name, values in loops.history.items():
        np.testing.assert_allclose(whole.history[name], values, rtol=1e-5, err_msg=name)
