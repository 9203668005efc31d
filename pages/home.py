"""Home: a grid of tasks by families. Train one recipe, or race a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.analysis.board import Cell, board, next_seeds
from core.datasets import DATASETS
from core.i18n import gettext
from core.stories import STORIES
from pages.components.frame.errors import show_errors
from pages.components.home.grid import any_active, costs, needs, read_grid, show_grid
from pages.components.home.hero import hero_words, show_hero
from pages.components.home.verdicts import row_verdicts
from pages.components.live.get_data import show_get_data
from pages.components.live.manager import run_index, run_manager
from pages.components.live.person import desk
from pages.components.live.place import recipes_of

REFRESH_SECONDS = 2.0
# Session keys: a race requested outside the grid, and the dataset whose download dialog is open.
RACE = "home race"
GET = "home get"
HERO = "hero"
# Query names: the story shown first, and what is guessed.
STORY, GUESS = "story", "guess"
# Query names of Train. Before there was a Home, Train's links led here.
TRAIN_QUERY = {"run", "recipe"}


def main() -> None:
    if TRAIN_QUERY & set(st.query_params):
        st.switch_page("train.py", query_params=dict(st.query_params))
    with show_errors():
        busy = _busy()
        st.fragment(_show_home, run_every=REFRESH_SECONDS if busy else None)(live=busy)
        name = st.session_state.get(GET)
        if name:
            title = gettext(DATASETS[name].title)
            st.dialog(title, width="large", on_dismiss=_forget_data)(_show_data)(name)


def _busy() -> bool:
    return any_active(run_index().rows()) or not row_verdicts().complete


def _show_home(live: bool) -> None:
    with show_errors():
        story, guess = _chosen()
        lacking = needs()
        hero = hero_words(story, guess, run_manager().settings, costs(), lacking)
        pressed = show_hero(hero, key=HERO, on_act=_keep_story)
        action = show_grid(read_grid(lacking), key="grid of recipes") or pressed
        if st.session_state.get(RACE):
            action = {"do": "race", "dataset": st.session_state.pop(RACE)}
        if action:
            _do(action)
        else:
            desk().rehearse(recipe for recipe in recipes_of(story) if recipe.represents)
        if live != _busy():  # start or stop refreshing
            st.rerun()


def _chosen() -> tuple[str, list[str]]:
    """The story and the guess that the address names."""
    story = st.query_params.get(STORY, "")
    if story not in STORIES:
        return next(iter(STORIES)), []
    given = st.query_params.get(GUESS, "").split(",")
    guess = [answer.name for answer in STORIES[story].answers if answer.name in given]
    return story, guess if STORIES[story].several else guess[:1]


def _keep_story() -> None:
    """Keep the story and the guess in the address, before they are drawn again."""
    action = st.session_state[HERO].act
    if action["do"] == "story":
        st.query_params.update({STORY: action["dataset"], GUESS: ",".join(action["guess"])})


def _do(action: dict[str, Any]) -> None:
    """Carry out what was clicked."""
    if action["do"] == "open":
        st.switch_page(f"{action['page']}.py", query_params=action["query"])
    elif action["do"] == "watch":
        _watch(action["groups"])
    elif action["do"] == "race":
        cells = list(_cells()[action["dataset"]].values())
        _submit(cells)
        _watch([cell.recipe.key for cell in cells], action.get("guess", ()))
    elif action["do"] == "look":  # the store has new runs
        st.rerun()
    elif action["do"] == "get":
        st.session_state[GET] = action["dataset"]
        st.rerun()


def _cells() -> dict[str, dict[str, Cell]]:
    return board(run_index().rows())


def _submit(cells: list[Cell]) -> None:
    """Queue a run of each recipe, with a seed that none of them has used."""
    (seed,) = next_seeds(cells)
    for cell in cells:
        desk().submit(cell.recipe, seed)


def _watch(groups: Sequence[str], guess: Sequence[str] = ()) -> None:
    """Open Compare with the groups of these recipe keys, all seeds included."""
    query = {"groups": ",".join(groups)} | ({"guess": ",".join(guess)} if guess else {})
    st.switch_page("compare.py", query_params=query)


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
