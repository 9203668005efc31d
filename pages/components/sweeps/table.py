"""A sweep's trials as a table, and what confirms the best of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import gettext
from core.runs.run import COMPLETED
from core.sweeps.report import Report, why
from pages.components import wording
from pages.components.sweeps.choice import PAGE, choice
from pages.components.sweeps.words import TRIALS

OPEN = f"{PAGE} open run"


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
        gettext("why it ended early"): [why(trial) or None for trial in trials],
    }
    choice().shown = tuple(trial.run.id if trial.run else "" for trial in trials)
    number = st.column_config.NumberColumn
    st.dataframe(
        pd.DataFrame(columns),
        hide_index=True,
        width="stretch",
        column_config={
            OPEN: st.column_config.ButtonColumn("", type="tertiary", on_click=_open, key=OPEN),
            found.sweep.objective: number(
                format="%.4f", help=gettext("Of the weights that would be tested.")
            ),
        },
    )


def show_confirmations(found: Report) -> None:
    """What each finalist gave with fresh seeds."""
    st.markdown(f"### {gettext('With fresh seeds')}")
    for one in found.confirmations:
        trial, tests = found.trials[one.number], found.tests.get(one.number, ())
        state = [f"{sum(run.status == COMPLETED for run in one.runs)} / {one.wanted}"]
        columns: dict[str, list[Any]] = {
            gettext("trial"): [one.number + 1],
            gettext("seeds completed"): state,
            gettext("{metric} in its trial", metric=found.sweep.objective): [_number(trial.value)],
            gettext("{metric}, mean of fresh seeds", metric=found.sweep.objective): [
                _number(one.mean)
            ],
            gettext("seeds"): [", ".join(str(run.seed) for run in one.runs)],
            gettext("runs"): [", ".join(run.id for run in one.runs)],
        }
        if tests:
            columns[gettext("test {metric}, mean", metric=found.metric)] = [sum(tests) / len(tests)]
        st.dataframe(
            pd.DataFrame(columns),
            hide_index=True,
            width="stretch",
            column_config={
                title: st.column_config.NumberColumn(format="%.4f")
                for title, cells in columns.items()
                if isinstance(cells[0], float)
            },
        )
    if found.sweep.winner is None:
        return
    text = gettext(
        "The mean over fresh seeds is the figure to quote: that of the trial was the best of many, "
        "and so is partly luck."
    )
    st.markdown(wording.small(text))


def _number(value: float) -> float | None:
    return value if value == value else None


def _open() -> None:
    here = choice()
    at = st.session_state[OPEN]["row"]
    if at < len(here.shown):
        here.run = here.shown[at]
