"""After a press on Train, the curves come into view."""

from __future__ import annotations

import streamlit as st

from pages.components.live.component import component

_HTML = '<i class="scroll" hidden></i>'
GOAL, CHART = ".st-key-shown-run", ".st-key-run-curves"
ASKED = "scroll to run"


def scroll_to(run_id: str) -> None:
    """Ask that the curves of a run come into view once they are on the page."""
    st.session_state[ASKED] = run_id


def follow_scroll() -> None:
    """Do what was asked; call it after the curves, at every rerun. Draws nothing."""
    data = {"goal": GOAL, "chart": CHART, "token": st.session_state.get(ASKED, "")}
    component(__file__, _HTML)(key="scroll", data=data)
