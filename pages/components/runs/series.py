"""A series run's predictions: how far off, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import streamlit as st

from core.analysis import predictions as analysis
from core.analysis.predictions import TestSet
from core.charts.residuals import plot_errors, plot_predicted, plot_weekly
from core.charts.series import Clock
from core.i18n import gettext
from core.recipes import Recipe
from core.runs.run import Run
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.runs.choice import PAGE
from pages.components.runs.quality import show_quality
from pages.components.runs.samples import HEIGHT, show_chart, show_samples

DAY = 86_400
WINDOW_DAYS = 14
MAX_SAMPLES = 8


def show_series(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> None:
    """Show how far off the predictions were, when, and any two weeks of them."""
    residuals = analysis.residuals(truth, predictions)
    clock = Clock(truth.times, truth.dated)
    basis = wording.basis(run.dataset, len(truth))
    st.markdown(_describe_errors(run, truth, residuals, clock, basis))
    show_quality(run, recipe, truth, predictions)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown(f"**{gettext('How far off')}**")
        figure = plot_errors(
            residuals.errors,
            axis=gettext("predicted minus measured ({unit})", unit=truth.unit),
            up=gettext("test windows"),
            family=recipe.family,
            theme=theme(),
            revision=run.id,
        )
        show_chart(
            figure, "errors", gettext("Histogram of the errors on {basis}", basis=basis), HEIGHT
        )
    with right:
        st.markdown(f"**{gettext('When it was off')}**")
        _show_weekly(run, recipe, truth, residuals)
    _show_closely(run, recipe, truth, residuals)
    st.markdown(f"**{gettext('Largest errors, each in a different week')}**")
    _show_farthest(recipe, truth, residuals, clock)


def _show_farthest(
    recipe: Recipe, truth: TestSet, residuals: analysis.Residuals, clock: Clock
) -> None:
    samples = analysis.farthest(truth, residuals, MAX_SAMPLES)
    plain = st.column_config.NumberColumn(format="%.1f")
    signed = st.column_config.NumberColumn(format="%+.1f")
    columns = {
        gettext("when"): ([_when(clock, row) for row in samples.tolist()], None),
        gettext("measured ({unit})", unit=truth.unit): (residuals.true[samples], plain),
        gettext("predicted ({unit})", unit=truth.unit): (residuals.predicted[samples], plain),
        gettext("error ({unit})", unit=truth.unit): (residuals.errors[samples], signed),
    }
    show_samples(recipe, samples.tolist(), columns)


def _show_weekly(run: Run, recipe: Recipe, truth: TestSet, residuals: analysis.Residuals) -> None:
    first, errors = analysis.weekly(truth, residuals.errors)
    clock = Clock(truth.times, truth.dated)
    guess = run.baselines.get("persistence_test")
    figure = plot_weekly(
        clock.places(first),
        errors,
        across=clock.axis,
        axis=gettext("mean absolute error of a week ({unit})", unit=truth.unit),
        guess=None if guess is None else guess * truth.scale,
        family=recipe.family,
        theme=theme(),
        revision=run.id,
    )
    show_chart(figure, "weekly", gettext("Mean absolute error week by week"), HEIGHT)


def _describe_errors(
    run: Run, truth: TestSet, residuals: analysis.Residuals, clock: Clock, basis: str
) -> str:
    text = gettext(
        "Off by **{mae:.2f} {unit}** on average over {basis}; {mean:+.2f} {unit} if too warm and "
        "too cold cancel out; largest error {worst:.1f} {unit}: {when}.",
        mae=residuals.mae,
        mean=residuals.mean,
        worst=abs(residuals.errors[residuals.worst]),
        unit=truth.unit,
        basis=basis,
        when=_when(clock, residuals.worst),
    )
    guess = run.baselines.get("persistence_test")
    if guess is None:
        return text
    return gettext(
        "{text} Guessing “as now” is off by {guess:.2f} {unit}.",
        text=text,
        guess=guess * truth.scale,
        unit=truth.unit,
    )


def _when(clock: Clock, row: int) -> str:
    place = clock.place(row)
    if isinstance(place, str):
        return place.replace("T", " ")
    return gettext("day {day:,.1f}", day=place)


def _show_closely(run: Run, recipe: Recipe, truth: TestSet, residuals: analysis.Residuals) -> None:
    """Show any two weeks of the test."""
    days = (truth.times - truth.times[0]) / DAY
    most = int(days[-1]) - WINDOW_DAYS
    st.markdown(f"**{gettext('Two weeks in detail')}**")
    first = _first_day(run, truth, most) if most > 0 else 0
    within = (days >= first) & (days <= first + WINDOW_DAYS)
    figure = plot_predicted(
        residuals.true[within],
        residuals.predicted[within],
        Clock(truth.times[within], truth.dated),
        axis=gettext("temperature ({unit})", unit=truth.unit),
        family=recipe.family,
        theme=theme(),
        revision=f"{run.id} {first}",
    )
    show_chart(figure, "closely", gettext("Measured and predicted temperature over time"), HEIGHT)


def _first_day(run: Run, truth: TestSet, most: int) -> int:
    """The chosen first day, 0-based from the start of the test."""
    key = f"{PAGE} first day of {run.id}"
    if not truth.dated:
        return st.slider(gettext("First day (of the test)"), 0, most, key=key)
    begin = datetime.fromtimestamp(int(truth.times[0]), UTC).date()
    chosen = st.slider(
        gettext("First day"),
        begin,
        begin + timedelta(days=most),
        begin,
        format="YYYY-MM-DD",
        key=key,
    )
    return (chosen - begin).days
