"""The curves of a run against the unchanged recipe, or of a recipe alone: metric and loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from core.analysis.diagnoses import Diagnosis
from core.analysis.entrants import Entrant, recorded_entrant
from core.analysis.lines import Line, lines
from core.charts.axes import Axes, late_range
from core.charts.colours import SLATE
from core.charts.evidence import mark_evidence
from core.charts.levels import LEVEL_HEIGHT, Level, add_levels, in_sight, least_shown
from core.charts.overlay import Figure, plot_overlay
from core.charts.themes import THEMES
from core.i18n import gettext, ngettext
from core.recipes import RECIPES, Recipe
from core.recipes.naming import change
from core.runs.run import RUNNING
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.baselines import levels
from pages.components.live.component import rerun_only
from pages.components.live.live_chart import live_chart
from pages.components.live.quantity import LOSS, METRIC, pick_quantity

HEIGHT = 440
Figures = dict[str, dict[str, Any]]
# Quantity → the feed its chart follows, see ``live_chart``.
Follow = Callable[[str], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a chart of curves shows.

    Attributes:
        recipe: The recipe of the run, or the recipe itself.
        run: The run in front; None for a recipe alone.
        seeds: Other seeds of the same recipe, thin behind it.
        unchanged: Seeds of the unchanged recipe, whose mean and range are drawn.
        diagnoses: Of the run; the first that a chart can show is marked on it.
    """

    recipe: Recipe
    run: Entrant | None = None
    seeds: Sequence[Entrant] = ()
    unchanged: Sequence[Entrant] = ()
    diagnoses: Sequence[Diagnosis] = ()

    @property
    def all(self) -> list[Entrant]:
        """Every run that is drawn."""
        return [*([self.run] if self.run else ()), *self.seeds, *self.unchanged]

    @property
    def epochs(self) -> int:
        """The length of the axis; the run's plan even if it ended early: a zoom is kept."""
        longest = max((one.planned for one in self.unchanged), default=0)
        return max(self.run.planned if self.run else self.recipe.fit["epochs"], longest)


def curve_figures(subject: Subject, theme: str, revision: str) -> Figures:
    """Map ``metric``, and ``loss`` unless it is the metric, to figures.

    Args:
        subject: What they show.
        theme: ``light`` or ``dark``.
        revision: Zoom and hidden curves are kept as long as this stays the same.
    """
    metric = subject.recipe.metric
    names = {METRIC: metric} | ({} if metric == "mae" else {LOSS: "loss"})
    rivals = levels(subject.all)
    figures = {
        name: _figure(subject, name, quantity, rivals, theme, revision)
        for name, quantity in names.items()
    }
    shown = [diagnosis for diagnosis in subject.diagnoses if diagnosis.first is not None]
    for name, quantity in names.items() if shown else ():
        mark_evidence(figures[name], shown[0], quantity, theme)
    return figures


def show_curves(
    recipe: Recipe, figures: Figures, subject: str, follow: Follow | None = None
) -> None:
    """Draw one of the figures, and a switch between them.

    Args:
        recipe: The recipe.
        figures: ``curve_figures``.
        subject: What is shown, in a few words, for those who cannot see it.
        follow: Quantity → the feed its chart follows.
    """
    note = gettext("validation; dashed: training")
    with st.container(horizontal=True, vertical_alignment="center", key="curves head"):
        shown = pick_quantity(f"curves of {recipe.task}", recipe, figures, note)
    axis = wording.loss_axis(recipe) if shown == LOSS else wording.metric_axis(recipe)
    live_chart(
        figures[shown],
        key="curves",
        label=gettext("{quantity} over epochs: {subject}", quantity=axis, subject=subject),
        height=HEIGHT,
        feed=follow and follow(shown),
        on_changed=rerun_only if follow else None,
    )


def show_recipe_curves(recipe: Recipe, runs: Sequence[Mapping[str, Any]]) -> None:
    """Draw a recipe's reference runs; without any, empty axes with the published figures."""
    seeds = [recorded_entrant(recipe, run) for run in runs]
    revision = f"recorded {recipe.id}"
    figures = curve_figures(Subject(recipe=recipe, unchanged=seeds), theme(), revision)
    show_curves(recipe, figures, gettext("reference runs of {recipe}", recipe=recipe.id))


