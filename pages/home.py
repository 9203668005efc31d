"""Home: the grid. Tasks down, families across; run one recipe, or race a row."""

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
from pages.components.live.person import desk
from pages.components.live.run_index import run_index
from pages.components.live.serving import page_is_out

REFRESH_SECONDS = 2.0
FIRST_RACE = "probe-motif"
# What was pressed outside the grid, and the dataset whose file is being got, in the session.
RACE = "home race"
GET = "home get"
# What Train's addresses were while it was the only page.
SEEDS = "home seeds"
OFFERED_SEEDS = (1, 3, 5)
TRAINS_OWN = {"run", "recipe"}


def main() -> None:
    if TRAINS_OWN & set(st.query_params):
        st.switch_page("train.py", query_params=dict(st.query_params))
    with show_errors():
        _show_welcome()
        busy = _busy()
        st.fragment(_show_grid, run_every=REFRESH_SECONDS if busy else None)(live=busy)
        name = st.session_state.get(GET)
        if name:
            title = gettext(DATASETS[name].title)
            st.dialog(title, width="large", on_dismiss=_forget_data)(_show_data)(name)
    page_is_out()


def _busy() -> bool:
    return any_active(run_index().rows()) or not row_verdicts().whole


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
            gettext("Seeds a run or a race trains"),
            OFFERED_SEEDS,
            key=SEEDS,
            default=OFFERED_SEEDS[0],
            required=True,
            help=gettext(
                "One seed shows how it goes; three or more tell luck from skill, and then Compare "
                "can say which is better."
            ),
        )


def _show_grid(live: bool) -> None:
    with show_errors():
        act = show_grid(read_grid(), key="grid of recipes")
        if st.session_state.get(RACE):
            act = {"do": "race", "dataset": st.session_state.pop(RACE)}
        if act:
            _do(act)
        if live != _busy():  # from now on it is looked at again and again, or no more
            st.rerun()


def _do(act: dict[str, Any]) -> None:
    """What a press asks for."""
    if act["do"] == "open":
        st.switch_page(f"{act['page']}.py", query_params=act["query"])
    elif act["do"] == "watch":
        _watch(act["groups"])
    elif act["do"] == "race":
        cells = list(_cells()[act["dataset"]].values())
        _submit(cells)
        _watch([cell.recipe.key for cell in cells])
    elif act["do"] == "run":
        entry = recipe(act["recipe"])
        _submit([_cells()[entry.dataset][entry.family]])
        st.rerun()
    elif act["do"] == "look":  # somebody else began something
        st.rerun()
    elif act["do"] == "get":
        st.session_state[GET] = act["dataset"]
        st.rerun()


def _cells() -> dict[str, dict[str, Cell]]:
    return board(run_index().rows())


def _submit(chosen: list[Cell]) -> None:
    """Queue runs of each recipe with seeds that are new to all of them."""
    for seed in next_seeds(chosen, st.session_state.get(SEEDS) or 1):
        for cell in chosen:
            desk().submit(cell.recipe, seed)


def _watch(groups: list[str]) -> None:
    """Compare recipes, by their keys, with all their seeds."""
    st.switch_page("compare.py", query_params={"groups": ",".join(groups)})


def _show_data(name: str) -> None:
    with show_errors():
        if show_get_data(name):
            st.success(gettext("It is here, and all four families can train on it."))
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
