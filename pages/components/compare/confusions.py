"""What two recipes confuse: where one takes a class for another more often than the other does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.analysis.confusions import most_different, other_mistakes
from core.analysis.entrants import Entrant
from core.analysis.groups import counted
from core.analysis.lines import group_labels, groups_of, shades
from core.analysis.predictions import TestSet
from core.analysis.quality import confusion_difference
from core.charts.colours import shade_of
from core.charts.matrix import MOST_WRITTEN, plot_difference
from core.charts.themes import THEMES
from core.datasets import DATASETS
from core.errors import RequestError, StoreError
from core.i18n import gettext
from core.runs.run import COMPLETED
from pages.components.compare.comparison import Comparison, View
from pages.components.frame import wording
from pages.components.live.live_chart import live_chart
from pages.components.live.predicted import class_names, confusion_of, truth_if_available

MOST_CLASSES = 46
MOST_MISTAKES = 12
FEW, ALL = "few", "all"


def show_confusions(view: View, comparison: Comparison) -> None:
    """A section that computes nothing before it is opened; none where there are no two to hold
    against each other."""
    groups = groups_with_predictions(comparison)
    if len(groups) < 2:
        return
    st.markdown(f"#### {gettext('What they confuse')}")
    label = gettext("Show where two of them take one class for another")
    if st.toggle(label, key="compare confusions"):
        _show(view, comparison, groups)


def groups_with_predictions(comparison: Comparison) -> dict[str, list[Entrant]]:
    """Groups of people's own completed runs, of few enough classes, one run a seed."""
    found = {}
    for key, members in groups_of(comparison.entrants).items():
        classes = DATASETS[members[0].recipe.dataset].classes
        done = [run for run in members if run.status == COMPLETED and "accuracy" in run.test]
        if done and classes and classes <= MOST_CLASSES:
            found[key] = counted(done)
    return found


def _show(view: View, comparison: Comparison, groups: Mapping[str, Sequence[Entrant]]) -> None:
    labels = group_labels(comparison.entrants)
    keys = list(groups)
    first, second = st.columns(2)
    with first:
        a = _pick(gettext("This one"), keys, labels, 0)
    with second:
        b = _pick(gettext("less this one"), [key for key in keys if key != a], labels, 0)
    try:
        with st.spinner(gettext("Reading what was predicted…")):
            truth, (ours, count), (theirs, other) = _matrices(groups[a], groups[b])
    except (RequestError, StoreError) as error:
        st.info(wording.escape_markdown(str(error)), icon=":material/info:")
        return
    text = gettext(
        "{a} ({count} seeds) less {b} ({other} seeds), on {basis}: of each true class, in points "
        "of its samples. On the diagonal more is better, everywhere else less.",
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
            st.markdown(gettext("They took every class for the same, equally often."))
    with right:
        _show_mistakes(ours, theirs, (labels[a], labels[b]), names)


def _pick(label: str, keys: Sequence[str], labels: Mapping[str, str], at: int) -> str:
    return st.selectbox(label, keys, at, format_func=lambda key: labels[key], key=f"{label} pair")


def _matrices(
    ours: Sequence[Entrant], theirs: Sequence[Entrant]
) -> tuple[TestSet, tuple[np.ndarray, int], tuple[np.ndarray, int]]:
    """The truth that both were tested on, and what each took for what.

    Raises:
        RequestError: They were not tested on the same samples, or that is not known any more.
    """
    truths = [truth_if_available(runs[0].recipe) for runs in (ours, theirs)]
    if truths[0] is None or truths[1] is None:
        raise RequestError(
            "What was true is not here: the file of {dataset} is missing; the page Data can get "
            "it.",
            dataset=(ours if truths[0] is None else theirs)[0].recipe.dataset,
        )
    if not np.array_equal(truths[0].targets, truths[1].targets):
        raise RequestError(
            "These two were tested on other samples, so what they confuse does not compare; "
            "choose two on one test set."
        )
    return (
        truths[0],
        confusion_of(ours[0].recipe, ours, truths[0]),
        confusion_of(theirs[0].recipe, theirs, truths[1]),
    )


def _shown_classes(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """All classes, or of many those that differ most, as chosen."""
    count = len(ours)
    if count <= MOST_WRITTEN:
        return np.arange(count)
    names = {
        FEW: gettext("The {count} that differ most", count=MOST_WRITTEN),
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
    return most_different(ours, theirs, MOST_WRITTEN if chosen == FEW else count)


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
    if families[pair[0]] == families[pair[1]]:  # shades of one colour are no two directions
        colours[1] = THEMES[view.theme].reference
    figure = plot_difference(
        difference[np.ix_(shown, shown)],
        [names[at] for at in shown],
        ours=labels[pair[0]],
        theirs=labels[pair[1]],
        colours=(colours[0], colours[1]),
        theme=view.theme,
        revision=" ".join(pair),
    )
    live_chart(
        figure,
        key="comparison confusions",
        label=gettext("Difference of what two recipes take for what"),
        height=430 if len(shown) <= MOST_WRITTEN else 640,
        picture="recipe-lab-confusions",
    )


def _show_mistakes(
    ours: np.ndarray, theirs: np.ndarray, labels: tuple[str, str], names: Sequence[str]
) -> None:
    st.markdown(f"**{gettext('Mistakes that one makes and the other does not')}**")
    found = other_mistakes(ours, theirs, MOST_MISTAKES)
    if found.empty:
        st.markdown(gettext("There are none."))
        return
    shown = pd.DataFrame(
        {
            gettext("true class"): [names[at] for at in found["true"]],
            gettext("taken for"): [names[at] for at in found["predicted"]],
            labels[0]: found["ours"],
            labels[1]: found["theirs"],
        }
    )
    samples = st.column_config.NumberColumn(
        format="%.1f", help=gettext("Test samples, the mean of the seeds.")
    )
    st.dataframe(
        shown,
        hide_index=True,
        height="content",
        column_config=dict.fromkeys(labels, samples),
    )
