"""Every declared hyperparameter has a widget that can set what is declared and nothing else."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.hyperparameters import Hyperparameter
from core.recipes import RECIPES
from pages.components.frame.fields import WIDGETS, render_field


def every_field() -> None:
    import streamlit as st

    from core.recipes import RECIPES
    from pages.components.frame.fields import render_field

    recipe = RECIPES[st.session_state.recipe]
    st.session_state.given = {
        name: render_field(hyperparameter, owner=recipe.id)
        for name, hyperparameter in recipe.hyperparameters().items()
    }


@pytest.mark.parametrize("recipe_id", ["imdb/rcnn", "jena/stacked-lstm", "mnist/cnn"])
def test_a_recipe_untouched_gives_its_own_values(recipe_id):
    page = AppTest.from_function(every_field)
    page.session_state.recipe = recipe_id
    page.run()
    assert not page.exception
    assert page.session_state.given == RECIPES[recipe_id].values()


def test_a_change_is_marked():
    page = AppTest.from_function(every_field)
    page.session_state.recipe = "imdb/cnn"
    page.run()
    field = page.number_input(key="imdb/cnn epochs")
    field.set_value(7).run()
    assert page.session_state.given["epochs"] == 7
    assert page.number_input(key="imdb/cnn epochs").label == "Epochs (changed from 2)"


@pytest.mark.parametrize("value", [0, -1, 10_001, 10**9])
def test_a_value_out_of_bounds_is_refused_where_it_stands(value):
    page = AppTest.from_function(every_field)
    page.session_state.recipe = "imdb/cnn"
    page.run()
    page.number_input(key="imdb/cnn epochs").set_value(value).run()
    assert not page.exception
    assert page.number_input(key="imdb/cnn epochs").value == value
    assert page.session_state.given["epochs"] == 2
    assert any(f"{value}" in text.value for text in page.markdown)


def test_every_type_a_recipe_declares_has_a_widget():
    declared = {
        type(hyperparameter)
        for entry in RECIPES.values()
        for hyperparameter in entry.hyperparameters().values()
    }
    assert declared <= set(WIDGETS)


def test_an_unknown_type_is_refused():
    class Colour(Hyperparameter):
        def validate(self, value):
            return value

    with pytest.raises(TypeError, match="Colour"):
        render_field(Colour(name="colour", default="red"), owner="x")
