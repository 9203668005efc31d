"""A sweep's charts: trial by trial, trials across their settings, what mattered."""

from __future__ import annotations

import math

import streamlit as st

from core.charts.parallel import AXIS, plot_parallel
from core.charts.sweep import hidden, plot_best, plot_importance
from core.i18n import gettext
from core.sweeps.report import Report, settings_words
from core.sweeps.sweep import Sweep, Trial
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.live_chart import live_chart
from pages.components.sweeps.choice import PAGE


def show_charts(found: Report) -> None:
    """The trials one after the other, across their settings, and what mattered."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown(f"### {gettext('Trial by trial')}")
        _show_best(found)
    with right:
        st.markdown(f"### {gettext('Settings and what they gave')}")
        if len(found.ranking) < 2:
            st.markdown(wording.small(gettext("It is drawn from two completed trials on.")))
        else:
            _show_settings(found)
    if found.sweep.importance:
        with left:
            st.markdown(f"### {gettext('What mattered')}")
            figure = plot_importance(found.sweep.importance, theme=theme())
            text = gettext("How much each setting decided whether a trial was a good one")
            _chart(figure, "importance", text, 90 + 46 * len(found.sweep.importance))


def _show_best(found: Report) -> None:
    sweep = found.sweep
    up = gettext("validation accuracy (share that is right)")
    if found.metric == "mae":
        up = gettext("validation error (standard deviations)")
    values = [trial.value for trial in found.trials]
    reached = [_reached(found, trial) for trial in found.trials]
    going = [trial.run.curve[-1] if _trains(trial) else math.nan for trial in found.trials]
    if all(math.isnan(value) for value in (*values, *reached, *going)):
        st.markdown(wording.small(gettext("It is drawn once a trial's first epoch has ended.")))
        return
    figure = plot_best(
        values,
        reached,
        going=going,
        up=up,
        higher_is_better=sweep.higher_is_better,
        theme=theme(),
        revision=sweep.id,
    )
    _chart(figure, "best", gettext("Each trial's validation figure, and the best so far"))
    outside = hidden(values, reached, sweep.higher_is_better)
    if outside:
        text = gettext(
            "Weaker trials outside of this view: {count}. A double click on the chart shows all.",
            count=outside,
        )
        st.markdown(wording.small(text))


def _show_settings(found: Report) -> None:
    sweep = found.sweep
    order = found.ranking[::-1]  # the best is drawn last, above the others
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
    text = gettext("Completed trials as lines across their settings to what each gave")
    _chart(figure, "parallel", text, min_width=AXIS * (len(names) + 1))
    text = gettext(
        "One line per completed trial; the stronger its colour, the better. Best: {settings}.",
        settings=wording.escape_markdown(settings_words(found.ranking[0].values)),
    )
    st.markdown(wording.small(text))


def _is_log(sweep: Sweep, item: dict) -> bool:
    if "scale" in item:
        return item["scale"] == "log"
    hyperparameter = sweep.base.hyperparameters().get(item["name"])
    return getattr(hyperparameter, "scale", "") == "log"


def _reached(found: Report, trial: Trial) -> float:
    """The best a trial had when it ended early; NaN for one that did not."""
    if trial.run is None or trial.open or trial.value == trial.value:
        return math.nan
    values = [value for value in trial.run.curve if value == value]
    return (max if found.sweep.higher_is_better else min)(values, default=math.nan)


def _trains(trial: Trial) -> bool:
    """Whether a trial has begun and not ended yet."""
    return trial.run is not None and trial.open and len(trial.run.curve) > 0


def _chart(figure: dict, name: str, label: str, height: int = 380, min_width: int = 0) -> None:
    live_chart(
        figure,
        key=f"{PAGE} chart {name}",
        label=label,
        height=height,
        min_width=min_width,
        picture=f"sweep-{name}",
    )
