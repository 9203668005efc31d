"""Pick a dataset, then one of its recipes, and get the data if it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.datasets import DATASETS
from core.i18n import gettext
from core.recipes import RECIPES
from core.recipes.draft import Draft
from pages.components.frame import session, wording
from pages.components.run import form
from pages.components.run.picker import pick_dataset, pick_recipe


def show_pickers() -> None:
    """Draw the pickers; the selection is kept in the form."""
    current = form.form()
    pick_dataset(current.dataset, session.DATASET, _choose_dataset)
    summary = gettext(DATASETS[current.dataset].summary)
    st.markdown(wording.small(wording.escape_markdown(summary)))
    pick_recipe(current.recipe_id, "recipe", _choose_recipe)


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


def _choose_recipe(id: str) -> None:
    form.form().choose(RECIPES[id])
    session.show_run(None)
