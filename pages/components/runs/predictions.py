"""What a run predicted on its test samples: confusion and classes, or residuals."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.analysis import predictions as analysis
from core.analysis.predictions import TestSet, load_test_set
from core.charts.matrix import plot_confusion
from core.charts.probabilities import plot_probabilities
from core.charts.residuals import plot_errors, plot_predicted, plot_weekly
from core.charts.series import Clock
from core.datasets import DATASETS
from core.errors import DatasetError, RequestError
from core.i18n import gettext
from core.recipes import Recipe
from core.runs.artifacts import load_predictions
from core.runs.run import OPEN, Run
from pages.components import wording
from pages.components.get_data import show_get_data
from pages.components.live_chart import live_chart
from pages.components.live_runs import SeenRun
from pages.components.manager import run_manager
from pages.components.run_curves import theme
from pages.components.runs.choice import PAGE

HEIGHT = 400
LARGE_HEIGHT = 640
MANY = 12
MOST_MISTAKES = 12
DAY = 86_400
WINDOW_DAYS = 14


def show_predictions(seen: SeenRun) -> None:
    """Everything that can be said of them, or why nothing can."""
    run, recipe = seen.run, seen.recipe
    if not run.test:
        st.info(_why_none(run), icon=":material/hourglass_empty:")
        return
    try:
        predictions = load_predictions(run_manager().settings.artifacts / run.id)
    except RequestError as error:
        st.info(wording.markdown(str(error)), icon=":material/info:")
        return
    title = gettext(DATASETS[run.dataset].title)
    needed = gettext(
        "What the run predicted is kept, but what was true is not here: with the file of "
        "{dataset} it can be drawn. Curves and figures need no file.",
        dataset=title,
    )
    if not show_get_data(run.dataset, optional=needed):
        return
    try:
        with st.spinner(gettext("Loading what was true of {dataset}…", dataset=title)):
            truth = _truth(*analysis.cache_key(recipe))
        analysis.require_same(truth, predictions, recipe.metric, run.test.get(recipe.metric))
    except DatasetError as error:
        st.info(wording.markdown(str(error)), icon=":material/info:")
        return
    if recipe.metric == "mae":
        _show_series(run, recipe, truth, predictions)
    else:
        _show_classes(run, recipe, truth, predictions)


@st.cache_resource(show_spinner=False, max_entries=16)
def _truth(name: str, preprocessing: str) -> TestSet:
    """Shared by all sessions; 100 kB for 25,000 reviews."""
    return load_test_set(name, json.loads(preprocessing), run_manager().settings)


def _why_none(run: Run) -> str:
    if run.status in OPEN:
        return gettext("A run is tested after its last epoch; what it predicted then stands here.")
    return gettext("It ended before its test, so it predicted nothing.")


# classes


def _show_classes(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> None:
    names = truth.classes
    matrix = analysis.confusion(truth.targets, analysis.predicted_classes(predictions), len(names))
    found = analysis.per_class(matrix)
    basis = wording.basis(run.dataset, len(truth))
    st.markdown(
        gettext(
            "**{right:,}** of {basis} right: accuracy **{accuracy}**, macro F1 **{f1}** (each "
            "class counts the same).",
            right=int(matrix.trace()),
            basis=basis,
            accuracy=wording.share(matrix.trace() / len(truth)),
            f1=wording.share(analysis.macro_f1(found)),
        )
    )
    many = len(names) > MANY
    left, right = st.columns([3, 2] if many else [1, 1], gap="medium")
    with left:
        st.markdown(f"**{gettext('What was taken for what')}**")
        order = analysis.by_support(matrix) if many else np.arange(len(names))
        figure = plot_confusion(
            matrix[np.ix_(order, order)],
            [names[number] for number in order],
            family=recipe.family,
            theme=theme(),
            revision=run.id,
        )
        label = gettext("Confusion matrix on {basis}", basis=basis)
        _chart(figure, "confusion", label, LARGE_HEIGHT if many else HEIGHT)
    with right:
        if predictions.ndim == 1:
            _show_probabilities(run, truth, predictions, basis)
        else:
            _show_mistakes(matrix, names)
    st.markdown(f"**{gettext('Class by class, on {basis}', basis=basis)}**")
    _show_per_class(found, names)


def _show_probabilities(run: Run, truth: TestSet, predictions: np.ndarray, basis: str) -> None:
    st.markdown(f"**{gettext('How sure it was')}**")
    up = gettext("test samples")
    figure = plot_probabilities(
        predictions, truth.targets, truth.classes, up=up, theme=theme(), revision=run.id
    )
    label = gettext("Histogram of the predicted probabilities on {basis}", basis=basis)
    _chart(figure, "probabilities", label, HEIGHT)


def _show_mistakes(matrix: np.ndarray, names: tuple[str, ...]) -> None:
    st.markdown(f"**{gettext('Its commonest mistakes')}**")
    found = analysis.mistakes(matrix, MOST_MISTAKES)
    if found.empty:
        st.markdown(gettext("It made none."))
        return
    shown = pd.DataFrame(
        {
            gettext("true class"): [names[number] for number in found["true"]],
            gettext("taken for"): [names[number] for number in found["predicted"]],
            gettext("samples"): found["count"],
            gettext("of the class"): 100 * found["share"],
        }
    )
    share = st.column_config.NumberColumn(
        format="%.1f %%", help=gettext("Of all test samples of the true class.")
    )
    config = {gettext("of the class"): share}
    st.dataframe(shown, hide_index=True, height="content", column_config=config)


def _show_per_class(found: pd.DataFrame, names: tuple[str, ...]) -> None:
    shown = pd.DataFrame(
        {
            gettext("class"): list(names),
            gettext("precision"): found["precision"],
            gettext("recall"): found["recall"],
            gettext("F1"): found["f1"],
            gettext("test samples"): found["support"],
        }
    )
    number = st.column_config.NumberColumn
    config = {
        gettext("precision"): number(
            format="%.3f", help=gettext("Of what was taken for this class, the share that was it.")
        ),
        gettext("recall"): number(
            format="%.3f", help=gettext("Of what was this class, the share that was found.")
        ),
        gettext("F1"): number(format="%.3f", help=gettext("Their harmonic mean.")),
        gettext("test samples"): number(format="localized"),
    }
    st.dataframe(
        shown,
        hide_index=True,
        column_config=config,
        height="content" if len(names) <= MANY else 440,
        placeholder="—",
    )


# series


def _show_series(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> None:
    found = analysis.residuals(truth, predictions)
    clock = Clock(truth.times, truth.dated)
    basis = wording.basis(run.dataset, len(truth))
    st.markdown(_say_errors(run, truth, found, clock, basis))
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
        _chart(figure, "errors", gettext("Histogram of the errors on {basis}", basis=basis), HEIGHT)
    with right:
        st.markdown(f"**{gettext('When it was off')}**")
        _show_weekly(run, recipe, truth, found)
    _show_closely(run, recipe, truth, found)


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
    _chart(figure, "weekly", gettext("Mean absolute error week by week"), HEIGHT)


def _say_errors(
    run: Run, truth: TestSet, found: analysis.Residuals, clock: Clock, basis: str
) -> str:
    text = gettext(
        "Off by **{mae:.2f} {unit}** on average over {basis}; {mean:+.2f} {unit} where too warm "
        "and too cold cancel out; farthest off by {worst:.1f} {unit}, {when}.",
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
        return gettext("on {date}", date=place.replace("T", " "))
    return gettext("on day {day:,.0f}", day=place)


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
    _chart(figure, "closely", gettext("Measured and predicted temperature over time"), HEIGHT)


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


def _chart(figure: dict[str, Any], name: str, label: str, height: int) -> None:
    live_chart(
        figure,
        key=f"{PAGE} {name}",
        label=label,
        waiting=gettext("Loading the chart…"),
        height=height,
        picture=f"recipe-lab-{name.replace(' ', '-')}",
    )
