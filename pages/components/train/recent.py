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
    rows = _newest()
    if not rows:
        return
    st.markdown(f"**{gettext('Recent runs')}**")
    with st.container(gap=None):
        for row in rows:
            st.button(
                _label(row),
                key=f"open {row.id}",
                type="tertiary",
                on_click=open_run,
                args=(row.id,),
            )


def _newest() -> list[RunRow]:
    ended = (row for row in run_index().rows() if row.status in ENDED and row.deleted is None)
    return list(islice(ended, COUNT))


def _label(row: RunRow) -> str:
    seed = gettext("seed {seed}", seed=row.seed)
    parts = [row.name, f"{row.title}, {seed}", outcome(row), wording.ago(row.created)]
    text = wording.escape_markdown(" · ".join(part for part in parts if part))
    selected = row.id == st.session_state.get(session.RUN)
    return f"{wording.family_mark(row.family)} {f'**{text}**' if selected else text}"


def outcome(row: RunRow) -> str:
    """A completed run's test figure, or how another run ended."""
    if row.status != COMPLETED:
        return gettext(wording.STATUSES[row.status])
    if row.sealed:
        return gettext("test hidden")
    metric = "mae" if "mae" in row.test else "accuracy"
    return gettext("test {value}", value=wording.score(row.test.get(metric), metric))
