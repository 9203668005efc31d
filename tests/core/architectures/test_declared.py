"""The hyperparameters of layers, written down a second time: Keras' defaults, and their bounds."""

from __future__ import annotations

import pytest

from core.architectures import LAYERS, Architecture, layer
from core.architectures.architecture import connect
from core.architectures.declared import DEPTH, OUTPUT_ACTIVATION

# Default, lowest and highest.
BOUNDS = {
    "units": (32, 1, 4_096),
    "filters": (32, 1, 1_024),
    "kernel_size": (3, 1, 64),
    "pool_size": (2, 1, 64),
    "output_dim": (32, 1, 1_024),
    "rate": (0.5, 0, 0.95),
    "dropout": (0, 0, 0.95),
    "recurrent_dropout": (0, 0, 0.95),
}
NAMES = {
    "Embedding": ["output_dim"],
    "Dense": ["units", "activation"],
    "Activation": [],
    "Dropout": ["rate"],
    "Flatten": [],
    "Reshape": [],
    "Conv1D": ["filters", "kernel_size", "activation"],
    "Conv2D": ["filters", "kernel_size", "activation"],
    "MaxPooling1D": ["pool_size"],
    "MaxPooling2D": ["pool_size"],
    "GlobalMaxPooling1D": [],
    "SimpleRNN": ["units", "activation", "dropout", "recurrent_dropout"],
    "GRU": ["units", "activation", "dropout", "recurrent_dropout"],
    "LSTM": ["units", "activation", "dropout", "recurrent_dropout"],
    "Bidirectional": [],
}
READ_SEQUENCES = {
    *("Conv1D", "MaxPooling1D", "GlobalMaxPooling1D"),
    *("SimpleRNN", "GRU", "LSTM", "Bidirectional"),
}
ACTIVATIONS = {"Dense": "linear", "Conv1D": "linear", "Conv2D": "linear"}


@pytest.mark.parametrize("name", NAMES)
def test_a_layers_hyperparameters_have_keras_defaults_and_their_bounds(name):
    assert [item.name for item in LAYERS[name].tunable] == NAMES[name]
    for item in LAYERS[name].tunable:
        if item.name == "activation":
            assert item.default == ACTIVATIONS.get(name, "tanh")
        else:
            assert (item.default, item.low, item.high) == BOUNDS[item.name]


def test_depth_goes_from_one_to_six_and_an_open_output_is_linear():
    assert (DEPTH.default, DEPTH.low, DEPTH.high) == (1, 1, 6)
    assert OUTPUT_ACTIVATION.default == "linear"
    assert OUTPUT_ACTIVATION.choices == ("linear", "sigmoid")


def test_all_layer_types_are_written_down():
    assert LAYERS.keys() == NAMES.keys()
    assert {name for name, kind in LAYERS.items() if kind.needs_sequence} == READ_SEQUENCES


@pytest.mark.parametrize("between", [(), ("Dropout",), ("Activation", "Dropout")])
@pytest.mark.parametrize("reader", NAMES)
def test_a_recurrent_layer_gives_all_its_steps_to_whom_reads_them(reader, between):
    inner = {"layer": layer("GRU")} if reader == "Bidirectional" else {}
    follows = (*(layer(name) for name in between), layer(reader, **inner))
    if reader in ("Dropout", "Activation"):
        follows = (*follows, layer("LSTM"))
    for recurrent in (layer("LSTM"), layer("Bidirectional", layer=layer("LSTM"))):
        first = connect((recurrent, *follows))[0]
        config = first.config["layer"].config if "layer" in first.config else first.config
        passed_on = reader in READ_SEQUENCES or reader in ("Dropout", "Activation")
        assert config["return_sequences"] == passed_on
    last = Architecture("some", "recurrent", (layer("Dropout"), layer("LSTM"))).layers[-1]
    assert last.config["return_sequences"] is False
