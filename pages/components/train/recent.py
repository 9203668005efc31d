"""The most recently ended runs, each a button that opens it."""

from __future__ import annotations

from itertools import islice

import streamlit as st

from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import COMPLETED, ENDED
from pages.components.frame import session, wording
from pages.components.live.manager import run_index
from pages.components.run.opening import open_run

COUNT = 6


def show_recent_runs() -> None:
    """List the newest ended runs; nothing before the first one has ended."""
    ended = (row for row in run_index().rows() if row.status in ENDED and row.deleted is None)
    rows = list(islice(ended, COUNT))
    if not rows:
        return
    st.markdown(f"**{gettext('Recent runs')}**")
    with st.container(gap=None):
        for row in rows:
            show_row(row, f"open {row.id}", outcome(row), wording.ago(row.created))


def show_row(row: RunRow, key: str, *details: str) -> None:
    """Draw a run as a button that opens it, with details other than "" behind its name."""
    seed = gettext("seed {seed}", seed=row.seed)
    parts = [row.name, f"{row.title}, {seed}", *details]
    text = wording.escape_markdown(" · ".join(part for part in parts if part))
    if row.id == st.session_state.get(session.RUN):
        text = f"**{text}**"
    st.button(
        f"{wording.family_mark(row.family)} {text}",
        key=key,
        type="tertiary",
        on_click=open_run,
        args=(row.id,),
    )


def outcome(row: RunRow) -> str:
    """A completed run's test figure, or how another run ended."""
    if row.status != COMPLETED:
        return gettext(row.status)
    if row.sealed:
        return gettext("test hidden")
    metric = "mae" if "mae" in row.test else "accuracy"
    return gettext("test {value}", value=wording.score(row.test.get(metric), metric))
