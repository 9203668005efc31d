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
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.predicted import class_names
from pages.components.runs.quality import Shown, show_quality, show_reliability
from pages.components.runs.samples import HEIGHT, show_chart, show_samples

LARGE_HEIGHT = 640
MANY = 12
MOST_MISTAKES = 12
MOST_SAMPLES = 10


def show_classes(run: Run, recipe: Recipe, truth: TestSet, predictions: np.ndarray) -> None:
    """Which class was taken for which, how sure it was, and each class by itself."""
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
    found = analysis.per_class(matrix * seeds)  # sums: less than one sample is no class' share
    found["support"] /= seeds
    many = len(names) > MANY
    order = analysis.by_support(matrix) if many else np.arange(len(names))
    left, right = st.columns([3, 2] if many else [1, 1], gap="medium")
    with left:
        st.markdown(f"**{_titled(gettext('What was taken for what'), shown)}**")
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
            st.markdown(f"**{_titled(gettext('The commonest mistakes'), shown)}**")
            _show_mistakes(matrix, names)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        show_reliability(run, recipe, truth, predictions, basis)
    with right:
        st.markdown(f"**{_titled(gettext('Class by class, on {basis}', basis=basis), shown)}**")
        _show_per_class(found.iloc[order], [names[number] for number in order])
    st.markdown(f"**{gettext('Wrong, and sure of it')}**")
    _show_surest(recipe, truth, predictions, names)


def _titled(title: str, shown: Shown) -> str:
    """A title that says whose figures stand under it."""
    if not shown.seeds:
        return title
    return gettext("{title}: mean of {count} seeds", title=title, count=len(shown.seeds))


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
    found = analysis.mistakes(matrix, MOST_MISTAKES)
    if found.empty:
        st.markdown(gettext("There are none."))
        return
    shown = pd.DataFrame(
        {
            gettext("true class"): [names[number] for number in found["true"]],
            gettext("taken for"): [names[number] for number in found["predicted"]],
            gettext("samples"): _counts(found["count"]),
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
            gettext("test samples"): _counts(found["support"]),
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


def _counts(found: pd.Series) -> pd.Series:
    """Samples; a tenth of one where they are the mean of some seeds."""
    whole = found.round()
    return whole.astype(int) if np.allclose(found, whole) else found.round(1)