def _figure(
    subject: Subject, name: str, quantity: str, rivals: Sequence[Level], theme: str, revision: str
) -> dict[str, Any]:
    drawn = _lines(subject, quantity)
    leads, percent = name == METRIC, quantity == "accuracy"
    points = _points(subject, quantity) if leads else []
    compares = bool(subject.run and subject.unchanged)
    ends = None
    if leads and compares:
        must = [point.value for point in points if point.epoch is None and not point.published]
        if subject.run.status != RUNNING:  # it may have ended before the epochs that decide
            must += [line.values[-1] for line in drawn[-1:] if len(line.values)]
        ends = late_range(drawn, must, subject.epochs, percent=percent)
    if ends is None and percent:
        ends = (least_shown(rivals), 1.015)
    axes = Axes(
        across=gettext("epoch"),
        up="" if percent else _up(subject, name),
        reach=subject.epochs,
        whole=True,
        low=ends[0] if ends else None,
        high=ends[1] if ends else None,
        percent=percent,
        lane=leads,
    )
    shown = _shown_levels(rivals, drawn, percent=percent) if leads else []
    names = [_own_label(subject)] if subject.run else []
    figure = plot_overlay(
        drawn,
        points,
        axes,
        theme=theme,
        revision=revision if leads else f"{revision} {name}",  # a zoom is of one scale
        height=HEIGHT,
        coming=[*names, *(level.label for level in shown if compares)],
        foot=LEVEL_HEIGHT * len(shown) if compares else 0,
        one_run=True,
    )
    add_levels(figure, shown, THEMES[theme], aside=compares)
    return figure


def _shown_levels(rivals: Sequence[Level], drawn: Sequence[Line], *, percent: bool) -> list[Level]:
    """The baselines in sight; guessing is named even where the axis begins above it."""
    shown = in_sight(rivals, np.concatenate([np.zeros(0), *(line.values for line in drawn)]))
    lowest = min(rivals, key=lambda level: level.value, default=None)
    return shown if not percent or lowest in (None, *shown) else [lowest, *shown]


def _up(subject: Subject, name: str) -> str:
    if name == LOSS:
        return wording.loss_axis(subject.recipe)
    for one in subject.all:
        if one.scale:
            return gettext(
                "Mean absolute error (sd; 1 sd = {scale:.2f} {unit})",
                scale=one.scale,
                unit=one.unit,
            )
    return wording.metric_axis(subject.recipe)


def _lines(subject: Subject, quantity: str) -> list[Line]:
    """The curves, the unchanged recipe's first."""
    drawn = []
    if subject.unchanged:
        alone = subject.run is None
        label = _unchanged_label(subject.unchanged)
        shade = 0 if alone else SLATE
        for line in lines(subject.unchanged, quantity, training=alone):
            drawn.append(replace(line, label=label, shade=shade, singles=()))
    if subject.run:
        label = _own_label(subject)
        for line in lines([subject.run], quantity, mean=False):
            singles = () if line.training else _singles(subject.seeds, quantity)
            drawn.append(replace(line, label=label, shade=0, singles=singles))
    return drawn


def _singles(seeds: Sequence[Entrant], quantity: str) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Each seed's positions and validation values."""
    curves = lines(seeds, quantity, mean=False, training=False)
    return tuple((line.x, line.values) for line in curves)


def _own_label(subject: Subject) -> str:
    return change(subject.recipe) or gettext("this run")


def _unchanged_label(seeds: Sequence[Entrant]) -> str:
    if seeds[0].recorded:
        return ngettext("reference, {count} seed", "reference, {count} seeds", len(seeds))
    return ngettext("recipe, {count} seed", "recipe, {count} seeds", len(seeds))


def _points(subject: Subject, quantity: str) -> list[Figure]:
    """Test results, and the published figures as far as they are on the chart."""
    recipe, points = subject.recipe, []

    def add(key: str, label: str, value: float, shade: int = 0, **more: Any) -> None:
        family = recipe.family
        points.append(
            Figure(key=key, label=label, family=family, shade=shade, value=float(value), **more)
        )

    tested = [one.test[quantity] for one in subject.unchanged if quantity in one.test]
    if tested:
        shade = SLATE if subject.run else 0
        label = gettext("{label}, test figure", label=_unchanged_label(subject.unchanged))
        add(subject.unchanged[0].group, label, np.mean(tested), shade)
    if subject.run and quantity in subject.run.test:
        label = gettext("{label}, test figure", label=_own_label(subject))
        add(subject.run.id, label, subject.run.test[quantity])
    entry = RECIPES.get(recipe.id)
    if entry:
        for epoch, value in _published(entry, quantity, subject.epochs):
            add("published", gettext("published"), value, published=True, epoch=epoch)
    return points


def _published(entry: Recipe, quantity: str, epochs: int) -> list[tuple[float | None, float]]:
    """The published validation figures and their epochs, and the test figure, without one."""
    reference, name = entry.reference, "loss" if quantity == "mae" else quantity
    last = reference.stopped_epoch or entry.fit["epochs"]
    figures = [
        (1.0, reference.first_epoch.get(f"val_{name}")),
        (float(last) if last <= epochs else np.inf, getattr(reference, f"val_{name}")),
        (None, getattr(reference, f"test_{name}")),
    ]
    return [(epoch, value) for epoch, value in figures if value is not None and epoch != np.inf]
