"""What runs and what waits, in order, each with a way to stop it."""

from __future__ import annotations

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import OPEN, QUEUED
from pages.components import session, wording
from pages.components.errors import told
from pages.components.opening import open_run
from pages.components.person import desk
from pages.components.run_index import run_index

SHOWN = 12
REFRESH_SECONDS = 1.5


def open_runs() -> list[RunRow]:
    """Runs that train or wait, those that train first, then in the order they are taken."""
    rows = [row for row in run_index().rows() if row.status in OPEN and row.deleted is None]
    return sorted(rows, key=lambda row: (row.status == QUEUED, row.created, row.id))


def show_queue() -> None:
    """How many run and wait, and behind a click each of them; nothing when there is none.

    When a run came or ended the whole page is drawn anew: others list it too.
    """
    drawn = [row.id for row in open_runs()]
    st.fragment(_show, run_every=REFRESH_SECONDS if drawn else None)(set(drawn))


def _show(drawn: set[str]) -> None:
    with told():
        rows = open_runs()
        if {row.id for row in rows} != drawn:
            st.rerun()
        if not rows:
            return
        waiting = sum(row.status == QUEUED for row in rows)
        running = len(rows) - waiting
        label = gettext(
            "{running:,} running, {waiting:,} waiting", running=running, waiting=waiting
        )
        with st.popover(label, icon=":material/format_list_numbered:", width="content"):
            for at, row in enumerate(rows[:SHOWN]):
                _show_row(row, at - running)
            if len(rows) > SHOWN:
                more = gettext("and {count:,} more behind them", count=len(rows) - SHOWN)
                st.markdown(wording.small(more))


def _show_row(row: RunRow, place: int) -> None:
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        wrap=False,
        horizontal_alignment="distribute",
    ):
        st.button(
            _label(row, place),
            key=f"queue {row.id}",
            type="tertiary",
            on_click=open_run,
            args=(row.id,),
        )
        waits = row.status == QUEUED
        st.button(
            gettext("Remove") if waits else gettext("Stop"),
            key=f"stop {row.id}",
            type="tertiary",
            icon=":material/close:" if waits else ":material/stop:",
            on_click=stop_run,
            args=(row.id,),
        )


def _label(row: RunRow, place: int) -> str:
    seed = gettext("seed {seed}", seed=row.seed)
    if row.status != QUEUED:
        share = gettext("epoch {done:,} of {epochs:,}", done=row.epochs_done, epochs=row.epochs)
    elif place:
        share = gettext("{count:,} before it", count=place)
    else:
        share = gettext("next")
    text = f"{row.recipe_id}, {seed} · {share}"
    here = row.id == st.session_state.get(session.RUN)
    return f"{wording.family_mark(row.family)} {f'**{text}**' if here else text}"


def stop_run(run_id: str) -> None:
    """Stop a run, or take it out of the queue."""
    try:
        desk().stop(run_id)
    except RecipeLabError as error:
        session.say(str(error))
