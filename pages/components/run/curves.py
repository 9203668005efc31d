"""The two charts of a run, or of reference runs: loss and metric over epochs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import streamlit as st

from core.analysis.diagnoses import Diagnosis
from core.analysis.within import through
from core.charts import Curve, Marks, plot_curves
from core.charts.evidence import mark_evidence
from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.recipes.recipe import Reference
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.baselines import rivals
from pages.components.live.component import rerun_only
from pages.components.live.live_chart import live_chart
from pages.components.live.runs import SeenRun

# With more runs than this, those in the background show validation only.
MANY = 4

Metrics = Mapping[str, np.ndarray]
# A run's key, its epochs and its metrics; the positions of its points within epochs, those, and
# its training samples.
History = tuple[str, np.ndarray, Metrics, np.ndarray, Metrics, int | None]
Figures = dict[str, dict[str, Any]]
# Quantity → the feed its chart follows, see ``live_chart``.
Follow = Callable[[str], dict[str, Any]]


def run_figures(
    recipe: Recipe,
    seen: SeenRun,
    others: Sequence[SeenRun],
    theme: str,
    diagnoses: Sequence[Diagnosis] = (),
) -> Figures:
    """Quantity → figure of a run's curves, with the recipe's other seeds faint behind them.

    Args:
        diagnoses: Of the run; the first that a chart can show is marked on it.
    """
    run = seen.run
    figures = _figures(
        recipe,
        [
            (
                *(one.run.id, one.epochs, one.metrics),
                *(one.positions, one.points, one.run.train_samples),
            )
            for one in (seen, *others)
        ],
        epochs=run.epochs,  # even if it ended early: changing the axis would undo a zoom
        test=run.test,
        baselines=run.baselines,
        scale=(run.scale, run.unit) if run.scale else None,
        theme=theme,
        revision=run.id,
    )
    for diagnosis in diagnoses:
        if diagnosis.first is not None and diagnosis.quantity in figures:
            mark_evidence(figures[diagnosis.quantity], diagnosis, theme)
            break
    return figures


def show_run_curves(recipe: Recipe, figures: Figures, run_id: str, follow: Follow) -> None:
    """Draw the curves of a run; they update on their own.

    Args:
        follow: Quantity → the feed its chart follows.
    """
    _show(recipe, figures, gettext("run {id}", id=run_id), follow)


def show_recorded_curves(recipe: Recipe, runs: Sequence[Mapping[str, Any]]) -> None:
    """Draw the curves of reference runs: the first in front, the other seeds faint behind it."""
    histories = [
        (
            f"seed-{run['seed']}",
            np.arange(run["epochs_done"]),
            {name: np.array(values) for name, values in run["history"].items()},
            *(np.zeros(0), {}, None),
        )
        for run in runs
    ]
    first = runs[0]
    figures = _figures(
        recipe,
        histories,
        epochs=max(run["epochs_done"] for run in runs),
        test=first["test"],
        scale=(first["scale"], first["unit"]) if first["scale"] else None,
        theme=theme(),
        revision=f"recorded {recipe.id}",
    )
    _show(recipe, figures, gettext("reference runs of {recipe}", recipe=recipe.id))


def show_no_curves(recipe: Recipe) -> None:
    """Draw empty axes, labelled, with the published figures on them."""
    figures = _figures(
        recipe, [], epochs=recipe.fit["epochs"], theme=theme(), revision=f"none {recipe.id}"
    )
    _show(recipe, figures, gettext("{recipe}, no runs yet", recipe=recipe.id))


def _figures(
    recipe: Recipe,
    histories: Sequence[History],
    *,
    epochs: int,
    test: Mapping[str, float] = MappingProxyType({}),
    baselines: Mapping[str, float] = MappingProxyType({}),
    scale: tuple[float, str] | None = None,
    theme: str,
    revision: str,
) -> Figures:
    """Quantity → figure; of several histories the first is in front, the others faint behind it."""
    return {
        quantity: plot_curves(
            _curves(histories, quantity),
            family=recipe.family,
            axis=_scaled_axis(scale) if quantity == "mae" and scale else axis(recipe, quantity),
            epochs=epochs,
            marks=_marks(recipe, quantity, test.get(quantity), epochs, baselines),
            theme=theme,
            revision=revision,
            scale=scale if quantity == "mae" else None,
        )
        for quantity in quantities(recipe)
    }


def quantities(recipe: Recipe) -> tuple[str, ...]:
    """The quantities to draw. The loss of a series is its metric, so it has one chart."""
    return ("mae",) if recipe.metric == "mae" else ("loss", recipe.metric)


def axis(recipe: Recipe, quantity: str) -> str:
    """The title of a quantity's axis."""
    if quantity == "loss":
        return wording.loss_axis(recipe)
    return wording.metric_axis(recipe)


