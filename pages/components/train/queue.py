"""What runs and what waits, in order, each with a way to stop it."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import OPEN, PAUSED, QUEUED, RUNNING
from core.runs.store.turns import turns
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.live.person import desk, person
from pages.components.live.run_index import run_index
from pages.components.run.opening import open_run

ORDER = (RUNNING, QUEUED, PAUSED)
SHOWN = 12
REFRESH_SECONDS = 3.0


def open_runs() -> list[RunRow]:
    """Runs that train, then those that wait in the order they are taken, then paused ones."""
    return _open_runs(run_index().read()[0])


@st.cache_resource(max_entries=4, show_spinner=False)
def _open_runs(version: int) -> list[RunRow]:
    """The same at one version of the store: looked for once for all sessions."""
    rows = [row for row in run_index().rows() if row.status in OPEN and row.deleted is None]
    rows.sort(key=lambda row: (row.created, row.id))
    running = Counter(row.person for row in rows if row.status == RUNNING)
    waiting = [(row.id, row.person) for row in rows if row.status == QUEUED]
    place = {run_id: at for at, run_id in enumerate(turns(waiting, running))}
    return sorted(rows, key=lambda row: (ORDER.index(row.status), place.get(row.id, 0)))


def show_queue() -> None:
    """How many run and wait, and behind a click each of them; nothing when there is none.

    When a run came or ended the whole page is drawn anew: others list it too.
    """
    drawn = [row.id for row in open_runs()]
    st.fragment(_show, run_every=REFRESH_SECONDS if drawn else None)(set(drawn))


def _show(drawn: set[str]) -> None:
    with show_errors():
        rows = open_runs()
        if {row.id for row in rows} != drawn:
            st.rerun()
        if not rows:
            return
        count = Counter(row.status for row in rows)
        running = count[RUNNING]
        label = gettext(
            "{running:,} running, {waiting:,} waiting", running=running, waiting=count[QUEUED]
        )
        if count[PAUSED] == len(rows):  # else the list behind the click says it
            label = gettext("{paused:,} paused", paused=count[PAUSED])
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
            disabled=not person().may_change(row.person),
        )


def _label(row: RunRow, place: int) -> str:
    seed = gettext("seed {seed}", seed=row.seed)
    if row.status == PAUSED:
        share = gettext("paused after epoch {done:,}", done=row.epochs_done)
    elif row.status == RUNNING:
        share = gettext("epoch {done:,} of {epochs:,}", done=row.epochs_done, epochs=row.epochs)
    elif place:
        share = gettext("{count:,} before it", count=place)
    else:
        share = gettext("next")
    parts = [row.name, f"{row.title}, {seed}", share]
    text = wording.escape_markdown(" · ".join(part for part in parts if part))
    if row.person and row.person != person().name:
        text = f"{text} · {wording.escape_markdown(row.person)}"
    here = row.id == st.session_state.get(session.RUN)
    return f"{wording.family_mark(row.family)} {f'**{text}**' if here else text}"


def stop_run(run_id: str) -> None:
    """Stop a run, or take it out of the queue."""
    try:
        desk().stop(run_id)
    except RecipeLabError as error:
        session.notify(str(error))
