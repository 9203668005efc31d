"""The pickers of a dataset and of one of its recipes, the same on every page that has them."""

from __future__ import annotations

from collections.abc import Callable, Collection

import streamlit as st

from core.architectures import FAMILIES
from core.datasets import DATASETS, TASKS
from core.datasets.status import status
from core.i18n import gettext
from core.recipes import RECIPES
from pages.components.frame import wording
from pages.components.frame.fields import bound
from pages.components.live.manager import run_manager
from pages.components.run.recipe import published


def pick_dataset(
    dataset: str, key: str, on_pick: Callable[[str], None], *, help: str | None = None
) -> None:
    """Draw the picker of a dataset; its label says which ones have no file yet.

    Args:
        dataset: The selected one.
        on_pick: Called with the name of another one.
    """
    settings = run_manager().settings
    order = [name for task in TASKS for name, data in DATASETS.items() if data.task == task]
    missing = {name for name in order if status(name, settings).state in ("missing", "refused")}
    bound(
        st.selectbox,
        gettext("Dataset"),
        order,
        key=key,
        value=dataset,
        on_change=on_pick,
        labels_change=True,
        help=help,
        format_func=lambda name: _dataset_label(name, missing),
    )


def pick_recipe(recipe_id: str, key: str, on_pick: Callable[[str], None]) -> None:
    """Draw the recipes of a recipe's dataset with their published figures, below a legend.

    Args:
        recipe_id: The selected one.
        key: Followed by the name of the dataset.
        on_pick: Called with the id of another one.
    """
    families, dataset = list(FAMILIES), RECIPES[recipe_id].dataset
    entries = [entry for entry in RECIPES.values() if entry.dataset == dataset]
    entries.sort(key=lambda entry: families.index(entry.family))
    # A no-break space keeps a marker and its word on one line.
    legend = "\u2003".join(
        f"{wording.family_mark(name)}\u00a0{wording.family_title(name)}"
        for name in dict.fromkeys(entry.family for entry in entries)
    )
    st.markdown(f":small[{legend}]")
    bound(
        st.radio,
        gettext("Recipe"),
        [entry.id for entry in entries],
        key=f"{key} of {dataset}",
        value=recipe_id,
        on_change=on_pick,
        format_func=_recipe_label,
        label_visibility="collapsed",
    )


def _dataset_label(name: str, missing: Collection[str]) -> str:
    data = DATASETS[name]
    values = {"title": gettext(data.title), "task": gettext(wording.TASKS[data.task])}
    if name in missing:
        return gettext("{title} (not downloaded) · {task}", **values)
    return gettext("{title} · {task}", **values)


def _recipe_label(id: str) -> str:
    return f"{wording.family_mark(RECIPES[id].family)} {id} · {published(RECIPES[id])}"
