"""A page of the list of runs as a table in which to select runs or open one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.analysis.run_list import PAGE_SIZE, RunGroup, RunPage, took
from core.charts import FAMILY_STYLES
from core.i18n import gettext, ngettext
from core.runs.index import RunRow
from core.runs.run import COMPLETED
from core.sweeps.report import HIDDEN
from pages.components.frame import session, wording
from pages.components.frame.reader import moment
from pages.components.frame.table import Column, show_table
from pages.components.runs.choice import PAGE, choice

TABLE = f"{PAGE} table"
OPEN = f"{PAGE} open"


def show_rows(page: RunPage, groups: Sequence[RunGroup]) -> None:
    """Show the runs; ``choice().selected`` holds the selected ones by id, so that rows may move.

    Args:
        groups: The groups of all runs, each of which gets a heading; none if they are not grouped.
    """
    current = choice()
    lines = _lines(page.rows, groups)
    current.shown = tuple("" if isinstance(line, RunGroup) else line.id for line in lines)
    current.selected = tuple(id for id in current.selected if id in current.shown)
    _tick(current.selected, current.shown)
    show_table(
        _columns(lines, binned=current.query.binned),
        height=620,
        tinted=[index for index, id in enumerate(current.shown) if not id],
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


def _lines(rows: Sequence[RunRow], groups: Sequence[RunGroup]) -> list[RunRow | RunGroup]:
    """The runs of a page, each group's behind a heading, which the next page repeats."""
    if not groups:
        return list(rows)
    shown = {row.id for row in rows}
    lines: list[RunRow | RunGroup] = []
    for group in groups:
        if members := [row for row in group.rows if row.id in shown]:
            lines += [group, *members]
    return lines


def _headings(shown: Sequence[str]) -> dict[int, set[int]]:
    """The line of each heading, and the lines of its group."""
    headings: dict[int, set[int]] = {}
    members: set[int] = set()
    for index, id in enumerate(shown):
        if id:
            members.add(index)
        else:
            members = headings[index] = set()
    return headings


def _tick(selected: Sequence[str], shown: Sequence[str]) -> None:
    """Keep runs selected when rows are added, removed or moved; with a whole group, its heading."""
    wanted = {index for index, id in enumerate(shown) if id in set(selected)}
    wanted |= {line for line, members in _headings(shown).items() if members <= wanted}
    known = st.session_state.get(TABLE)
    if set(known["selection"]["rows"] if known else ()) != wanted:
        rows = sorted(wanted)
        st.session_state[TABLE] = {"selection": {"rows": rows, "columns": [], "cells": []}}


def _note_ticks() -> None:
    current = choice()
    rows = {row for row in st.session_state[TABLE]["selection"]["rows"] if row < len(current.shown)}
    before = {index for index, id in enumerate(current.shown) if id in current.selected}
    for line, members in _headings(current.shown).items():
        if line in rows and not members <= before:  # a click on the heading selects the group
            rows |= members
        elif line not in rows and members <= before and members <= rows:  # or unselects it
            rows -= members
    current.selected = tuple(current.shown[row] for row in sorted(rows) if current.shown[row])
    current.everything = False


def _open(lines: Sequence[RunRow | RunGroup]) -> None:
    index = st.session_state[OPEN]["row"]
    if index >= len(lines):
        return
    line = lines[index]
    if isinstance(line, RunGroup):
        keys = dict.fromkeys(row.recipe_key for row in line.rows)
        session.open_page("compare", {"groups": ",".join(keys)})
    else:
        choice().open(line.id)


