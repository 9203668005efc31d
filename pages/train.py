"""Train: pick a recipe, change its settings, train it and watch."""

from __future__ import annotations

import streamlit as st

from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.live.get_data import show_files
from pages.components.live.manager import run_manager
from pages.components.run.form import form
from pages.components.run.screen import run_screens
from pages.components.run.view import view_of
from pages.components.train.launch import show_launcher
from pages.components.train.picker import show_corrections, show_pickers
from pages.components.train.recent import show_recent_runs
from pages.components.train.scroll import follow_scroll
from pages.components.train.settings import show_settings
from pages.components.train.shown import show_shown
from pages.components.train.url import read_url, write_url
from pages.components.train.vary import show_curves_of_settings

# Curves and progress update on their own; the other figures are read again this often.
REFRESH_SECONDS = 5.0


def main() -> None:
    with show_errors():
        manager = run_manager()
        read_url(manager.store)
        draft = form().draft
        with st.container(key="train"):
            left, right = st.columns([1, 2.2], gap="large")
        with left:
            with st.container(key="form"):
                show_pickers()
                show_files(draft.entry)
                show_corrections(draft)
                show_settings(draft)
                show_launcher(draft)  # last, because it stays in view
            show_recent_runs()
        with right, st.container(key="shown-run" if st.session_state[session.RUN] else "shown"):
            if st.session_state[session.NOTICE]:
                st.warning(wording.escape_markdown(st.session_state[session.NOTICE]))
            refresh = _refresh()
            st.fragment(show_chosen, run_every=refresh)(refresh)
            show_curves_of_settings(form().recipe_id)
            follow_scroll()
        write_url(manager.store)
        session.remember_subject("train", form().recipe_id)


def _refresh() -> float | None:
    """Seconds between refreshes; None when no run on screen is active."""
    run_id = st.session_state[session.RUN]
    if run_id and run_screens().read(view_of(run_id)).active:
        return REFRESH_SECONDS
    return None


def show_chosen(refresh: float | None) -> None:
    """Show the selected run, else the selected recipe. Only this part refreshes by itself."""
    with show_errors():
        run_id = st.session_state[session.RUN]
        if run_id and refresh != _refresh():  # it started or ended: other parts list it too
            st.rerun()
        show_shown(view_of(run_id) if run_id else None, form().draft)


main()
