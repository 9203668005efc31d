"""What a run of a series predicted: how far off, and when."""

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
MOST_SAMPLES = 8


def show_series(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> None:
    """How far off it was, when, and any two weeks of it."""
    found = analysis.residuals(truth, predictions)
    clock = Clock(truth.times, truth.dated)
    basis = wording.basis(run.dataset, len(truth))
    st.markdown(_say_errors(run, truth, found, clock, basis))
    show_quality(run, recipe, truth, predictions)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown(f"**{gettext('How far off')}**")
        figure = plot_errors(
            found.errors,
            axis=gettext("predicted less measured ({unit})", unit=truth.unit),
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
        _show_weekly(run, recipe, truth, found)
    _show_closely(run, recipe, truth, found)
    st.markdown(f"**{gettext('Farthest off, each in another week')}**")
    _show_farthest(recipe, truth, found, clock)


def _show_farthest(recipe: Recipe, truth: TestSet, found: analysis.Residuals, clock: Clock) -> None:
    samples = analysis.farthest(truth, found, MOST_SAMPLES)
    error = gettext("off by ({unit})", unit=truth.unit)
    columns = {
        gettext("when"): [_when(clock, row) for row in samples.tolist()],
        gettext("measured ({unit})", unit=truth.unit): found.true[samples],
        gettext("predicted ({unit})", unit=truth.unit): found.predicted[samples],
        error: found.errors[samples],
    }
    plain = st.column_config.NumberColumn(format="%.1f")
    looks = dict.fromkeys(list(columns)[1:3], plain)
    looks[error] = st.column_config.NumberColumn(format="%+.1f")
    show_samples(recipe, samples.tolist(), columns, **looks)


def _show_weekly(run: Run, recipe: Recipe, truth: TestSet, found: analysis.Residuals) -> None:
    first, errors = analysis.weekly(truth, found.errors)
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


def _say_errors(
    run: Run, truth: TestSet, found: analysis.Residuals, clock: Clock, basis: str
) -> str:
    text = gettext(
        "Off by **{mae:.2f} {unit}** on average over {basis}; {mean:+.2f} {unit} where too warm "
        "and too cold cancel out; farthest off by {worst:.1f} {unit}: {when}.",
        mae=found.mae,
        mean=found.mean,
        worst=abs(found.errors[found.worst]),
        unit=truth.unit,
        basis=basis,
        when=_when(clock, found.worst),
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


def _show_closely(run: Run, recipe: Recipe, truth: TestSet, found: analysis.Residuals) -> None:
    """Two weeks of the test, any."""
    days = (truth.times - truth.times[0]) / DAY
    most = int(days[-1]) - WINDOW_DAYS
    st.markdown(f"**{gettext('Two weeks of it')}**")
    first = _first_day(run, truth, most) if most > 0 else 0
    within = (days >= first) & (days <= first + WINDOW_DAYS)
    figure = plot_predicted(
        found.true[within],
        found.predicted[within],
        Clock(truth.times[within], truth.dated),
        axis=gettext("temperature ({unit})", unit=truth.unit),
        family=recipe.family,
        theme=theme(),
        revision=f"{run.id} {first}",
    )
    show_chart(figure, "closely", gettext("Measured and predicted temperature over time"), HEIGHT)


def _first_day(run: Run, truth: TestSet, most: int) -> int:
    """The chosen first day, counted from the first of the test."""
    key = f"{PAGE} first day of {run.id}"
    if not truth.dated:
        return st.slider(gettext("From day (of the test)"), 0, most, key=key)
    begin = datetime.fromtimestamp(int(truth.times[0]), UTC).date()
    chosen = st.slider(
        gettext("From (day)"),
        begin,
        begin + timedelta(days=most),
        begin,
        format="YYYY-MM-DD",
        key=key,
    )
    return (chosen - begin).days
