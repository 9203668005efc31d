"""A run's figures beyond accuracy, its own or the mean over the seeds of its recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.analysis import quality
from core.analysis.groups import completed, spread
from core.analysis.predictions import TestSet, confusion, predicted_classes
from core.charts.reliability import plot_reliability
from core.i18n import gettext, mark
from core.recipes import Recipe
from core.runs.index import RunRow
from core.runs.run import Run
from pages.components.frame import wording
from pages.components.frame.quality_words import FIGURES
from pages.components.frame.reader import theme
from pages.components.frame.switch import switch
from pages.components.live.predicted import confusion_of, figures_of
from pages.components.run.seeds import group_of
from pages.components.runs.choice import PAGE
from pages.components.runs.samples import HEIGHT, show_chart

ONE, ALL = "one", "all"
WHOSE = {ONE: mark("This run"), ALL: mark("Mean of its seeds")}


@dataclass(frozen=True)
class Shown:
    """Whose figures are shown.

    Attributes:
        seeds: The recipe's completed runs, one per seed; empty if only the run itself is shown.
        matrix: (classes, classes) samples, the mean over several seeds; None for a series.
    """

    seeds: Sequence[RunRow]
    matrix: np.ndarray | None = None


def show_quality(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> Shown:
    """Show every figure with its meaning, and a switch to the mean over seeds if there are several.

    Returns:
        Whose figures the switch selects, with their confusion matrix.
    """
    # The completed and tested runs of its recipe on its data, one per seed.
    seeds = [row for row in completed(group_of(run)) if row.test]
    figures = figures_of(recipe, [run], truth)[0] or quality.figures(truth, predictions)
    everywhere = figures_of(recipe, seeds, truth) if len(seeds) > 1 else []
    having = [(row, values) for row, values in zip(seeds, everywhere, strict=False) if values]
    averaged = [row for row, _ in having] if len(having) > 1 and _whose(run) == ALL else []
    with st.container(horizontal=True, gap="medium"):
        for name, value in figures.items():
            values = [each[name] for _, each in having] if averaged else [value]
            _show_figure(name, truth.unit, values)
    if truth.classes is None:
        return Shown(averaged)
    if averaged:
        return Shown(averaged, confusion_of(recipe, averaged, truth)[0])
    taken = predicted_classes(predictions)
    return Shown([], confusion(truth.targets, taken, truth.classes))


def _whose(run: Run) -> str:
    key = f"{PAGE} whose {run.recipe_key}"
    label = gettext("Whose figures")
    return switch(key, label, WHOSE, default=ONE, label_visibility="collapsed")


def _show_figure(name: str, unit: str, values: Sequence[float]) -> None:
    """Show a run's figure, or the mean and the range of several."""
    summary, words, reach = spread(values), FIGURES[name], None
    if len(values) > 1 and summary:
        low, high = words.text(summary.low), words.text(summary.high)
        reach = gettext("{low} to {high}", low=low, high=high)
    st.metric(
        words.name(unit),
        words.text(summary.mean if summary else None),
        reach,
        delta_color="off",
        delta_arrow="off",
        help=gettext(words.meaning),
        width="content",
    )


def show_reliability(
    run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray, basis: str
) -> None:
    """Show the calibration: how often it was right at each predicted probability."""
    st.markdown(f"**{gettext('Calibration: is “80 % sure” right 80 % of the time?')}**")
    curve = quality.reliability(truth.targets, predictions)
    figure = plot_reliability(
        curve, up=gettext("samples"), family=recipe.family, theme=theme(), revision=run.id
    )
    show_chart(figure, "reliability", gettext("Reliability curve on {basis}", basis=basis), HEIGHT)
    text = gettext(
        "Below the dotted line it is overconfident, above it underconfident. Bars: how many of "
        "{basis} each point stands for; a point with few of them varies by chance.",
        basis=basis,
    )
    st.markdown(wording.small(text))
