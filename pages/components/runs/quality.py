"""A run's figures beside accuracy, its own or the mean of the seeds of its recipe."""

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
        seeds: The recipe's completed runs, one a seed; empty where only the run is shown.
        matrix: (classes, classes) samples, the mean where there are several; None for a series.
    """

    seeds: Sequence[RunRow]
    matrix: np.ndarray | None = None


def show_quality(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> Shown:
    """Every figure with its meaning; a switch between the run and all seeds where there are some.

    Returns:
        What the switch says, with what was taken for what.
    """
    seeds = _seeds(run)
    figures = figures_of(recipe, [run], truth)[0] or quality.figures(truth, predictions)
    everywhere = figures_of(recipe, seeds, truth) if len(seeds) > 1 else []
    having = [(row, found) for row, found in zip(seeds, everywhere, strict=False) if found]
    shown = Shown([])
    if len(having) > 1 and _asked(run) == ALL:
        shown = Shown([row for row, _ in having])
    with st.container(horizontal=True, gap="medium"):
        for name in figures:
            if shown.seeds:
                _show_mean(name, [found[name] for _, found in having], truth.unit)
            else:
                words = FIGURES[name]
                _show_figure(name, truth.unit, words.text(figures[name]), None)
    if truth.classes is None:
        return shown
    if shown.seeds:
        return Shown(shown.seeds, confusion_of(recipe, shown.seeds, truth)[0])
    taken = predicted_classes(predictions)
    return Shown([], confusion(truth.targets, taken, truth.classes))


def _seeds(run: Run) -> list[RunRow]:
    """The completed runs of its recipe on its data that were tested, one a seed."""
    return [row for row in completed(group_of(run)) if row.test]


def _asked(run: Run) -> str:
    key = f"{PAGE} whose {run.recipe_key}"
    st.session_state.setdefault(key, ONE)
    switch(key, gettext("Whose figures"), WHOSE, label_visibility="collapsed")
    return st.session_state[key]


def _show_mean(name: str, values: Sequence[float], unit: str) -> None:
    found, words = spread(values), FIGURES[name]
    if found is None:
        return
    reach = gettext("{low} to {high}", low=words.text(found.low), high=words.text(found.high))
    _show_figure(name, unit, words.text(found.mean), reach)


def _show_figure(name: str, unit: str, value: str, reach: str | None) -> None:
    words = FIGURES[name]
    st.metric(
        words.name(unit),
        value,
        reach,
        delta_color="off",
        delta_arrow="off",
        help=gettext(words.says),
        width="content",
    )


def show_reliability(
    run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray, basis: str
) -> None:
    """How often it was right when it was how sure."""
    st.markdown(f"**{gettext('As right as it says?')}**")
    found = quality.reliability(truth.targets, predictions)
    figure = plot_reliability(
        found, up=gettext("samples"), family=recipe.family, theme=theme(), revision=run.id
    )
    show_chart(figure, "reliability", gettext("Reliability curve on {basis}", basis=basis), HEIGHT)
    text = gettext(
        "Below the dotted line it is surer than it should be, above it less sure. Bars: how many "
        "of {basis} each point stands for; a point of few moves by chance.",
        basis=basis,
    )
    st.markdown(wording.small(text))
