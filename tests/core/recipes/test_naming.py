"""What recipes are called: short names by their layers, changes by name and value."""

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
def test_a_short_name_is_computed_from_the_layers(id, name):
    assert short_name(recipe(id)) == name


@pytest.mark.parametrize("id", RECIPES)
def test_every_recipe_of_the_catalogue_has_a_short_name_of_its_family(id):
    entry = recipe(id)
    assert short_name(entry) in FAMILY[entry.family]
    assert recipe_title(entry) == id and change(entry) == ""


def test_a_changed_recipe_is_named_by_what_was_changed():
    changed = recipe("probe-motif/cnn").with_settings({"kernel_size": 7, "learning_rate": 0.01})
    assert recipe_title(changed) == "probe-motif/cnn · kernel size 7, learning rate 0.01"
    assert changes(changed)["kernel_size"] == (recipe("probe-motif/cnn").values()["kernel_size"], 7)


def test_a_number_that_says_which_layer_is_meant_stays_with_the_name():
    assert change(recipe("imdb/cnn").with_settings({"rate_2": 0.3})) == "rate_2 0.3"


def test_layers_are_a_line_of_their_types():
    assert layer_line(recipe("jena/bidirectional-lstm")) == "Bidirectional(LSTM) → Dense"
