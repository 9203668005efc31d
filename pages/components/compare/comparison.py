"""A comparison as pages and browsers read it, built once for all who share a view."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from core.analysis.board import recorded_runs
from core.analysis.entrants import Entrant, in_order, own, shipped
from core.analysis.lines import lines, run_labels, shades
from core.analysis.selection import MAX_RUNS, Chosen, Selection, choose
from core.analysis.table import table
from core.charts.dots import COSTS, plot_costs, plot_families
from core.charts.levels import add_levels, in_sight
from core.charts.overlay import Axes, Figure, plot_overlay
from core.charts.themes import THEMES
from core.i18n import gettext, in_language, language, mark
from core.lru import LRUCache
from core.recipes import RECIPES
from core.runs.index import RunIndex, RunRow
from core.runs.run import OPEN
from pages.components.compare.active_runs import active_run_words
from pages.components.frame import wording
from pages.components.live.baselines import levels
from pages.components.live.run_index import run_index
from pages.components.live.runs import LiveRuns, live_runs
from pages.components.live.serials import Serials, next_serials
from pages.components.live.shared import shared

MOST_CACHED = 64
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


@dataclass(frozen=True)
class Comparison:
    """A view at one moment.

    Attributes:
        serial: Grows with every new comparison.
        chosen: The runs, and the parts of the selection that do not exist.
        entrants: The runs and recorded runs that are compared.
        left_out: How many were left out because they measure something else.
        metric: ``accuracy`` or ``mae``; "" if there is nothing to compare.
        table: The rows of ``core.analysis.table``.
        charts: Name → plotly figure.
        state: Changes when more than curves changed: runs were added, ended or renamed.
        open: Number of active runs.
        born: See ``pages.components.live.serials``.
        labels: Run id → its label on this page.
        words: Texts that update themselves: see ``pages.components.compare.active_runs``.
    """

    serial: int
    chosen: Chosen
    entrants: Sequence[Entrant]
    left_out: int
    metric: str
    table: pd.DataFrame
    charts: dict[str, dict[str, Any]]
    state: str
    open: int
    born: Serials = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, dict[str, Any]] = field(default_factory=dict)


class Comparisons:
    """Builds comparisons, and rebuilds one only when its runs have changed.

    Args:
        index: All runs.
        reader: Reads their curves.
    """

    def __init__(self, index: RunIndex, reader: LiveRuns):
        self._index, self._reader = index, reader
        self._lock = threading.Lock()
        self._serials = itertools.count(1)
        self._cached: LRUCache[View, tuple[int, tuple, Comparison]] = LRUCache(MOST_CACHED)

    def read(self, view: View) -> Comparison:
        """The view's current comparison; the same object until something in it changes.

        Raises:
            RecipeLabError: The store failed.
        """
        with self._lock, in_language(view.language):
            version, rows = self._index.read()
            known, state, comparison = self._cached.get(view, (-1, (), None))
            if known != version:
                chosen = choose(rows, view.selection, MAX_RUNS)
                now = tuple((row.id, row.epochs_done, row.status, row.name) for row in chosen.rows)
                now += (chosen.total, chosen.unknown, chosen.deleted)
                if comparison is None or now != state:
                    comparison = self._make(view, chosen, comparison)
                comparison = self._with_words(comparison, chosen.rows)
                self._cached[view] = (version, now, comparison)
            return comparison

    def _make(self, view: View, chosen: Chosen, before: Comparison | None) -> Comparison:
        everything = self._entrants(chosen, view.selection)
        metric = everything[0].recipe.metric if everything else ""
        entrants = [entrant for entrant in everything if entrant.recipe.metric == metric]
        rows = table(entrants, metric, mean=view.mean)
        charts = _charts(view, entrants, metric, rows) if entrants else {}
        state = [(row.id, row.status, row.name) for row in chosen.rows]
        serial = next(self._serials)
        old = (before.charts, before.born) if before else ({}, {})
        return Comparison(
            serial=serial,
            chosen=chosen,
            entrants=entrants,
            left_out=len(everything) - len(entrants),
            metric=metric,
            table=rows,
            charts=charts,
            state=str(hash((tuple(state), chosen.total))),
            open=sum(row.status in OPEN for row in chosen.rows),
            born=next_serials(charts, *old, serial),
            labels=run_labels(entrants),
            words=before.words if before else {},
        )

    def _with_words(self, comparison: Comparison, rows: Sequence[RunRow]) -> Comparison:
        words = active_run_words(rows, comparison.labels, comparison.metric)
        if words == comparison.words:
            return comparison
        return replace(comparison, words=words, serial=next(self._serials))

    def _entrants(self, chosen: Chosen, selection: Selection) -> list[Entrant]:
        entrants = [
            own(
                seen.run,
                seen.recipe,
                seen.epochs,
                seen.metrics,
                seen.epoch_seconds,
                seen.test_samples,
            )
            for seen in self._reader.read_rows(chosen.rows)
        ]
        for recipe_id in selection.recorded:
            if entry := RECIPES.get(recipe_id):
                entrants += [shipped(entry, run) for run in recorded_runs(entry)]
        return in_order(entrants)


def _charts(
    view: View, entrants: Sequence[Entrant], metric: str, rows: pd.DataFrame
) -> dict[str, dict[str, Any]]:
    recipe = entrants[0].recipe
    number = shades(entrants)
    if not view.mean:
        number = {entrant.id: number[entrant.group] for entrant in entrants}
    common = {"highlight": view.highlight, "theme": view.theme}
    charts = {}
    quantities = ["loss"] if metric == "mae" else ["loss", metric]
    for quantity in reversed(quantities):
        name = "metric" if quantity == metric or metric == "mae" else "loss"
        curves = lines(
            entrants,
            metric if metric == "mae" else quantity,
            axis=view.axis,
            mean=view.mean,
            smoothing=view.smoothing,
            training=view.training,
            validation=view.validation,
        )
        up = wording.metric_axis(recipe) if name == "metric" else wording.loss_axis(recipe)
        charts[name] = plot_overlay(
            curves,
            _figures(rows, number) if name == "metric" and view.axis == "epoch" else [],
            _axes(view, entrants, up, log_y=view.log_y and quantity != "accuracy"),
            revision=f"{view.axis} {view.log_x} {view.log_y}",
            **common,
        )
    style, baselines = THEMES[view.theme], levels(entrants)
    add_levels(
        charts["metric"],
        in_sight(baselines, _heights(entrants)),
        style,
        logarithmic=view.log_y and metric != "accuracy",
    )
    baselines = in_sight(baselines, rows["test"].to_numpy(float))
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


def _heights(entrants: Sequence[Entrant]) -> np.ndarray:
    """(n,) all training and validation values of the metric."""
    names = [(entrant, entrant.recipe.metric) for entrant in entrants]
    curves = [entrant.metrics.get(kind + name) for entrant, name in names for kind in ("", "val_")]
    return np.concatenate([np.zeros(0), *(curve for curve in curves if curve is not None)])


def _axes(view: View, entrants: Sequence[Entrant], up: str, *, log_y: bool) -> Axes:
    planned = max(entrant.planned for entrant in entrants)
    samples = max((entrant.planned * (entrant.train_samples or 0)) for entrant in entrants)
    reach = {"epoch": planned, "samples": samples or None}.get(view.axis)
    return Axes(
        across=gettext(ACROSS[view.axis]),
        up=up,
        reach=reach,
        log_x=view.log_x,
        log_y=log_y,
        whole=view.axis == "epoch",
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
def comparisons() -> Comparisons:
    """The server's comparisons."""
    return Comparisons(run_index(), live_runs())
