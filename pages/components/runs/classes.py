"""A classification run's predictions: confusion matrix, probabilities and single classes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core.analysis import predictions as analysis
from core.analysis.predictions import TestSet
from core.charts.matrix import plot_confusion
from core.charts.probabilities import plot_probabilities
from core.i18n import gettext
from core.recipes import Recipe
from core.recipes.naming import short_name
from core.runs.run import Run
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.frame.table import Column, show_table
from pages.components.live.predicted import class_names, seeds_of
from pages.components.run.wall import Network, show_wall
from pages.components.runs.quality import Shown, show_quality, show_reliability
from pages.components.runs.samples import HEIGHT, show_chart

LARGE_HEIGHT = 640
MANY = 12
MAX_MISTAKES = 12
MAX_SAMPLES = 240


def show_classes(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> None:
    """Show the confusion matrix, the calibration and the figures of each class."""
    names = class_names(truth)
    own = analysis.confusion(truth.targets, analysis.predicted_classes(predictions), len(names))
    basis = wording.basis(run.dataset, len(truth))
    st.markdown(
        gettext(
            "**{right:,}** of {basis} right: accuracy **{accuracy}**.",
            right=int(own.trace()),
            basis=basis,
            accuracy=wording.share(own.trace() / len(truth)),
        )
    )
    shown = show_quality(run, recipe, truth, predictions)
    matrix, seeds = shown.matrix, len(shown.seeds) or 1
    # Totals over seeds, so that means below one sample count.
    per_class = analysis.per_class(matrix * seeds)
    per_class["support"] /= seeds
    many = len(names) > MANY
    order = analysis.by_support(matrix) if many else np.arange(len(names))
    left, right = st.columns([3, 2] if many else [1, 1], gap="medium")
    with left:
        st.markdown(f"**{_titled(gettext('Confusion matrix'), shown)}**")
        figure = plot_confusion(
            matrix[np.ix_(order, order)],
            [names[number] for number in order],
            family=recipe.family,
            theme=theme(),
            revision=run.id,
        )
        label = gettext("Confusion matrix on {basis}", basis=basis)
        show_chart(figure, "confusion", label, LARGE_HEIGHT if many else HEIGHT)
    with right:
        if predictions.ndim == 1:
            _show_probabilities(run, truth, predictions, names, basis)
        else:
            st.markdown(f"**{_titled(gettext('Most common mistakes'), shown)}**")
            _show_mistakes(matrix, names)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        show_reliability(run, recipe, truth, predictions, basis)
    with right:
        st.markdown(f"**{_titled(gettext('Class by class, on {basis}', basis=basis), shown)}**")
        _show_per_class(per_class.iloc[order], [names[number] for number in order])
    st.markdown(f"**{gettext('Most confident mistakes')}**")
    _show_surest(run, recipe, truth, predictions)


def _titled(title: str, shown: Shown) -> str:
    """A title that says if the figures below are a mean of seeds."""
    if not shown.seeds:
        return title
    return gettext("{title}: mean of {count} seeds", title=title, count=len(shown.seeds))


def _show_surest(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> None:
    mistakes = analysis.surest_mistakes(truth, predictions, MAX_SAMPLES)
    if mistakes.empty:
        st.markdown(gettext("It made no mistakes."))
        return
    seeds = seeds_of(recipe, [run], truth)
    network = Network(recipe, short_name(recipe), seeds, {"run": [run.id]})
    show_wall([network], mistakes["sample"].tolist(), key="surest mistakes")


def _pairs(mistakes: pd.DataFrame, names: Sequence[str]) -> dict[str, Column]:
    """The true and the predicted class of mistakes."""
    return {
        gettext("true class"): ([names[number] for number in mistakes["true"]], None),
        gettext("predicted class"): ([names[number] for number in mistakes["predicted"]], None),
    }


def _show_probabilities(
    run: Run, truth: TestSet, predictions: np.ndarray, names: Sequence[str], basis: str
) -> None:
    st.markdown(f"**{gettext('How sure it was')}**")
    up = gettext("test samples")
    figure = plot_probabilities(
        predictions, truth.targets, names, up=up, theme=theme(), revision=run.id
    )
    label = gettext("Histogram of the predicted probabilities on {basis}", basis=basis)
    show_chart(figure, "probabilities", label, HEIGHT)


def _show_mistakes(matrix: np.ndarray, names: Sequence[str]) -> None:
    mistakes = analysis.mistakes(matrix, MAX_MISTAKES)
    if mistakes.empty:
        st.markdown(gettext("None."))
        return
    share = st.column_config.NumberColumn(
        format="%.1f %%", help=gettext("Of all test samples of the true class.")
    )
    show_table(
        {
            **_pairs(mistakes, names),
            gettext("samples"): (_counts(mistakes["count"]), None),
            gettext("share of the class"): (100 * mistakes["share"], share),
        }
    )


def _show_per_class(rows: pd.DataFrame, names: Sequence[str]) -> None:
    number = st.column_config.NumberColumn
    three = partial(number, format="%.3f")
    columns: dict[str, Column] = {
        gettext("class"): (names, None),
        gettext("precision"): (
            rows["precision"],
            three(help=gettext("Of the samples predicted as this class, the share right.")),
        ),
        gettext("recall"): (
            rows["recall"],
            three(help=gettext("Of the samples of this class, the share predicted as it.")),
        ),
        gettext("F1"): (
            rows["f1"],
            three(help=gettext("The harmonic mean of precision and recall.")),
        ),
        gettext("test samples"): (_counts(rows["support"]), number(format="localized")),
    }
    show_table(columns, tall=MANY, height=440)


def _counts(samples: pd.Series) -> pd.Series:
    """Numbers of samples; with one decimal if they are means over seeds."""
    whole = samples.round()
    return whole.astype(int) if np.allclose(samples, whole) else samples.round(1)
