"""Every recipe's model, from its answer back to its input, number by number."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RequestError
from core.inside import Network
from core.inside.path import path
from core.recipes import RECIPES
from core.results.weights import reference_weights
from tests.core.inside.drawn import drawn_network
from tests.core.inside.examples import random_inputs
from tests.core.inside.explained import hold


def model(entry):
    """A recipe's model with its reference weights, or with random ones and a small vocabulary."""
    weights = reference_weights(entry)
    if weights is not None:
        return Network(entry.layers, weights)
    layers = [
        item.with_config(input_dim=100) if item.type == "Embedding" else item
        for item in entry.layers
    ]
    return drawn_network(layers, entry.input_shape)


@pytest.mark.parametrize("id", RECIPES)
def test_every_number_of_the_path_is_in_the_next_layer(id):
    entry = RECIPES[id]
    network, rng = model(entry), np.random.default_rng(0)
    inputs = random_inputs(network.layers, entry.input_shape, rng)
    traces = network.trace(inputs)
    places = path(network, inputs, traces)
    assert len(places) == len(traces) + 1
    arrays = [inputs[0], *(trace.output[0] for trace in traces)]
    value = arrays[-1].max()
    for number in reversed(range(len(traces))):
        place = places[number + 1][-arrays[number + 1].ndim :]
        result = hold(network, number, place, inputs, traces)
        assert result.value == value
        value = arrays[number][places[number][-arrays[number].ndim :]]
    assert value == inputs[0][places[0]]


def test_it_begins_where_it_is_asked_to():
    entry = RECIPES["digits/mlp"]
    network = model(entry)
    inputs = random_inputs(network.layers, entry.input_shape, np.random.default_rng(0))
    traces = network.trace(inputs)
    assert path(network, inputs, traces, (3,))[-1] == (3,)
    with pytest.raises(RequestError):
        path(network, inputs, traces, (10,))
