"""A sweep's trials as a table, and what confirms the best of them."""

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


def show_trials(found: Report) -> None:
    """Every trial, the best first, then in the order of proposal."""
    st.markdown(f"### {gettext('Trials')}")
    rank = {trial.number: at for at, trial in enumerate(found.ranking)}
    trials = sorted(found.trials, key=lambda trial: rank.get(trial.number, len(rank)))
    columns: dict[str, list[Any]] = {
        OPEN: [gettext("Open") if trial.run else None for trial in trials],
        gettext("trial"): [trial.number + 1 for trial in trials],
        gettext("state"): [gettext(TRIALS[trial.state]) for trial in trials],
        found.sweep.objective: [_number(trial.value) for trial in trials],
    }
    for item in found.sweep.space:
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
    looks: dict[str, Any] = {
        OPEN: st.column_config.ButtonColumn(
            "", type="tertiary", on_click=_open, key=OPEN, width=70
        ),
        gettext("trial"): number(width=60),
        gettext("state"): plain(width=110),
        found.sweep.objective: number(
            format="%.4f", help=gettext("Of the weights that would be tested."), width=110
        ),
        gettext("epochs"): plain(width=90),
        gettext("why it ended early"): plain(width="large"),
    }
    for item in found.sweep.space:
        cells = columns[item["name"]]
        looks[item["name"]] = plain(width=120)
        if any(_is_figure(cell) for cell in cells):  # as the sentences above have it
            looks[item["name"]] = number(format="%.3g", width=120)
    if not any(columns[gettext("why it ended early")]):
        del columns[gettext("why it ended early")]
    frame = pd.DataFrame(columns)
    st.dataframe(frame, hide_index=True, width="stretch", column_config=looks, placeholder="—")


def show_confirmations(found: Report) -> None:
    """What each finalist gave with each fresh seed."""
    st.markdown(f"### {gettext('With fresh seeds')}")
    runs = [(one, run) for one in found.confirmations for run in one.runs]
    tests = {
        run.id: value
        for one in found.confirmations
        for run, value in zip(
            [run for run in one.runs if run.value == run.value],
            found.tests.get(one.number, ()),
            strict=False,
        )
    }
    columns: dict[str, list[Any]] = {
        OPEN_CONFIRMING: [gettext("Open")] * len(runs),
        gettext("trial"): [one.number + 1 for one, _ in runs],
        gettext("seed"): [run.seed for _, run in runs],
        found.sweep.objective: [_number(run.value) for _, run in runs],
    }
    if tests:
        columns[gettext("test {metric}", metric=found.metric)] = [
            tests.get(run.id) for _, run in runs
        ]
    columns[gettext("state")] = [gettext(TRIALS[run.status]) for _, run in runs]
    choice().confirming = tuple(run.id for _, run in runs)
    figures = [name for name, cells in columns.items() if any(_is_figure(cell) for cell in cells)]
    looks: dict[str, Any] = {name: st.column_config.NumberColumn(format="%.4f") for name in figures}
    looks[OPEN_CONFIRMING] = st.column_config.ButtonColumn(
        "", type="tertiary", on_click=_open_confirming, key=OPEN_CONFIRMING, width=70
    )
    frame = pd.DataFrame(columns)
    st.dataframe(frame, hide_index=True, width="stretch", column_config=looks, placeholder="—")
    if found.sweep.winner is not None:
        text = gettext(
            "The mean over fresh seeds is the figure to quote: that of the trial was the best of "
            "many, and so is partly luck."
        )
        st.markdown(wording.small(text))


def _is_figure(cell: object) -> bool:
    return isinstance(cell, float)


def _number(value: float) -> float | None:
    return value if value == value else None


def _open() -> None:
    here = choice()
    at = st.session_state[OPEN]["row"]
    if at < len(here.shown):
        here.run = here.shown[at]


def _open_confirming() -> None:
    here = choice()
    at = st.session_state[OPEN_CONFIRMING]["row"]
    if at < len(here.confirming):
        here.run = here.confirming[at]
