"""Pick a dataset, then one of its recipes, and get the data if it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.architectures import FAMILIES
from core.datasets import DATASETS, TASKS
from core.datasets.status import status
from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.recipes.draft import Draft
from core.settings import Settings
from pages.components.frame import session, wording
from pages.components.frame.fields import set_field
from pages.components.live.get_data import files_of, show_get_data
from pages.components.run import form
from pages.components.run.recipe import published


def pick_recipe(settings: Settings) -> None:
    """Draw the pickers; the selection is kept in the form."""
    order = [name for task in TASKS for name, data in DATASETS.items() if data.task == task]
    missing = {name for name in order if status(name, settings).state in ("missing", "refused")}
    set_field(session.DATASET, form.form().dataset)
    st.selectbox(
        gettext("Dataset"),
        order,
        key=session.DATASET,
        format_func=lambda name: _dataset_label(name, name in missing),
        on_change=_choose_dataset,
    )
    dataset = form.form().dataset
    st.markdown(wording.small(wording.escape_markdown(gettext(DATASETS[dataset].summary))))
    key = session.recipe_key(dataset)
    set_field(key, form.form().recipe_id)
    families = list(FAMILIES)
    entries = [entry for entry in RECIPES.values() if entry.dataset == dataset]
    entries.sort(key=lambda entry: families.index(entry.family))
    shown_families = dict.fromkeys(entry.family for entry in entries)
    # A no-break space keeps a marker and its word on one line.
    legend = [
        f"{wording.family_mark(name)}\u00a0{wording.family_title(name)}" for name in shown_families
    ]
    together = "\u2003".join(legend)
    st.markdown(f":small[{together}]")
    st.radio(
        gettext("Recipe"),
        [entry.id for entry in entries],
        key=key,
        format_func=_recipe_label,
        on_change=_choose_recipe,
        args=(key,),
        label_visibility="collapsed",
    )


def show_data(entry: Recipe) -> None:
    """Show what data the recipe still needs and how to get it; nothing if it is all available."""
    for name in files_of(entry):
        show_get_data(name)


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


def _choose_dataset() -> None:
    form.form().dataset = st.session_state[session.DATASET]
    session.show_run(None)


def _choose_recipe(key: str) -> None:
    form.form().choose(RECIPES[st.session_state[key]])
    session.show_run(None)


def _dataset_label(name: str, missing: bool) -> str:
    data = DATASETS[name]
    values = {"title": gettext(data.title), "task": gettext(wording.TASKS[data.task])}
    if missing:
        return gettext("{title} (not downloaded) · {task}", **values)
    return gettext("{title} · {task}", **values)


def _recipe_label(id: str) -> str:
    entry = RECIPES[id]
    mark = wording.family_mark(entry.family)
    return f"{mark} {id} · {published(entry)}"
