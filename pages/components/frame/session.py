"""Keys of the session state that several pages share, and helpers that use them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.recipes import RECIPES

DATASET = "dataset"
RUN = "run"
NOTICE = "notice"
FORM = "form"
# The recipe shown in a new session: quick to train, and it learns something.
FIRST = "probe-motif/cnn"
SUBJECT = "subject"
NEXT_PAGE = "next page"


def field_key(owner: str, name: str) -> str:
    """Return the key of a hyperparameter's widget; one per recipe, so each starts at its values."""
    return f"{owner} {name}"


def remember_subject(page: str, recipe_id: str) -> None:
    """Remember what a page shows, so that the next page opens with it.

    Except on Train, another recipe of the remembered dataset does not replace the remembered one.
    """
    previous = st.session_state.get(SUBJECT, "")
    same = previous in RECIPES and RECIPES[previous].dataset == RECIPES[recipe_id].dataset
    if page == "train" or not same:
        st.session_state[SUBJECT] = recipe_id
    st.session_state[f"{SUBJECT} of {page}"] = st.session_state[SUBJECT]


def subject_for(page: str) -> str:
    """The recipe another page has shown since this page was last open; "" if none has."""
    subject = st.session_state.get(SUBJECT, "")
    return subject if subject != st.session_state.get(f"{SUBJECT} of {page}", "") else ""


def notify(*sentences: str) -> None:
    """Show sentences above the selected run or recipe, until the selection changes."""
    st.session_state[NOTICE] = "  \n".join(sentences)


def show_run(run_id: str | None) -> None:
    """Select a run, or no run with None."""
    st.session_state[RUN] = run_id


def open_page(page: str, query: Mapping[str, str]) -> None:
    """Leave for another page, from a callback: ``follow_page`` does so in the rerun after it."""
    st.session_state[NEXT_PAGE] = (f"{page}.py", query)


def follow_page() -> None:
    """Switch to the page that a callback has opened."""
    if NEXT_PAGE in st.session_state:
        page, query = st.session_state.pop(NEXT_PAGE)
        st.switch_page(page, query_params=query)
