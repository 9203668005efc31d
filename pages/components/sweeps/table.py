"""A sweep's trials as a table, and the runs that confirm the best of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import gettext
from core.sweeps.report import Report, why
from pages.components.frame import wording
from pages.components.sweeps.choice import PAGE, choice
from pages.components.sweeps.words import TRIALS

OPEN = f"{PAGE} open run"
OPEN_CONFIRMING = f"{PAGE} open confirming"


def show_trials(report: Report) -> None:
    """Show every trial, best first, those without a result in the order of proposal."""
    st.markdown(f"### {gettext('Trials')}")
    rank = {trial.number: position for position, trial in enumerate(report.ranking)}
    trials = sorted(report.trials, key=lambda trial: rank.get(trial.number, len(rank)))
    columns: dict[str, list[Any]] = {
        OPEN: [gettext("Open") if trial.run else None for trial in trials],
        gettext("trial"): [trial.number + 1 for trial in trials],
        gettext("state"): [gettext(TRIALS[trial.state]) for trial in trials],
        report.sweep.objective: [_number(trial.value) for trial in trials],
    }
    for item in report.sweep.space:
        columns[item["name"]] = [trial.values.get(item["name"]) for trial in trials]
    columns |= {
        gettext("epochs"): [
            f"{trial.run.epochs_done:,} / {trial.run.epochs:,}" if trial.run else None
            for trial in trials
        ],
        gettext("why it ended early"): [why(trial) for trial in trials],
    }
    choice().shown = tuple(trial.run.id if trial.run else "" for trial in trials)
    number, plain = st.column_config.NumberColumn, st.column_config.Column
    config: dict[str, Any] = {
        OPEN: st.column_config.ButtonColumn(
            "", type="tertiary", on_click=_open, key=OPEN, width=70
        ),
        gettext("trial"): number(width=60),
        gettext("state"): plain(width=110),
        report.sweep.objective: number(
            format="%.4f", help=gettext("For the weights that would be tested."), width=110
        ),
        gettext("epochs"): plain(width=90),
        gettext("why it ended early"): plain(width="large"),
    }
    for item in report.sweep.space:
        cells = columns[item["name"]]
        config[item["name"]] = plain(width=120)
        if any(_is_figure(cell) for cell in cells):  # rounded as in the sentences above
            config[item["name"]] = number(format="%.3g", width=120)
    if not any(columns[gettext("why it ended early")]):
        del columns[gettext("why it ended early")]
    frame = pd.DataFrame(columns)
    st.dataframe(frame, hide_index=True, width="stretch", column_config=config, placeholder="—")


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
    columns: dict[str, list[Any]] = {
        OPEN_CONFIRMING: [gettext("Open")] * len(runs),
        gettext("trial"): [one.number + 1 for one, _ in runs],
        gettext("seed"): [run.seed for _, run in runs],
        report.sweep.objective: [_number(run.value) for _, run in runs],
    }
    if tests:
        columns[gettext("test {metric}", metric=report.metric)] = [
            tests.get(run.id) for _, run in runs
        ]
    columns[gettext("state")] = [gettext(TRIALS[run.status]) for _, run in runs]
    choice().confirming = tuple(run.id for _, run in runs)
    figures = [name for name, cells in columns.items() if any(_is_figure(cell) for cell in cells)]
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(format="%.4f") for name in figures
    }
    config[OPEN_CONFIRMING] = st.column_config.ButtonColumn(
        "", type="tertiary", on_click=_open_confirming, key=OPEN_CONFIRMING, width=70
    )
    frame = pd.DataFrame(columns)
    st.dataframe(frame, hide_index=True, width="stretch", column_config=config, placeholder="—")
    if report.sweep.winner is not None:
        text = gettext(
            "The mean over fresh seeds is the figure to quote: the trial's own was the best of "
            "many, and so is partly luck."
        )
        st.markdown(wording.small(text))


def _is_figure(cell: object) -> bool:
    return isinstance(cell, float)


def _number(value: float) -> float | None:
    return value if value == value else None


def _open() -> None:
    current = choice()
    index = st.session_state[OPEN]["row"]
    if index < len(current.shown):
        current.run = current.shown[index]


def _open_confirming() -> None:
    current = choice()
    index = st.session_state[OPEN_CONFIRMING]["row"]
    if index < len(current.confirming):
        current.run = current.confirming[index]
