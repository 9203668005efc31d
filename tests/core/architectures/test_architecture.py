from __future__ import annotations

import pytest

from core.architectures import ARCHITECTURES, Architecture, Block, architecture, layer
from core.errors import RequestError


def names(entry: Architecture) -> list[str]:
    return list(entry.hyperparameters())


def test_a_setting_that_occurs_once_has_keras_name_and_several_are_numbered_in_order():
    hyperparameters = ARCHITECTURES["text-cnn"].hyperparameters()
    assert list(hyperparameters) == [
        *("depth", "output_dim", "rate_1", "filters", "kernel_size", "activation_1"),
        *("units", "activation_2", "rate_2"),
    ]
    assert (hyperparameters["rate_1"].position, hyperparameters["rate_2"].position) == (
        "2 · Dropout",
        "6 · Dropout",
    )
    assert hyperparameters["filters"].default == 256 and hyperparameters["units"].default == 128
    assert {item.group for item in hyperparameters.values()} == {"architecture"}


def test_each_numbered_name_changes_its_own_layer():
    entry = ARCHITECTURES["series-stacked-lstm"].with_values({"units_1": 8, "units_2": "16"})
    assert [item.config["units"] for item in entry.layers] == [8, 16]
    assert [item.config["units"] for item in ARCHITECTURES["series-stacked-lstm"].layers] == [
        32,
        32,
    ]


def test_depth_repeats_the_block_and_connects_the_sequences():
    deep = ARCHITECTURES["series-lstm"].with_values({"depth": 3})
    assert [item.type for item in deep.layers] == ["LSTM"] * 3
    assert [item.config["return_sequences"] for item in deep.layers] == [True, True, False]
    assert names(deep)[0] == "depth" and "units_3" in names(deep)
    again = deep.with_values({"depth": 1})
    assert again.layers == ARCHITECTURES["series-lstm"].layers


def test_depth_comes_first_so_that_new_layers_can_be_set_with_it():
    deep = ARCHITECTURES["numeric-mlp"].with_values({"units_3": 5, "depth": "3"})
    assert [item.config["units"] for item in deep.layers] == [64, 64, 5]


def test_depth_keeps_the_layers_around_the_block():
    types = [item.type for item in ARCHITECTURES["text-rcnn"].with_values({"depth": 2}).layers]
    assert types == ["Embedding", "Dropout", "Conv1D", "MaxPooling1D", "LSTM", "LSTM"]


def test_a_block_of_several_layers_is_repeated_as_one():
    pair = (layer("Dense", units=4), layer("Dropout", rate=0.1))
    entry = Architecture("pairs", "mlp", (*pair, layer("Dense", units=1, fixed=True)), Block(0, 2))
    deep = entry.with_values({"depth": 3, "rate_3": 0.3, "units_2": 9})
    assert [item.type for item in deep.layers] == ["Dense", "Dropout"] * 3 + ["Dense"]
    assert [item.config.get("units") for item in deep.layers[::2]] == [4, 9, 4, 1]
    assert [item.config["rate"] for item in deep.layers[1::2]] == [0.1, 0.1, 0.3]


def test_a_recurrent_layer_gives_sequences_only_where_one_is_read():
    body = (layer("LSTM", units=4), layer("Dropout", rate=0.1), layer("Conv1D", filters=2))
    entry = Architecture("some", "recurrent", (*body, layer("GRU", units=4), layer("Dense")))
    assert entry.layers[0].config["return_sequences"] is True
    assert entry.layers[3].config["return_sequences"] is False


def test_a_bidirectional_layer_is_turned_inside():
    entry = ARCHITECTURES["series-bidirectional-lstm"].with_values({"units": 8, "dropout": 0.5})
    inner = entry.layers[0].config["layer"]
    assert (inner.config["units"], inner.config["dropout"]) == (8, 0.5)
    assert inner.config["recurrent_dropout"] == 0.2


def test_given_vectors_fix_the_width_but_not_their_training():
    declared = names(ARCHITECTURES["text-glove"])
    assert "trainable" in declared and "output_dim" not in declared


def test_fixed_layers_have_no_hyperparameters():
    entry = Architecture("one", "mlp", (layer("Dense", units=1, fixed=True),))
    assert names(entry) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"unit": 3}, "numeric-mlp has no setting 'unit'; it has: depth, units, activation"),
        ({"units_2": 3}, "no setting 'units_2'"),
        ({"units": 0}, "units must be a whole number from 1 to 4,096, got 0"),
        ({"depth": 7}, "depth must be a whole number from 1 to 6, got 7"),
        ({"activation": "swish"}, "activation must be one of linear, relu"),
    ],
)
def test_invalid_values_are_refused(values, message):
    with pytest.raises(RequestError, match=message):
        ARCHITECTURES["numeric-mlp"].with_values(values)


def test_an_unknown_architecture_lists_the_known():
    with pytest.raises(RequestError, match="Unknown architecture 'mlp'; choose one of: numeric-"):
        architecture("mlp")
