"""Home's grid as one light component: what its cells show, and what was clicked in it.

Sixty cells made of Streamlit elements would take a second to draw and flicker at every refresh.
Here Python describes the contents in words, and the browser redraws only the cells that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.analysis.board import Cell, board
from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.charts.sparkline import HEIGHT, WIDTH
from core.datasets import DATASETS, TASKS
from core.datasets.places import megabytes
from core.datasets.status import status
from core.durations import roughly
from core.i18n import gettext, language
from core.runs.index import RunRow
from core.runs.run import QUEUED, RUNNING
from core.runs.workers.base import WARM
from core.settings import Settings
from pages.components.frame import wording
from pages.components.home.cell import cell_words, curves, link
from pages.components.home.sparklines import sparklines
from pages.components.home.verdicts import row_verdicts
from pages.components.live.component import component, rerun_only
from pages.components.live.expected import pacemaker
from pages.components.live.manager import run_index, run_manager
from pages.components.live.serving import CHANGES_PATH, under_base
from pages.components.live.shared import shared

_HTML = '<div class="grid"></div>'


def show_grid(data: Mapping[str, Any], *, key: str) -> dict[str, Any] | None:
    """Draw the grid, or update it.

    Returns:
        The action just clicked, as grid.js has it under ``act``; else None.
    """
    return component(__file__, _HTML)(key=key, data=data, on_act_change=rerun_only).act


def read_grid() -> dict[str, Any]:
    """Describe the grid as it is now; the description is shared by all sessions.

    Raises:
        RecipeLabError: The settings or the store cannot be used.
    """
    manager = run_manager()
    lacking = {name: _need(name, manager.settings) for name in DATASETS}
    version, rows = run_index().read()
    ready = frozenset(name for name, lacks in lacking.items() if not lacks)
    ranked = row_verdicts().read(version, ready, lambda: _board(version))
    verdicts = {name: (verdict.words(), verdict.recorded) for name, verdict in ranked.items()}
    updates = {"version": version, "idle": not any_active(rows), "url": under_base(CHANGES_PATH)}
    warm = manager.warm == WARM
    return _words(version, lacking, warm, verdicts, language()) | {"updates": updates}


def _need(dataset: str, settings: Settings) -> str:
    """Return what a dataset still needs, or "" if it is ready."""
    current = status(dataset, settings)
    if current.state == "missing":
        return gettext("Needs a download of {size} first.", size=megabytes(current.size))
    if current.state == "refused":
        return gettext(
            "The file {file} cannot be used.", file=current.path.name if current.path else ""
        )
    return ""


def any_active(rows: Iterable[RunRow]) -> bool:
    """Whether any run is queued or running."""
    return any(row.status in (QUEUED, RUNNING) and row.deleted is None for row in rows)


@shared(max_entries=2)
def _board(version: int) -> dict[str, dict[str, Cell]]:
    """The cells at one version of the store, shared by their descriptions and the verdicts."""
    return board(run_index().rows())


@shared(max_entries=4)
def _words(
    version: int,
    lacking: dict[str, str],
    warm: bool,
    verdicts: dict[str, tuple[str, bool]],
    language: str,
) -> dict[str, Any]:
    """Describe the grid for grid.js; the arguments are the cache's key.

    Args:
        version: Version of the store.
        lacking: Dataset → what it needs before anything can train on it, or "".
        warm: Whether workers are ready, so that a run starts within about a second.
        verdicts: Dataset → which family is best, as a sentence, and whether the sentence is about
            reference runs.
    """
    cells = _board(version)
    histories = sparklines().read(
        cell.drawn for row in cells.values() for cell in row.values() if cell.drawn
    )
    tasks = []
    for task in TASKS:
        names = [name for name, data in DATASETS.items() if data.task == task]
        rows = [
            _row(name, cells[name], histories, lacking[name], warm)
            | {"verdict": _verdict(cells[name].values(), *verdicts.get(name, ("", False)))}
            for name in names
        ]
        title = wording.capitalized(gettext(wording.TASKS[task]))
        tasks.append({"title": title, "rows": rows})
    return {
        "base": under_base(""),
        "size": [WIDTH, HEIGHT],
        "legend": gettext(
            "Small curves show the validation metric per epoch, on one scale per row; dashed where "
            "there is only a training metric. Thin lines are reference runs."
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
    lacking: str,
    warm: bool,
) -> dict[str, Any]:
    data = DATASETS[dataset]
    title = gettext(data.title)
    race = {
        "text": gettext("Race"),
        "label": gettext("Race all four families on {dataset}", dataset=title),
        "why": lacking or gettext("Train all four families on this data at the same time."),
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
        "cells": [cell_words(cell, drawn[family], lacking, warm) for family, cell in cells.items()],
    }


def _basis(dataset: str, cells: Iterable[Cell]) -> str:
    """What a row's figures measure, stated once per row."""
    rows = [row for cell in cells for row in cell.runs]
    basis = wording.basis(dataset, next((r.test_samples for r in rows if r.test_samples), None))
    if DATASETS[dataset].task == "series-regression":
        return gettext(
            "Figures: mean absolute error on {basis}, in sd; lower is better.", basis=basis
        )
    return gettext("Figures: test accuracy on {basis}.", basis=basis)


def _time(cells: Iterable[Cell]) -> str:
    """How long a race takes on this machine: the work of all four families added up."""
    expected = [pacemaker().estimate(cell.recipe).run_seconds for cell in cells]
    return roughly(sum(expected))


def _verdict(cells: Iterable[Cell], text: str, recorded: bool) -> dict[str, Any] | None:
    """Which family is best, as a link to Compare with the same runs; None without a verdict."""
    if not text:
        return None
    ids = [
        cell.recipe.id if recorded else cell.recipe.key
        for cell in cells
        if (cell.recorded if recorded else cell.runs)
    ]
    query = {"recorded" if recorded else "groups": ",".join(ids)}
    return {"text": text, **link("compare", **query)}


def _watch(cells: Iterable[Cell]) -> dict[str, Any] | None:
    """A link to Compare with the row's active recipes, if there are any."""
    active = [cell.recipe.key for cell in cells if cell.active]
    if not active:
        return None
    return {"text": gettext("Watch"), **link("compare", groups=",".join(active))}
