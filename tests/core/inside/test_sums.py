"""Any number of any layer is the sum that is shown for it."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures import layer
from core.errors import RequestError
from core.inside import FORWARD
from core.inside.sums import SUMS, explain
from tests.core.inside.drawn import drawn_network
from tests.core.inside.examples import ONE_LAYER, random_inputs
from tests.core.inside.explained import hold


def test_every_layer_type_has_a_row():
    assert SUMS.keys() == FORWARD.keys()


@pytest.mark.parametrize(("item", "shape"), ONE_LAYER, ids=lambda value: getattr(value, "type", ""))
def test_every_layer_type_is_its_sum(item, shape):
    """At several random places, and in every corner of the output."""
    network, rng = drawn_network([item], shape), np.random.default_rng(2)
    inputs = random_inputs([item], shape, rng)
    traces = network.trace(inputs)
    size = traces[0].output[0].shape
    corners = [(0,) * len(size), tuple(length - 1 for length in size)]
    for place in [*corners, *(tuple(map(int, rng.integers(size))) for _ in range(8))]:
        hold(network, 0, place, inputs, traces)
    if traces[0].states is not None and len(size) == 1:
        for step in range(shape[0]):
            hold(network, 0, (size[0] - 1,), inputs, traces, step)


@pytest.mark.parametrize(
    ("config", "windows"),
    [
        ({"kernel_size": 3}, [(0, 3), (1, 4), (6, 9)]),
        ({"kernel_size": 4, "padding": "same"}, [(0, 3), (0, 4), (7, 9)]),
        ({"kernel_size": 3, "padding": "causal"}, [(0, 1), (0, 2), (6, 9)]),
        ({"kernel_size": 2, "strides": 3}, [(0, 2), (3, 5), (6, 8)]),
        ({"kernel_size": 3, "strides": 2, "padding": "same"}, [(0, 2), (1, 4), (7, 9)]),
    ],
)
def test_a_window_ends_at_the_border(config, windows):
    """The first, the second and the last, over nine steps of three features."""
    item = layer("Conv1D", filters=4, **config)
    network = drawn_network([item], (9, 3))
    inputs = random_inputs([item], (9, 3), np.random.default_rng(0))
    traces = network.trace(inputs)
    last = traces[0].output.shape[1] - 1
    for step, window in zip((0, 1, last), windows, strict=True):
        assert explain(network, 0, (step, 2), inputs, traces).window == (window, (0, 3))


def test_the_first_of_equal_candidates_wins():
    network = drawn_network([layer("GlobalMaxPooling1D")], (5, 2))
    inputs = np.zeros((1, 5, 2), np.float32)
    inputs[0, 2:4, 1] = 1
    total = explain(network, 0, (1,), inputs, network.trace(inputs))
    assert total.won == (2, 1) and [term.source[0] for term in total.terms] == [2, 3, 0, 1, 4]


def test_the_backward_half_reads_from_the_end():
    item = layer("Bidirectional", layer=layer("LSTM", units=4))
    network = drawn_network([item], (9, 3))
    inputs = random_inputs([item], (9, 3), np.random.default_rng(0))
    traces = network.trace(inputs)
    read = [explain(network, 0, (unit,), inputs, traces) for unit in (3, 4)]
    assert [(step.step, step.before) for step in read] == [(8, 7), (0, 1)]
    assert explain(network, 0, (4,), inputs, traces, 8).before is None


@pytest.mark.parametrize(
    ("number", "place", "step"),
    [
        *[(1, (0,), None), (-1, (0,), None), (0, (4,), None), (0, (-1,), None), (0, (0, 0), None)],
        *[(0, (0,), 9), (0, (0,), -1)],
    ],
)
def test_what_is_not_in_the_model_is_refused(number, place, step):
    item = layer("GRU", units=4)
    network = drawn_network([item], (9, 3))
    inputs = random_inputs([item], (9, 3), np.random.default_rng(0))
    with pytest.raises(RequestError) as refused:
        explain(network, number, place, inputs, network.trace(inputs), step)
    assert "position" in refused.value.values
