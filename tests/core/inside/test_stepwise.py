"""Copies with one step changed give what whole forward passes give."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.architectures import layer
from core.inside import stepwise
from core.inside.inputs import Steps
from core.inside.stepwise import RULES, predict_changed
from tests.core.inside.drawn import drawn_network

LENGTH, VOCABULARY = 20, 50
EMBEDDING = layer("Embedding", input_dim=VOCABULARY, output_dim=5)
OUTPUT = layer("Dense", units=2, activation="softmax")


def hold_equal(layers, shape, values):
    """Every step of a sequence changed in turn, computed in both ways."""
    network = drawn_network(layers, shape)
    rng = np.random.default_rng(1)
    places = np.arange(shape[0])
    base, changed = values(rng, (1, *shape)), values(rng, shape)
    whole = np.repeat(base, shape[0], axis=0)
    whole[places, places] = changed
    expected = network.predict(whole)
    received = predict_changed(network, base, Steps(places, changed), network.trace(base))
    np.testing.assert_allclose(received, expected, rtol=0, atol=1e-6)
    assert np.abs(expected - network.predict(base)).max() > 1e-5  # a change changes something


def tokens(rng, shape):
    return rng.integers(0, VOCABULARY, shape, dtype=np.int32)


def numbers(rng, shape):
    return rng.normal(size=shape).astype(np.float32)


CONVOLUTIONS = [
    {"kernel_size": 4, "padding": "same"},
    {"kernel_size": 2, "strides": 3},
    {"kernel_size": 3, "strides": 2, "padding": "same"},
    {"kernel_size": 1, "activation": "gelu"},
    {"kernel_size": 12, "activation": "relu"},
]
POOLS = [{"pool_size": 3, "padding": "same"}, {"pool_size": 1}, {"pool_size": 2}]
TAILS = [
    [layer("GlobalMaxPooling1D")],
    [layer("Dropout", rate=0.5), layer("Flatten"), layer("Dense", units=6, activation="tanh")],
    [layer("GRU", units=3, return_sequences=True), layer("SimpleRNN", units=4)],
    [layer("Dense", units=3), layer("LSTM", units=3, return_sequences=True), layer("Flatten")],
    [layer("Bidirectional", layer=layer("LSTM", units=3))],
]


@pytest.mark.parametrize(
    ("convolution", "pool"), list(itertools.product(CONVOLUTIONS, POOLS)), ids=str
)
def test_it_gives_what_whole_passes_give(convolution, pool):
    for tail in TAILS:
        body = [layer("Conv1D", filters=4, **convolution), layer("MaxPooling1D", **pool)]
        hold_equal([EMBEDDING, *body, *tail, OUTPUT], (LENGTH,), tokens)


@pytest.mark.parametrize(
    "layers",
    [
        [layer("Flatten"), OUTPUT],
        [layer("LSTM", units=3, activation="relu"), OUTPUT],
        [layer("Activation", activation="tanh"), layer("Flatten")],
        [layer("GlobalMaxPooling1D")],
        [layer("Reshape", target_shape=(-1, 9)), layer("GRU", units=2)],
        [layer("GRU", units=2, return_sequences=True)],
    ],
)
def test_a_series_too_and_layers_in_any_order(layers):
    hold_equal(layers, (18, 3), numbers)


def test_many_copies_are_computed_in_pieces(monkeypatch):
    monkeypatch.setattr(stepwise, "CHUNK_BYTES", 3_000)
    hold_equal([EMBEDDING, layer("LSTM", units=3), OUTPUT], (LENGTH,), tokens)


def test_no_copies_have_no_outputs():
    network = drawn_network([EMBEDDING, layer("LSTM", units=3), OUTPUT], (LENGTH,))
    none = Steps(np.zeros(0, np.int64), np.zeros(0, np.int32))
    base = np.zeros((1, LENGTH), np.int32)
    assert predict_changed(network, base, none, network.trace(base)).shape == (0, 2)


def test_every_rule_was_used():
    bodies = [layer("Conv1D"), layer("MaxPooling1D"), layer("Activation", activation="tanh")]
    used = {item.type for item in [EMBEDDING, OUTPUT, *bodies, *itertools.chain(*TAILS)]}
    assert RULES.keys() <= used
