"""A comparison as pages and browsers read it, built once for all who share a view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from core.analysis.board import recorded_runs
from core.analysis.entrants import Entrant, in_order, recorded_entrant
from core.analysis.lines import Line, group_labels, lines, run_labels, shades
from core.analysis.selection import MAX_RUNS, Chosen, Selection, choose
from core.analysis.table import table
from core.charts.axes import Axes
from core.charts.dots import COSTS, plot_costs, plot_families
from core.charts.levels import Level, add_levels, in_sight, least_shown
from core.charts.overlay import NAMED_UP_TO, Figure, plot_overlay
from core.charts.themes import THEMES
from core.i18n import gettext, language, mark
from core.recipes import RECIPES
from core.runs.run import ACTIVE
from pages.components.compare.chips import chip_words
from pages.components.frame import wording
from pages.components.live.baselines import levels
from pages.components.live.manager import run_index
from pages.components.live.runs import live_runs
from pages.components.live.screens import Screens
from pages.components.live.serials import Screen, next_serials
from pages.components.live.shared import shared

AXIS_NAMES = {
    "epoch": mark("Epoch"),
    "seconds": mark("Seconds"),
    "samples": mark("Samples"),
    "operations": mark("GFLOP"),
}
ACROSS = {
    "epoch": mark("epoch"),
    "seconds": mark("training time (seconds)"),
    "samples": mark("training samples seen"),
    "operations": mark("operations of training (GFLOP)"),
}
HEIGHTS = {"metric": 450, "loss": 220}
"""The least pixels that the charts of curves are high."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What one person looks at; ``core.analysis.lines`` explains the fields."""

    selection: Selection
    axis: str = "epoch"
    mean: bool = True
    smoothing: float = 0.0
    training: bool = True
    validation: bool = True
    log_x: bool = False
    log_y: bool = False
    highlight: str = ""
    theme: str = "light"
    language: str = field(default_factory=language)


@dataclass(frozen=True, kw_only=True)
class Comparison(Screen):
    """A view at one moment; for its ``words`` see ``pages.components.compare.chips``.

    Attributes:
        facts: Of its runs, what charts and tables depend on.
        chosen: The runs, and the parts of the selection that do not exist.
        entrants: The runs and recorded runs that are compared.
        left_out: How many were left out because they measure something else.
        metric: ``accuracy`` or ``mae``; "" if there is nothing to compare.
        table: The rows of ``core.analysis.table``.
        labels: Run id → its label on this page.
    """

    facts: tuple
    chosen: Chosen
    entrants: Sequence[Entrant]
    left_out: int
    metric: str
    table: pd.DataFrame
    labels: Mapping[str, str]


def _make(view: View, before: Comparison | None, new_serial: Callable[[], int]) -> Comparison:
    chosen = choose(run_index().rows(), view.selection, MAX_RUNS)
    facts = tuple(
        (row.id, row.epochs_done, row.progress.get("point"), row.status, row.name)
        for row in chosen.rows
    )
    facts += (chosen.total, chosen.unknown, chosen.deleted)
    if before is None or facts != before.facts:
        comparison = _compare(view, chosen, facts, before, new_serial())
    else:
        comparison = before
    words = chip_words(comparison.entrants, chosen.rows, comparison.metric)
    if words == comparison.words:
        return comparison
    return replace(comparison, words=words, serial=new_serial())


def _compare(
    view: View, chosen: Chosen, facts: tuple, before: Comparison | None, serial: int
) -> Comparison:
    everything = _entrants(chosen, view.selection)
    metric = everything[0].recipe.metric if everything else ""
    entrants = [entrant for entrant in everything if entrant.recipe.metric == metric]
    rows = table(entrants, metric, mean=view.mean)
    charts = _charts(view, entrants, metric, rows) if entrants else {}
    state = [(row.id, row.status, row.name, row.epochs_done > 0) for row in chosen.rows]
    return Comparison(
        serial=serial,
        facts=facts,
        chosen=chosen,
        entrants=entrants,
        left_out=len(everything) - len(entrants),
        metric=metric,
        table=rows,
        charts=charts,
        serials=next_serials(charts, before, serial),
        state=str(hash((tuple(state), chosen.total))),
        active=sum(row.status in ACTIVE for row in chosen.rows),
        labels=run_labels(entrants),
        words=before.words if before else {},
    )


def _entrants(chosen: Chosen, selection: Selection) -> list[Entrant]:
    entrants = [seen.entrant for seen in live_runs().read_rows(chosen.rows)]
    for recipe_id in selection.recorded:
        if entry := RECIPES.get(recipe_id):
            entrants += [recorded_entrant(entry, run) for run in recorded_runs(entry)]
    return in_order(entrants)


