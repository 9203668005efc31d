"""What a run of classes predicted: which was taken for which, and how sure it was."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.analysis import predictions as analysis
from core.analysis.predictions import TestSet
from core.charts.matrix import plot_confusion
from core.charts.probabilities import plot_probabilities
from core.i18n import gettext
from core.recipes import Recipe
from core.runs.run import Run
from pages.components import wording
from pages.components.run_curves import theme
from pages.components.runs.samples import HEIGHT, show_chart, show_samples

LARGE_HEIGHT = 640
MANY = 12
MOST_MISTAKES = 12
MOST_SAMPLES = 10


def show_classes(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> None:
    """Which class was taken for which, how sure it was, and each class by itself."""
    names = _names(truth)
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
    order = analysis.by_support(matrix) if many else np.arange(len(names))
    left, right = st.columns([3, 2] if many else [1, 1], gap="medium")
    with left:
        st.markdown(f"**{gettext('What was taken for what')}**")
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
            _show_mistakes(matrix, names)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.markdown(f"**{gettext('Class by class, on {basis}', basis=basis)}**")
        _show_per_class(found.iloc[order], [names[number] for number in order])
    with right:
        st.markdown(f"**{gettext('Wrong, and sure of it')}**")
        _show_surest(recipe, truth, predictions, names)


def _show_surest(
    recipe: Recipe, truth: TestSet, predictions: np.ndarray, names: Sequence[str]
) -> None:
    found = analysis.surest_mistakes(truth, predictions, MOST_SAMPLES)
    if found.empty:
        st.markdown(gettext("It made no mistake."))
        return
    columns = {
        gettext("true class"): [names[number] for number in found["true"]],
        gettext("taken for"): [names[number] for number in found["predicted"]],
        gettext("how sure"): 100 * found["probability"],
    }
    percent = st.column_config.NumberColumn(
        format="%.1f %%", help=gettext("The probability it gave to the class it took it for.")
    )
    show_samples(recipe, found["sample"].tolist(), columns, **{gettext("how sure"): percent})


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


def _show_per_class(found: pd.DataFrame, names: Sequence[str]) -> None:
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


def _names(truth: TestSet) -> Sequence[str]:
    if truth.class_names:
        return truth.class_names
    return [gettext("class {number}", number=number) for number in range(truth.classes)]
