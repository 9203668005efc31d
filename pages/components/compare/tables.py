"""A comparison in numbers: test figures, what stored predictions say beside them, and cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.analysis.lines import groups_of
from core.analysis.table import qualities
from core.charts import FAMILY_STYLES
from core.i18n import gettext, mark
from core.runs.run import COMPLETED
from pages.components.compare.choice import chosen, field_key
from pages.components.compare.comparison import Comparison, View
from pages.components.frame import wording
from pages.components.frame.quality_words import FIGURES
from pages.components.frame.switch import switch
from pages.components.live.predicted import figures_of, truth_if_available

TABLE_NAMES = {
    "figures": mark("Figures"),
    "more": mark("More than accuracy"),
    "cost": mark("Cost"),
}
COST_NAMES = {
    "seconds": mark("Time"),
    "operations": mark("Operations"),
    "memory": mark("Memory"),
    "parameters": mark("Parameters"),
    "prediction": mark("A prediction"),
}
OPERATIONS = mark(
    "Operations of training: samples seen times the floating-point operations of a forward pass "
    "times three, because a step goes forward once and backward for about twice as much; "
    "validation is not counted. 1 GFLOP is a billion."
)
MEMORY = mark(
    "Memory: the largest resident set of the run's process. TensorFlow's own part is in it: some "
    "350 MB in a worker of this dashboard, which shares its code with the others, and some 800 MB "
    "in a process of its own, as recorded runs had."
)
COST_NOTES = {
    "operations": OPERATIONS,
    "memory": MEMORY,
    "prediction": mark(
        "Floating-point operations of one sample's forward pass, counted from the layers: a "
        "multiplication and an addition are two."
    ),
}
TALL = 15

Column = tuple[Any, dict[str, Any]]


def show_tables(view: View, comparison: Comparison) -> None:
    """One of three tables, a row a recipe or a run, to sort and to take away."""
    switch(field_key("table"), gettext("Which figures"), TABLE_NAMES)
    {"figures": _show_figures, "more": _show_more, "cost": _show_cost}[chosen("table")](
        view, comparison
    )


def _show_figures(view: View, comparison: Comparison) -> None:
    found = comparison.found
    metric = (
        gettext("mean absolute error, sd") if comparison.metric == "mae" else gettext("accuracy")
    )
    four = {"format": "%.4f"}
    columns: dict[str, Column] = {
        gettext("state"): (
            [gettext(wording.STATUSES.get(status, status)) for status in found["status"]],
            {"width": 90},
        ),
        gettext("seeds"): (found["seeds"], {"width": 70}),
        gettext("epochs"): (
            [
                f"{done:,} / {planned:,}"
                for done, planned in zip(found["epochs"], found["planned"], strict=True)
            ],
            {"width": 90},
        ),
        gettext("test {metric}", metric=metric): (found["test"], four),
    }
    if (found["test_low"].fillna(0) != found["test_high"].fillna(0)).any():
        columns |= {
            gettext("lowest"): (found["test_low"], four | {"width": 75}),
            gettext("highest"): (found["test_high"], four | {"width": 75}),
        }
    columns |= {
        gettext("published"): (found["published"], four | {"width": 85}),
        gettext("best validation"): (
            found["best_validation"],
            four
            | {"help": gettext("In the epoch of the best validation loss; the mean of the seeds.")},
        ),
    }
    _show(found, columns)


def _show_more(view: View, comparison: Comparison) -> None:
    """What stored predictions say, with what the curves say of fitting too much."""
    with st.spinner(gettext("Reading what was predicted…")):
        figures, missing = stored_figures(comparison)
    found = qualities(comparison.entrants, figures, mean=view.mean)
    if found.empty:
        st.markdown(wording.small(_why_none(missing)))
        return
    unit = next((entrant.unit for entrant in comparison.entrants if entrant.unit), "")
    columns: dict[str, Column] = {
        FIGURES[name].name(unit): (
            found[name],
            {"format": FIGURES[name].format, "help": gettext(FIGURES[name].says)},
        )
        for name in FIGURES
        if name in found
    }
    columns[gettext("seeds")] = (
        found["seeds"],
        {"help": gettext("How many of its completed seeds kept what they predicted."), "width": 70},
    )
    beside = comparison.found.set_index("key").reindex(found["key"]).reset_index()
    columns[gettext("train − validation")] = (
        beside["gap"],
        {
            "format": "%+.4f",
            "help": gettext(
                "The training metric less the validation metric, after the last epoch."
            ),
        },
    )
    columns[gettext("best epoch")] = (
        beside["best_epoch"],
        {"format": "%.1f", "help": gettext("By the validation loss; the mean of the seeds.")},
    )
    _show(found, columns)
    note = gettext(
        "On the test data, each the mean of the seeds; from what runs here predicted. Recorded "
        "runs come without predictions, so they are not listed."
    )
    st.markdown(wording.small(note if not missing else f"{note} {_why_none(missing)}"))


def stored_figures(comparison: Comparison) -> tuple[dict[str, Mapping[str, float]], list[str]]:
    """What the predictions of people's own completed runs say.

    Returns:
        Run id → figures, of those that kept predictions; and the datasets whose file is not here.
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
        for run, found in zip(runs, figures_of(recipe, runs, truth), strict=True):
            figures[run.id] = found
    return figures, missing


