"""Names of recipes: short ones made from the layers, changes by name and value."""

import pytest

from core.recipes import RECIPES, recipe, recipe_title, short_name
from core.recipes.naming import change, changes, layer_line

SHORT = {
    "imdb/mlp": "MLP",
    "numeric-binary/perceptron": "MLP",
    "imdb/simple-rnn": "SimpleRNN",
    "imdb/lstm": "LSTM",
    "jena/stacked-lstm": "LSTM",
    "jena/bidirectional-lstm": "BiLSTM",
    "mnist/cnn": "CNN",
    "imdb/conv1d": "CNN",
    "imdb/rcnn": "CNN-LSTM",
    "jena/conv1d-lstm": "CNN-LSTM",
}
FAMILY = {
    "mlp": {"MLP"},
    "recurrent": {"SimpleRNN", "LSTM", "BiLSTM", "GRU"},
    "convolutional": {"CNN"},
    "recurrent-convolutional": {"CNN-LSTM", "CNN-GRU"},
}


@pytest.mark.parametrize(("id", "name"), SHORT.items())
def test_a_short_name_is_made_from_the_layers(id, name):
    assert short_name(recipe(id)) == name


@pytest.mark.parametrize("id", RECIPES)
def test_every_recipe_has_a_short_name_of_its_family(id):
    entry = recipe(id)
    assert short_name(entry) in FAMILY[entry.family]
    assert recipe_title(entry) == id and change(entry) == ""


def test_the_title_of_a_changed_recipe_lists_its_changes():
    changed = recipe("probe-motif/cnn").with_settings({"kernel_size": 7, "learning_rate": 0.01})
    assert recipe_title(changed) == "probe-motif/cnn · kernel size 7, learning rate 0.01"
    assert changes(changed)["kernel_size"] == (recipe("probe-motif/cnn").values()["kernel_size"], 7)


def test_the_number_of_a_layer_stays_attached_to_its_setting():
    assert change(recipe("imdb/cnn").with_settings({"rate_2": 0.3})) == "rate_2 0.3"


def test_a_tiny_number_is_written_out():
    assert change(recipe("topics/cnn").with_settings({"learning_rate": 1e-6})).endswith("0.000001")


def test_an_added_dropout_layer_is_named_by_its_setting_alone():
    changed = recipe("topics/cnn").with_settings({"dropout_layer": 0.5})
    assert change(changed) == "dropout layer 0.5"


def test_a_layer_line_lists_the_types():
    assert layer_line(recipe("jena/bidirectional-lstm")) == "Bidirectional(LSTM) → Dense"
