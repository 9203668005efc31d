"""Single test samples of a run, each with a button that opens it on the page Data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from pages.components.frame import session
from pages.components.frame.table import Column, show_table
from pages.components.live.live_chart import live_chart
from pages.components.live.place import Place, settings_of
from pages.components.runs.choice import PAGE

HEIGHT = 400
VIEW = f"{PAGE} look"


def data_query(recipe: Recipe, sample: int = 0) -> dict[str, str]:
    """The URL query with which the page Data shows a test sample, prepared as for the run.

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
    return Place(entry.id, changes, split="test", sample=sample).url()


def show_samples(recipe: Recipe, samples: Sequence[int], columns: Mapping[str, Column]) -> None:
    """Show a row per sample, with a button that opens it.

    Args:
        samples: 0-based numbers in the test split.
        columns: What else is shown of them.
    """
    button = st.column_config.ButtonColumn(
        "", type="tertiary", on_click=_open_data, args=(recipe, tuple(samples)), key=VIEW
    )
    number = st.column_config.NumberColumn(format="localized")
    show_table(
        {
            gettext("test sample"): ([number + 1 for number in samples], number),
            **columns,
            VIEW: ([gettext("Show")] * len(samples), button),
        }
    )


def _open_data(recipe: Recipe, samples: Sequence[int]) -> None:
    sample = int(samples[st.session_state[VIEW]["row"]])
    session.open_page("data", data_query(recipe, sample))


def show_chart(figure: dict[str, Any], name: str, label: str, height: int) -> None:
    """Show a chart of predictions, which keeps its zoom and can be saved."""
    live_chart(
        figure,
        key=f"{PAGE} {name}",
        label=label,
        height=height,
        picture=f"recipe-lab-{name.replace(' ', '-')}",
    )
