"""Dataset, then recipe: every recipe of the catalogue, and whether its data is there."""

from __future__ import annotations

import streamlit as st

from core.datasets import DATASETS, TASKS
from core.datasets.status import status
from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.settings import Settings
from pages.components import session, wording


def data_problem(entry: Recipe, settings: Settings) -> str:
    """Why a recipe's data cannot be used, with what to do, or "" when it can."""
    names = [entry.dataset]
    if any(item.config.get("weights") == "glove" for item in entry.layers):
        names.append("glove")
    for name in names:
        found = status(name, settings)
        if found.state in ("missing", "refused"):
            return found.detail
    return ""


def pick_recipe(settings: Settings) -> Recipe:
    """Show the pickers; return the chosen recipe."""
    order = [name for task in TASKS for name, data in DATASETS.items() if data.task == task]
    missing = {name for name in order if status(name, settings).state in ("missing", "refused")}
    dataset = st.selectbox(
        gettext("Dataset"),
        order,
        key=session.DATASET,
        format_func=lambda name: _dataset_label(name, name in missing),
        on_change=_forget_run,
    )
    st.markdown(wording.small(wording.markdown(gettext(DATASETS[dataset].summary))))
    st.radio(
        gettext("Recipe"),
        [entry.id for entry in RECIPES.values() if entry.dataset == dataset],
        key=session.recipe_key(dataset),
        format_func=_recipe_label,
        on_change=_forget_run,
    )
    return session.shown_recipe()


def _forget_run() -> None:
    st.session_state[session.RUN] = None


def _dataset_label(name: str, missing: bool) -> str:
    data = DATASETS[name]
    values = {"title": gettext(data.title), "task": gettext(wording.TASKS[data.task])}
    if missing:
        return gettext("{title} (no file yet) · {task}", **values)
    return gettext("{title} · {task}", **values)


def _recipe_label(id: str) -> str:
    entry = RECIPES[id]
    mark = wording.family_mark(entry.family)
    return f"{mark} {id} · {published(entry)}"


def published(entry: Recipe) -> str:
    """The one figure a source printed that says most, with what it is, or that it is ours."""
    reference = entry.reference
    if not entry.published:
        return gettext("ours")
    if reference.test_accuracy is not None:
        return gettext("published {value}", value=wording.share(reference.test_accuracy))
    if reference.val_accuracy is not None:
        return gettext(
            "published {value} on validation", value=wording.share(reference.val_accuracy)
        )
    if reference.val_loss is not None:
        return gettext(
            "published {value} sd on validation", value=wording.figure(reference.val_loss)
        )
    return gettext("no figure published")