def _why_none(missing: list[str]) -> str:
    if missing:
        return gettext(
            "What was true is not here: the file of {datasets} is missing, see Data.",
            datasets=", ".join(missing),
        )
    return gettext(
        "These figures come from what a run here predicted on the test data, once one is "
        "completed; recorded runs come without predictions."
    )


def _show_cost(view: View, comparison: Comparison) -> None:
    found = comparison.found
    plain = {"format": "localized"}
    columns: dict[str, Column] = {
        gettext("parameters"): (found["parameters"], plain),
        gettext("MFLOP a prediction"): (
            found["operations"] / 1e6,
            {"format": "%.4g", "help": gettext(COST_NOTES["prediction"])},
        ),
        gettext("GFLOP of training"): (
            found["training_operations"],
            {"format": "%.4g", "help": gettext(OPERATIONS)},
        ),
        gettext("seconds"): (
            found["seconds"],
            {
                "format": "%.1f",
                "help": gettext("Training all epochs; the mean of the seeds."),
            },
        ),
        gettext("s / epoch"): (found["seconds_an_epoch"], {"format": "%.3g"}),
        gettext("samples / s"): (found["samples_a_second"], {"format": "%.0f"}),
        gettext("memory, MB"): (
            found["peak_memory"] / 1e6,
            {"format": "%.0f", "help": gettext(MEMORY)},
        ),
    }
    _show(found, columns, alone=found["timed"])


def _show(
    found: pd.DataFrame, columns: Mapping[str, Column], alone: pd.Series | None = None
) -> None:
    """A table: the family's marker and the recipe, then the columns that have anything."""
    kept = {
        title: column for title, column in columns.items() if pd.Series(column[0]).notna().any()
    }
    shown = {
        "": [FAMILY_STYLES[family].character for family in found["family"]],
        gettext("recipe"): list(found["label"]),
    }
    shown |= {title: list(values) for title, (values, _) in kept.items()}
    config: dict[str, Any] = {"": st.column_config.TextColumn(width=30)}
    for title, (_, looks) in kept.items():
        if "format" in looks:
            config[title] = st.column_config.NumberColumn(**looks)
        elif looks:
            config[title] = st.column_config.Column(**looks)
    if alone is not None:
        title = gettext("alone")
        shown[title] = list(alone)
        config[title] = st.column_config.CheckboxColumn(
            width=60,
            help=gettext(
                "Whether nothing else trained on the machine meanwhile: else seconds say little."
            ),
        )
    st.dataframe(
        pd.DataFrame(shown),
        hide_index=True,
        column_config=config,
        width="stretch",
        height="content" if len(found) <= TALL else 560,
        placeholder="—",
    )
