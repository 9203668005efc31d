"""A sweep's charts: trial by trial, results by setting, importance of settings."""

from __future__ import annotations

import math

import streamlit as st

from core.charts.parallel import AXIS, plot_parallel
from core.charts.sweep import hidden, plot_best, plot_importance
from core.i18n import gettext
from core.sweeps.report import Report, settings_words
from core.sweeps.sweep import Sweep, Trial
from core.sweeps.varied import setting_of
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.live_chart import live_chart
from pages.components.run.varied import show_varied
from pages.components.sweeps.choice import PAGE


def show_charts(report: Report) -> None:
    """Show the trials in order, their results by setting, and which settings mattered."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown(f"### {gettext('Trial by trial')}")
        _show_best(report)
    with right:
        st.markdown(f"### {gettext('Settings and results')}")
        if len(report.ranking) < 2:
            st.markdown(wording.small(gettext("The chart appears after two completed trials.")))
        elif setting_of(report.sweep):
            show_varied(report, f"{PAGE} chart varied")
        else:
            _show_settings(report)
    if report.sweep.importance:
        with left:
            st.markdown(f"### {gettext('What mattered')}")
            figure = plot_importance(report.sweep.importance, theme=theme())
            text = gettext("How much each setting decided a trial's result")
            _chart(figure, "importance", text, 90 + 46 * len(report.sweep.importance))


def _show_best(report: Report) -> None:
    sweep = report.sweep
    up = gettext("validation accuracy (share)")
    if report.metric == "mae":
        up = gettext("validation error (standard deviations)")
    values = [trial.value for trial in report.trials]
    reached = [_reached(report, trial) for trial in report.trials]
    running = [trial.run.curve[-1] if _is_running(trial) else math.nan for trial in report.trials]
    if all(math.isnan(value) for value in (*values, *reached, *running)):
        st.markdown(wording.small(gettext("The chart appears after a trial's first epoch.")))
        return
    figure = plot_best(
        values,
        reached,
        running=running,
        up=up,
        higher_is_better=sweep.higher_is_better,
        theme=theme(),
        revision=sweep.id,
    )
    _chart(figure, "best", gettext("Each trial's validation result, and the best so far"))
    outside = hidden(values, reached, sweep.higher_is_better)
    if outside:
        text = gettext(
            "Weaker trials outside this view: {count}. Double-click the chart to show all.",
            count=outside,
        )
        st.markdown(wording.small(text))


def _show_settings(report: Report) -> None:
    sweep = report.sweep
    order = report.ranking[::-1]  # the best is drawn last, above the others
    names = [item["name"] for item in sweep.space]
    figure = plot_parallel(
        {name: [trial.values[name] for trial in order] for name in names},
        [trial.value for trial in order],
        up=sweep.objective,
        log=[item["name"] for item in sweep.space if _is_log(sweep, item)],
        listed=[item["name"] for item in sweep.space if "values" in item],
        theme=theme(),
        revision=sweep.id,
    )
    text = gettext("Completed trials as lines across their settings to their results")
    _chart(figure, "parallel", text, min_width=AXIS * (len(names) + 1))
    text = gettext(
        "One line per completed trial; a stronger colour is better. Best: {settings}.",
        settings=wording.escape_markdown(settings_words(report.ranking[0].values)),
    )
    st.markdown(wording.small(text))


def _is_log(sweep: Sweep, item: dict) -> bool:
    if "scale" in item:
        return item["scale"] == "log"
    hyperparameter = sweep.base.hyperparameters().get(item["name"])
    return getattr(hyperparameter, "scale", "") == "log"


def _reached(report: Report, trial: Trial) -> float:
    """The best value of a trial that ended early; NaN for any other trial."""
    if trial.run is None or trial.active or trial.value == trial.value:
        return math.nan
    values = [value for value in trial.run.curve if value == value]
    return (max if report.sweep.higher_is_better else min)(values, default=math.nan)


def _is_running(trial: Trial) -> bool:
    """Whether a trial has completed an epoch and not ended yet."""
    return trial.run is not None and trial.active and len(trial.run.curve) > 0


def _chart(figure: dict, name: str, label: str, height: int = 380, min_width: int = 0) -> None:
    live_chart(
        figure,
        key=f"{PAGE} chart {name}",
        label=label,
        height=height,
        min_width=min_width,
        picture=f"sweep-{name}",
    )
