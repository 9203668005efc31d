"""Epochs, seed and Launch."""

from __future__ import annotations

import streamlit as st

from core.errors import RecipeLabError
from core.hyperparameters import Int
from core.i18n import gettext, mark
from core.recipes import Recipe
from pages.components import session, wording
from pages.components.fields import render_field
from pages.components.manager import run_manager
from pages.components.picker import data_problem

SEED = Int(
    name="seed",
    default=0,
    low=0,
    high=2**31 - 1,
    label=mark("Seed"),
    help=mark(
        "Decides the initial weights, the order of the samples and dropout: the same seed gives "
        "the same run, to the last bit."
    ),
)


def show_launcher(recipe: Recipe) -> None:
    """The settings of a launch and its button, which is off, with the reason, without data."""
    problem = data_problem(recipe, run_manager().settings)
    first, second = st.columns(2)
    with first:
        epochs = render_field(recipe.hyperparameters()["epochs"], owner=recipe.id)
    with second:
        seed = render_field(SEED, owner=recipe.id)
    st.button(
        gettext("Launch"),
        key="launch",
        type="primary",
        width="stretch",
        disabled=bool(problem),
        help=gettext("Its dataset is not here yet.") if problem else None,
        on_click=_launch,
        args=(recipe, epochs, seed),
        icon=":material/play_arrow:",
    )
    if problem:
        st.warning(wording.markdown(problem), icon=":material/database_off:")


def _launch(recipe: Recipe, epochs: int, seed: int) -> None:
    try:
        run = run_manager().submit(recipe.with_settings({"epochs": epochs}), seed)
    except RecipeLabError as error:
        st.session_state[session.NOTICE] = str(error)
        return
    st.session_state[session.NOTICE] = ""
    st.session_state[session.RUN] = run.id
