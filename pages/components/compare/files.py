"""The contents of Compare as CSV files, each made on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import streamlit as st

from core.analysis.export import Confused, classes_csv, confusions_csv, curves_csv, table_csv
from core.analysis.lines import group_labels
from core.analysis.table import qualities
from core.errors import RequestError, StoreError
from core.i18n import gettext, in_language, language
from core.runs.run import COMPLETED
from pages.components.compare.comparison import Comparison, View
from pages.components.compare.confusions import groups_with_predictions
from pages.components.compare.tables import stored_figures
from pages.components.live.predicted import class_names, confusion_of, truth_if_available


def show_files(view: View, comparison: Comparison) -> None:
    """A button per file: curves and figures, and for one's own completed runs what their
    predictions show."""
    with st.container(horizontal=True):
        _offer(gettext("Curves as CSV"), "curves", lambda: curves_csv(comparison.entrants))
        _offer(gettext("Table as CSV"), "table", lambda: table_csv(comparison.table))
        own = [run for run in comparison.entrants if run.status == COMPLETED and run.test]
        if any(not run.recorded for run in own):
            _offer(
                gettext("Beyond accuracy as CSV"),
                "more",
                lambda: _more(view, comparison),
                gettext(
                    "Macro F1, balanced accuracy, log loss, calibration; for series, the errors."
                ),
            )
        if groups_with_predictions(comparison):
            _offer(
                gettext("Classes as CSV"),
                "classes",
                lambda: classes_csv(_confused(comparison)),
                gettext("Precision, recall and F1 of each class, averaged over seeds."),
            )
            _offer(
                gettext("Confusion matrices as CSV"),
                "confusions",
                lambda: confusions_csv(_confused(comparison)),
                gettext("How many samples of each class were predicted as which class."),
            )


def _offer(label: str, name: str, make: Callable[[], str], note: str | None = None) -> None:
    spoken = language()

    def made() -> str:  # called by the server, outside this session
        with in_language(spoken):
            return make()

    st.download_button(
        label,
        made,
        file_name=f"recipe-lab-{name}.csv",
        mime="text/csv",
        on_click="ignore",
        help=note,
        key=f"compare file {name}",
    )


def _more(view: View, comparison: Comparison) -> str:
    figures, _ = stored_figures(comparison)
    rows = qualities(comparison.entrants, figures, mean=view.mean)
    units = {entrant.unit for entrant in comparison.entrants if entrant.unit}
    return table_csv(rows.assign(unit=" ".join(sorted(units))) if units else rows)


def _confused(comparison: Comparison) -> Iterator[Confused]:
    """Confusion matrices of the groups that have stored predictions."""
    labels = group_labels(comparison.entrants)
    for key, runs in groups_with_predictions(comparison).items():
        recipe = runs[0].recipe
        truth = truth_if_available(recipe)
        if truth is None:
            continue
        with suppress(RequestError, StoreError):
            matrix, seeds = confusion_of(recipe, runs, truth)
            yield Confused(labels[key], recipe, class_names(truth), matrix, seeds)
