"""Train: pick a recipe, launch it, watch it."""

from __future__ import annotations

import streamlit as st

from core.runs.run import OPEN
from pages.components import session, wording
from pages.components.errors import told
from pages.components.launcher import show_launcher
from pages.components.live_runs import live_runs
from pages.components.manager import run_manager
from pages.components.picker import pick_recipe
from pages.components.recent_runs import show_recent_runs
from pages.components.recipe_view import show_recipe
from pages.components.run_view import show_run
from pages.components.serving import page_is_out

REFRESH_SECONDS = 0.5
# On a phone the columns lie on each other: a chosen run comes before the pickers.
RUN_FIRST = """<style>@media (max-width: 640px) {
  [data-testid="stColumn"]:has(.st-key-chosen) { order: -1; }
}</style>"""


def main() -> None:
    with told():
        manager = run_manager()
        session.read_url(manager.store)
        left, right = st.columns([1, 2.2], gap="large")
        with left:
            st.markdown("## Recipe Lab")
            recipe = pick_recipe(manager.settings)
            show_launcher(recipe)
            show_recent_runs()
        with right, st.container(key="chosen"):
            if st.session_state[session.NOTICE]:
                st.warning(wording.markdown(st.session_state[session.NOTICE]))
            refresh = _refresh()
            st.fragment(show_chosen, run_every=refresh)(live=refresh is not None)
        if st.session_state[session.RUN]:
            st.html(RUN_FIRST)
        session.write_url()
    page_is_out()


def _refresh() -> float | None:
    """How often to look again: never, when nothing is going on."""
    run_id = st.session_state[session.RUN]
    if run_id and live_runs().read(run_id).run.status in OPEN:
        return REFRESH_SECONDS
    return None


def show_chosen(live: bool) -> None:
    """The chosen run, else the chosen recipe; the only part that is drawn anew while it trains."""
    with told():
        run_id = st.session_state[session.RUN]
        if run_id:
            show_run(run_id, live=live)
        else:
            show_recipe(session.shown_recipe())


main()
