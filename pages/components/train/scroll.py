"""After a press that starts runs, their curves come into view."""

from __future__ import annotations

import streamlit as st

from pages.components.live.component import component

_HTML = '<i class="scroll" hidden></i>'
GOAL, CHART = ".st-key-shown-run", ".st-key-run-curves"
ASKED = "scroll to curves"


def scroll_to(token: str, goal: str = GOAL, chart: str = CHART) -> None:
    """Ask that curves come into view once they are on the page.

    Args:
        token: Identifies the press: each scrolls once.
        goal: CSS selector of what should be at the top of the window, if its curves fit then.
        chart: Of the curves.
    """
    st.session_state[ASKED] = {"goal": goal, "chart": chart, "token": token}


def follow_scroll() -> None:
    """Do what was asked; call it after the curves, at every rerun. Draws nothing."""
    component(__file__, _HTML)(key="scroll", data=st.session_state.get(ASKED, {}))
