"""Every recipe's model, from its answer back to its input, number by number."""

from __future__ import annotations

import numpy as np
import pytest

from core.inside import Network
from core.inside.terms import Step
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


def largest(result):
    """Where the largest term of a sum, or of what a step's gates read, is in the layer's input."""
    if not isinstance(result, Step):
        return result.terms[0].source
    terms = [term for gate in result.gates for term in gate.terms if not term.recurrent]
    return max(terms, key=lambda term: abs(term.product)).source


@pytest.mark.parametrize("id", RECIPES)
def test_the_largest_terms_lead_from_the_answer_to_the_input(id):
    entry = RECIPES[id]
    network, rng = model(entry), np.random.default_rng(0)
    inputs = random_inputs(network.layers, entry.input_shape, rng)
    traces = network.trace(inputs)
    arrays = [inputs[0], *(trace.output[0] for trace in traces)]
    place = (int(arrays[-1].argmax()),)
    for number in reversed(range(len(traces))):
        result = hold(network, number, place, inputs, traces)
        assert result.value == arrays[number + 1][place]
        place = largest(result)
