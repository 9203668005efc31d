"""Contract of every architecture of the table, with any dataset."""

from __future__ import annotations

import pytest

from core.architectures import ARCHITECTURES, FAMILIES, LAYERS, Architecture, complete, head
from core.architectures.summary import summarize

SHAPES = {
    "numeric": (12,),
    "text": (100,),
    "token": (60,),
    "image": (28, 28),
    "series": (240, 6),
}
EVERY = pytest.mark.parametrize("name", ARCHITECTURES)


def completed(entry: Architecture) -> Architecture:
    shape = SHAPES[entry.name.partition("-")[0]]
    return complete(entry, output=head("text-binary", 2), input_shape=shape, vocabulary=500)


def shape_of(name: str) -> tuple[int, ...]:
    return SHAPES[name.partition("-")[0]]


@EVERY
def test_an_entry_is_complete(name):
    entry = ARCHITECTURES[name]
    assert entry.name == name and entry.family in FAMILIES
    assert all(item.type in LAYERS for item in entry.layers)
    types = {getattr(item.config.get("layer"), "type", item.type) for item in entry.layers}
    recurrent = bool(types & {"LSTM", "GRU", "SimpleRNN"})
    convolutional = bool(types & {"Conv1D", "Conv2D"})
    assert (recurrent, convolutional) == {
        "mlp": (False, False),
        "recurrent": (True, False),
        "convolutional": (False, True),
        "recurrent-convolutional": (True, True),
    }[entry.family]


@EVERY
def test_it_ends_with_the_output_of_its_task(name):
    summary = summarize(completed(ARCHITECTURES[name]).layers, shape_of(name))
    assert summary.output_shape == (1,) and summary.parameters > 0


@EVERY
def test_every_hyperparameter_changes_the_architecture(name):
    entry = completed(ARCHITECTURES[name])
    for key, hyperparameter in entry.hyperparameters().items():
        other = _another(hyperparameter)
        with_value = entry.with_values({key: other})
        assert with_value != entry, key
        assert with_value.hyperparameters()[key].default == other
        assert with_value.family == entry.family and with_value.layers[-1] == entry.layers[-1]
        assert summarize(with_value.layers, shape_of(name)).output_shape == (1,)


def _another(hyperparameter):
    described = hyperparameter.as_dict()
    if described["type"] == "boolean":
        return not hyperparameter.default
    if described["type"] == "choice":
        return next(value for value in hyperparameter.choices if value != hyperparameter.default)
    if described["type"] == "float":
        return 0.3
    return hyperparameter.default + 1


@EVERY
def test_setting_the_defaults_changes_nothing(name):
    entry = completed(ARCHITECTURES[name])
    values = {
        key: hyperparameter.default for key, hyperparameter in entry.hyperparameters().items()
    }
    assert entry.with_values(values) == entry


def test_the_output_fits_the_task():
    (regression,) = head("series-regression", None)
    (binary,) = head("text-binary", 2)
    (several,) = head("image-multiclass", 10)
    outputs = [(item.config["units"], item.config["activation"]) for item in (regression, binary)]
    assert outputs == [(1, "linear"), (1, "sigmoid")]
    assert (several.config["units"], several.config["activation"]) == (10, "softmax")
    assert regression.fixed and binary.fixed and several.fixed
