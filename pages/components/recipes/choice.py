"""The recipe of the cookbook that is open: the list and the URL."""

from __future__ import annotations

import streamlit as st

from core.datasets.status import status
from core.hyperparameters import Int
from core.recipes import RECIPES, Recipe, recipe
from pages.components.frame import address, session
from pages.components.frame.address import Text
from pages.components.live.manager import run_manager
from pages.components.live.place import recipes_of
from pages.components.run.picker import pick_dataset, pick_recipe

PAGE = "recipes"
RECIPE = "cookbook recipe"
SAMPLE = "cookbook sample"
DATASET = "cookbook dataset"
# The recipe that is open at first, and the one to open if the first one's data is missing.
FIRST, FIRST_WITHOUT_FILES = "imdb/cnn", "digits/cnn"
PARAMETERS = (
    Text(name="recipe", check=recipe),
    Int(name="sample", default=1, low=1, high=10**9),
)


def read_url() -> list[str]:
    """Apply the URL if the browser changed it.

    Returns:
        Sentences on names in it that do not exist.
    """
    if RECIPE not in st.session_state:
        state = status(RECIPES[FIRST].dataset, run_manager().settings).state
        unusable = state in ("missing", "refused")
        st.session_state[RECIPE] = FIRST_WITHOUT_FILES if unusable else FIRST
    st.session_state.setdefault(SAMPLE, 0)
    if not st.query_params and (subject := session.subject_for(PAGE)):
        open_recipe(subject)
    query = address.arrived(PAGE)
    if query is None:
        return []
    given, others, problems = address.read(PARAMETERS, query)
    open_recipe(given.get("recipe") or st.session_state[RECIPE])
    st.session_state[SAMPLE] = given.get("sample", 1) - 1
    return problems + address.unknown_names(others, PARAMETERS)


def write_url() -> None:
    """Write the open recipe and sample into the URL."""
    values = {"recipe": st.session_state[RECIPE], "sample": st.session_state[SAMPLE] + 1}
    address.write(PAGE, address.query(PARAMETERS, values))


def opened() -> Recipe:
    """The open recipe."""
    return RECIPES[st.session_state[RECIPE]]


def open_recipe(id: str) -> None:
    """Open a recipe at its first sample."""
    st.session_state[RECIPE] = id
    st.session_state[SAMPLE] = 0


def show_list() -> None:
    """Draw the dataset picker and, below it, the recipes of that dataset."""
    entry = opened()
    pick_dataset(entry.dataset, DATASET, lambda name: open_recipe(recipes_of(name)[0].id))
    pick_recipe(entry.id, "cookbook recipes", open_recipe)
