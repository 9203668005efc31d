"""Pick a dataset, then one of its recipes, and get the data if it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.datasets import DATASETS
from core.i18n import gettext
from core.recipes import RECIPES, Recipe, short_name
from core.recipes.draft import Draft
from pages.components.frame import session, wording
from pages.components.frame.fields import bound
from pages.components.frame.reader import theme
from pages.components.live.place import recipes_of
from pages.components.run import form
from pages.components.run.picker import pick_dataset


def show_pickers() -> None:
    """Draw the pickers; the selection is kept in the form."""
    current = form.form()
    summary = gettext(DATASETS[current.dataset].summary)
    pick_dataset(current.dataset, session.DATASET, _choose_dataset, help=summary)
    _pick_family(RECIPES[current.recipe_id])


def _pick_family(entry: Recipe) -> None:
    """Draw the dataset's four families as buttons, and its other recipes, if any, to choose from.

    The style is of the selected family's colour; shell.css has the rest.
    """
    recipes = recipes_of(entry.dataset)
    families = {item.family: item.id for item in recipes if item.represents}
    others = [item.id for item in recipes if not item.represents]
    colour = FAMILY_STYLES[entry.family].colour(theme())
    with st.container(key="families"):
        st.html(f"<style>.st-key-families {{ --family: {colour}; }}</style>")
        bound(
            st.segmented_control,
            gettext("Recipe"),
            [families[name] for name in FAMILIES],
            key=f"recipe of {entry.dataset}",
            value=None if entry.id in others else entry.id,
            on_change=_choose_recipe,
            format_func=lambda id: f"{wording.family_mark(RECIPES[id].family)} {_name(id)}",
            required=True,
            label_visibility="collapsed",
            width="stretch",
        )
    if others:
        bound(
            st.selectbox,
            gettext("More recipes"),
            others,
            key=f"more recipes of {entry.dataset}",
            value=entry.id if entry.id in others else None,
            on_change=_choose_recipe,
            format_func=lambda id: f"{FAMILY_STYLES[RECIPES[id].family].character} {id}",
            index=None,
            placeholder=gettext("More recipes"),
            label_visibility="collapsed",
        )


def _name(id: str) -> str:
    return short_name(RECIPES[id])


def show_corrections(draft: Draft) -> None:
    """Draw a button for each known flaw of the recipe that changed settings would correct."""
    entry = draft.entry
    for index, flaw in enumerate(entry.flaws):
        if not flaw.correction:
            continue
        settings = _settings_words(flaw.correction)
        if all(draft.value(name) == value for name, value in flaw.correction.items()):
            done = gettext("Known flaw corrected: {settings}.", settings=settings)
            st.markdown(f":green[:material/check:] {wording.escape_markdown(done)}")
            continue
        st.button(
            gettext("Correct a known flaw: {settings}", settings=settings),
            key=f"correct {entry.id} {index}",
            icon=":material/healing:",
            help=wording.escape_markdown(gettext(flaw.text)),
            on_click=form.set_values,
            args=(entry.id, flaw.correction),
            width="stretch",
        )


def _settings_words(values: Mapping[str, Any]) -> str:
    parts = [
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in values.items()
    ]
    return ", ".join(parts)


def _choose_dataset(name: str) -> None:
    form.form().dataset = name
    session.show_run(None)


def _choose_recipe(id: str | None) -> None:
    if id:  # a browser may deselect what is selected
        form.form().choose(RECIPES[id])
        session.show_run(None)