def _charts(
    view: View, entrants: Sequence[Entrant], metric: str, rows: pd.DataFrame
) -> dict[str, dict[str, Any]]:
    recipe = entrants[0].recipe
    number = shades(entrants)
    if not view.mean:
        number = {entrant.id: number[entrant.group] for entrant in entrants}
    labels = group_labels(entrants) if view.mean else run_labels(entrants)
    common = {"highlight": view.highlight, "theme": view.theme}
    rivals = levels(entrants)
    charts = {}
    quantities = ["loss"] if metric == "mae" else ["loss", metric]
    for quantity in reversed(quantities):
        name = "metric" if quantity == metric or metric == "mae" else "loss"
        curves = curves_along(view.axis, view, entrants, metric if metric == "mae" else quantity)
        lane = name == "metric" and view.axis == "epoch"
        up = wording.metric_axis(recipe) if name == "metric" else wording.loss_axis(recipe)
        charts[name] = plot_overlay(
            curves,
            _figures(rows, number) if lane else [],
            _axes(view, entrants, up, _planned(quantity, rivals) | {"lane": lane}),
            revision=f"{view.axis} {view.log_x} {view.log_y}",
            height=HEIGHTS[name],
            coming=labels.values() if len(labels) <= NAMED_UP_TO else (),
            **common,
        )
    style = THEMES[view.theme]
    add_levels(
        charts["metric"],
        in_sight(rivals, _heights(entrants)),
        style,
        logarithmic=view.log_y and metric != "accuracy",
    )
    baselines = in_sight(rivals, rows["test"].to_numpy(float))
    tested = wording.test_axis(recipe)
    charts["families"] = plot_families(rows, number, tested, revision="families", **common)
    add_levels(charts["families"], baselines, style, upright=True)
    for cost, (column, _) in COSTS.items():
        charts[cost] = plot_costs(
            rows, cost, number, metric=metric, up=tested, revision=cost, **common
        )
        if (rows[column] > 0).any():
            add_levels(charts[cost], baselines, style, at_end=1)
    return charts


def curves_along(axis: str, view: View, entrants: Sequence[Entrant], quantity: str) -> list[Line]:
    """The curves of a quantity that a view shows, along any axis of ``Entrant.along``."""
    return lines(
        entrants,
        quantity,
        axis=axis,
        mean=view.mean,
        smoothing=view.smoothing,
        training=view.training,
        validation=view.validation,
    )


def _heights(entrants: Sequence[Entrant]) -> np.ndarray:
    """(n,) all training and validation values of the metric."""
    names = [(entrant, entrant.recipe.metric) for entrant in entrants]
    curves = [entrant.metrics.get(kind + name) for entrant, name in names for kind in ("", "val_")]
    return np.concatenate([np.zeros(0), *(curve for curve in curves if curve is not None)])


def _planned(quantity: str, rivals: Sequence[Level]) -> dict[str, Any]:
    """The y axis of an accuracy, fixed before the first value: from ten points under guessing."""
    if quantity != "accuracy":
        return {}
    return {"low": least_shown(rivals), "high": 1.015, "percent": True}


def _axes(view: View, entrants: Sequence[Entrant], up: str, planned: Mapping[str, Any]) -> Axes:
    last = max(entrant.planned for entrant in entrants)
    samples = max((entrant.planned * (entrant.train_samples or 0)) for entrant in entrants)
    reach = {"epoch": last, "samples": samples or None}.get(view.axis)
    return Axes(
        across=gettext(ACROSS[view.axis]),
        up="" if "low" in planned else up,
        reach=reach,
        log_x=view.log_x,
        log_y=view.log_y and "low" not in planned,
        whole=view.axis == "epoch",
        **planned,
    )


def _figures(rows: pd.DataFrame, number: dict[str, int]) -> list[Figure]:
    points = []
    for row in rows.itertuples():
        for value, published in ((row.published, True), (row.test, False)):
            if value == value:
                text = (
                    gettext("{label}, published test figure", label=row.label)
                    if published
                    else gettext("{label}, test figure", label=row.label)
                )
                points.append(
                    Figure(
                        key=row.key,
                        label=text,
                        family=row.family,
                        shade=number.get(row.key, 0),
                        value=float(value),
                        published=published,
                    )
                )
    return points


def keys_and_labels(comparison: Comparison, mean: bool) -> dict[str, str]:
    """Curves that can be highlighted: key → label, in order of appearance."""
    if mean:
        return dict(zip(comparison.table["key"], comparison.table["label"], strict=True))
    return dict(comparison.labels)


@shared
def comparisons() -> Screens[View, Comparison]:
    """The server's comparisons."""
    index = run_index()
    return Screens(lambda: index.read()[0], _make)
