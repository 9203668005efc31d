"""A page of the list of runs as a table in which to select runs or open one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.analysis.run_list import PAGE_SIZE, RunPage, took
from core.charts import FAMILY_STYLES
from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import COMPLETED
from core.sweeps.report import HIDDEN
from pages.components.frame import wording
from pages.components.frame.reader import moment
from pages.components.frame.table import Column, show_table
from pages.components.runs.choice import PAGE, choice

TABLE = f"{PAGE} table"
OPEN = f"{PAGE} open"


def show_rows(page: RunPage) -> None:
    """Show the runs; ``choice().selected`` holds the selected ones by id, so that rows may move."""
    current = choice()
    current.shown = tuple(row.id for row in page.rows)
    current.selected = tuple(id for id in current.selected if id in current.shown)
    _tick(current.selected, current.shown)
    show_table(
        _columns(page.rows, binned=current.query.binned),
        height=620,
        key=TABLE,
        on_select=_note_ticks,
        selection_mode="multi-row",
        alt=gettext("Runs, page {page} of {pages}", page=page.page, pages=page.pages),
    )


def show_pages(page: RunPage) -> None:
    """Show which page this is and buttons to the next; nothing if there is only one."""
    if page.pages < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            gettext("Previous page"),
            key=f"{PAGE} before",
            icon=":material/chevron_left:",
            disabled=page.page == 1,
            on_click=choice().show_page,
            args=(page.page - 1,),
        )
        st.markdown(
            gettext(
                "Page **{page:,}** of {pages:,}, {size} runs per page",
                page=page.page,
                pages=page.pages,
                size=PAGE_SIZE,
            )
        )
        st.button(
            gettext("Next page"),
            key=f"{PAGE} next",
            icon=":material/chevron_right:",
            disabled=page.page == page.pages,
            on_click=choice().show_page,
            args=(page.page + 1,),
        )


def _tick(selected: Sequence[str], shown: Sequence[str]) -> None:
    """Keep runs selected when rows are added, removed or moved."""
    wanted = [index for index, id in enumerate(shown) if id in set(selected)]
    known = st.session_state.get(TABLE)
    if sorted(known["selection"]["rows"] if known else []) != wanted:
        st.session_state[TABLE] = {"selection": {"rows": wanted, "columns": [], "cells": []}}


def _note_ticks() -> None:
    current = choice()
    rows = st.session_state[TABLE]["selection"]["rows"]
    current.selected = tuple(
        current.shown[index] for index in sorted(rows) if index < len(current.shown)
    )
    current.everything = False


def _open() -> None:
    current = choice()
    index = st.session_state[OPEN]["row"]
    if index < len(current.shown):
        current.open(current.shown[index])


def _columns(rows: Sequence[RunRow], *, binned: bool) -> dict[str, Column]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "": (
            [FAMILY_STYLES[row.family].character for row in rows],
            text(width=30, help=gettext("Marker of the family")),
        ),
        OPEN: (
            [gettext("Open")] * len(rows),
            st.column_config.ButtonColumn("", type="tertiary", on_click=_open, key=OPEN),
        ),
        gettext("recipe"): ([row.recipe_id for row in rows], None),
        gettext("change"): (
            [row.change or None for row in rows],
            text(width=150, help=gettext("What was changed in the recipe.")),
        ),
        gettext("name"): ([row.name or None for row in rows], text(width=150)),
        gettext("seed"): ([row.seed for row in rows], None),
        gettext("state"): ([gettext(row.status) for row in rows], None),
        gettext("epochs"): ([f"{row.epochs_done:,} / {row.epochs:,}" for row in rows], None),
        gettext("test accuracy"): (
            [row.test.get("accuracy") for row in rows],
            number(format="%.4f", help=gettext("Share of the test samples that is right.")),
        ),
        gettext("test error (sd)"): (
            [row.test.get("mae") for row in rows],
            number(
                format="%.4f",
                help=gettext("Mean absolute error on the test windows, in standard deviations."),
            ),
        ),
        gettext("tested on"): ([_tested(row) for row in rows], text(help=gettext(HIDDEN))),
        gettext("launched"): ([moment(row.created) for row in rows], None),
        gettext("tags"): (
            [list(row.tags) for row in rows],
            st.column_config.ListColumn(width=100),
        ),
        gettext("duration (s)"): (
            [took(row) for row in rows],
            number(format="%.1f", help=gettext("From start to end, testing included.")),
        ),
        gettext("parameters"): ([row.parameters for row in rows], number(format="localized")),
        gettext("dataset"): (
            [wording.dataset_title(row.dataset) for row in rows],
            None,
        ),
        gettext("from"): ([gettext(row.origin) for row in rows], None),
        gettext("id"): ([row.id for row in rows], None),
        gettext("moved to bin"): (
            [moment(row.deleted) if binned and row.deleted else None for row in rows],
            None,
        ),
    }


def _tested(row: RunRow) -> str | None:
    if row.sealed and row.status == COMPLETED:
        return gettext("hidden")
    return wording.basis(row.dataset, row.test_samples) if row.test else None
