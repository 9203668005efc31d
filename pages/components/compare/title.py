"""The head of Compare: the question of the race, what it is measured on, and what can be done."""

from __future__ import annotations

import streamlit as st

from core.analysis.groups import free_seeds, with_trials
from core.analysis.lines import groups_of
from core.datasets import DATASETS
from core.errors import RecipeLabError
from core.i18n import gettext, ngettext
from core.people import TRAIN
from core.recipes import Recipe
from core.stories import STORIES, next_story
from pages.components.compare import choice
from pages.components.compare.comparison import Comparison
from pages.components.frame import wording
from pages.components.live.component import component
from pages.components.live.manager import run_index
from pages.components.live.more_seeds import REFUSED
from pages.components.live.person import desk, person
from pages.components.run.opening import inside_query_of

WIDTHS = (6, 4)
STAGE_KEY = "S"
_HTML = '<div class="buttons"></div>'


def show_title(comparison: Comparison) -> None:
    """Show what is compared as a question, and the buttons that stop it or run it again."""
    datasets = {entrant.recipe.dataset for entrant in comparison.entrants}
    left, right = st.columns(WIDTHS, vertical_alignment="center")
    with left, st.container(key="title", gap=None):
        st.markdown(f"## {question(datasets)}")
        if comparison.entrants:
            st.markdown(wording.small(wording.escape_markdown(_subtitle(comparison, datasets))))
    line = {"horizontal": True, "horizontal_alignment": "right", "vertical_alignment": "center"}
    with right, st.container(**line, key="title actions"):
        _show_actions(comparison)


def question(datasets: set[str]) -> str:
    """The title of a comparison: a story's question, or who learns the dataset best."""
    if len(datasets) != 1:
        return gettext("Compare")
    (name,) = datasets
    if name in STORIES:
        return gettext(STORIES[name].question)
    return gettext("{dataset}: who learns it best?", dataset=gettext(DATASETS[name].title))


def _subtitle(comparison: Comparison, datasets: set[str]) -> str:
    titles = ", ".join(gettext(DATASETS[name].title) for name in sorted(datasets))
    groups = groups_of(comparison.entrants)
    parts = [titles, ngettext("{count} recipe", "{count} recipes", len(groups))]
    first = comparison.entrants[0]
    if len(datasets) == 1 and first.train_samples and first.test_samples:
        parts.append(
            gettext(
                "learnt from {train:,} samples, tested on {test:,} others",
                train=first.train_samples,
                test=first.test_samples,
            )
        )
    recorded = sum(entrant.recorded for entrant in comparison.entrants)
    if recorded:
        parts.append(ngettext("{count} reference run", "{count} reference runs", recorded))
    return " · ".join(parts)


def _show_actions(comparison: Comparison) -> None:
    _show_runs(comparison)
    if comparison.entrants:
        _show_views(comparison)


def _show_views(comparison: Comparison) -> None:
    """The buttons for what ``stage.py`` draws; the browser opens it by itself."""
    begun = any(len(entrant.epochs) for entrant in comparison.entrants)
    key = STAGE_KEY if choice.chosen("keys") else ""
    buttons = [
        {"opens": "replay", "text": gettext("Replay"), "key": "", "disabled": not begun},
        {"opens": "stage", "text": gettext("Stage view"), "key": key, "disabled": False},
    ]
    component(__file__, _HTML)(key="views", data={"buttons": buttons}, width="content")


def _show_runs(comparison: Comparison) -> None:
    active = [entrant.id for entrant in comparison.entrants if entrant.active]
    allowed = person().may(TRAIN)
    if active:
        st.button(
            gettext("Stop"),
            key="stop all",
            icon=":material/stop:",
            disabled=not allowed,
            on_click=_stop,
            args=(active,),
        )
        return
    own = {one.group: one.recipe for one in comparison.entrants if not one.recorded}
    if len(own) > 1:
        st.button(
            gettext("Race again"),
            key="race again",
            icon=":material/sprint:",
            disabled=not allowed,
            on_click=_race_again,
            args=(own,),
            help=gettext("Trains every recipe once more, with the next seed."),
        )
    if asked := inside_query_of(comparison.entrants):
        st.page_link(
            "inside.py",
            label=gettext("Ask these networks"),
            icon=":material/neurology:",
            query_params=asked,
        )
    datasets = {entrant.recipe.dataset for entrant in comparison.entrants}
    later = next_story(*datasets) if len(datasets) == 1 else ""
    if later and st.button(gettext("Next story"), key="next story", icon=":material/east:"):
        st.switch_page("home.py", query_params={"story": later})


def _stop(run_ids: list[str]) -> None:
    for run_id in run_ids:
        try:
            desk().stop(run_id)
        except RecipeLabError as error:
            st.session_state[REFUSED] = str(error)


def _race_again(recipes: dict[str, Recipe]) -> None:
    """Queue one more run of each recipe, with a seed that none of them has used."""
    rows = run_index().rows()
    (seed,) = free_seeds([row for key in recipes for row in with_trials(rows, key)], 1)
    try:
        for recipe in recipes.values():
            desk().submit(recipe, seed)
    except RecipeLabError as error:
        st.session_state[REFUSED] = str(error)
    choice.follow(recipes)
