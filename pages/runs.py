"""Runs: the list of all runs, the bin, and a page for each run."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from core.runs.run import ACTIVE
from pages.components.frame.errors import show_errors
from pages.components.live.manager import run_index
from pages.components.live.views import show_views
from pages.components.runs import actions
from pages.components.runs.bar import confirm
from pages.components.runs.choice import PAGE, choice, read_url, write_url
from pages.components.runs.filters import show_filters
from pages.components.runs.list import REFRESH_SECONDS, show_list
from pages.components.runs.one import show_one


def main() -> None:
    with show_errors():
        view = choice()
        to_confirm, view.confirm = view.confirm, ()
        if view.doomed:
            doomed, view.doomed = view.doomed, ()
            text = gettext("Deleting {runs} permanently…", runs=actions.runs(len(doomed)))
            with st.spinner(text):
                actions.delete_permanently(doomed)
        rows = run_index().rows()
        read_url()
        if view.run:
            show_one(view.run)
        else:
            with st.sidebar:
                show_filters(rows)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"## {gettext('Runs')}")
                show_views(PAGE, lambda: choice().url())
            live = any(row.status in ACTIVE for row in rows)
            every = REFRESH_SECONDS if live else None
            st.fragment(show_list, run_every=every)(live=live)
        if to_confirm:
            confirm(to_confirm)
        write_url()


main()
