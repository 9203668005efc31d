"""What a browser session remembers, under which key, and how it is kept in the URL.

The URL names what the page shows: ``?run=…``, or ``?recipe=…`` when no run is chosen. So a reload,
a second tab and a link come back to it.
"""

from __future__ import annotations

import time

import streamlit as st

from core.datasets import DATASETS
from core.errors import RequestError
from core.recipes import RECIPES, Recipe, recipe
from core.runs.store import Store

DATASET = "dataset"
RUN = "run"
NOTICE = "notice"
URL = "url"
LEFT_URL = "left url"
FIRST = "numeric-binary/mlp"
# A click made before the browser has heard of our new URL still brings the one we left.
STALE_SECONDS = 2.0


def recipe_key(dataset: str) -> str:
    """The key of a dataset's recipe: each dataset remembers its own."""
    return f"recipe of {dataset}"


def field_key(owner: str, name: str) -> str:
    """The key of a hyperparameter's widget; one a recipe, so that each begins with its values."""
    return f"{owner} {name}"


def show_recipe(entry: Recipe) -> None:
    """Choose a recipe, and no run."""
    st.session_state[DATASET] = entry.dataset
    st.session_state[recipe_key(entry.dataset)] = entry.id
    st.session_state[RUN] = None


def show_run(run_id: str, recipe_id: str) -> None:
    """Choose a run, and its recipe where the catalogue has it."""
    if recipe_id in RECIPES:
        show_recipe(RECIPES[recipe_id])
    st.session_state[RUN] = run_id


def shown_recipe() -> Recipe:
    """The chosen recipe."""
    dataset = st.session_state[DATASET]
    return RECIPES[st.session_state[recipe_key(dataset)]]


def read_url(store: Store) -> None:
    """Follow the URL where it changed since we wrote it: at first, by a link, by Back.

    What it names but is not there is said in ``NOTICE``, and the rest is shown.
    """
    fill()
    url = dict(st.query_params)
    if url == st.session_state.get(URL) or _is_stale(url):
        return
    st.session_state[URL] = url
    st.session_state[NOTICE] = ""
    try:
        if "run" in url:
            run = store.get(url["run"])
            show_run(run.id, run.recipe_id)
        else:
            show_recipe(recipe(url.get("recipe", FIRST)))
    except RequestError as error:
        st.session_state[NOTICE] = str(error)


def write_url() -> None:
    """Name what is shown in the URL."""
    run_id = st.session_state[RUN]
    wanted = {"run": run_id} if run_id else {"recipe": shown_recipe().id}
    if wanted == {"recipe": FIRST} and not st.session_state[URL]:
        return  # the bare address says the same; Back must be able to leave it
    if st.session_state[URL] != wanted:
        st.session_state[LEFT_URL] = (st.session_state[URL], time.monotonic())
        st.session_state[URL] = wanted
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def _is_stale(url: dict[str, str]) -> bool:
    left, when = st.session_state.get(LEFT_URL, (None, 0.0))
    return url == left and time.monotonic() - when < STALE_SECONDS


def fill() -> None:
    """Give the session a dataset, and every dataset a recipe, where it has none."""
    st.session_state.setdefault(RUN, None)
    st.session_state.setdefault(DATASET, RECIPES[FIRST].dataset)
    for name in DATASETS:
        if st.session_state.get(recipe_key(name)) not in RECIPES:
            st.session_state[recipe_key(name)] = first_recipe(name).id


def first_recipe(dataset: str) -> Recipe:
    """The first recipe of a dataset that stands for its family."""
    entries = [entry for entry in RECIPES.values() if entry.dataset == dataset]
    return next((entry for entry in entries if entry.represents), entries[0])
