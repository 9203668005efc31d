"""Home's grid as one light component: what stands in its cells, and what was pressed in it.

Sixty cells of Streamlit elements would take a second to draw and flicker at every refresh. Here
Python says in words what stands where; the browser draws anew only the cells that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st

from core.analysis.board import Cell, board
from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.charts.sparkline import HEIGHT, WIDTH
from core.datasets import DATASETS, TASKS
from core.durations import roughly
from core.i18n import gettext, language
from core.runs.index import RunRow
from core.runs.run import QUEUED, RUNNING
from core.runs.workers.base import WARM
from pages.components.frame import wording
from pages.components.home.cell import Facts, cell_words, curves
from pages.components.home.grid_data import need
from pages.components.home.sparklines import sparklines
from pages.components.home.verdicts import row_verdicts
from pages.components.live.expected import pacemaker
from pages.components.live.manager import run_manager
from pages.components.live.run_index import run_index
from pages.components.live.serving import CHANGES_PATH, under_base

NAME = "recipe_lab.grid"

_HERE = Path(__file__)
_JS = _HERE.with_suffix(".js").read_text(encoding="utf-8")
_CSS = _HERE.with_suffix(".css").read_text(encoding="utf-8")
_HTML = '<div class="grid"></div>'


def show_grid(data: Mapping[str, Any], *, key: str) -> dict[str, Any] | None:
    """Show the grid, or its next state.

    Returns:
        What was just pressed, as ``grid_words`` described it under ``act``; else None.
    """
    # Registered at every run: a component belongs to the running server, of which tests have many.
    component = st.components.v2.component(NAME, html=_HTML, css=_CSS, js=_JS)
    return component(key=key, data=data, on_act_change=_noted).act


def _noted() -> None:
    """A component hands over only what has a callback; the page reads it where it stands."""


def read_grid() -> dict[str, Any]:
    """Everything the grid shows now, put into words once for all sessions that look at it.

    Raises:
        RecipeLabError: The settings or the store cannot be used.
    """
    settings = run_manager().settings
    lacking = tuple((name, need(name, settings)) for name in DATASETS)
    warm = run_manager().warm == WARM
    version, rows = run_index().read()
    ready = frozenset(name for name, lacks in lacking if not lacks)
    judged = row_verdicts().read(version, ready, lambda: _board(version))
    news = {"version": version, "idle": not any_active(rows), "asks": under_base(CHANGES_PATH)}
    said = tuple((name, found.words(), found.recorded) for name, found in judged.items())
    return _words(version, lacking, warm, said, language()) | {"news": news}


def any_active(rows: Iterable[RunRow]) -> bool:
    """Whether a run waits or trains."""
    return any(row.status in (QUEUED, RUNNING) and row.deleted is None for row in rows)


@st.cache_resource(max_entries=2, show_spinner=False)
def _board(version: int) -> dict[str, dict[str, Cell]]:
    """The cells at one version of the store, for what is said of them and for who is best."""
    return board(run_index().rows())


@st.cache_resource(max_entries=4, show_spinner=False)
def _words(
    version: int,
    lacking: tuple[tuple[str, str], ...],
    warm: bool,
    judged: tuple[tuple[str, str, bool], ...],
    language: str,
) -> dict[str, Any]:
    """The words at one version of the store; the rest is what else they depend on."""
    cells = _board(version)
    drawn = [cell.drawn for row in cells.values() for cell in row.values() if cell.drawn]
    histories = sparklines().read(drawn)
    facts = Facts(run_manager().store, dict(lacking), warm)
    return grid_words(cells, histories, facts, {name: said for name, *said in judged})


def grid_words(
    cells: Mapping[str, Mapping[str, Cell]],
    histories: Mapping[str, Mapping[str, list[float]]],
    facts: Facts,
    judged: Mapping[str, Sequence[Any]] = MappingProxyType({}),
) -> dict[str, Any]:
    """What the grid shows.

    Args:
        cells: Dataset → family → cell.
        histories: Run id → metric → values, of the runs that cells draw.
        judged: Dataset → which family is best there, in a sentence, and whether that is said of
            recorded runs.
    """
    tasks = []
    for task in TASKS:
        names = [name for name, data in DATASETS.items() if data.task == task]
        rows = [
            _row(name, cells[name], histories, facts)
            | {"verdict": _verdict(name, cells[name].values(), judged)}
            for name in names
        ]
        title = gettext(wording.TASKS[task])
        tasks.append({"title": title[:1].upper() + title[1:], "rows": rows})
    return {
        "base": under_base(""),
        "size": [WIDTH, HEIGHT],
        "legend": gettext(
            "Small curves: the validation metric, epoch by epoch, all of a row at one height "
            "scale; dashed where there is only the training metric. Thin: recorded."
        ),
        "families": [_family(name) for name in FAMILIES],
        "tasks": tasks,
    }


def _family(name: str) -> dict[str, str]:
    style = FAMILY_STYLES[name]
    return {
        "title": wording.family_title(name),
        "about": gettext(FAMILIES[name].about),
        "mark": style.character,
        "word": style.word,
    }


def _row(
    dataset: str,
    cells: Mapping[str, Cell],
    histories: Mapping[str, Mapping[str, list[float]]],
    facts: Facts,
) -> dict[str, Any]:
    data, lacking = DATASETS[dataset], facts.lacking[dataset]
    title = gettext(data.title)
    race = {
        "text": gettext("Race"),
        "label": gettext("Race all four families on {dataset}", dataset=title),
        "why": lacking or gettext("Trains all four families on it at the same time."),
        "act": {"do": "race", "dataset": dataset},
        "main": not lacking,
        "disabled": bool(lacking),
    }
    actions = [race]
    if lacking:
        get = {
            "text": gettext("Get the data…"),
            "label": gettext("Get the data of {dataset}", dataset=title),
            "act": {"do": "get", "dataset": dataset},
        }
        actions.append(get)
    drawn = curves(cells.values(), histories)
    return {
        "name": dataset,
        "title": title,
        "summary": gettext(data.summary),
        "need": lacking,
        "basis": _basis(dataset, cells.values()),
        "time": gettext("All four: {time}.", time=_time(cells.values())),
        "actions": actions,
        "watch": _watch(cells.values()),
        "cells": [cell_words(cell, drawn[family], facts) for family, cell in cells.items()],
    }


def _basis(dataset: str, cells: Iterable[Cell]) -> str:
    """What the figures of a row are: of one dataset, so it is said once."""
    rows = [row for cell in cells for row in cell.runs]
    basis = wording.basis(dataset, next((r.test_samples for r in rows if r.test_samples), None))
    if DATASETS[dataset].task == "series-regression":
        return gettext(
            "Figures: mean absolute error on {basis}, in sd; lower is better.", basis=basis
        )
    return gettext("Figures: test accuracy on {basis}.", basis=basis)


def _time(cells: Iterable[Cell]) -> str:
    """How long a race takes on this machine, the work of all four added up."""
    expected = [pacemaker().estimate(cell.recipe).run_seconds for cell in cells]
    return roughly(sum(expected))


def _verdict(
    dataset: str, cells: Iterable[Cell], judged: Mapping[str, Sequence[Any]]
) -> dict[str, Any] | None:
    """Which family is best, as a link to the page that says the same of the same runs."""
    if dataset not in judged:
        return None
    text, recorded = judged[dataset]
    name = "recorded" if recorded else "groups"
    ids = ",".join(
        cell.recipe.id if recorded else cell.recipe.key
        for cell in cells
        if (cell.recorded if recorded else cell.runs)
    )
    return {
        "text": text,
        "href": f"/compare?{name}={ids}",
        "act": {"do": "open", "page": "compare", "query": {name: ids}},
    }


def _watch(cells: Iterable[Cell]) -> dict[str, Any] | None:
    """Where the recipes of a row can be watched, if runs of them are active."""
    active = [cell.recipe.key for cell in cells if cell.active]
    if not active:
        return None
    return {
        "text": gettext("Watch"),
        "href": f"/compare?groups={','.join(active)}",
        "act": {"do": "watch", "groups": active},
    }
