"""The difference of two recipes' confusion matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from core.analysis.confusions import most_different, other_mistakes
from core.analysis.entrants import Entrant
from core.analysis.groups import counted
from core.analysis.lines import group_labels, groups_of, shades
from core.analysis.predictions import TestSet
from core.analysis.quality import confusion_difference
from core.charts.colours import shade_of
from core.charts.matrix import MAX_WRITTEN, plot_difference
from core.charts.themes import THEMES
from core.datasets import DATASETS
from core.i18n import gettext
from core.runs.run import COMPLETED
from pages.components.compare.comparison import Comparison, View
from pages.components.frame import wording
from pages.components.frame.table import show_table
from pages.components.live.live_chart import live_chart
from pages.components.live.predicted import class_names, confusion_of

MAX_CLASSES = 46
MAX_MISTAKES = 12
FEW, ALL = "few", "all"


def groups_with_predictions(comparison: Comparison) -> dict[str, list[Entrant]]:
    """Group → its own completed runs, one per seed; at most ``MAX_CLASSES`` classes."""
    groups = {}
    for key, members in groups_of(comparison.entrants).items():
        classes = DATASETS[members[0].recipe.dataset].classes
        done = [run for run in members if run.status == COMPLETED and "accuracy" in run.test]
        if done and classes and classes <= MAX_CLASSES:
            groups[key] = counted(done)
    return groups


def show_confusions(
    view: View,
    comparison: Comparison,
    groups: Mapping[str, Sequence[Entrant]],
    truth: TestSet,
) -> None:
    """Show how the confusion matrices of two groups differ.

    Args:
        groups: The two, each with its own completed runs, one per seed.
        truth: The test set of both.

    Raises:
        RequestError: One of them has no predictions.
    """
    labels = group_labels(comparison.entrants)
    a, b = groups
    (ours, count), (theirs, other) = (
        confusion_of(runs[0].recipe, runs, truth) for runs in groups.values()
    )
    text = gettext(
        "{a} ({count} seeds) minus {b} ({other} seeds), on {basis}, in percentage points of each "
        "true class. Higher is better on the diagonal, lower everywhere else.",
        a=labels[a],
        b=labels[b],
        count=count,
        other=other,
        basis=wording.basis(groups[a][0].recipe.dataset, len(truth)),
    )
    st.markdown(wording.small(wording.escape_markdown(text)))
    names = class_names(truth)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        shown = _shown_classes(ours, theirs)
        if len(shown):
            _draw(
                view, comparison, (a, b), labels, names, shown, confusion_difference(ours, theirs)
            )
        else:
            st.markdown(gettext("Both confuse the same classes equally often."))
    with right:
        _show_mistakes(ours, theirs, (labels[a], labels[b]), names)


def _shown_classes(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """All classes; of many, those that differ most unless all are asked for."""
    count = len(ours)
    if count <= MAX_WRITTEN:
        return np.arange(count)
    names = {
        FEW: gettext("The {count} that differ most", count=MAX_WRITTEN),
        ALL: gettext("All {count}", count=count),
    }
    chosen = st.segmented_control(
        gettext("Classes"),
        [FEW, ALL],
        default=FEW,
        key="compare classes",
        format_func=names.__getitem__,
        required=True,
    )
    return most_different(ours, theirs, MAX_WRITTEN if chosen == FEW else count)


def _draw(
    view: View,
    comparison: Comparison,
    pair: tuple[str, str],
    labels: Mapping[str, str],
    names: Sequence[str],
    shown: np.ndarray,
    difference: np.ndarray,
) -> None:
    number = shades(comparison.entrants)
    families = {entrant.group: entrant.recipe.family for entrant in comparison.entrants}
    colours = [shade_of(families[key], number[key], view.theme) for key in pair]
    if families[pair[0]] == families[pair[1]]:  # two shades of one colour are hard to tell apart
        colours[1] = THEMES[view.theme].reference
    figure = plot_difference(
        difference[np.ix_(shown, shown)],
        [names[index] for index in shown],
        ours=labels[pair[0]],
        theirs=labels[pair[1]],
        colours=(colours[0], colours[1]),
        theme=view.theme,
        revision=" ".join(pair),
    )
    live_chart(
        figure,
        key="comparison confusions",
        label=gettext("Difference of two confusion matrices"),
        height=430 if len(shown) <= MAX_WRITTEN else 640,
        picture="recipe-lab-confusions",
    )


def _show_mistakes(
    ours: np.ndarray, theirs: np.ndarray, labels: tuple[str, str], names: Sequence[str]
) -> None:
    st.markdown(f"**{gettext('Mistakes that one makes and the other does not')}**")
    mistakes = other_mistakes(ours, theirs, MAX_MISTAKES)
    if mistakes.empty:
        st.markdown(gettext("None."))
        return
    samples = st.column_config.NumberColumn(
        format="%.1f", help=gettext("Test samples, averaged over seeds.")
    )
    show_table(
        {
            gettext("true class"): ([names[index] for index in mistakes["true"]], None),
            gettext("predicted class"): ([names[index] for index in mistakes["predicted"]], None),
            labels[0]: (mistakes["ours"], samples),
            labels[1]: (mistakes["theirs"], samples),
        }
    )
