"""What a browser session remembers, under which key."""

from __future__ import annotations

import streamlit as st

DATASET = "dataset"
RUN = "run"
NOTICE = "notice"
FORM = "form"
URL = "url"
LEFT_URLS = "left urls"
FIRST = "numeric-binary/mlp"


def recipe_key(dataset: str) -> str:
    """The key of the widget that chooses a dataset's recipe."""
    return f"recipe of {dataset}"


def field_key(owner: str, name: str) -> str:
    """The key of a hyperparameter's widget; one a recipe, so that each begins with its values."""
    return f"{owner} {name}"


def say(*sentences: str) -> None:
    """Show sentences above what is chosen, until something else is."""
    st.session_state[NOTICE] = "  \n".join(sentences)


def show_run(run_id: str | None) -> None:
    """Choose a run; none with None."""
    st.session_state[RUN] = run_id