def _scaled_axis(scale: tuple[float, str]) -> str:
    return gettext(
        "Mean absolute error (sd; 1 sd = {scale:.2f} {unit})", scale=scale[0], unit=scale[1]
    )


def _show(
    recipe: Recipe,
    figures: Figures,
    subject: str,
    follow: Follow | None = None,
) -> None:
    places = st.columns(len(figures), gap="medium")
    for index, (place, (quantity, figure)) in enumerate(zip(places, figures.items(), strict=True)):
        with place:
            live_chart(
                figure,
                key=f"curves {index} of {len(figures)}",
                label=gettext(
                    "{quantity} over epochs: {subject}",
                    quantity=axis(recipe, quantity),
                    subject=subject,
                ),
                feed=follow and follow(quantity),
                on_changed=rerun_only if follow and not index else None,
            )


def _curves(histories: Sequence[History], quantity: str) -> list[Curve]:
    curves = []
    many = len(histories) > MANY
    for number, (key, epochs, metrics, *within) in reversed(list(enumerate(histories))):
        for name, training in ((quantity, True), (f"val_{quantity}", False)):
            if many and number and training and f"val_{quantity}" in metrics:
                continue
            ends, values = _through(name, epochs, metrics, *within)
            if len(ends):
                curves.append(
                    Curve(
                        name=gettext("training") if training else gettext("validation"),
                        ends=ends,
                        values=values,
                        training=training,
                        faint=number > 0,
                        key=key,
                    )
                )
    return curves


def _through(
    name: str,
    epochs: np.ndarray,
    metrics: Metrics,
    positions: np.ndarray,
    points: Metrics,
    samples: int | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Where a curve goes: ends of epochs, or points within them, and its values there."""
    if name not in points:
        return (epochs + 1.0, metrics[name]) if name in metrics else (positions[:0], positions[:0])
    values = metrics.get(name, np.full(len(epochs), np.nan))
    return through(epochs + 1.0, values, positions, points[name], samples)


def _marks(
    recipe: Recipe,
    quantity: str,
    test: float | None,
    epochs: int,
    baselines: Mapping[str, float],
) -> Marks:
    """The published figures at their epochs, as far as those are on the chart, and a baseline."""
    baseline, name = None, ""
    if quantity == "mae" and baselines:
        baseline = baselines.get("persistence_val", baselines.get("persistence_test"))
    elif quantity == recipe.metric != "mae":
        for item in rivals(recipe):
            baseline, name = item.test["accuracy"], gettext(item.title)
    marks = Marks(test=test, baseline=baseline, baseline_name=name)
    if recipe.id not in RECIPES:
        return marks
    entry = RECIPES[recipe.id]
    reference = entry.reference
    printed = "loss" if quantity == "mae" else quantity
    last = (reference.stopped_epoch or entry.fit["epochs"]) - 1
    last = last if last < epochs else None
    return replace(
        marks,
        published=_points(reference, f"val_{printed}", last),
        published_training=_points(reference, printed, last),
        published_test=getattr(reference, f"test_{printed}"),
    )


def _points(reference: Reference, name: str, last: int | None) -> dict[int, float]:
    """0-based epoch → published figure, for the first and the last epoch."""
    points = {}
    if name in reference.first_epoch:
        points[0] = reference.first_epoch[name]
    if last is not None and getattr(reference, name) is not None:
        points[last] = getattr(reference, name)
    return points
