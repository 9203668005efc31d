"""Runs: the list of all of them, the bin, and a page for each."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from core.runs.run import OPEN
from pages.components.frame.errors import show_errors
from pages.components.live.run_index import run_index
from pages.components.live.serving import page_is_out
from pages.components.runs import actions
from pages.components.runs.bar import confirm
from pages.components.runs.choice import choice, read_url, write_url
from pages.components.runs.filters import show_filters
from pages.components.runs.list import REFRESH_SECONDS, show_list
from pages.components.runs.one import show_one


def main() -> None:
    with show_errors():
        here = choice()
        asked, here.confirm = here.confirm, ()
        if here.doomed:
            doomed, here.doomed = here.doomed, ()
            with st.spinner(gettext("Deleting {runs} for ever…", runs=actions.runs(len(doomed)))):
                actions.delete_for_ever(doomed)
        rows = run_index().rows()
        read_url(rows)
        if here.run:
            show_one(here.run)
        else:
            with st.sidebar:
                show_filters(rows)
            st.markdown(f"## {gettext('Runs')}")
            live = any(row.status in OPEN for row in rows)
            every = REFRESH_SECONDS if live else None
            st.fragment(show_list, run_every=every)(live=live)
        if asked:
            confirm(asked)
        write_url()
    page_is_out()


main()
