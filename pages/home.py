"""Home: the grid. Tasks down, families across; run one recipe, or race a row."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.analysis.board import Cell, board, next_seed
from core.datasets import DATASETS
from core.datasets.status import status
from core.i18n import gettext
from core.recipes import recipe
from core.runs.run import OPEN
from pages.components import wording
from pages.components.errors import told
from pages.components.grid import grid_words, show_grid
from pages.components.manager import run_manager
from pages.components.run_index import run_index
from pages.components.serving import page_is_out
from pages.components.sparklines import sparklines

REFRESH_SECONDS = 2.0
FIRST_RACE = "digits"
NOTICE = "home notice"
GET = "dataset to get"
# What Train's addresses were while it was the only page.
TRAINS_OWN = {"run", "recipe"}


def main() -> None:
    if TRAINS_OWN & set(st.query_params):
        st.switch_page("train.py", query_params=dict(st.query_params))
    with told():
        _show_welcome()
        notice = st.session_state.pop(NOTICE, "")
        if notice:
            st.error(wording.markdown(notice), icon=":material/error:")
        busy = any(row.status in OPEN for row in run_index().rows() if row.deleted is None)
        st.fragment(_show_board, run_every=REFRESH_SECONDS if busy else None)(live=busy)
        if st.session_state.get(GET):
            name = st.session_state.pop(GET)
            st.dialog(gettext(DATASETS[name].title), width="large")(_show_data)(name)
    page_is_out()


def _show_welcome() -> None:
    st.markdown("# Recipe Lab")
    st.markdown(
        gettext(
            "Four kinds of neural network, trained side by side on the same data: see what each "
            "can learn, and what it cannot. Press **Race**, and all four start at once."
        )
    )
    title = gettext(DATASETS[FIRST_RACE].title)
    st.button(
        gettext("Race on {dataset}", dataset=title),
        key="first race",
        type="primary",
        icon=":material/sprint:",
        on_click=_note_race,
    )


def _note_race() -> None:
    st.session_state["race"] = FIRST_RACE


def _show_board(live: bool) -> None:
    with told():
        manager = run_manager()
        rows = run_index().rows()
        cells = board(rows)
        going = any(row.status in OPEN for row in rows if row.deleted is None)
        if live != going:
            st.rerun()
        every = [cell for families in cells.values() for cell in families.values()]
        histories = sparklines().read(cell.drawn for cell in every if cell.drawn)
        act = show_grid(
            grid_words(cells, histories, manager.store, manager.settings), key="grid of recipes"
        )
        if st.session_state.get("race"):
            act = {"do": "race", "dataset": st.session_state.pop("race")}
        if act:
            _do(act, cells)


def _show_data(name: str) -> None:
    with told():
        st.markdown(gettext(DATASETS[name].summary))
        st.warning(wording.markdown(status(name, run_manager().settings).detail))


def _do(act: dict[str, Any], cells: dict[str, dict[str, Cell]]) -> None:
    """What a press in the grid asks for."""
    if act["do"] == "open":
        st.switch_page(f"{act['page']}.py", query_params=act["query"])
    elif act["do"] == "watch":
        _watch(act["runs"])
    elif act["do"] == "race":
        _watch(_submit(list(cells[act["dataset"]].values())))
    elif act["do"] == "run":
        entry = recipe(act["recipe"])
        _submit([cells[entry.dataset][entry.family]])
        st.rerun()
    elif act["do"] == "get":
        st.session_state[GET] = act["dataset"]
        st.rerun()


def _submit(chosen: list[Cell]) -> list[str]:
    """Queue a run of each recipe with one seed that is new to all of them; their ids."""
    seed = next_seed(chosen)
    return [run_manager().submit(cell.recipe, seed).id for cell in chosen]


def _watch(runs: list[str]) -> None:
    st.switch_page("compare.py", query_params={"runs": ",".join(runs)})


main()
