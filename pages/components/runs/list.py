"""The list of runs and the bin, drawn anew while runs go on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.analysis.run_list import RunQuery, fitting, page_of
from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import OPEN
from pages.components.frame import wording
from pages.components.frame.errors import show_errors
from pages.components.live.run_index import run_index
from pages.components.runs import actions
from pages.components.runs.bar import show_bar
from pages.components.runs.choice import PAGE, choice, write_url
from pages.components.runs.table import show_pages, show_table

REFRESH_SECONDS = 2.0
PLACE = f"{PAGE} place"


def show_list(live: bool) -> None:
    """The runs that are asked for.

    Args:
        live: It is shown anew again and again; once nothing goes on that stops.
    """
    with show_errors():
        here = choice()
        version, rows = run_index().read()
        if here.compare:
            ids, here.compare = here.compare, ()
            st.switch_page("compare.py", query_params={"runs": ",".join(ids)})
        going = any(row.status in OPEN for row in rows)
        if here.run or here.confirm or live != going:
            st.rerun()
        show_problems()
        if not rows:
            _show_none()
            return
        _show_place(rows)
        found = _found(version, here.query, rows)
        page = page_of(found, here.page)
        here.page = page.page
        bar = st.container()
        if found:
            show_table(page)
            show_pages(page)
        else:
            _show_nothing_fits()
        with bar:
            show_bar(found, rows)
        write_url()


@st.cache_resource(show_spinner=False, max_entries=32)
def _found(version: int, query: RunQuery, _rows: Sequence[RunRow]) -> Sequence[RunRow]:
    """What fits, once for all who look at the same list."""
    return fitting(_rows, query)


def show_problems() -> None:
    """Why something was not done, or is not shown."""
    for notice in choice().notices:
        if notice.kind == "problem":
            st.warning(wording.escape_markdown(notice.text), icon=":material/error:")


def show_done() -> bool:
    """What was just done, in a line with what stands there, with a way back where there is one.

    Returns:
        Whether anything was.
    """
    done = [notice for notice in choice().notices if notice.kind == "done"]
    for notice in done:
        st.markdown(f":green[:material/check:] {wording.escape_markdown(notice.text)}")
        if notice.binned:
            st.button(
                gettext("Undo"),
                key=f"{PAGE} undo",
                icon=":material/undo:",
                type="tertiary",
                on_click=actions.take_out,
                args=(notice.binned,),
            )
    return bool(done)


def _show_place(rows: Sequence[RunRow]) -> None:
    """The list or the bin, each with how many."""
    here = choice()
    binned = sum(row.deleted is not None for row in rows)
    names = {
        False: gettext("Runs ({count:,})", count=len(rows) - binned),
        True: gettext("Bin ({count:,})", count=binned),
    }
    st.session_state[PLACE] = here.query.binned  # always: its words count, and so change
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.segmented_control(
            gettext("Where"),
            [False, True],
            key=PLACE,
            format_func=names.get,
            required=True,
            label_visibility="collapsed",
            on_change=_turn_place,
        )
        if not show_done():
            st.markdown(_summary(rows))


def _turn_place() -> None:
    here = choice()
    binned = bool(st.session_state[PLACE])
    sort = "deleted" if binned else here.query.sort
    here.turn(binned=binned, sort="created" if sort == "deleted" and not binned else sort)


def _summary(rows: Sequence[RunRow]) -> str:
    if choice().query.binned:
        return gettext("Runs in the bin stay whole until somebody deletes them for ever.")
    running = sum(row.status in OPEN for row in rows)
    if not running:
        return gettext("Nothing is going on.")
    return gettext("Going on or waiting: {count:,}.", count=running)


def _show_none() -> None:
    """Before the first run."""
    text = gettext(
        "No run yet. A race on Home trains four families on one dataset, side by side; every run "
        "is kept here, with its curves, settings and results."
    )
    st.info(text, icon=":material/sprint:")
    with st.container(horizontal=True):
        st.page_link("home.py", label=gettext("Race on Home"), icon=":material/sprint:")
        st.page_link("train.py", label=gettext("Train one"), icon=":material/play_arrow:")


def _show_nothing_fits() -> None:
    query = choice().query
    if query.filtered:
        text = gettext("No run fits. Take a filter away at the left.")
    elif query.binned:
        text = gettext("The bin is empty.")
    else:
        text = gettext("All runs are in the bin.")
    st.info(text, icon=":material/filter_alt:")
