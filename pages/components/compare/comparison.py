"""A comparison as pages and browsers read it: made once for all who look at the same."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.analysis.board import recorded_runs
from core.analysis.entrants import Entrant, in_order, own, shipped
from core.analysis.lines import lines, run_labels, shades
from core.analysis.selection import Chosen, Selection, choose
from core.analysis.table import table
from core.charts.dots import COSTS, plot_costs, plot_families
from core.charts.levels import add_levels, in_sight
from core.charts.overlay import Axes, Figure, plot_overlay
from core.charts.themes import THEMES
from core.i18n import gettext, mark
from core.recipes import RECIPES
from core.runs.index import RunIndex, RunRow
from core.runs.run import OPEN
from pages.components.compare.active_runs import active_run_words
from pages.components.frame import wording
from pages.components.live.baselines import levels
from pages.components.live.run_index import run_index
from pages.components.live.runs import LiveRuns, live_runs
from pages.components.live.serials import Serials, next_serials

MOST_RUNS = 40
KEPT = 64
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
    """What somebody looks at; see ``core.analysis.lines`` for what the fields mean."""

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


@dataclass(frozen=True)
class Comparison:
    """A view at one moment.

    Attributes:
        serial: Larger for everything that was made later.
        chosen: The runs, and what of the selection is not there.
        entrants: Runs and recorded runs that are compared.
        left_out: How many were left out because they measure something else.
        metric: ``accuracy`` or ``mae``; "" where there is nothing to compare.
        found: ``core.analysis.table``'s rows.
        charts: Name → plotly figure.
        state: Changes whenever more than curves changed: runs came, ended or were named anew.
        open: How many of the runs go on.
        born: See ``pages.components.live.serials``.
        labels: Run id → what it is called here.
        words: What else follows by itself: see ``pages.components.compare.active_runs``.
    """

    serial: int
    chosen: Chosen
    entrants: Sequence[Entrant]
    left_out: int
    metric: str
    found: pd.DataFrame
    charts: dict[str, dict[str, Any]]
    state: str
    open: int
    born: Serials = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, dict[str, Any]] = field(default_factory=dict)


class Comparisons:
    """Makes comparisons anew only where their runs have new epochs.

    Args:
        index: All runs.
        reader: Reads their curves.
    """

    def __init__(self, index: RunIndex, reader: LiveRuns):
        self._index, self._reader = index, reader
        self._lock = threading.Lock()
        self._serials = itertools.count(1)
        self._kept: OrderedDict[View, tuple[int, tuple, Comparison]] = OrderedDict()

    def read(self, view: View) -> Comparison:
        """The view as it is now; the same object again as long as nothing in it changed.

        Raises:
            RecipeLabError: The store failed.
        """
        with self._lock:
            version, rows = self._index.read()
            known, state, comparison = self._kept.get(view, (-1, (), None))
            if known != version:
                chosen = choose(rows, view.selection, MOST_RUNS)
                now = tuple((row.id, row.epochs_done, row.status, row.name) for row in chosen.rows)
                now += (chosen.found, chosen.unknown, chosen.deleted)
                if comparison is None or now != state:
                    comparison = self._make(view, chosen, comparison)
                comparison = self._say(comparison, chosen.rows)
                self._kept[view] = (version, now, comparison)
            self._kept.move_to_end(view)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return comparison

    def _make(self, view: View, chosen: Chosen, before: Comparison | None) -> Comparison:
        everything = self._entrants(chosen, view.selection)
        metric = everything[0].recipe.metric if everything else ""
        entrants = [entrant for entrant in everything if entrant.recipe.metric == metric]
        found = table(entrants, metric, mean=view.mean)
        charts = _charts(view, entrants, metric, found) if entrants else {}
        state = [(row.id, row.status, row.name) for row in chosen.rows]
        serial = next(self._serials)
        old = (before.charts, before.born) if before else ({}, {})
        return Comparison(
            serial=serial,
            chosen=chosen,
            entrants=entrants,
            left_out=len(everything) - len(entrants),
            metric=metric,
            found=found,
            charts=charts,
            state=str(hash((tuple(state), chosen.found))),
            open=sum(row.status in OPEN for row in chosen.rows),
            born=next_serials(charts, *old, serial),
            labels=run_labels(entrants),
            words=before.words if before else {},
        )

    def _say(self, comparison: Comparison, rows: Sequence[RunRow]) -> Comparison:
        words = active_run_words(rows, comparison.labels, comparison.metric)
        if words == comparison.words:
            return comparison
        return replace(comparison, words=words, serial=next(self._serials))

    def _entrants(self, chosen: Chosen, selection: Selection) -> list[Entrant]:
        found = [
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
                found += [shipped(entry, run) for run in recorded_runs(entry)]
        return in_order(found)


def _charts(
    view: View, entrants: Sequence[Entrant], metric: str, found: pd.DataFrame
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
        drawn = lines(
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
            drawn,
            _figures(found, number) if name == "metric" and view.axis == "epoch" else [],
            _axes(view, entrants, up, log_y=view.log_y and quantity != "accuracy"),
            revision=f"{view.axis} {view.log_x} {view.log_y}",
            **common,
        )
    looks, beaten = THEMES[view.theme], levels(entrants)
    add_levels(
        charts["metric"],
        in_sight(beaten, _heights(entrants)),
        looks,
        logarithmic=view.log_y and metric != "accuracy",
    )
    beaten = in_sight(beaten, found["test"].to_numpy(float))
    tested = wording.test_axis(recipe)
    charts["families"] = plot_families(found, number, tested, revision="families", **common)
    add_levels(charts["families"], beaten, looks, upright=True)
    for cost, (column, _) in COSTS.items():
        charts[cost] = plot_costs(
            found, cost, number, metric=metric, up=tested, revision=cost, **common
        )
        if (found[column] > 0).any():
            add_levels(charts[cost], beaten, looks, at_end=1)
    return charts


def _heights(entrants: Sequence[Entrant]) -> np.ndarray:
    """(n,) every value of the metric, of training and of validation."""
    names = [(entrant, entrant.recipe.metric) for entrant in entrants]
    found = [entrant.metrics.get(kind + name) for entrant, name in names for kind in ("", "val_")]
    return np.concatenate([np.zeros(0), *(values for values in found if values is not None)])


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


def _figures(found: pd.DataFrame, number: dict[str, int]) -> list[Figure]:
    points = []
    for row in found.itertuples():
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
    """What can be highlighted: key → label, in order of appearance."""
    if mean:
        return dict(zip(comparison.found["key"], comparison.found["label"], strict=True))
    return dict(comparison.labels)


@st.cache_resource(show_spinner=False)
def comparisons() -> Comparisons:
    """What all sessions of the server share."""
    return Comparisons(run_index(), live_runs())
