"""A sweep's trials as a table, and the runs that confirm the best of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.i18n import gettext
from core.sweeps.report import Report, why
from pages.components.frame import session, wording
from pages.components.frame.table import Column, show_table
from pages.components.sweeps.choice import PAGE
from pages.components.sweeps.words import state_words

column, number = st.column_config.Column, st.column_config.NumberColumn


def show_trials(report: Report) -> None:
    """Show every trial, best first, those without a result in the order of proposal."""
    st.markdown(f"### {gettext('Trials')}")
    rank = {trial.number: position for position, trial in enumerate(report.ranking)}
    trials = sorted(report.trials, key=lambda trial: rank.get(trial.number, len(rank)))
    ids = [trial.run.id if trial.run else "" for trial in trials]
    columns: dict[str, Column] = {
        **_open_buttons(f"{PAGE} open run", ids),
        gettext("trial"): ([trial.number + 1 for trial in trials], number(width=60)),
        gettext("state"): ([state_words(trial.state) for trial in trials], column(width=110)),
        report.sweep.objective: (
            [trial.value for trial in trials],
            number(format="%.4f", help=gettext("For the weights that would be tested."), width=110),
        ),
    }
    for item in report.sweep.space:
        cells = [trial.values.get(item["name"]) for trial in trials]
        rounded = any(isinstance(cell, float) for cell in cells)  # as in the sentences above
        config = number(format="%.3g", width=120) if rounded else column(width=120)
        columns[item["name"]] = (cells, config)
    columns |= {
        gettext("epochs"): (
            [
                f"{trial.run.epochs_done:,} / {trial.run.epochs:,}" if trial.run else None
                for trial in trials
            ],
            column(width=90),
        ),
        gettext("why it ended early"): ([why(trial) for trial in trials], column(width="large")),
    }
    show_table(columns, width="stretch")


def show_confirmations(report: Report) -> None:
    """Show the result of each finalist with each fresh seed."""
    st.markdown(f"### {gettext('With fresh seeds')}")
    runs = [(one, run) for one in report.confirmations for run in one.runs]
    tests = {
        run.id: value
        for one in report.confirmations
        for run, value in zip(
            [run for run in one.runs if run.value == run.value],
            report.tests.get(one.number, ()),
            strict=False,
        )
    }
    figure = number(format="%.4f")
    columns: dict[str, Column] = {
        **_open_buttons(f"{PAGE} open confirming", [run.id for _, run in runs]),
        gettext("trial"): ([one.number + 1 for one, _ in runs], None),
        gettext("seed"): ([run.seed for _, run in runs], None),
        report.sweep.objective: ([run.value for _, run in runs], figure),
        gettext("test {metric}", metric=report.metric): (
            [tests.get(run.id) for _, run in runs],
            figure,
        ),
        gettext("state"): ([state_words(run.status) for _, run in runs], None),
    }
    show_table(columns, width="stretch")
    if report.sweep.winner is not None:
        text = gettext(
            "The mean over fresh seeds is the figure to quote: the trial's own was the best of "
            "many, and so is partly luck."
        )
        st.markdown(wording.small(text))


def _open_buttons(key: str, ids: Sequence[str]) -> dict[str, Column]:
    """A column of buttons that open runs; without one where the id is ""."""
    button = st.column_config.ButtonColumn(
        "", type="tertiary", on_click=_open, args=(key, tuple(ids)), key=key, width=70
    )
    return {key: ([gettext("Open") if id else None for id in ids], button)}


def _open(key: str, ids: Sequence[str]) -> None:
    session.open_page("runs", {"run": ids[st.session_state[key]["row"]]})
