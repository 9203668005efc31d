"""The language of a session: the one chosen in it, else the installation's."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.errors import RecipeLabError
from core.i18n import ENGLISH, find_language, language, set_language
from core.settings import CHOICES, load_settings

# Session key of the code.
LANGUAGE = "language"


def follow_session() -> None:
    """Use the session's language; call it at the start of every rerun of every page.

    A fragment reruns and a button calls back without it, in threads of their own: there the first
    sentence finds the language.
    """
    find_language(_of_this_thread)
    set_language(session_language())


def session_language() -> str:
    """The code of the session's language."""
    chosen = st.session_state.get(LANGUAGE)
    if chosen in CHOICES["language"]:
        return chosen
    try:
        return load_settings().language
    except RecipeLabError:  # the page shows it
        return ENGLISH


def _of_this_thread() -> str:
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    set_language(session_language())  # once a thread, which is of one session
    return language()
