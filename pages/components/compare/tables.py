"""A comparison in numbers: test figures, figures from stored predictions, and cost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from core.analysis.lines import groups_of
from core.analysis.table import qualities
from core.i18n import gettext, mark
from core.runs.run import COMPLETED
from pages.components.compare.choice import chosen, field_key
from pages.components.compare.comparison import Comparison, View
from pages.components.frame import wording
from pages.components.frame.quality_words import FIGURES
from pages.components.frame.switch import switch
from pages.components.frame.table import Column, markers, show_table
from pages.components.live.predicted import figures_of, truth_if_available

TABLE_NAMES = {"figures": mark("Figures"), "more": mark("Beyond accuracy")}
COST_NAMES = {
    "seconds": mark("Time"),
    "operations": mark("Operations"),
    "memory": mark("Memory"),
    "parameters": mark("Parameters"),
    "prediction": mark("Per prediction"),
}
OPERATIONS = mark(
    "Training operations: samples seen × floating-point operations of a forward pass × 3, because "
    "a backward pass costs about twice a forward pass; validation is not counted. 1 GFLOP is a "
    "billion operations."
)
MEMORY = mark(
    "Memory: the largest resident set of the run's process, TensorFlow included: about 350 MB in a "
    "worker of this dashboard, which shares its code with the others, and about 800 MB in a "
    "separate process, as reference runs had."
)
COST_NOTES = {
    "operations": OPERATIONS,
    "memory": MEMORY,
    "prediction": mark(
        "Floating-point operations of one sample's forward pass, counted from the layers; a "
        "multiplication and an addition count as two."
    ),
}
column, number = st.column_config.Column, st.column_config.NumberColumn


def show_tables(view: View, comparison: Comparison) -> None:
    """One of two sortable tables, with a row per recipe or run."""
    switch(field_key("table"), gettext("Which figures"), TABLE_NAMES)
    {"figures": _show_figures, "more": _show_more}[chosen("table")](view, comparison)


def _show_figures(view: View, comparison: Comparison) -> None:
    rows = comparison.table
    metric = (
        gettext("mean absolute error (sd)") if comparison.metric == "mae" else gettext("accuracy")
    )
    four = partial(st.column_config.NumberColumn, format="%.4f")
    columns: dict[str, Column] = {
        gettext("state"): (
            [gettext(status) for status in rows["status"]],
            column(width=90),
        ),
        gettext("seeds"): (rows["seeds"], column(width=70)),
        gettext("epochs"): (
            [
                f"{done:,} / {planned:,}"
                for done, planned in zip(rows["epochs"], rows["planned"], strict=True)
            ],
            column(width=90),
        ),
        gettext("test {metric}", metric=metric): (rows["test"], four()),
    }
    if (rows["test_low"].fillna(0) != rows["test_high"].fillna(0)).any():
        columns |= {
            gettext("lowest"): (rows["test_low"], four(width=75)),
            gettext("highest"): (rows["test_high"], four(width=75)),
        }
    columns |= {
        gettext("published"): (rows["published"], four(width=85)),
        gettext("best validation"): (
            rows["best_validation"],
            four(help=gettext("At the epoch of the best validation loss, averaged over seeds.")),
        ),
    }
    _show(rows, columns)


def _show_more(view: View, comparison: Comparison) -> None:
    """Figures from stored predictions, with signs of overfitting from the curves."""
    with st.spinner(gettext("Reading the predictions…")):
        figures, missing = stored_figures(comparison)
    rows = qualities(comparison.entrants, figures, mean=view.mean)
    if rows.empty:
        st.markdown(wording.small(_why_none(missing)))
        return
    unit = next((entrant.unit for entrant in comparison.entrants if entrant.unit), "")
    columns: dict[str, Column] = {
        FIGURES[name].name(unit): (
            rows[name],
            number(format=FIGURES[name].format, help=gettext(FIGURES[name].meaning)),
        )
        for name in FIGURES
        if name in rows
    }
    columns[gettext("seeds")] = (
        rows["seeds"],
        column(help=gettext("Completed seeds with stored predictions."), width=70),
    )
    matching = comparison.table.set_index("key").reindex(rows["key"]).reset_index()
    columns[gettext("train − validation")] = (
        matching["gap"],
        number(
            format="%+.4f",
            help=gettext("Training metric minus validation metric, after the last epoch."),
        ),
    )
    columns[gettext("best epoch")] = (
        matching["best_epoch"],
        number(format="%.1f", help=gettext("By the validation loss, averaged over seeds.")),
    )
    _show(rows, columns)
    note = gettext(
        "On the test data, averaged over seeds, from stored predictions. Reference runs come "
        "without predictions, so they are not listed."
    )
    st.markdown(wording.small(note if not missing else f"{note} {_why_none(missing)}"))


def stored_figures(comparison: Comparison) -> tuple[dict[str, Mapping[str, float]], list[str]]:
    """Figures from the stored predictions of people's own completed runs.

    Returns:
        Run id → figures, for runs with predictions; and the datasets whose file is missing.
    """
    figures: dict[str, Mapping[str, float]] = {}
    missing: list[str] = []
    for members in groups_of(comparison.entrants).values():
        recipe = members[0].recipe
        runs = [run for run in members if run.status == COMPLETED and run.test]
        if not runs or recipe.dataset in missing:
            continue
        truth = truth_if_available(recipe)
        if truth is None:
            missing.append(recipe.dataset)
            continue
        for run, values in zip(runs, figures_of(recipe, runs, truth), strict=True):
            figures[run.id] = values
    return figures, missing


def _why_none(missing: list[str]) -> str:
    if missing:
        return gettext(
            "The true labels are missing: get the file of {datasets} on the page Data.",
            datasets=", ".join(missing),
        )
    return gettext(
        "These figures appear when a run is completed: they need its test predictions, "
        "and reference runs come without."
    )


def show_cost(comparison: Comparison) -> None:
    """What each recipe or run cost, as a sortable table."""
    rows = comparison.table
    columns: dict[str, Column] = {
        gettext("parameters"): (rows["parameters"], number(format="localized")),
        gettext("MFLOP per prediction"): (
            rows["operations"] / 1e6,
            number(format="%.4g", help=gettext(COST_NOTES["prediction"])),
        ),
        gettext("training GFLOP"): (
            rows["training_operations"],
            number(format="%.4g", help=gettext(OPERATIONS)),
        ),
        gettext("seconds"): (
            rows["seconds"],
            number(format="%.1f", help=gettext("Total training time, averaged over seeds.")),
        ),
        gettext("s / epoch"): (rows["seconds_an_epoch"], number(format="%.3g")),
        gettext("samples / s"): (rows["samples_a_second"], number(format="%.0f")),
        gettext("memory (MB)"): (
            rows["peak_memory"] / 1e6,
            number(format="%.0f", help=gettext(MEMORY)),
        ),
        gettext("alone"): (
            rows["timed"],
            st.column_config.CheckboxColumn(
                width=60,
                help=gettext(
                    "Nothing else was training on the machine; otherwise times cannot be compared."
                ),
            ),
        ),
    }
    _show(rows, columns)


def _show(rows: pd.DataFrame, columns: Mapping[str, Column]) -> None:
    """Show a table: the family's marker, the recipe, then the columns."""
    first = {"": markers(rows["family"]), gettext("recipe"): (rows["label"], None)}
    show_table(first | columns, width="stretch")
