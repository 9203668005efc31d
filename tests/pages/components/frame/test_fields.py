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
    page = AppTest.from_function(every_field, default_timeout=60)
    page.session_state.recipe = recipe_id
    page.run()
    assert not page.exception
    assert page.session_state.given == RECIPES[recipe_id].values()


def test_a_change_is_marked():
    page = AppTest.from_function(every_field, default_timeout=60)
    page.session_state.recipe = "imdb/cnn"
    page.run()
    field = page.number_input(key="imdb/cnn epochs")
    field.set_value(7).run()
    assert page.session_state.given["epochs"] == 7
    assert page.number_input(key="imdb/cnn epochs").label == "Epochs (changed from 2)"


@pytest.mark.parametrize("value", [0, -1, 10_001, 10**9])
def test_a_value_out_of_bounds_is_refused_below_its_field(value):
    page = AppTest.from_function(every_field, default_timeout=60)
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


def one_field() -> None:
    import streamlit as st

    from core.hyperparameters import Int
    from pages.components.frame.fields import bound, render_field

    given = st.session_state.setdefault("given", {"units": 8, "name": "a"})
    render_field(
        Int(name="units", default=4, low=1, high=99),
        owner="x",
        value=given["units"],
        on_change=lambda owner, name, value: given.update({name: value}),
    )
    bound(
        st.selectbox,
        "Name",
        ["a", "b"],
        key="name",
        value=given["name"],
        on_change=lambda value: given.update(name=value),
    )


def test_a_widget_shows_the_pages_value_and_hands_on_a_new_one():
    page = AppTest.from_function(one_field, default_timeout=60).run()
    assert (page.number_input[0].value, page.selectbox[0].value) == (8, "a")
    page.number_input[0].set_value(16).run()
    page.selectbox[0].set_value("b").run()
    assert page.session_state.given == {"units": 16, "name": "b"}
    page.session_state.given.update(units=32, name="a")
    page.run()
    assert (page.number_input[0].value, page.selectbox[0].value) == (32, "a")


def test_a_refused_value_stays_in_its_widget_and_an_empty_one_is_the_default():
    page = AppTest.from_function(one_field, default_timeout=60).run()
    page.number_input[0].set_value(100).run()
    assert page.number_input[0].value == 100 and page.session_state.given["units"] == 8
    page.number_input[0].set_value(None).run()
    assert page.number_input[0].value == page.session_state.given["units"] == 4
