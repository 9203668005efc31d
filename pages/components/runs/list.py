"""The list of runs and the bin, refreshed while runs are active."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.analysis.run_list import RunGroup, RunQuery, grouped, matching, page_of
from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import ACTIVE
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.frame.fields import bound
from pages.components.live.diagnoses import diagnoses
from pages.components.live.manager import run_index
from pages.components.live.person import person
from pages.components.live.shared import shared
from pages.components.runs import actions
from pages.components.runs.bar import show_bar
from pages.components.runs.choice import PAGE, choice, write_url
from pages.components.runs.table import show_pages, show_rows

REFRESH_SECONDS = 2.0


def show_list(live: bool) -> None:
    """Show the runs that match the query.

    Args:
        live: Whether the list is being refreshed, which stops when no run is active.
    """
    with show_errors():
        current = choice()
        version, rows = run_index().read()
        session.follow_page()
        active = any(row.status in ACTIVE for row in rows)
        if current.run or current.confirm or live != active:
            st.rerun()
        show_problems()
        if not rows:
            _show_none()
            return
        _show_place(rows)
        name = person().name if current.query.mine else ""
        matches, groups = _matching(version, current.query, name, rows)
        page = page_of(matches, current.page)
        current.page = page.page
        bar = st.container()
        if matches:
            show_rows(page, groups)
            show_pages(page)
        else:
            _show_nothing_fits()
        with bar:
            show_bar(matches, rows)
        write_url()


@shared(max_entries=32)
def _matching(
    version: int, query: RunQuery, name: str, _rows: Sequence[RunRow]
) -> tuple[Sequence[RunRow], Sequence[RunGroup]]:
    """The runs that match a person's query at one version of the store, and their groups."""
    matches = matching(_rows, query, name, diagnoses().read)
    groups = grouped(matches, query.group)
    return [row for group in groups for row in group.rows] or matches, groups


def show_problems() -> None:
    """Show why something was not done or is not shown."""
    for notice in choice().notices:
        if notice.kind == "problem":
            st.warning(wording.escape_markdown(notice.text), icon=":material/error:")


def show_done() -> bool:
    """Show what was just done, in the current line, with an Undo button where possible.

    Returns:
        Whether anything was shown.
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
                on_click=actions.restore,
                args=(notice.binned,),
            )
    return bool(done)


def _show_place(rows: Sequence[RunRow]) -> None:
    """Show the switch between the list and the bin, each with its number of runs."""
    current = choice()
    binned = sum(row.deleted is not None for row in rows)
    names = {
        False: gettext("Runs ({count:,})", count=len(rows) - binned),
        True: gettext("Bin ({count:,})", count=binned),
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        bound(
            st.segmented_control,
            gettext("Where"),
            [False, True],
            key=f"{PAGE} place",
            value=current.query.binned,
            on_change=_show_bin,
            labels_change=True,
            format_func=names.get,
            required=True,
            label_visibility="collapsed",
        )
        if not show_done():
            st.markdown(_summary(rows))


def _show_bin(binned: bool) -> None:
    sort = "deleted" if binned else choice().query.sort
    choice().set_query(binned=binned, sort="created" if sort == "deleted" and not binned else sort)


def _summary(rows: Sequence[RunRow]) -> str:
    if choice().query.binned:
        return gettext("Runs in the bin are kept until somebody deletes them permanently.")
    running = sum(row.status in ACTIVE for row in rows)
    if not running:
        return gettext("No run is training.")
    return gettext("Active runs: {count:,}.", count=running)


def _show_none() -> None:
    """Show what to do before the first run."""
    text = gettext(
        "No runs yet. A race on Home trains four families on one dataset, side by side; every run "
        "is listed here, with its curves, settings and results."
    )
    st.info(text, icon=":material/sprint:")
    with st.container(horizontal=True):
        st.page_link("home.py", label=gettext("Race on Home"), icon=":material/sprint:")
        st.page_link("train.py", label=gettext("Train one"), icon=":material/play_arrow:")


def _show_nothing_fits() -> None:
    query = choice().query
    if query.filtered:
        text = gettext("No matching runs. Remove a filter on the left.")
    elif query.binned:
        text = gettext("The bin is empty.")
    else:
        text = gettext("All runs are in the bin.")
    st.info(text, icon=":material/filter_alt:")