def _columns(lines: Sequence[RunRow | RunGroup], *, binned: bool) -> dict[str, Column]:
    """The columns; a heading has a few cells only, among them one that runs do not have."""
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    is_grouped = any(isinstance(line, RunGroup) for line in lines)

    def cells(of: Callable[[RunRow], Any], heading: Callable[[RunGroup], Any] | None = None):
        blank = "" if is_grouped else None
        values = [
            (heading(line) if heading else blank) if isinstance(line, RunGroup) else of(line)
            for line in lines
        ]
        return [blank if value is None else value for value in values]

    def numbers(of: Callable[[RunRow], Any]):
        return [None if isinstance(line, RunGroup) else of(line) for line in lines]

    def tested(metric: str, scale: float = 1):
        figures = [_figure(line, metric) for line in lines]
        return [None if figure is None else scale * figure for figure in figures]

    return {
        "": (
            cells(
                lambda row: FAMILY_STYLES[row.family].character,
                lambda group: FAMILY_STYLES[group.rows[0].family].character,
            ),
            text(width=30, help=gettext("Marker of the family")),
        ),
        OPEN: (
            cells(lambda row: gettext("Open"), lambda group: gettext("Compare")),
            st.column_config.ButtonColumn(
                "", type="tertiary", on_click=_open, args=(tuple(lines),), key=OPEN
            ),
        ),
        gettext("recipe"): (
            cells(lambda row: row.recipe_id, lambda group: group.rows[0].recipe_id),
            None,
        ),
        gettext("change"): (
            cells(lambda row: row.change, _describe_changes),
            text(width=150, help=gettext("What was changed in the recipe.")),
        ),
        gettext("mean ± half range"): (
            cells(lambda row: "", _describe_spread),
            text(help=gettext("Of the test figures of the group's completed runs.")),
        ),
        gettext("name"): (cells(lambda row: row.name), text(width=150)),
        gettext("person"): (
            cells(lambda row: row.person),
            text(width=100, help=gettext("Who started the run.")),
        ),
        gettext("seed"): (
            cells(lambda row: str(row.seed) if is_grouped else row.seed, _describe_seeds),
            None,
        ),
        gettext("state"): (cells(lambda row: gettext(row.status)), None),
        gettext("epochs"): (cells(lambda row: f"{row.epochs_done:,} / {row.epochs:,}"), None),
        gettext("test accuracy (%)"): (
            tested("accuracy", 100),
            number(format="%.2f", help=gettext("Share of the test samples that is right.")),
        ),
        gettext("test error (sd)"): (
            tested("mae"),
            number(
                format="%.4f",
                help=gettext("Mean absolute error on the test windows, in standard deviations."),
            ),
        ),
        gettext("tested on"): (cells(_tested), text(help=gettext(HIDDEN))),
        gettext("launched"): (cells(lambda row: moment(row.created)), None),
        gettext("tags"): (
            [[] if isinstance(line, RunGroup) else list(line.tags) for line in lines],
            st.column_config.ListColumn(width=100),
        ),
        gettext("duration (s)"): (
            numbers(took),
            number(format="%.1f", help=gettext("From start to end, testing included.")),
        ),
        gettext("parameters"): (numbers(lambda row: row.parameters), number(format="localized")),
        gettext("dataset"): (cells(lambda row: wording.dataset_title(row.dataset)), None),
        gettext("from"): (cells(lambda row: gettext(row.origin)), None),
        gettext("id"): (cells(lambda row: row.id), None),
        gettext("moved to bin"): (
            cells(lambda row: moment(row.deleted) if binned and row.deleted else None),
            None,
        ),
    }


def _figure(line: RunRow | RunGroup, metric: str) -> float | None:
    """The test figure of a run, or the mean of a group's."""
    if isinstance(line, RunRow):
        return line.test.get(metric)
    return line.spread.mean if line.spread and line.metric == metric else None


def _describe_changes(group: RunGroup) -> str:
    if group.changes == 1:
        return group.rows[0].change
    return ngettext("{count:,} variant", "{count:,} variants", group.changes)


def _describe_seeds(group: RunGroup) -> str:
    count = group.spread.count if group.spread else 0
    if group.changes > 1:
        return ngettext("{count:,} result", "{count:,} results", count)
    return ngettext("{count:,} seed", "{count:,} seeds", count)


def _describe_spread(group: RunGroup) -> str:
    """The mean with half the range: ``86.1 ± 0.4 %``; only the mean of a single one."""
    spread = group.spread
    if spread is None:
        return ""
    half = (spread.high - spread.low) / 2
    if spread.count == 1:
        return wording.score(spread.mean, group.metric)
    if group.metric == "mae":
        return gettext("{mean} ± {half} sd", mean=wording.figure(spread.mean), half=f"{half:.4f}")
    return gettext("{mean} ± {half} %", mean=wording.percent(spread.mean), half=f"{100 * half:.1f}")


def _tested(row: RunRow) -> str | None:
    if row.sealed and row.status == COMPLETED:
        return gettext("hidden")
    return wording.basis(row.dataset, row.test_samples) if row.test else None
