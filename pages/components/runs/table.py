"""A page of the list of runs as a table in which to select runs or open one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.analysis.run_list import RunPage, took
from core.charts import FAMILY_STYLES
from core.datasets import DATASETS
from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import COMPLETED
from core.sweeps.report import HIDDEN
from pages.components.frame import wording
from pages.components.frame.reader import moment
from pages.components.runs.choice import PAGE, choice

TABLE = f"{PAGE} table"
OPEN = f"{PAGE} open"
HEIGHT = 620
FITS = 15


def show_table(page: RunPage) -> None:
    """Show the runs; ``choice().selected`` holds the selected ones by id, so that rows may move."""
    current = choice()
    current.shown = tuple(row.id for row in page.rows)
    current.selected = tuple(id for id in current.selected if id in current.shown)
    _tick(current.selected, current.shown)
    shown = _cells(page.rows, binned=current.query.binned)
    st.dataframe(
        shown,
        hide_index=True,
        column_config=_column_config(shown),
        key=TABLE,
        on_select=_note_ticks,
        selection_mode="multi-row",
        height="content" if len(shown) <= FITS else HEIGHT,
        placeholder="—",
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
                size=len(page.rows) if page.page < page.pages else _size(page),
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


def _size(page: RunPage) -> int:
    return (page.total - len(page.rows)) // (page.pages - 1)


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


def _cells(rows: Sequence[RunRow], *, binned: bool) -> pd.DataFrame:
    """The table's cells, without columns that are entirely empty."""
    series = [row.task == "series-regression" for row in rows]
    columns: dict[str, list[Any]] = {
        "": [FAMILY_STYLES[row.family].character for row in rows],
        OPEN: [gettext("Open")] * len(rows),
        gettext("recipe"): [row.recipe_id for row in rows],
        gettext("change"): [row.change or None for row in rows],
        gettext("name"): [row.name or None for row in rows],
        gettext("seed"): [row.seed for row in rows],
        gettext("state"): [gettext(wording.STATUSES[row.status]) for row in rows],
        gettext("epochs"): [f"{row.epochs_done:,} / {row.epochs:,}" for row in rows],
        gettext("test accuracy"): [
            None if is_series else row.test.get("accuracy")
            for row, is_series in zip(rows, series, strict=True)
        ],
        gettext("test error (sd)"): [
            row.test.get("mae") if is_series else None
            for row, is_series in zip(rows, series, strict=True)
        ],
        gettext("tested on"): [_tested(row) for row in rows],
        gettext("launched"): [moment(row.created) for row in rows],
        gettext("tags"): [list(row.tags) for row in rows],
        gettext("duration (s)"): [took(row) for row in rows],
        gettext("parameters"): [row.parameters for row in rows],
        gettext("dataset"): [
            gettext(DATASETS[row.dataset].title) if row.dataset in DATASETS else row.dataset
            for row in rows
        ],
        gettext("from"): [gettext(row.origin) for row in rows],
        gettext("id"): [row.id for row in rows],
    }
    if binned:
        columns[gettext("moved to bin")] = [
            moment(row.deleted) if row.deleted else None for row in rows
        ]
    filled = {
        title: cells
        for title, cells in columns.items()
        if any(cell is not None and cell != [] for cell in cells)
    }
    return pd.DataFrame(filled)


def _tested(row: RunRow) -> str | None:
    if row.sealed and row.status == COMPLETED:
        return gettext("hidden")
    return wording.basis(row.dataset, row.test_samples) if row.test else None


def _column_config(shown: pd.DataFrame) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    config = {
        "": st.column_config.TextColumn(width=30, help=gettext("Marker of the family")),
        OPEN: st.column_config.ButtonColumn("", type="tertiary", on_click=_open, key=OPEN),
        gettext("test accuracy"): number(
            format="%.4f", help=gettext("Share of the test samples that is right.")
        ),
        gettext("test error (sd)"): number(
            format="%.4f",
            help=gettext("Mean absolute error on the test windows, in standard deviations."),
        ),
        gettext("name"): st.column_config.TextColumn(width=150),
        gettext("change"): st.column_config.TextColumn(
            width=150, help=gettext("What was changed in the recipe.")
        ),
        gettext("tested on"): st.column_config.TextColumn(help=gettext(HIDDEN)),
        gettext("tags"): st.column_config.ListColumn(width=100),
        gettext("duration (s)"): number(
            format="%.1f", help=gettext("From start to end, testing included.")
        ),
        gettext("parameters"): number(format="localized"),
    }
    return {title: column for title, column in config.items() if title in shown}
