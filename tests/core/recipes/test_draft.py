"""Drafts: recipes while their settings are being edited, impossible combinations included."""

from __future__ import annotations

import pytest

from core.recipes import RECIPES, recipe
from core.recipes.draft import Draft, draft_of, read_draft, texts


def with_value(recipe_id: str, **changes) -> Draft:
    draft = Draft(recipe(recipe_id))
    for name, value in changes.items():
        draft = draft.with_value(name, value)
    return draft


def test_a_draft_without_changes_is_the_recipe_itself():
    for entry in RECIPES.values():
        draft = Draft(entry)
        assert draft.recipe is entry and draft.problem is None and draft.culprit == ""
        assert {name: draft.value(name) for name in draft.hyperparameters} == entry.values()


def test_changing_a_setting_and_changing_it_back():
    draft = with_value("imdb/cnn", units=64, learning_rate=0.01)
    assert draft.recipe.values()["units"] == 64
    assert draft.without("units").changes == {"learning_rate": 0.01}
    assert draft.with_value("units", 128).changes == {"learning_rate": 0.01}
    assert list(draft.with_value("units", 32).changes) == ["learning_rate", "units"]


def test_depth_adds_numbered_names_and_keeps_earlier_changes():
    draft = with_value("imdb/mlp", units=64, epochs=3, depth=3)
    assert draft.changes == {"epochs": 3, "units_1": 64, "units_2": 64, "units_3": 64, "depth": 3}
    draft = draft.with_value("units_3", 8).with_value("depth", 2)
    assert draft.changes == {"epochs": 3, "units_1": 64, "units_2": 64, "depth": 2}
    draft = draft.with_value("depth", 1)
    assert draft.changes == {"epochs": 3, "units": 64}
    assert draft.recipe == with_value("imdb/mlp", epochs=3, units=64).recipe


def test_depth_keeps_an_added_dropout_layer():
    draft = with_value("topics/mlp", dropout_layer=0.5, depth=2)
    assert draft.changes == {"dropout_layer": 0.5, "depth": 2}
    assert [item.type for item in draft.recipe.layers[-3:]] == ["Dense", "Dropout", "Dense"]
    assert draft.with_value("dropout_layer", 0.0).changes == {"depth": 2}


def test_unknown_names_and_impossible_values_are_refused():
    with pytest.raises(Exception, match="no setting 'wings'"):
        with_value("imdb/cnn", wings=2)
    with pytest.raises(Exception, match="units must be"):
        with_value("imdb/cnn", units=0)


@pytest.mark.parametrize(
    ("recipe_id", "changes", "culprit", "nearest"),
    [
        ("imdb/cnn", {"units": 64, "maxlen": 2}, "maxlen", 3),
        ("imdb/cnn", {"maxlen": 10, "kernel_size": 12}, "kernel_size", 10),
        ("imdb/cnn", {"kernel_size": 12, "maxlen": 10}, "maxlen", 12),
        ("noise/cnn", {"patience": 3}, "patience", 0),
        ("breast-cancer/mlp", {"patience": 3, "validation_split": 0.0}, "validation_split", None),
        ("imdb/mlp", {"num_words": 100_000, "output_dim": 1_024, "maxlen": 2_000}, "maxlen", 1907),
        ("digits/cnn", {"pool_size": 3, "kernel_size_2": 5}, "kernel_size_2", 4),
    ],
)
def test_an_impossible_combination_names_a_setting_and_its_nearest_possible_value(
    recipe_id, changes, culprit, nearest
):
    draft = with_value(recipe_id, **changes)
    assert draft.recipe is None and draft.problem is not None
    assert draft.culprit == culprit
    assert draft.nearest() == nearest
    if nearest is not None:
        assert draft.with_value(culprit, nearest).recipe is not None


def test_an_impossible_depth_can_be_changed_back():
    draft = with_value("probe-motif/cnn", depth=6)
    if draft.recipe is not None:  # token-cnn repeats a convolution: make it too long to repeat
        draft = draft.with_value("kernel_size_6", 64).with_value("kernel_size_5", 64)
    assert draft.recipe is None
    assert draft.with_value("depth", 1).recipe is not None


def test_texts_and_read_draft_are_inverse():
    draft = with_value("imdb-raw/glove", trainable=True, learning_rate=0.00001, depth=2, units_2=5)
    assert next(iter(texts(draft))) == "depth" and texts(draft)["trainable"] == "true"
    assert read_draft(draft.entry, texts(draft))[0].recipe == draft.recipe
    assert not read_draft(draft.entry, texts(draft))[1]


def test_wrong_settings_of_a_url_are_reported_and_the_rest_is_used():
    query = {"wings": "2", "units": "64", "epochs": "many", "optimizer": "adm", "rate_1": "7"}
    draft, problems = read_draft(recipe("imdb/cnn"), query)
    assert draft.changes == {"units": 64}
    messages = " ".join(map(str, problems))
    assert len(problems) == 4
    for words in ("'wings'", "'many'", "'adm'", "rate_1"):
        assert words in messages


@pytest.mark.parametrize(
    ("recipe_id", "changes"),
    [
        ("imdb/cnn", {}),
        ("imdb/lstm", {"depth": 3, "units_2": 8, "num_words": 500}),
        ("jena/stacked-lstm", {"depth": 1, "units": 5}),
        ("mnist/cnn", {"validation_data": "train", "validation_split": 0.2}),
        ("imdb/conv1d", {"output_activation": "sigmoid"}),
        ("topics/mlp", {"depth": 2, "units_2": 8, "dropout_layer": 0.5}),
    ],
)
def test_the_draft_of_a_changed_recipe_has_the_same_changes(recipe_id, changes):
    entry = recipe(recipe_id)
    changed = entry.with_settings(changes)
    draft = draft_of(entry, changed)
    assert draft.recipe == changed and draft.recipe.key == changed.key
    assert draft.changes == changes


@pytest.mark.parametrize("name", RECIPES)
def test_every_correction_can_be_applied(name):
    for flaw in RECIPES[name].flaws:
        draft = with_value(name, **flaw.correction)
        assert draft.recipe is not None and draft.changes == dict(flaw.correction)
