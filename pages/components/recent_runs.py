"""The newest runs, each a button that opens it."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from core.runs.run import COMPLETED, OPEN, Run
from pages.components import session, wording
from pages.components.errors import told
from pages.components.live_runs import live_runs

COUNT = 6
REFRESH_SECONDS = 1.0


def show_recent_runs() -> None:
    """The newest runs; nothing at all before the first one."""
    runs = live_runs().recent(COUNT)
    if not runs:
        return
    busy = any(run.status in OPEN for run in runs)
    st.markdown(f"**{gettext('Recent runs')}**")
    st.fragment(_show, run_every=REFRESH_SECONDS if busy else None)(live=busy)


def _show(live: bool) -> None:
    with told(), st.container(gap=None):
        runs = live_runs().recent(COUNT)
        if live and not any(run.status in OPEN for run in runs):
            st.rerun()
        for run in runs:
            st.button(
                _label(run),
                key=f"open {run.id}",
                type="tertiary",
                on_click=session.show_run,
                args=(run.id, run.recipe_id),
            )


def _label(run: Run) -> str:
    seed = gettext("seed {seed}", seed=run.seed)
    parts = [f"{run.recipe_id}, {seed}", _outcome(run), wording.ago(run.created)]
    text = " · ".join(parts)
    here = run.id == st.session_state[session.RUN]
    return f"{wording.family_mark(run.family)} {f'**{text}**' if here else text}"


def _outcome(run: Run) -> str:
    if run.status != COMPLETED:
        return gettext(wording.STATUSES[run.status])
    if "mae" in run.test:
        return gettext("test {value} sd", value=wording.figure(run.test["mae"]))
    return gettext("test {value}", value=wording.share(run.test.get("accuracy")))
