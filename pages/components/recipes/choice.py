"""The recipe or the bench that is open: the list and the URL."""

from __future__ import annotations

import streamlit as st

from core.datasets.status import status
from core.hyperparameters import Int
from core.inside.benches import bench
from core.recipes import RECIPES, Recipe, recipe
from pages.components.frame import address, session
from pages.components.frame.address import Text
from pages.components.live.manager import run_manager
from pages.components.live.place import recipes_of
from pages.components.recipes import bench_state
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
    Text(name="bench", check=bench),
    Int(name="step", default=1, low=1, high=10**4),
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
    if entry := given.get("bench") and bench(given["bench"]):
        values, others, more = address.read(entry.fields, others)
        problems += [*more, *bench_state.open_bench(entry.name, values, given.get("step", 1) - 1)]
    known = (*PARAMETERS, *(entry.fields if entry else ()))
    return problems + address.unknown_names(others, known)


def write_url() -> None:
    """Write what is open into the URL: a recipe with its sample, or a bench with its numbers."""
    values = {"recipe": st.session_state[RECIPE]}
    if shown := bench_state.opened():
        values |= {"bench": shown.bench.name, "step": shown.step + 1, **shown.values}
        parameters = (*PARAMETERS, *shown.bench.fields)
    else:
        values["sample"] = st.session_state[SAMPLE] + 1
        parameters = PARAMETERS
    address.write(PAGE, address.query(parameters, values))


def opened() -> Recipe:
    """The open recipe."""
    return RECIPES[st.session_state[RECIPE]]


def open_recipe(id: str) -> None:
    """Open a recipe at its first sample."""
    st.session_state[RECIPE] = id
    st.session_state[SAMPLE] = 0
    bench_state.close()


def show_list() -> None:
    """Draw the dataset picker and, below it, the recipes of that dataset."""
    entry = opened()
    pick_dataset(entry.dataset, DATASET, lambda name: open_recipe(recipes_of(name)[0].id))
    pick_recipe(entry.id, "cookbook recipes", open_recipe)
