"""The active runs in order, each with a button to stop it."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import ACTIVE, PAUSED, QUEUED, RUNNING
from core.runs.store.queue import queue_order
from pages.components.frame import session, wording
from pages.components.frame.errors import report_errors, show_errors
from pages.components.live.manager import run_index
from pages.components.live.person import desk, person
from pages.components.live.shared import shared
from pages.components.train.recent import show_row

ORDER = (RUNNING, QUEUED, PAUSED)
MAX_ROWS = 12
REFRESH_SECONDS = 3.0


def open_runs() -> list[RunRow]:
    """Running runs, then queued ones in the order they will start, then paused ones."""
    return _open_runs(run_index().read()[0])


@shared(max_entries=4)
def _open_runs(version: int) -> list[RunRow]:
    """The same for one version of the store."""
    rows = [row for row in run_index().rows() if row.status in ACTIVE and row.deleted is None]
    rows.sort(key=lambda row: (row.created, row.id))
    running = Counter(row.person for row in rows if row.status == RUNNING)
    waiting = [(row.id, row.person) for row in rows if row.status == QUEUED]
    place = {run_id: index for index, run_id in enumerate(queue_order(waiting, running))}
    return sorted(rows, key=lambda row: (ORDER.index(row.status), place.get(row.id, 0)))


def show_queue() -> None:
    """Show how many runs are active, with a popover that lists them; nothing if no run is.

    When a run starts or ends, the whole page reruns, because other parts of it list runs too.
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
            "{running:,} running, {waiting:,} queued", running=running, waiting=count[QUEUED]
        )
        if count[PAUSED] == len(rows):  # otherwise only the popover mentions paused runs
            label = gettext("{paused:,} paused", paused=count[PAUSED])
        with st.popover(label, icon=":material/format_list_numbered:", width="content"):
            for index, row in enumerate(rows[:MAX_ROWS]):
                _show_row(row, index - running)
            if len(rows) > MAX_ROWS:
                more = gettext("and {count:,} more", count=len(rows) - MAX_ROWS)
                st.markdown(wording.small(more))


def _show_row(row: RunRow, place: int) -> None:
    """Draw a run; ``place`` is how many queued runs start before it."""
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        wrap=False,
        horizontal_alignment="distribute",
    ):
        other = "" if row.person == person().name else row.person
        show_row(row, f"queue {row.id}", _state(row, place), other)
        queued = row.status == QUEUED
        st.button(
            gettext("Remove") if queued else gettext("Stop"),
            key=f"stop {row.id}",
            type="tertiary",
            icon=":material/close:" if queued else ":material/stop:",
            on_click=stop_run,
            args=(row.id,),
            disabled=not person().may_change(row.person),
        )


def _state(row: RunRow, place: int) -> str:
    if row.status == PAUSED:
        return gettext("paused after epoch {done:,}", done=row.epochs_done)
    if row.status == RUNNING:
        return gettext("epoch {done:,} of {epochs:,}", done=row.epochs_done, epochs=row.epochs)
    return gettext("{count:,} ahead", count=place) if place else gettext("next")


def stop_run(run_id: str) -> None:
    """Stop a run, or remove it from the queue."""
    with report_errors(session.notify):
        desk().stop(run_id)
