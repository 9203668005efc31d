from __future__ import annotations

import json

import pytest

from core.architectures import LAYERS
from core.errors import RequestError
from core.recipes import RECIPES, recipe, recipe_from_dict

EVERY = pytest.mark.parametrize("name", RECIPES)


@EVERY
def test_a_recipe_survives_json(name):
    entry = RECIPES[name]
    again = recipe_from_dict(json.loads(json.dumps(entry.as_dict())))
    assert again.key == entry.key and again.as_dict() == entry.as_dict()
    assert again.values() == entry.values() and again.layers == entry.layers
    assert again.hyperparameters() == entry.hyperparameters()
    assert again.summary.parameters == entry.summary.parameters


@EVERY
def test_every_setting_is_fully_declared(name):
    entry = RECIPES[name]
    hyperparameters = entry.hyperparameters()
    assert {"optimizer", "learning_rate", "epochs", "batch_size"} <= hyperparameters.keys()
    for key, hyperparameter in hyperparameters.items():
        assert (
            hyperparameter.name == key
            and hyperparameter.label
            and hyperparameter.help.endswith(".")
        )
        assert hyperparameter.group in ("preprocessing", "architecture", "compile", "fit")
        assert hyperparameter.validate(hyperparameter.default) == hyperparameter.default
    changed = entry.with_settings(
        {key: hyperparameter.default for key, hyperparameter in hyperparameters.items()}
    )
    assert changed.key == entry.key and changed == entry


@EVERY
def test_every_bound_is_allowed_and_nothing_beyond(name):
    """At a bound the model may be impossible; the error then names the layer or the rule."""
    entry = RECIPES[name]
    for key, hyperparameter in entry.hyperparameters().items():
        described = hyperparameter.as_dict()
        for value in _extremes(described):
            try:
                changed = entry.with_settings({key: value})
            except RequestError as error:
                text = str(error)
                assert any(f"({layer})" in text for layer in LAYERS) or "needs" in text, text
                continue
            assert changed.values()[key] == value
            assert (changed.key == entry.key) == (value == hyperparameter.default), (key, value)
        for value in _beyond(described):
            with pytest.raises(RequestError, match=f"{key} must be .*got {value!r}"):
                entry.with_settings({key: value})


def _extremes(described):
    if described["type"] == "choice":
        return described["choices"]
    if described["type"] == "boolean":
        return [True, False]
    return [described["low"], described["high"]]


def _beyond(described):
    if described["type"] in ("choice", "boolean"):
        return ["something else"]
    return [described["low"] - 1, described["high"] * 2]


DROPPABLE = [name for name in RECIPES if "dropout_layer" in RECIPES[name].hyperparameters()]


@pytest.mark.parametrize("name", DROPPABLE)
def test_a_dropout_layer_is_one_more_layer_and_none_is_the_recipe_itself(name):
    entry = RECIPES[name]
    dropped = entry.with_settings({"dropout_layer": "0.5"})
    position = next(index for index, item in enumerate(dropped.layers) if item.added)
    others = [item for item in dropped.layers if not item.added]
    assert others == list(entry.layers) and dropped.layers[position + 1].fixed
    assert dropped.key != entry.key and dropped.summary.parameters == entry.summary.parameters
    assert dropped.values() == entry.values() | {"dropout_layer": 0.5}
    again = recipe_from_dict(json.loads(json.dumps(dropped.as_dict())))
    assert again.key == dropped.key and again.hyperparameters() == dropped.hyperparameters()
    without = again.with_settings({"dropout_layer": 0})
    assert without.as_dict() == entry.as_dict() and without.key == entry.key


def test_settings_written_as_text_are_parsed():
    changed = recipe("imdb/cnn").with_settings(
        {"units": "64", "learning_rate": "1e-2", "restore_best_weights": "true", "patience": "2"}
    )
    values = changed.values()
    assert (values["units"], values["learning_rate"]) == (64, 0.01)
    assert (values["restore_best_weights"], values["patience"]) == (True, 2)


def test_a_changed_recipe_keeps_its_id_and_has_another_key():
    entry = recipe("imdb/cnn")
    changed = entry.with_settings({"units": 64})
    assert changed.id == entry.id and changed.key != entry.key
    assert changed.with_settings({"units": 128}).key == entry.key
    assert entry.values()["units"] == 128


def test_the_vocabulary_sets_the_embedding_and_the_length_sets_the_shapes():
    changed = recipe("imdb/mlp").with_settings({"num_words": 5_000, "maxlen": 50})
    assert changed.layers[0].config["input_dim"] == 5_000
    assert changed.input_shape == (50,)
    assert changed.summary.parameters == 5_000 * 128 + (50 * 128 + 1) * 256 + 257


def test_depth_and_settings_of_the_layers_it_adds_can_be_set_together():
    changed = recipe("numeric-binary/mlp").with_settings({"depth": 2, "units_2": 8})
    assert [item.config["units"] for item in changed.layers] == [64, 8, 1]
    again = recipe_from_dict(changed.as_dict()).with_settings({"depth": 1})
    assert again.key == recipe("numeric-binary/mlp").key


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("imdb/cnn", {"unit": 64}, "recipe imdb/cnn has no setting 'unit'; it has: num_words"),
        ("imdb/cnn", {"loss": "mse"}, "has no setting 'loss'"),
        ("imdb/cnn", {"kernel_size": 0}, "kernel_size must be a whole number from 1 to 64, got 0"),
        ("imdb/cnn", {"batch_size": "ten"}, "batch_size must be a whole number.*got 'ten'"),
        ("imdb/cnn", {"optimizer": "lion"}, "optimizer must be one of adam, rmsprop.*got 'lion'"),
        ("imdb/cnn", {"maxlen": 2}, r"Layer 3 \(Conv1D\).*kernel 3 is longer than its input of 2"),
        ("imdb/rcnn", {"maxlen": 5}, r"Layer 4 \(MaxPooling1D\).*pool 4 .*input of 3"),
        ("jena/conv1d", {"lookback": 0.25}, r"\(MaxPooling1D\)|\(Conv1D\)"),
        ("numeric-binary/mlp", {"patience": 3}, "patience=3 needs validation data"),
        ("numeric-binary/mlp", {"units_1": 3}, "has no setting 'units_1'"),
        ("jena/lstm", {"validation_split": 0.2}, "has no setting 'validation_split'"),
    ],
)
def test_impossible_settings_are_refused_before_training(name, settings, message):
    with pytest.raises(RequestError, match=message) as caught:
        recipe(name).with_settings(settings)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("missing", ["id", "dataset", "preprocessing", "layers", "compile", "fit"])
def test_an_incomplete_description_is_refused(missing):
    described = recipe("imdb/cnn").as_dict()
    del described[missing]
    with pytest.raises(RequestError, match=missing):
        recipe_from_dict(described)


def test_a_description_with_an_unknown_dataset_or_layer_is_refused():
    described = recipe("imdb/cnn").as_dict()
    with pytest.raises(RequestError, match="no dataset 'imbd'"):
        recipe_from_dict(described | {"dataset": "imbd"})
    layers = [{"type": "Lambda", "config": {}}, *described["layers"]]
    with pytest.raises(RequestError, match="Unknown layer 'Lambda'"):
        recipe_from_dict(described | {"layers": layers})


def test_the_metric_depends_on_the_task():
    assert recipe("jena/lstm").metric == "mae" and recipe("mnist/cnn").metric == "accuracy"
