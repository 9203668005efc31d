"""Home: a grid of tasks by families. Train one recipe, or race a row."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.analysis.board import Cell, board, next_seeds
from core.datasets import DATASETS
from core.i18n import gettext
from core.recipes import recipe
from pages.components.frame.errors import show_errors
from pages.components.home.grid import any_active, read_grid, show_grid
from pages.components.home.verdicts import row_verdicts
from pages.components.live.get_data import show_get_data
from pages.components.live.manager import run_index
from pages.components.live.person import desk

REFRESH_SECONDS = 2.0
FIRST_RACE = "probe-motif"
# Session keys: a race requested outside the grid, and the dataset whose download dialog is open.
RACE = "home race"
GET = "home get"
SEEDS = "home seeds"
OFFERED_SEEDS = (1, 3, 5)
# Query names of Train. Before there was a Home, Train's links led here.
TRAIN_QUERY = {"run", "recipe"}


def main() -> None:
    if TRAIN_QUERY & set(st.query_params):
        st.switch_page("train.py", query_params=dict(st.query_params))
    with show_errors():
        _show_welcome()
        busy = _busy()
        st.fragment(_show_grid, run_every=REFRESH_SECONDS if busy else None)(live=busy)
        name = st.session_state.get(GET)
        if name:
            title = gettext(DATASETS[name].title)
            st.dialog(title, width="large", on_dismiss=_forget_data)(_show_data)(name)


def _busy() -> bool:
    return any_active(run_index().rows()) or not row_verdicts().complete


def _show_welcome() -> None:
    st.markdown("## Recipe Lab")
    st.markdown(
        gettext(
            "Four kinds of neural network, trained side by side on the same data: see what each "
            "can learn, and what it cannot. Press **Race**, and all four start at once."
        )
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            gettext("Start with this race"),
            key="first race",
            type="primary",
            icon=":material/sprint:",
            on_click=_ask_for_race,
            args=(FIRST_RACE,),
        )
        st.markdown(
            gettext(
                "Three numbers in a row are hidden anywhere among 120. Two of the four can learn "
                "to see them; guess which."
            ),
            width="stretch",
        )
        st.segmented_control(
            gettext("Seeds"),
            OFFERED_SEEDS,
            key=SEEDS,
            default=OFFERED_SEEDS[0],
            required=True,
            help=gettext(
                "One seed is a first impression. Three or more separate luck from skill, so that "
                "Compare can say which network is better."
            ),
        )


def _show_grid(live: bool) -> None:
    with show_errors():
        action = show_grid(read_grid(), key="grid of recipes")
        if st.session_state.get(RACE):
            action = {"do": "race", "dataset": st.session_state.pop(RACE)}
        if action:
            _do(action)
        if live != _busy():  # start or stop refreshing
            st.rerun()


def _do(action: dict[str, Any]) -> None:
    """Carry out what was clicked."""
    if action["do"] == "open":
        st.switch_page(f"{action['page']}.py", query_params=action["query"])
    elif action["do"] == "race":
        cells = list(_cells()[action["dataset"]].values())
        _submit(cells)
        _watch([cell.recipe.key for cell in cells])
    elif action["do"] == "run":
        entry = recipe(action["recipe"])
        _submit([_cells()[entry.dataset][entry.family]])
        st.rerun()
    elif action["do"] == "look":  # the store has new runs
        st.rerun()
    elif action["do"] == "get":
        st.session_state[GET] = action["dataset"]
        st.rerun()


def _cells() -> dict[str, dict[str, Cell]]:
    return board(run_index().rows())


def _submit(cells: list[Cell]) -> None:
    """Queue runs of each recipe, with seeds that none of them has used."""
    for seed in next_seeds(cells, st.session_state.get(SEEDS) or 1):
        for cell in cells:
            desk().submit(cell.recipe, seed)


def _watch(groups: list[str]) -> None:
    """Open Compare with the groups of these recipe keys, all seeds included."""
    st.switch_page("compare.py", query_params={"groups": ",".join(groups)})


def _show_data(name: str) -> None:
    with show_errors():
        if show_get_data(name):
            st.success(gettext("The data is ready: all four families can train on it."))
            st.button(
                gettext("Race"),
                key="race it",
                type="primary",
                icon=":material/sprint:",
                on_click=_ask_for_race,
                args=(name,),
            )


def _ask_for_race(dataset: str) -> None:
    st.session_state[RACE] = dataset
    _forget_data()


def _forget_data() -> None:
    st.session_state[GET] = None


main()
