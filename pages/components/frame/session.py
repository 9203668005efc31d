"""What a browser session remembers, under which key."""

from __future__ import annotations

import streamlit as st

from core.recipes import RECIPES

DATASET = "dataset"
RUN = "run"
NOTICE = "notice"
FORM = "form"
URL = "url"
LEFT_URLS = "left urls"
# What is open before anybody looked at anything: a recipe that is quick and learns something.
FIRST = "probe-motif/cnn"
SUBJECT = "subject"


def recipe_key(dataset: str) -> str:
    """The key of the widget that chooses a dataset's recipe."""
    return f"recipe of {dataset}"


def field_key(owner: str, name: str) -> str:
    """The key of a hyperparameter's widget; one a recipe, so that each begins with its values."""
    return f"{owner} {name}"


def remember_subject(page: str, recipe_id: str) -> None:
    """Remember what a page shows, so that the next page opens with it.

    Another recipe of the dataset that is remembered already is no other subject, but on Train.
    """
    before = st.session_state.get(SUBJECT, "")
    same = before in RECIPES and RECIPES[before].dataset == RECIPES[recipe_id].dataset
    if page == "train" or not same:
        st.session_state[SUBJECT] = recipe_id
    st.session_state[f"{SUBJECT} of {page}"] = st.session_state[SUBJECT]


def subject_for(page: str) -> str:
    """The recipe that another page showed since this one was last open; "" where none did."""
    subject = st.session_state.get(SUBJECT, "")
    return subject if subject != st.session_state.get(f"{SUBJECT} of {page}", "") else ""


def notify(*sentences: str) -> None:
    """Show sentences above what is chosen, until something else is."""
    st.session_state[NOTICE] = "  \n".join(sentences)


def show_run(run_id: str | None) -> None:
    """Choose a run; none with None."""
    st.session_state[RUN] = run_id
