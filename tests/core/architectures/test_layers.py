"""Contract of every layer type of the table."""

from __future__ import annotations

import json

import pytest

from core.architectures import LAYERS, Layer, layer, summarize
from core.errors import RequestError

# The arguments each type requires (without hyperparameters), and a valid input shape.
EXAMPLES: dict[str, tuple[dict, tuple[int, ...]]] = {
    "Embedding": ({"input_dim": 50}, (9,)),
    "Dense": ({}, (9,)),
    "Activation": ({"activation": "relu"}, (9,)),
    "Dropout": ({}, (9,)),
    "Flatten": ({}, (9, 2)),
    "Reshape": ({"target_shape": (3, 3)}, (9,)),
    "Conv1D": ({}, (9, 2)),
    "Conv2D": ({}, (9, 9, 1)),
    "MaxPooling1D": ({}, (9, 2)),
    "MaxPooling2D": ({}, (9, 9, 1)),
    "GlobalMaxPooling1D": ({}, (9, 2)),
    "SimpleRNN": ({}, (9, 2)),
    "GRU": ({}, (9, 2)),
    "LSTM": ({}, (9, 2)),
    "Bidirectional": ({"layer": layer("LSTM")}, (9, 2)),
}


def example(name: str) -> tuple[Layer, tuple[int, ...]]:
    config, shape = EXAMPLES[name]
    return layer(name, **config), shape


def test_every_type_has_an_example():
    assert EXAMPLES.keys() == LAYERS.keys()


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_type_is_whole(name):
    item, shape = example(name)
    kind = LAYERS[name]
    assert kind.about.endswith(".")
    for hyperparameter in kind.tunable:
        assert hyperparameter.label and hyperparameter.help.endswith(".")
        assert item.config[hyperparameter.name] == hyperparameter.default
    summary = summarize([item], shape)
    assert all(length > 0 for length in summary.output_shape) and summary.parameters >= 0
    if kind.needs_sequence:
        with pytest.raises(RequestError, match=rf"Layer 1 \({name}\)"):
            summarize([item], (9,))


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_survives_json(name):
    item, _ = example(name)
    assert Layer.from_dict(json.loads(json.dumps(item.as_dict()))) == item


def test_a_fixed_layer_stays_fixed():
    item = layer("Dense", units=1, fixed=True)
    assert Layer.from_dict(item.as_dict()).fixed and item.with_config(units=2).fixed


@pytest.mark.parametrize("data", [{}, {"type": "Dense"}, {"type": "Dense", "config": 3}, None])
def test_what_is_no_layer_is_refused(data):
    with pytest.raises(RequestError, match="type and config"):
        Layer.from_dict(data)
