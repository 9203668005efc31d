"""Single test samples of a run, each with a way to look at it on the page Data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from pages.components.live.live_chart import live_chart
from pages.components.live.looking import Looking, Place, settings_of
from pages.components.runs.choice import PAGE, choice

HEIGHT = 400
LOOK = f"{PAGE} look"


def data_query(recipe: Recipe, sample: int = 0) -> dict[str, str]:
    """The page Data's address of a test sample, prepared as the run had it.

    Args:
        sample: 0-based.
    """
    entry = RECIPES.get(recipe.id)
    if entry is None or entry.dataset != recipe.dataset:
        return {"dataset": recipe.dataset, "split": "test"}
    changes = {
        name: recipe.preprocessing[name]
        for name, hyperparameter in settings_of(entry).items()
        if recipe.preprocessing.get(name, hyperparameter.default) != hyperparameter.default
    }
    place = Place(entry.id, changes, split="test", sample=sample)
    return Looking(recipe.dataset, {recipe.dataset: place}).url()


def show_samples(
    recipe: Recipe, samples: Sequence[int], columns: Mapping[str, Sequence[Any]], **looks: Any
) -> None:
    """A row a sample, with a button that looks at it.

    Args:
        samples: 0-based numbers in the test split.
        columns: Title → cells.
        looks: Title → how its column is shown.
    """
    shown = {gettext("test sample"): [number + 1 for number in samples], **columns}
    shown[LOOK] = [gettext("Look at it")] * len(samples)
    button = st.column_config.ButtonColumn(
        "", type="tertiary", on_click=_look, args=(recipe, tuple(samples)), key=LOOK
    )
    number = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        pd.DataFrame(shown),
        hide_index=True,
        height="content",
        column_config={LOOK: button, gettext("test sample"): number, **looks},
    )


def _look(recipe: Recipe, samples: Sequence[int]) -> None:
    choice().look = data_query(recipe, int(samples[st.session_state[LOOK]["row"]]))


def show_chart(figure: dict[str, Any], name: str, label: str, height: int) -> None:
    """A chart of what a run predicted, to keep its zoom and to be saved."""
    live_chart(
        figure,
        key=f"{PAGE} {name}",
        label=label,
        height=height,
        picture=f"recipe-lab-{name.replace(' ', '-')}",
    )
